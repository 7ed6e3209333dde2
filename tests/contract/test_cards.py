"""The cards: every topic has one, and each says what the house decided about values, retention and sizes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.cards import DEAD_LETTER_SUFFIX, Card, CleanupPolicy, load_cards
from schemas.publish import MODELS
from schemas.state import StateRow

STREAMS = Path(__file__).parents[2] / "streams"
CARDS = load_cards()
TOPIC = re.compile(r"news(\.[a-z]+)+")
BINARY = {StateRow.__name__}
"""Values that only their own stage reads, in a layout that their module describes."""
MIB = 1024 * 1024


def _topic(card: Card) -> str:
    return card.topic


def _literals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TOPIC.fullmatch(node.value):
            yield node.value


def test_every_topic_of_the_code_has_a_card() -> None:
    """A topic that the code names is one that `topics apply` makes."""
    named = {topic for path in STREAMS.rglob("*.py") for topic in _literals(path)}
    assert "news.raw" in named
    assert named - set(CARDS) == set()


@pytest.mark.parametrize("card", CARDS.values(), ids=_topic)
def test_card_names_a_model(card: Card) -> None:
    """The value of a topic is a model of the contract, or kept as it came in dead letters."""
    assert card.value == "bytes" if card.topic.endswith(DEAD_LETTER_SUFFIX) else card.value in {*MODELS, *BINARY}


@pytest.mark.parametrize("card", CARDS.values(), ids=_topic)
def test_card_is_called_like_its_topic(card: Card) -> None:
    """A card is found by its topic."""
    assert (STREAMS.parent / "schemas" / "topics" / f"{card.topic}.toml").is_file()


def test_every_input_of_a_stage_has_dead_letters() -> None:
    """What a stage reads it may have to give up on."""
    stages = {"normalize", "tag", "dedup", "publish"}
    inputs = {card.topic for card in CARDS.values() if stages & set(card.readers) and card.retention_days}
    dead = {card.topic.removesuffix(DEAD_LETTER_SUFFIX) for card in CARDS.values() if card.value == "bytes"}
    assert inputs == dead


@pytest.mark.parametrize(
    ("topic", "days"),
    [
        ("news.raw", 38),
        ("news.tagged", 38),
        ("news.related", 31),
        ("news.enriched", 31),
        ("news.outcomes", 31),
        *((topic, 30) for topic in CARDS if topic.endswith(DEAD_LETTER_SUFFIX)),
    ],
)
def test_append_only_topics_age_out(topic: str, days: int) -> None:
    """An erased article is gone everywhere after 38 days; what is derived goes before its source."""
    assert CARDS[topic].retention_days == days
    assert CARDS[topic].cleanup_policy is CleanupPolicy.DELETE


@pytest.mark.parametrize("topic", ["news.latest", "news.dedup.state", "news.sources.state", "news.feeds.state"])
def test_latest_values_are_kept_by_key(topic: str) -> None:
    """A topic that is read as a table is compacted, and its rows do not age."""
    assert CARDS[topic].cleanup_policy is CleanupPolicy.COMPACT
    assert CARDS[topic].retention_days is None


@pytest.mark.parametrize("card", CARDS.values(), ids=_topic)
def test_record_fits_where_it_goes_next(card: Card) -> None:
    """A raw record of 10 MB still fits when a stage has added to it, and in a dead letter with its headers."""
    limits = {"RawArticle": 10, "bytes": 16, "Outcome": 1, "StateRow": 1, "SourceRow": 1, "FeedRow": 1}
    expected = 12 if card.topic == "news.raw.rekeyed" else limits.get(card.value, 12)
    assert card.max_message_bytes == expected * MIB


def test_the_sequence_is_one_partition() -> None:
    """Duplicates are judged on one total order, and what is judged keeps it."""
    assert {topic for topic, card in CARDS.items() if card.partitions == 1 and card.value != "bytes"} == {
        "news.tagged",
        "news.dedup.state",
        "news.related",
    }
