"""The four stages through real worker processes on a real Kafka: what goes in comes out, accounted for once."""

from collections import Counter

import psutil
import pytest
from articles import at_least, body, copies_are_equal, events_of, new_source, raw
from pipeline import Pipeline, outcomes_in, read_until, send

from schemas.cards import load_cards
from schemas.enriched import EnrichedArticle
from schemas.outcome import OutcomeKind
from schemas.reason import Reason

pytestmark = pytest.mark.broker


@pytest.fixture
def source() -> str:
    """Name a publisher that no other test has."""
    return new_source()


async def test_a_page_becomes_an_enriched_event(pipeline: Pipeline, source: str) -> None:
    """The article went through all four stages and says so."""
    await send(pipeline.brokers, [raw(source, "a", "Oldford")], source.encode())
    (article,) = events_of(source, await read_until(pipeline.brokers, ["news.enriched"], at_least(1, source)))
    assert article.title == "Oldford bridge opens after four years"
    assert article.event == "created"
    assert [hop.stage for hop in article.provenance.hops] == ["normalize", "tag", "dedup", "publish"]


async def test_the_events_key_and_partition_are_the_articles(pipeline: Pipeline, source: str) -> None:
    """Both versions of one article stand in one partition, in their order, and the latest topic has the second."""
    await send(pipeline.brokers, [raw(source, "a", "Newford")], source.encode())
    await read_until(pipeline.brokers, ["news.enriched"], at_least(1, source))
    later = raw(source, "a", "Newford", content=f"Newford bridge opens\n\n{body('Newford')}\n\nIt rained.")
    await send(pipeline.brokers, [later], source.encode())
    records = await read_until(pipeline.brokers, ["news.enriched"], at_least(2, source))
    own = [record for record in records if EnrichedArticle.decode(record.value or b"").source == source]
    first, second = (EnrichedArticle.decode(record.value or b"") for record in own)
    assert (first.uri, first.version, second.version) == (second.uri, 1, 2)
    assert {(record.key, record.partition) for record in own} == {(first.uri.encode(), own[0].partition)}
    latest = await read_until(
        pipeline.brokers, ["news.latest"], lambda records: own[1].value in [record.value for record in records]
    )
    assert [record.value for record in latest if record.key == first.uri.encode()][-1] == own[1].value


async def test_a_record_under_the_wrong_key_is_accounted_where_it_stands(pipeline: Pipeline, source: str) -> None:
    """It is re-keyed on its way; its outcome belongs to the record that the producer wrote."""
    await send(pipeline.brokers, [raw(source, "a", "Midford")], b"no such source")
    (article,) = events_of(source, await read_until(pipeline.brokers, ["news.enriched"], at_least(1, source)))
    assert article.provenance.raw.topic == "news.raw"
    rekeyed = await read_until(
        pipeline.brokers, ["news.raw.rekeyed"], lambda records: source.encode() in [record.key for record in records]
    )
    assert [record.key for record in rekeyed].count(source.encode()) == 1


BAD = {
    "not JSON": (b"{broken", OutcomeKind.QUARANTINED, Reason.UNDECODABLE),
    "not UTF-8": (b'{"content": "\xff"}', OutcomeKind.QUARANTINED, Reason.UNDECODABLE),
    "no object": (b"[1, 2]", OutcomeKind.QUARANTINED, Reason.UNDECODABLE),
    "no value": (None, OutcomeKind.QUARANTINED, Reason.UNDECODABLE),
    "wrong field": (b'{"content": 5}', OutcomeKind.QUARANTINED, Reason.INVALID),
    "empty page": (b'{"source": "x.example", "content": " \\n "}', OutcomeKind.REJECTED, Reason.EMPTY),
    "unknown type": (
        b'{"source": "x.example", "content_type": "video/mp4", "content_base64": "AAAA"}',
        OutcomeKind.REJECTED,
        Reason.UNSUPPORTED_CONTENT_TYPE,
    ),
}


async def test_bad_input_is_neither_dropped_nor_fatal(pipeline: Pipeline, source: str) -> None:
    """Each bad record has one outcome with its reason, the good one behind them goes through, the bytes are kept."""
    key = source.encode()
    await send(pipeline.brokers, [value for value, _, _ in BAD.values()], key)
    await send(pipeline.brokers, [raw(source, "good", "Goodford")], key)
    (good,) = events_of(source, await read_until(pipeline.brokers, ["news.enriched"], at_least(1, source)))
    position = good.provenance.raw
    raws = await read_until(
        pipeline.brokers, ["news.raw"], lambda records: sum(r.key == key for r in records) > len(BAD)
    )
    own = {record.offset: record.value for record in raws if record.key == key}
    wanted = Counter((value, outcome, reason) for value, outcome, reason in BAD.values())
    records = await read_until(
        pipeline.brokers,
        ["news.outcomes"],
        lambda records: (
            {one.raw.offset for one in outcomes_in(records) if one.raw.partition == position.partition} >= own.keys()
        ),
    )
    found = Counter(
        (own[one.raw.offset], one.outcome, one.reason)
        for one in outcomes_in(records)
        if one.raw.partition == position.partition and one.raw.offset in own and one.outcome != OutcomeKind.ACCEPTED
    )
    assert found == wanted
    letters = await read_until(
        pipeline.brokers, ["news.raw.dlq"], lambda records: sum(record.key == key for record in records) >= 5
    )
    kept = Counter(record.value for record in letters if record.key == key)
    assert kept == Counter(value for value, outcome, _ in BAD.values() if outcome is OutcomeKind.QUARANTINED)


async def test_a_record_as_large_as_the_topic_takes_goes_through(pipeline: Pipeline, source: str) -> None:
    """All hops have room for it, and what comes behind it is not held up."""
    large = raw(source, "large", f"{source}-large")
    room = load_cards()["news.raw"].max_message_bytes - len(large) - 2_000  # for the batch's own header
    padded = raw(source, "large", f"{source}-large", content=f"Long list\n\n{'ab cd ' * 20 + chr(10)}" * (room // 135))
    await send(pipeline.brokers, [padded, raw(source, "next", f"{source}-next")], source.encode())
    records = await read_until(pipeline.brokers, ["news.enriched"], at_least(2, source))
    assert len(padded) > 10_000_000
    assert len(events_of(source, records)) == 2


@pytest.mark.parametrize("stage", ["normalize", "tag", "dedup", "publish"])
async def test_a_killed_stage_loses_and_doubles_nothing(pipeline: Pipeline, source: str, stage: str) -> None:
    """After kill -9 in the middle of its work every article still has one outcome, and memory is what it was."""
    key = source.encode()
    await send(pipeline.brokers, [raw(source, f"{number}", f"{source}-{number}") for number in range(300)], key)
    victim = pipeline.stage(stage)
    victim.kill()
    psutil.wait_procs([victim], timeout=30)
    again = [raw(source, f"{number}", f"{source}-{number}") for number in range(10)]
    await send(pipeline.brokers, again, key)
    records = await read_until(pipeline.brokers, ["news.enriched"], at_least(310, source))
    articles = {article.provenance.raw.offset: article for article in events_of(source, records)}
    assert len(articles) == 310
    first, repeated = [article for _, article in sorted(articles.items())][:10], sorted(articles.items())[-10:]
    assert [article.uri for _, article in repeated] == [article.uri for article in first]
    assert {article.event for _, article in repeated} == {"duplicate"}
    assert copies_are_equal(records)
