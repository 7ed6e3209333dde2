"""The stage around the page: identity, origin, and what is too large to go on."""

import uuid
from datetime import UTC, datetime

import orjson
import pytest

from schemas.article import NormalizedArticle, RawPosition
from schemas.outcome import Outcome, OutcomeKind
from schemas.reason import Reason
from streams.errors import PoisonError
from streams.normalize import stage
from streams.normalize.stage import normalize, read_raw

POSITION = RawPosition(topic="news.raw", partition=1, offset=9)
NOON = datetime(2024, 7, 16, 12, tzinfo=UTC)
FEED = (
    "<rss><channel><item><title>Ferry stops</title><guid>1</guid></item>"
    "<item><title>Toll ends</title><guid>2</guid></item></channel></rss>"
)


def value(**fields: object) -> bytes:
    """Write a raw record."""
    return orjson.dumps({"source": "isle.example", "content": "Ferry returns\n\nThe ferry sailed again."} | fields)


def articles(raw: bytes, recorded_at: datetime | None = None) -> list[NormalizedArticle]:
    """Normalize a record that has articles only."""
    results = normalize(read_raw(raw), POSITION, recorded_at, {})
    return [one for one in results if isinstance(one, NormalizedArticle)]


def test_the_same_bytes_have_the_same_id_wherever_they_stand() -> None:
    """The id is of the bytes and the item, not of the place."""
    first, second = articles(value())[0], articles(value())[0]
    assert first.article_id == second.article_id != articles(value(guid="2"))[0].article_id
    assert uuid.UUID(first.article_id).version == 5


def test_each_item_of_a_feed_knows_its_number() -> None:
    """An account can ask for items 0 to n-1 of every raw record."""
    found = articles(value(content=FEED, content_type="application/rss+xml"))
    assert [(one.provenance.raw.item, one.provenance.raw.items, one.guid) for one in found] == [
        (0, 2, "1"),
        (1, 2, "2"),
    ]
    assert len({one.article_id for one in found}) == 2


def test_a_missing_retrieval_time_falls_back_to_the_records_and_is_flagged() -> None:
    """Without either it stays unknown."""
    fallen, unknown = articles(value(), NOON)[0], articles(value())[0]
    assert (fallen.retrieved_at, fallen.flags[-1:]) == (NOON, ("retrieved_at_missing",))
    assert unknown.retrieved_at is None
    assert "retrieved_at_missing" not in articles(value(retrieved_at="2024-07-16T12:00:00Z"), NOON)[0].flags


def test_an_article_that_no_hop_would_take_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent on, it would be refused by the broker for ever and stop everything behind it."""
    monkeypatch.setattr(stage, "LARGE_BYTES", 10)
    monkeypatch.setattr(stage, "ARTICLE_BYTES", 100)
    (refused,) = normalize(read_raw(value()), POSITION, None, {})
    assert isinstance(refused, Outcome)
    assert (refused.outcome, refused.reason) == (OutcomeKind.REJECTED, Reason.TOO_LARGE)


@pytest.mark.parametrize(
    ("raw", "reason"), [(None, Reason.UNDECODABLE), (b"{", Reason.UNDECODABLE), (b'{"content":1}', Reason.INVALID)]
)
def test_what_is_no_raw_article_is_poison(raw: bytes | None, reason: Reason) -> None:
    """The reason is of the closed list."""
    with pytest.raises(PoisonError) as caught:
        read_raw(raw)
    assert caught.value.reason is reason
