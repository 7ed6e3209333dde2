"""What the cards say to the broker."""

from schemas.cards import DAY_MS, load_cards


def test_cards_come_in_the_order_of_the_walk() -> None:
    """First what feeds have shown, then where articles come in; the last ones are the dead letters."""
    topics = list(load_cards())
    assert topics[:2] == ["news.feeds.state", "news.raw"]
    assert all(topic.endswith(".dlq") for topic in topics[-5:])


def test_a_card_speaks_the_brokers_language() -> None:
    """Days become milliseconds; a compacted topic keeps its rows for ever."""
    cards = load_cards()
    assert cards["news.raw"].config()["retention.ms"] == str(38 * DAY_MS)
    assert cards["news.latest"].config() == {
        "cleanup.policy": "compact",
        "retention.ms": "-1",
        "max.message.bytes": str(12 * 1024 * 1024),
    }


def test_what_may_still_come_outlives_a_day() -> None:
    """The gap before a delivery stands only in the row of that delivery, which a later one of its key replaces."""
    assert load_cards()["news.dedup.state"].config()["min.compaction.lag.ms"] == str(DAY_MS)


def test_only_topics_by_source_or_uri_have_n_partitions() -> None:
    """The sequence and what follows from its order stay in one partition, however large the cluster."""
    cards = load_cards().values()
    single = [card.topic for card in cards if card.partition_count(12) == 1]
    assert single == ["news.tagged", "news.dedup.state", "news.related", "news.tagged.dlq", "news.related.dlq"]
