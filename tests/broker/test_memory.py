"""What normalize learned of a source outlives its process."""

import psutil
import pytest
from articles import at_least, body, copies_are_equal, events_of, new_source, raw
from pipeline import Pipeline, read_until, send

from streams.cli.process import Chain

pytestmark = pytest.mark.broker

LEAFLET = "Havenblad leaflet corner"
SOURCES, ARTICLES = 4, 250


def page(source: str, number: int) -> bytes:
    """Write an article with a line that its site prints on each."""
    name = f"{source[6:12]}ville{number}"
    first, *others = body(name).split("\n\n")
    content = "\n\n".join([f"{name} bridge opens after {number} years", first, LEAFLET, *others])
    return raw(source, f"{number}", name, content=content)


async def test_memory_outlives_a_kill(pipeline: Pipeline) -> None:
    """Killed between the third article and the fourth, normalize still knows the furniture."""
    source = new_source()
    await send(pipeline.brokers, [page(source, number) for number in range(3)], source.encode())
    await read_until(pipeline.brokers, ["news.enriched"], at_least(3, source))
    victim = pipeline.stage("normalize")
    victim.kill()
    psutil.wait_procs([victim], timeout=30)
    await send(pipeline.brokers, [page(source, 3)], source.encode())
    records = await read_until(pipeline.brokers, ["news.enriched"], at_least(4, source))
    found = events_of(source, records)
    assert [LEAFLET in event.body for event in found] == [True, True, False, False]
    assert found[3].provenance.memory_offset == found[2].provenance.raw.offset


async def test_a_kill_in_the_middle_changes_no_byte(pipeline: Pipeline) -> None:
    """A thousand articles of several sources come out as they do without a crash, and copies are equal."""
    sources = [new_source() for _ in range(SOURCES)]
    for source in sources:
        await send(pipeline.brokers, [page(source, number) for number in range(ARTICLES)], source.encode())
    victim = pipeline.stage("normalize")
    victim.kill()
    psutil.wait_procs([victim], timeout=30)
    for source in sources:
        chain = Chain({})
        expected = [chain.process(page(source, number), number)[0].event for number in range(ARTICLES)]
        records = await read_until(pipeline.brokers, ["news.enriched"], at_least(ARTICLES, source))
        assert copies_are_equal(records)
        found = {event.provenance.raw.offset: event for event in events_of(source, records)}
        bodies = [event.body for _, event in sorted(found.items())]
        assert bodies == [event.body for event in expected if event]
        assert LEAFLET not in bodies[-1]
