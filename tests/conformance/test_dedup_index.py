"""What every candidate index promises, whatever it is made of."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.dedup.index import STORED, BucketIndex, CandidateIndex

Maker = Callable[[], CandidateIndex]
INDEXES: tuple[Maker, ...] = (lambda: BucketIndex(articles=1_000),)
FINGERPRINTS = st.sets(st.integers(0, 2**32 - 1), max_size=STORED)

every_index = pytest.mark.parametrize("make", INDEXES, ids=["buckets"])


@every_index
def test_an_empty_index_finds_nothing(make: Maker) -> None:
    """No text, no offset."""
    assert list(make().find(0)) == []


@every_index
@given(texts=st.lists(FINGERPRINTS, max_size=8))
def test_finds_who_holds_a_fingerprint(make: Maker, texts: list[set[int]]) -> None:
    """While there is room, a fingerprint leads to all texts that were stored with it, the newest first."""
    index = make()
    for offset, fingerprints in enumerate(texts):
        index.add(offset, fingerprints)
    for fingerprint in set().union(*texts):
        holders = [offset for offset, fingerprints in enumerate(texts) if fingerprint in fingerprints]
        assert list(index.find(fingerprint)) == holders[::-1]


@every_index
def test_of_a_long_text_equal_copies_store_the_same(make: Maker) -> None:
    """Two copies of a long text are found together, by whichever of their fingerprints finds one."""
    index = make()
    for offset in (3, 4):
        index.add(offset, range(0, 10_000_000, 1_000_003))
    found = [list(index.find(fingerprint)) for fingerprint in range(0, 10_000_000, 1_000_003)]
    assert all(offsets in ([4, 3], []) for offsets in found)
    assert [4, 3] in found


@every_index
def test_memory_is_bounded(make: Maker) -> None:
    """However many texts share a fingerprint, a look-up gives a handful, the newest among them."""
    index = make()
    for offset in range(100):
        index.add(offset, [77])
    assert 1 <= len(index.find(77)) <= 8
    assert index.find(77)[0] == 99
