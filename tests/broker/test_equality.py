"""`newsstream process` is the pipeline: over the same articles of a source both give the same events."""

import pytest
from articles import at_least, body, events_of, new_source, raw
from pipeline import Pipeline, read_until, send

from schemas.enriched import EnrichedArticle
from streams.cli.process import Chain

pytestmark = pytest.mark.broker

FEED = """<rss version="2.0"><channel><title>Bridges</title>
<item><title>Ferry stops in {name}</title><guid>{name}-1</guid>
<description>The ferry of {name} stops.</description></item>
<item><title>Toll ends in {name}</title><guid>{name}-2</guid>
<description>Nobody pays in {name}.</description></item>
</channel></rss>"""


def stream_of(source: str) -> list[bytes]:
    """Write articles, copies, updates, a feed, a correction, a retraction and pages that are none."""
    values: list[bytes] = []
    for number in range(40):
        name = f"{source[6:12]}town{number}"
        values += [
            raw(source, f"{number}", name),
            raw(source, f"{number}", name),
            raw(source, f"copy/{number}", name),
            raw(source, f"{number}", name, content=f"{name} bridge opens\n\n{body(name)}\n\nIt rained."),
            raw(source, f"feed/{number}", name, content=FEED.format(name=name), content_type="application/rss+xml"),
        ]
    values.append(raw(source, "1", "Onetown", content="Onetown bridge stays shut\n\nNo traffic.", signal="correct"))
    values.append(raw(source, "2", "Twotown", content="Withdrawn.", signal="retract"))
    values.append(raw(source, "3", "Threetown", content=" "))
    return values


def without_position(article: EnrichedArticle) -> dict[str, object]:
    """Leave out what must differ: where the raw record stood."""
    fields = article.model_dump(mode="json")
    provenance = fields["provenance"]
    del provenance["raw"]["partition"], provenance["raw"]["offset"], provenance["memory_offset"]
    return fields


async def test_the_pipeline_and_the_process_agree_on_every_value(pipeline: Pipeline) -> None:
    """Identity, relations, versions and every field of the page are the same on both ways."""
    source = new_source()
    values = stream_of(source)
    chain = Chain({})
    alone = [result.event for number, value in enumerate(values) for result in chain.process(value, number)]
    expected = [event for event in alone if event is not None]
    assert len({event.event for event in expected}) >= 4
    await send(pipeline.brokers, values, source.encode())
    records = await read_until(pipeline.brokers, ["news.enriched"], at_least(len(expected), source))
    found = events_of(source, records)
    assert [without_position(event) for event in found] == [without_position(event) for event in expected]
