"""What two texts share word for word, and where, in any script."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.dedup.compare import passages

WORDS = st.lists(st.sampled_from("harbour wall crack night mayor boat quay town".split()), max_size=40).map(" ".join)


@pytest.mark.parametrize(
    ("new", "old", "shared"),
    [
        ("", "", []),
        ("one word", "one word", []),
        ("Today the wall of the harbour broke.", "Late, THE WALL OF THE HARBOUR fell", ["the wall of the harbour"]),
        ("昨夜港口的防波堤出现裂缝", "今晨港口的防波堤出现裂缝扩大", ["港口的防波堤出现裂缝"]),
        ("रात में बंदरगाह की पुरानी दीवार टूटी", "कल में बंदरगाह की पुरानी दीवार गिरी", ["में बंदरगाह की पुरानी दीवार"]),
    ],
)
def test_shared_passages(new: str, old: str, shared: list[str]) -> None:
    """Five words, or ten wide characters, in a row are a passage; its span is of the text as it stands."""
    assert [new[slice(*one.new)] for one in passages(new, old)] == shared


@given(WORDS, WORDS)
def test_passages_stand_in_both(new: str, old: str) -> None:
    """What a passage names is the same in both texts, and passages don't overlap in the new one."""
    found = list(passages(new, old))
    assert all(new[slice(*one.new)] == old[slice(*one.old)] for one in found)
    assert all(one.new[1] <= other.new[0] for one, other in pairwise(found))


def test_a_million_equal_words_take_one_walk() -> None:
    """A text of one word over and over is one passage, cut at the bound that signatures have."""
    (only,) = passages("go " * 1_000_000, "go " * 1_000_000)
    assert only.new == only.old == (0, 3 * 20_000 - 1)
