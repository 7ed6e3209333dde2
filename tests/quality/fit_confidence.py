"""Fits the confidence of subjects on labelled articles, and says how far it is off on sets that it was not fitted on.

    python tests/quality/fit_confidence.py ROWS.jsonl[.gz]

ROWS are {"set", "raw": RawArticle, "gold": {"level1", "ok", "complete"}}. Each first-level subject that any term speaks
for is an observation: right or wrong, by the logarithms of its score, its share and its number of terms. A logistic
regression is climbed to by Newton's steps from nought; there is no chance in it. It prints the four numbers for
`streams/tag/scores.py` beside those that stand there.
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from schemas.article import NormalizedArticle, RawPosition
from streams.normalize.stage import normalize, read_raw
from streams.tag.scores import BASE, BY_SCORE, BY_SHARE, BY_TERMS, MIN_CONFIDENCE
from streams.tag.tagger import signs_of

STEPS, PULL, BINS = 30, 1e-3, 10
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """All observations: signs with a leading one, what is right, and the set of each."""

    signs: Vector
    is_right: Vector
    sets: npt.NDArray[np.str_]
    is_complete: npt.NDArray[np.bool_]

    def of(self, chosen: npt.NDArray[np.bool_]) -> "Sample":
        """Give some of them."""
        return Sample(self.signs[chosen], self.is_right[chosen], self.sets[chosen], self.is_complete[chosen])


def read_sample(path: Path) -> Sample:
    """Run the articles through normalize and the tagger's scores."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = [row for line in text.splitlines() for row in _observations(json.loads(line))]
    signs, right, sets, complete = zip(*rows, strict=True)
    return Sample(np.array(signs), np.array(right, dtype=float), np.array(sets), np.array(complete))


def _observations(row: dict[str, object]) -> Iterator[tuple[tuple[float, ...], bool, str, bool]]:
    gold = row["gold"]
    assert isinstance(gold, dict)
    raw = read_raw(json.dumps(row["raw"]).encode())
    for article in normalize(raw, RawPosition(topic="news.raw", partition=0, offset=0), None, {}):
        if isinstance(article, NormalizedArticle):
            for code, signs in signs_of(article).items():
                if code not in gold["ok"]:
                    yield (1.0, *signs), code in gold["level1"], str(row["set"]), bool(gold["complete"])


def fit(sample: Sample) -> Vector:
    """Climb to the weights under which the truth is likeliest."""
    fitted = np.zeros(sample.signs.shape[1])
    for _ in range(STEPS):
        chances = chances_of(sample, fitted)
        slope = sample.signs.T @ (sample.is_right - chances) - PULL * fitted
        curve = (sample.signs * (chances * (1 - chances))[:, None]).T @ sample.signs
        fitted += np.linalg.solve(curve + PULL * np.eye(len(fitted)), slope)
    return fitted


def chances_of(sample: Sample, fitted: Vector) -> Vector:
    """Give the chance of each observation to be right."""
    chances: Vector = 1 / (1 + np.exp(-(sample.signs @ fitted)))
    return chances


def error_of(sample: Sample, chances: Vector) -> float:
    """Give the mean distance of confidence and the share that is right, over what is said, in ten bins."""
    said = chances >= MIN_CONFIDENCE / 100
    bins = np.minimum((chances[said] * BINS).astype(int), BINS - 1)
    right, chances = sample.is_right[said], chances[said]
    gaps = [abs(right[bins == one].sum() - chances[bins == one].sum()) for one in range(BINS)]
    return float(sum(gaps) / max(len(bins), 1))


def report(sample: Sample, name: str, chances: Vector) -> str:
    """Give a line: the error over all articles, and over those that are labelled in full."""
    complete = error_of(sample.of(sample.is_complete), chances[sample.is_complete])
    return f"{name:<34} error {error_of(sample, chances):.3f}, labelled in full {complete:.3f}"


def unseen(sample: Sample, sets: Sequence[str]) -> Vector:
    """Give each observation the chance by weights that were fitted without its set."""
    chances = np.zeros(len(sample.sets))
    for name in sets:
        held = sample.sets == name
        chances[held] = chances_of(sample.of(held), fit(sample.of(~held)))
    return chances


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    sample = read_sample(parser.parse_args().rows)
    fitted, standing = fit(sample), np.array([BASE, BY_SCORE, BY_SHARE, BY_TERMS])
    print(f"{len(sample.sets)} observations of {len(set(sample.sets))} sets")
    print(report(sample, "as it stands", chances_of(sample, standing)), np.round(standing, 2))
    print(report(sample, "fitted on all", chances_of(sample, fitted)), np.round(fitted, 2))
    print(report(sample, "fitted without the set that is judged", unseen(sample, sorted(set(sample.sets)))))


if __name__ == "__main__":
    main()
