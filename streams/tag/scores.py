"""Scores: how much of the evidence is for which subject, and how sure that makes of it.

Called by the tagger with what was found in an article.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from streams.tag.terms import Voice
from streams.tag.vocabulary import Topic, topics

MIN_CONFIDENCE = 33
"""A guess below this is worth less than silence: of 33, 36 and 40 it has the best F1 of the first level, on all
labelled articles and on those that are labelled in full; who wants only sure subjects asks for more confidence."""
DEEP_SHARE, NARROW_SHARE = 0.3, 0.5
"""A deeper subject needs this share of its first level's evidence, and each step down this share of the step above."""
BASE, BY_SCORE, BY_SHARE, BY_TERMS = 0.38, 0.75, 2.35, 0.80
"""A logistic regression on 5,530 labelled articles of 16 sources, on what comes out above 0.3. As they stand,
confidence and share that is right differ by 0.024 on average (0.037 where all labels are known); fitted anew without
the source that is judged by 0.031 (0.072): see `tests/quality/fit_confidence.py`."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The evidence for each subject of the first level: its score, and how many terms speak for it."""

    points: Mapping[str, float]
    terms: Mapping[str, int]
    total: float

    def signs(self, top: str) -> tuple[float, float, float]:
        """Give what the confidence of a subject is made of: the logarithms of score, share and number of terms."""
        score = self.points[top]
        return math.log(score), math.log(score / self.total), math.log(self.terms[top])

    def confidence(self, top: str) -> int:
        """Give 0 to 100: how much evidence there is, how many terms give it, and how much of all evidence it is."""
        score, share, terms = self.signs(top)
        return round(100 / (1 + math.exp(-(BASE + BY_SCORE * score + BY_SHARE * share + BY_TERMS * terms))))


def scores_of(voices: Sequence[Voice]) -> Scores:
    """Give the scores of the first level."""
    points: defaultdict[str, float] = defaultdict(float)
    terms: defaultdict[str, int] = defaultdict(int)
    for voice in voices:
        for top, weight in voice.term.tops:
            points[top] += voice.points * weight
            terms[top] += 1
    return Scores(points, terms, sum(points.values()))


def choose(voices: Sequence[Voice]) -> dict[str, int]:
    """Give the subjects to be said with their confidence; of those on one line only the first level and the deepest."""
    scores = scores_of(voices)
    all_tops = {top: scores.confidence(top) for top in scores.points}
    sure = {top: confidence for top, confidence in all_tops.items() if confidence >= MIN_CONFIDENCE}
    return sure | _deeper(voices, sure, scores.points) if sure else {}


def _deeper(voices: Sequence[Voice], sure: Mapping[str, int], top_points: Mapping[str, float]) -> dict[str, int]:
    points: defaultdict[str, float] = defaultdict(float)
    for voice in voices:
        for code, top, weight in voice.term.deeper:
            if top in sure:
                points[code] += voice.points * weight
    below = map(topics().__getitem__, points)
    named = [one for one in below if _is_named(one, points, top_points[one.top])]
    passed = {broader for one in named for broader in one.ancestors}
    return {
        one.code: round(sure[one.top] * math.sqrt(points[one.code] / top_points[one.top]))
        for one in named
        if one.code not in passed
    }


def _is_named(topic: Topic, points: Mapping[str, float], top_points: float) -> bool:
    """Tell whether enough of the evidence is for a deeper subject, and leads down to it."""
    if points[topic.code] < DEEP_SHARE * top_points:
        return False
    return all(points[narrow] >= NARROW_SHARE * points[broad] for narrow, broad in pairwise(topic.line[:-1]))
