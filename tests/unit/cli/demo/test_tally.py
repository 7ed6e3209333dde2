"""A demo's account: what it sent and what came of it, among whatever else a cluster carries."""

import pytest

from schemas.article import Provenance, RawPosition, Url
from schemas.enriched import EnrichedArticle
from schemas.outcome import Outcome, OutcomeKind, Reason
from schemas.relation import EventKind, Relation
from streams.cli.demo.tally import Tally, percentile
from streams.engine.records import Record, delivery_headers


def raw(offset: int, item: int = 0, items: int = 1) -> RawPosition:
    """Give an article's place in news.raw."""
    return RawPosition(topic="news.raw", partition=2, offset=offset, item=item, items=items)


def outcome(at: RawPosition, kind: OutcomeKind, reason: Reason | None = None) -> Record:
    """Give the record of an outcome."""
    value = Outcome(raw=at, outcome=kind, reason=reason, stage="publish").encode()
    return Record("news.outcomes", 0, 0, 1_000, None, value)


def event(at: RawPosition, latency_ms: int = 40) -> Record:
    """Give the record of an event."""
    article = EnrichedArticle(
        article_id="a",
        source="paper.example",
        url=Url(raw="u", clean="u", key="u"),
        title="A headline",
        provenance=Provenance(raw=at),
        uri="urn:a",
        version=1,
        event=EventKind.CREATED,
        relation=Relation(),
        is_latest=True,
    )
    return Record("news.enriched", 0, 0, 1_000 + latency_ms, None, article.encode(), delivery_headers(at, 1_000))


def dead_letter(offset: int) -> Record:
    """Give the record of a dead letter."""
    headers = (("__connect.errors.partition", b"2"), ("__connect.errors.offset", b"%d" % offset))
    return Record("news.raw.dlq", 2, 0, 1_000, None, b"{", headers)


def tally_of(*records: Record, sent: dict[str, int]) -> Tally:
    """Give a tally that sent records by name and offset, and then read `records`."""
    tally = Tally()
    for name, offset in sent.items():
        tally.sent(name, (2, offset))
    for record in records:
        tally.take(record)
    return tally


def test_an_article_is_finished_by_its_outcome_and_its_event() -> None:
    """Whichever is read first, it is given once."""
    tally = tally_of(outcome(raw(5), OutcomeKind.ACCEPTED), sent={"a bridge": 5})
    assert tally.finish() == []
    tally.take(event(raw(5)))
    assert [one.event.article.title for one in tally.finish() if one.event] == ["A headline"]
    assert tally.finish() == []


def test_a_refused_article_needs_no_event() -> None:
    """There is none."""
    tally = tally_of(outcome(raw(5), OutcomeKind.REJECTED, Reason.EMPTY), sent={"a blank": 5})
    assert [one.outcome.reason for one in tally.finish()] == [Reason.EMPTY]
    assert tally.missing() == []


def test_a_quarantined_article_is_missed_until_its_dead_letter_is_there() -> None:
    """Its outcome alone would not keep it."""
    tally = tally_of(outcome(raw(5), OutcomeKind.QUARANTINED, Reason.INVALID), sent={"a stub": 5})
    tally.finish()
    assert tally.missing() == ["a stub"]
    tally.take(dead_letter(5))
    assert tally.missing() == []


def test_a_feed_is_missed_until_each_entry_is_out() -> None:
    """A record is as complete as its last article."""
    tally = tally_of(outcome(raw(5, 1, 2), OutcomeKind.ACCEPTED), event(raw(5, 1, 2)), sent={"a feed": 5})
    tally.finish()
    assert tally.missing() == ["a feed"]
    for record in (outcome(raw(5, 0, 2), OutcomeKind.ACCEPTED), event(raw(5, 0, 2))):
        tally.take(record)
    tally.finish()
    assert tally.missing() == []


def test_what_nothing_came_of_is_named() -> None:
    """People know a record by what it is about."""
    assert tally_of(sent={"a bridge": 5, "a comet": 6}).missing() == ["a bridge", "a comet"]


def test_records_of_others_are_passed_by() -> None:
    """A named cluster carries other people's articles too."""
    others = (outcome(raw(9), OutcomeKind.ACCEPTED), event(raw(9)), dead_letter(9))
    tally = tally_of(*others, sent={"a bridge": 5})
    assert (tally.finish(), tally.summary().articles, tally.summary().dead_letters) == ([], 0, 0)


def test_the_account_adds_up() -> None:
    """Each article has its one outcome; those that were not refused have an event, the quarantined a dead letter."""
    tally = tally_of(
        outcome(raw(5), OutcomeKind.ACCEPTED),
        event(raw(5), 40),
        outcome(raw(6), OutcomeKind.QUARANTINED, Reason.INVALID),
        dead_letter(6),
        sent={"a bridge": 5, "a stub": 6},
    )
    summary = tally.summary()
    assert (summary.records, summary.articles, summary.events, summary.dead_letters) == (2, 2, 1, 1)
    assert summary.outcomes == {"accepted": 1, "quarantined": 1}
    assert (summary.latency_p50_ms, summary.latency_p99_ms) == (40, 40)
    assert summary.adds_up


@pytest.mark.parametrize(
    "records",
    [
        (outcome(raw(5), OutcomeKind.ACCEPTED),),
        (outcome(raw(5, 0, 2), OutcomeKind.ACCEPTED), event(raw(5, 0, 2))),
        (outcome(raw(5), OutcomeKind.QUARANTINED, Reason.INVALID),),
    ],
    ids=["no event", "an entry of two", "no dead letter"],
)
def test_an_account_that_does_not_add_up_says_so(records: tuple[Record, ...]) -> None:
    """A sum that can't be wrong would prove nothing."""
    assert not tally_of(*records, sent={"a bridge": 5}).summary().adds_up


@pytest.mark.parametrize(
    ("values", "percent", "value"),
    [([], 50, None), ([7], 99, 7), ([1, 2, 3, 4], 50, 2), ([1, 2, 3, 4], 99, 4), (list(range(1, 201)), 99, 198)],
)
def test_a_percentile_is_a_value_that_was_seen(values: list[int], percent: int, value: int | None) -> None:
    """The nearest rank."""
    assert percentile(values, percent) == value
