"""What a source's sections do to subjects, by how much they count: `measure_sections.py ROWS.jsonl[.gz] [POINTS ...]`.

ROWS are {"raw": RawArticle, "gold": {"level1", "ok", "complete"}}; those that are labelled in full are used. None has a
section of its own, so each is given one in English: the name of a right subject, of a wrong one, or of a wrong one in
15 of 100; which ones is drawn with a fixed seed. Prints F1 of the first level for each number of points.
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from schemas.article import NormalizedArticle, RawPosition
from streams.normalize.stage import normalize, read_raw
from streams.tag import sections
from streams.tag.tagger import subjects_of
from streams.tag.terms import load_sections

POINTS = (1.0, 2.0, 3.0, 4.5, 6.0)
SHARES = {"right": 0.0, "15 % wrong": 0.15, "all wrong": 1.0}
SEED = 5


class Labelled(NamedTuple):
    """An article with its first-level subjects, and those that are no mistake either."""

    article: NormalizedArticle
    right: frozenset[str]
    allowed: frozenset[str]


def read_labelled(path: Path) -> list[Labelled]:
    """Read the articles that are labelled in full."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = (json.loads(line) for line in text.splitlines())
    return [one for row in rows if row["gold"]["complete"] for one in _labelled(row)]


def _labelled(row: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Labelled]:
    raw = read_raw(json.dumps(row["raw"]).encode())
    for article in normalize(raw, RawPosition(topic="news.raw", partition=0, offset=0), None, {}):
        if isinstance(article, NormalizedArticle):
            yield Labelled(article, frozenset(row["gold"]["level1"]), frozenset(row["gold"]["ok"]))


def names() -> dict[str, str]:
    """Give a section's name for each first-level subject that has one."""
    found: dict[str, str] = {}
    for name, term in load_sections(sections.COMMON).items():
        if len(term.speaks_for) == 1:
            found.setdefault(term.tops[0][0], name)
    return found


def filed(labelled: Sequence[Labelled], wrong: float) -> list[Labelled]:
    """Give each article a section: of a right subject, or of another one in a share of them."""
    known, random, result = names(), Random(SEED), []
    for one in labelled:
        is_wrong = random.random() < wrong
        codes = sorted(known.keys() - one.right - one.allowed if is_wrong else known.keys() & one.right)
        stated = (known[random.choice(codes)],) if codes else ()
        result.append(one._replace(article=one.article.model_copy(update={"sections": stated})))
    return result


def f1(labelled: Sequence[Labelled]) -> float:
    """Give F1 of the first level."""
    met = said = wanted = 0
    for one in labelled:
        codes = {subject.code for subject in subjects_of(one.article) if not subject.ancestors}
        met, wanted = met + len(codes & one.right), wanted + len(one.right)
        said += len(codes - (one.allowed - one.right))
    return 2 * met / (said + wanted)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("points", nargs="*", type=float, default=POINTS)
    options = parser.parse_args()
    labelled = read_labelled(options.rows)
    print(f"{len(labelled)} articles, without sections {f1(labelled):.3f}")
    print(f"{'points':>6}" + "".join(f"{name:>12}" for name in SHARES))
    for sections.POINTS in options.points:
        shares = (f1(filed(labelled, wrong)) for wrong in SHARES.values())
        print(f"{sections.POINTS:>6.1f}" + "".join(f"{share:>12.3f}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
