"""An article is followed through the topics by what its records' headers say, as far as it has come."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson

from schemas.article import RawPosition
from schemas.reason import Reason
from streams.engine.dead_letters import quarantine
from streams.engine.records import Record, delivery_headers
from streams.engine.spans import Log
from streams.errors import PoisonError
from streams.ledger.journey import PRODUCER_MS, follow
from streams.ledger.progress import silent
from streams.ledger.tables import Row

LogOf = Callable[..., Log]
RAW = RawPosition(topic="news.raw", partition=1, offset=7)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
SENT_MS = 1_800_000_000_000
INNER = ("news.normalized", "news.tagged", "news.related", "news.enriched", "news.latest")


def hop(topic: str, offset: int, after_ms: int, raw: RawPosition = RAW, partition: int = 0) -> Record:
    """Write a record of an inner topic, some time after the raw record."""
    return Record(topic, partition, offset, SENT_MS + after_ms, None, b"{}", delivery_headers(raw, SENT_MS))


def sent(key: bytes = b"a.example", **fields: object) -> Record:
    """Write the raw record."""
    return Record("news.raw", 1, 7, SENT_MS, key, orjson.dumps({"source": "a.example", "content": "x"} | fields))


def way(hops_ms: Sequence[int] = (40, 80, 120, 160, 160)) -> list[Record]:
    """Write an article's whole way among those of others."""
    times = dict(zip(INNER, hops_ms, strict=True))
    own = [hop(topic, 50, after_ms, partition=int(topic == "news.normalized")) for topic, after_ms in times.items()]
    others = [
        replace(one, offset=offset, headers=delivery_headers(RAW.model_copy(update={"offset": offset + 1}), 0))
        for one in own
        for offset in (49, 51)
    ]
    outcome = Record("news.outcomes", 2, 9, SENT_MS + times["news.enriched"], None, b"{}")
    return [sent(), *own, *others, outcome]


def row(**changed: Any) -> Row:  # noqa: ANN401 - of any of its columns
    """Say what the model knows of the article."""
    known = Row("news.raw", 1, 7, 0, 1, "accepted", None, "publish", "urn:a", 1)
    placed = replace(known, outcome_partition=2, outcome_offset=9, event_partition=0, event_offset=50)
    return replace(placed, **changed)


async def test_every_hop_of_an_article_is_found(log_of: LogOf) -> None:
    """In the order of its way, and none of another article's."""
    story = await follow(log_of(way()), RAW, row(), SENT_MS + 5_000, silent)
    assert list(story.records) == ["news.raw", *INNER, "news.outcomes"]
    assert {record.offset for topic, record in story.records.items() if topic in INNER} == {50}
    assert (story.notes, story.standing) == ((), None)


async def test_hours_between_two_hops_are_bridged(log_of: LogOf) -> None:
    """The windows grow until they reach back to the raw record, and further, for its producer's clock may be ahead."""
    slow = way((0, 3_600_000, 9_000_000, 9_000_100, 9_000_100))
    assert len((await follow(log_of(slow), RAW, row(), SENT_MS, silent)).records) == 7
    ahead = [
        sent() if one.topic == "news.raw" else replace(one, timestamp_ms=one.timestamp_ms - PRODUCER_MS)
        for one in way()
    ]
    assert len((await follow(log_of(ahead), RAW, row(), SENT_MS, silent)).records) == 7


async def test_of_a_quick_article_little_is_looked_through(log_of: LogOf) -> None:
    """What stands an hour before it is not read."""
    older = [
        hop(topic, offset, -3_000_000, RAW.model_copy(update={"offset": 1})) for topic in INNER for offset in range(40)
    ]
    log = log_of([*older, *way()])
    await follow(log, RAW, row(), SENT_MS, silent)
    assert log.looked_through < 30  # type: ignore[attr-defined]


async def test_a_version_that_was_compacted_away_is_not_searched_for(log_of: LogOf) -> None:
    """In news.latest it stood beside the event or nowhere."""
    others = [hop("news.latest", offset, -3_000_000, RAW.model_copy(update={"offset": 1})) for offset in range(40)]
    log = log_of([*others, *(one for one in way() if one.topic != "news.latest")])
    story = await follow(log, RAW, row(), SENT_MS, silent)
    assert list(story.records) == ["news.raw", *INNER[:-1], "news.outcomes"]
    assert story.notes == ()
    assert log.looked_through < 30  # type: ignore[attr-defined]


async def test_what_has_aged_out_is_said(log_of: LogOf) -> None:
    """The story is told without it."""
    story = await follow(log_of([one for one in way() if one.topic != "news.normalized"]), RAW, row(), SENT_MS, silent)
    assert list(story.records) == ["news.raw", *INNER[1:], "news.outcomes"]
    assert story.notes == ("not found in news.normalized: aged out",)


async def test_a_record_under_the_wrong_key_is_found_where_it_was_sent_to(log_of: LogOf) -> None:
    """Normalize then wrote its articles to another partition than that of the raw record."""
    rekeyed = hop("news.raw.rekeyed", 3, 10, partition=2)
    moved = [replace(one, partition=2) if one.topic == "news.normalized" else one for one in way()]
    records = [sent(key=b"b.example"), rekeyed, *moved[1:]]
    story = await follow(log_of(records), RAW, row(), SENT_MS, silent)
    assert list(story.records)[:3] == ["news.raw", "news.raw.rekeyed", "news.normalized"]
    assert story.records["news.normalized"].partition == 2


async def test_an_article_of_a_feed_is_not_taken_for_its_neighbour(log_of: LogOf) -> None:
    """They share all but the item."""
    items = [RAW.model_copy(update={"item": item, "items": 3}) for item in range(3)]
    hops = [hop("news.normalized", 20 + one.item, 10, one, partition=1) for one in items]
    story = await follow(log_of([sent(), *hops]), items[1], None, SENT_MS + 50, silent)
    assert story.records["news.normalized"].offset == 21


async def test_an_article_under_way_is_shown_as_far_as_it_has_come(log_of: LogOf) -> None:
    """With the stage that it waits for, and how many are before it."""
    other = hop("news.normalized", 44, 39, RAW.model_copy(update={"offset": 6}), partition=1)
    records = [sent(), other, hop("news.normalized", 50, 40, partition=1)]
    log = log_of(records, {("news.raw", 1): 8, ("news.normalized", 1): 45})
    story = await follow(log, RAW, None, SENT_MS + 100, silent)
    assert list(story.records) == ["news.raw", "news.normalized"]
    assert story.standing is not None
    assert (story.standing.stage, story.standing.ahead) == ("tag", 5)
    assert story.notes == ()


async def test_an_article_that_no_stage_has_is_told(log_of: LogOf) -> None:
    """Normalize is done with it, and nothing came of it: a finding for the audit."""
    story = await follow(
        log_of([sent(), hop("news.raw", 8, 1, partition=1)], {("news.raw", 1): 8}), RAW, None, SENT_MS, silent
    )
    assert story.standing is not None
    assert (story.standing.stage, story.standing.ahead) == ("normalize", None)


async def test_a_refused_article_is_not_looked_for_behind_the_stage_that_refused_it(log_of: LogOf) -> None:
    """What is there of others is not read."""
    log = log_of([sent(), *(one for one in way() if one.topic not in {"news.raw", "news.enriched"})])
    refused = row(
        outcome="rejected", stage="normalize", uri=None, version=None, event_partition=None, event_offset=None
    )
    story = await follow(log, RAW, refused, SENT_MS, silent)
    assert list(story.records) == ["news.raw", "news.outcomes"]
    assert story.notes == ()


async def test_a_dead_letter_whose_outcome_the_model_does_not_know_is_not_under_way(log_of: LogOf) -> None:
    """It is older than the days that the model has; the letter says enough."""
    failed = Record("news.raw", 1, 7, SENT_MS, None, b"{")
    letter, _ = quarantine(failed, PoisonError(Reason.UNDECODABLE, "not JSON"), "normalize", NOW).events
    kept = Record(letter.topic, 1, 0, SENT_MS, None, letter.value, letter.headers)
    known = Row("news.raw", 1, 7, 0, 1, letter_topic=letter.topic, letter_partition=1, letter_offset=0)
    story = await follow(log_of([failed, kept], {("news.raw", 1): 8}), RAW, known, SENT_MS, silent)
    assert list(story.records) == ["news.raw", "news.raw.dlq"]
    assert (story.standing, story.notes) == (None, ())
