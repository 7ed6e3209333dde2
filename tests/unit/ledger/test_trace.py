"""What a person calls an article by is read as they meant it."""

import pytest

from streams.errors import NewsstreamError
from streams.ledger.trace import Place, check_topic, names_of, place_in

PLACES = {
    "news.raw:0:17": Place("news.raw", 0, 17, None),
    "news.raw:3:170000000000:2": Place("news.raw", 3, 170_000_000_000, 2),
    "news.raw:0": None,
    "news.raw:-1:5": None,
    "news.raw:0:17:2:1": None,
    "news.raw:٣:١": None,
    "urn:newsstream:article:26183cbb-a1c9-5509-bc82-ae4b61097520": None,
    "https://a.example:80/7": None,
    f"news.raw:0:{'9' * 19}": None,
    "": None,
}


@pytest.mark.parametrize("text", PLACES)
def test_a_place_is_told_from_an_id(text: str) -> None:
    """Topic, partition, offset, and perhaps an item, in ASCII digits that a place can have."""
    assert place_in(text) == PLACES[text]


def test_an_address_is_looked_up_by_what_identity_uses() -> None:
    """Without tracking and by any of its spellings; and as it stands, for it may be a guid."""
    for text in ("https://www.a.example/x/?utm_source=b", "http://m.a.example/x#top", "https://a.example/x/index.html"):
        assert names_of(text) == (text, "a.example/x")
    assert names_of("tag:a.example,2026:7") == ("tag:a.example,2026:7",)


@pytest.mark.parametrize("topic", ["news.dedup.state", "news.sources.state", "orders", "news.raw.dlq.dlq"])
def test_a_topic_without_articles_is_named(topic: str) -> None:
    """The message says what a place is."""
    with pytest.raises(NewsstreamError, match=rf"{topic} .*TOPIC:PARTITION:OFFSET"):
        check_topic(topic)


@pytest.mark.parametrize("topic", ["news.raw", "news.tagged", "news.latest", "news.outcomes", "news.tagged.dlq"])
def test_any_record_of_an_article_leads_to_it(topic: str) -> None:
    """Of the stages' own topics, and of subscribers'."""
    check_topic(topic)
