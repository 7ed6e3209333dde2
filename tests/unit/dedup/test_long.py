"""A long text is thinned, never cut: an edit at its end is a change, half of it is a copy, and its row stays small."""

from random import Random

import pytest

from schemas.article import Provenance, RawPosition, TaggedArticle, Url
from schemas.relation import EventKind, RelationKind
from schemas.state import HEAD
from streams.dedup.case import case_of
from streams.dedup.judge import Judge, Verdict
from streams.dedup.limits import Limits
from streams.dedup.rulings import MAX_KEYS
from streams.dedup.signature import MAX_FINGERPRINTS, MAX_NUMBERS, sign

MEGABYTE = 1_000_000
ROW_BYTES = 600
SYLLABLES = ("ka", "lo", "mi", "ren", "tas", "vu", "ber", "no", "sil", "gra", "pe", "dor")


def prose(seed: int, size: int = MEGABYTE) -> str:
    """Give a text of invented words of about `size` letters."""
    random = Random(seed)
    words = ["".join(random.choices(SYLLABLES, k=random.randint(1, 4))) for _ in range(size // 7)]
    return " ".join(words)


LONG = prose(1)


def judged(*articles: tuple[str, str, str]) -> list[Verdict]:
    """Judge texts by source and url."""
    judge = Judge(Limits(articles=1_000, keys=1_000))
    found: list[Verdict] = []
    for offset, (source, url, body) in enumerate(articles):
        article = TaggedArticle(
            article_id=f"00000000-0000-0000-0000-{offset:012}",
            source=source,
            title="The long report",
            body=body,
            url=Url(raw=url, clean=url, key=url),
            provenance=Provenance(raw=RawPosition(topic="news.raw", partition=0, offset=offset)),
        )
        verdict = judge.judge(case_of(article, offset))
        assert verdict
        found.append(verdict)
    return found


@pytest.mark.parametrize("edit", [f"{LONG[:-40]} a pier {LONG[-40:]}", f"{LONG} 1.5", LONG.replace("ka", "no", 1)])
def test_an_edit_anywhere_is_seen(edit: str) -> None:
    """The next version of a megabyte is an update wherever it was edited."""
    _, second = judged(("a.example", "a.example/x", LONG), ("a.example", "a.example/x", edit))
    assert (second.ruling.event, second.ruling.version) == (EventKind.UPDATED, 2)


def test_half_of_it_is_a_copy() -> None:
    """Another publisher's half of a megabyte finds the whole, whichever half it is."""
    half = len(LONG) // 2
    _, first, last = judged(
        ("a.example", "a.example/x", LONG),
        ("b.example", "b.example/x", LONG[:half]),
        ("c.example", "c.example/x", LONG[half:]),
    )
    assert first.ruling.relation.kind is last.ruling.relation.kind is RelationKind.SYNDICATED_COPY
    assert first.ruling.relation.scores["new_in_old"] > 0.9


def test_unrelated_megabytes_are_unrelated() -> None:
    """A thin sketch makes no text like another."""
    _, second = judged(("a.example", "a.example/x", LONG), ("a.example", "a.example/y", prose(2)))
    assert second.ruling.event is EventKind.CREATED


@pytest.mark.parametrize(
    "body", [LONG, prose(3, 4_000), "go " * 400_000, "the of and a to in " * 60_000, "\u6c34\u706b" * 300_000, "x", ""]
)
def test_a_row_stays_small(body: str) -> None:
    """Whatever a text is, few fingerprints are kept of it, and its row fits the memory's room."""
    (only,) = judged(("a.example", "a.example/x", body))
    assert len(sign(body).fingerprints) <= MAX_FINGERPRINTS
    assert len(only.value) <= ROW_BYTES


def test_no_row_is_longer() -> None:
    """With all that a row may hold, of addresses, fingerprints and numbers, it has 600 bytes."""
    assert HEAD.size + 8 * MAX_KEYS + 4 * (MAX_FINGERPRINTS + MAX_NUMBERS) <= ROW_BYTES


def test_pieces_leave_no_seam() -> None:
    """A long text has the fingerprints that its parts have, wherever it is cut to be hashed."""
    tail = " ".join(LONG.split()[30_000:30_200])
    signature = sign(tail)
    whole = set(sign(LONG).fingerprints)
    mask = (1 << sign(LONG).level) - 1
    inner = [one for one in signature.fingerprints[2:-2] if not one & mask]
    assert whole.issuperset(inner)
