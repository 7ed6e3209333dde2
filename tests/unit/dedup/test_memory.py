"""Candidates come from shared fingerprints, without boilerplate, within the windows of event time."""

from array import array
from collections.abc import Iterable, Sequence

import pytest

from streams.dedup.memory import BOILERPLATE_FAMILIES, DAY_SECONDS, MAX_CANDIDATES, Memory
from streams.dedup.texts import Entry, Text


class DictIndex:
    """An index that keeps everything, the newest first."""

    def __init__(self) -> None:
        """Begin empty."""
        self._offsets: dict[int, list[int]] = {}

    def add(self, offset: int, fingerprints: Iterable[int]) -> None:
        """Store every fingerprint."""
        for fingerprint in fingerprints:
            self._offsets.setdefault(fingerprint, []).insert(0, offset)

    def find(self, fingerprint: int) -> Sequence[int]:
        """Give all who hold it."""
        return self._offsets.get(fingerprint, [])


def text(*fingerprints: int, source: str = "lantern.example") -> Text:
    """Give a text with these fingerprints."""
    return Text(source, 1, 100 + sum(fingerprints), 100, array("I", fingerprints), array("I"))


def entry(offset: int, *fingerprints: int, family: int | None = None, days: float | None = 0.0) -> Entry:
    """Give a remembered text, of a family of its own unless another is named."""
    at = None if days is None else days * DAY_SECONDS
    return Entry(text(*fingerprints), offset, f"urn:{offset}", 1, offset if family is None else family, at)


def memory_of(*entries: Entry, articles: int = 100) -> Memory:
    """Remember the entries in their order."""
    memory = Memory(DictIndex(), articles)
    for one in entries:
        memory.advance(one.retrieved_at)
        memory.add(one)
    return memory


def offsets(memory: Memory, sought: Text) -> list[int]:
    """Give the offsets of the candidates."""
    return [one.offset for one in memory.candidates(sought).entries]


def test_most_shared_first() -> None:
    """The text that shares more comes first, the older one of equals."""
    memory = memory_of(entry(0, 1), entry(1, 2, 3), entry(2, 4))
    assert offsets(memory, text(1, 2, 3, 4)) == [1, 0, 2]


def test_a_passage_of_unrelated_stories_is_boilerplate() -> None:
    """A fingerprint in three families finds nobody and counts as common."""
    memory = memory_of(*(entry(number, 7, 10 + number) for number in range(BOILERPLATE_FAMILIES)))
    found = memory.candidates(text(7))
    assert (found.entries, found.common) == ((), frozenset({7}))


def test_copies_of_one_story_are_no_boilerplate() -> None:
    """Many copies of one story are one family."""
    memory = memory_of(*(entry(number, 7, family=0) for number in range(9)))
    assert len(offsets(memory, text(7))) == MAX_CANDIDATES


@pytest.mark.parametrize(
    ("days", "source", "found"),
    [
        (6, "lantern.example", True),
        (8, "lantern.example", False),
        (8, "courier.example", True),
        (32, "courier.example", False),
    ],
)
def test_windows(days: float, source: str, found: bool) -> None:  # noqa: FBT001 - a table's column
    """The same source's texts are looked at for 7 days, others' for 31."""
    memory = memory_of(entry(0, 7))
    memory.advance(days * DAY_SECONDS)
    assert bool(offsets(memory, text(7, source=source))) is found


def test_time_never_goes_back() -> None:
    """A late or missing time doesn't reopen a window."""
    memory = memory_of(entry(0, 7))
    for seconds in (9.0 * DAY_SECONDS, 1.0, None):
        memory.advance(seconds)
    assert offsets(memory, text(7)) == []


def test_a_forgotten_text_is_not_found() -> None:
    """The index may still name a text that is gone."""
    memory = memory_of(entry(0, 7), entry(1, 8), articles=1)
    assert (len(memory), offsets(memory, text(7)), memory.equals(text(7))) == (1, [], ())
