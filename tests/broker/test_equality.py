"""`newsstream process` is the pipeline: over the same articles of a source both give the same events."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from articles import at_least, body, events_of, new_source, raw
from pipeline import Pipeline, read_until, send

from schemas.enriched import EnrichedArticle
from streams.cli.process import Chain

sys.path.append(str(Path(__file__).parents[1] / "bench"))  # whose pages have furniture, copies and bylines

from pages import raw_articles

pytestmark = pytest.mark.broker

FEED = """<rss version="2.0"><channel><title>Bridges</title>
<item><title>Ferry stops in {name}</title><guid>{name}-1</guid>
<description>The ferry of {name} stops.</description></item>
<item><title>Toll ends in {name}</title><guid>{name}-2</guid>
<description>Nobody pays in {name}.</description></item>
</channel></rss>"""

TOWNS, PAGES = 300, 1_500
"""Some 3,300 articles: five a town, of which the feed has two, and the pages."""


def stream_of(source: str) -> list[bytes]:
    """Write articles, copies, updates, feeds, pages with furniture, a correction, a retraction and what is none."""
    values = [*towns(source), *pages(source)]
    random.Random(source).shuffle(values)
    values.append(raw(source, "1", "Onetown", content="Onetown bridge stays shut\n\nNo traffic.", signal="correct"))
    values.append(raw(source, "2", "Twotown", content="Withdrawn.", signal="retract"))
    values.append(raw(source, "3", "Threetown", content=" "))
    return values


def towns(source: str) -> Iterator[bytes]:
    """Write what happens in each town: an article, the same again, a copy, an update, a feed."""
    for number in range(TOWNS):
        name = f"{source[6:12]}town{number}"
        yield raw(source, f"{number}", name)
        yield raw(source, f"{number}", name)
        yield raw(source, f"copy/{number}", name)
        yield raw(source, f"{number}", name, content=f"{name} bridge opens\n\n{body(name)}\n\nIt rained.")
        yield raw(source, f"feed/{number}", name, content=FEED.format(name=name), content_type="application/rss+xml")


def pages(source: str) -> Iterator[bytes]:
    """Write scraped pages, as if this source had published all of them."""
    for number, (_, value) in enumerate(raw_articles(PAGES, seed=len(source))):
        yield orjson.dumps(orjson.loads(value) | {"source": source, "url": f"https://{source}/news/{number}"})


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
