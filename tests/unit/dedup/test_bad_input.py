"""Whatever comes, a decision looks at few texts and the memory stays within its room; work is counted, not time."""

from collections.abc import Iterator, Sequence

import pytest

from schemas.article import Provenance, RawPosition, TaggedArticle
from schemas.relation import EventKind
from streams.dedup.case import case_of
from streams.dedup.judge import Judge, Verdict
from streams.dedup.limits import Limits
from streams.dedup.memory import MAX_CANDIDATES
from streams.dedup.signature import MAX_FINGERPRINTS
from streams.dedup.table import PRINT_CELLS, SHARE, Table
from streams.dedup.texts import Entry

CAPACITY = 160
COMPARED = MAX_CANDIDATES + 2
"""Candidates, and the heads of a guid and a url."""


class CountingTable(Table):
    """A table that counts what a decision reads."""

    def __init__(self) -> None:
        """Begin at nothing."""
        super().__init__(CAPACITY, CAPACITY)
        self.entries = 0
        self.holders_seen = 0

    def entry(self, slot: int) -> Entry:
        """Count a text that is read."""
        self.entries += 1
        return super().entry(slot)

    def holders(self, prints: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Count the texts that hold one of the fingerprints."""
        for holder in super().holders(prints):
            self.holders_seen += 1
            yield holder


class Bench:
    """A judge whose work is counted."""

    def __init__(self) -> None:
        """Begin with an empty memory."""
        self.judge = Judge(Limits(articles=CAPACITY, keys=CAPACITY))
        self.table = CountingTable()
        self.judge._table = self.judge._memory._table = self.judge._versions._table = self.table
        self._offset = 0

    def say(self, body: str, source: str = "flood.example", title: str = "x") -> tuple[Verdict, int, int]:
        """Judge a text; give the verdict, the texts that were read, and the fingerprints' holders that were seen."""
        article = TaggedArticle(
            article_id=f"00000000-0000-0000-0000-{self._offset:012}",
            source=source,
            title=title,
            body=body,
            provenance=Provenance(raw=RawPosition(topic="news.raw", partition=0, offset=self._offset)),
        )
        self.table.entries = self.table.holders_seen = 0
        verdict = self.judge.judge(case_of(article, self._offset))
        self._offset += 1
        assert verdict
        return verdict, self.table.entries, self.table.holders_seen


def words(seed: int, count: int = 60) -> str:
    """Give a text of words that no other seed has."""
    return " ".join(f"w{seed}x{number}" for number in range(count))


STOP_WORDS = "the of and a to in is that it was for on are as with his they at be this"


@pytest.mark.parametrize(
    "bodies",
    [
        [words(1)] * 250,
        ["fire"] * 250,
        [""] * 50,
        [f"{words(at, 20)} {STOP_WORDS}" for at in range(250)],
        [f"{STOP_WORDS} {at}" for at in range(250)],
    ],
    ids=["the same text", "one word", "no text", "a tail of stop words", "a series of stop words"],
)
def test_a_flood_costs_no_decision_more_than_its_bound(bodies: Sequence[str]) -> None:
    """However many articles are alike, a decision reads a handful of texts and sees a bucket for each fingerprint."""
    bench = Bench()
    work = [bench.say(body)[1:] for body in bodies]
    assert max(entries for entries, _ in work) <= COMPARED + MAX_CANDIDATES
    assert max(holders for _, holders in work) <= PRINT_CELLS * MAX_FINGERPRINTS
    assert len(bench.table) <= CAPACITY // SHARE


def test_a_text_of_everybodys_words_is_nobodys_copy() -> None:
    """A megabyte that shares shingles with every article sees no more of them than its sketch has buckets."""
    bench = Bench()
    bodies = [words(at) for at in range(60)]
    for at, body in enumerate(bodies):
        bench.say(body, source=f"paper{at}.example")
    verdict, entries, holders = bench.say(" ".join(bodies * 9), source="all.example")
    assert (entries <= COMPARED, holders <= PRINT_CELLS * MAX_FINGERPRINTS) == (True, True)
    assert verdict.row.text.level > 0


def test_a_flood_pushes_out_nobody_elses_window() -> None:
    """However many articles one source sends, each of the others is still found."""
    bench = Bench()
    papers = range(CAPACITY // 4)
    for at in papers:
        bench.say(words(at), source=f"paper{at}.example")
    for at in range(250):
        bench.say(words(10_000 + at))
    found = [bench.say(words(at), source="copier.example", title="y")[0].ruling.event for at in (*papers[:20],)]
    assert found == [EventKind.DUPLICATE] * 20
