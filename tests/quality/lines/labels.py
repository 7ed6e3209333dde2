"""Which lines of a page are its body, by the labelled paragraphs: what `fit_substance` learns from.

A line is body when half of its words stand in the paragraphs, in their order: the heaviest chain of lines whose places
in the paragraphs rise is taken, so that a teaser with the body's own words is not.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

RUN, MIN_SHARE = 3, 0.5
"""Words in a row that a line must share with the paragraphs; a shorter line must be one or begin or end one."""
DIAGONALS, PLACES, WINDOW = 4, 20, 400
ADJACENT, DISTANT = 1.5, 0.01
"""What a line's being right behind the one before in the paragraphs is worth, and what a line between them costs, in
words: of two prints of a sentence the one among its neighbours is the body's."""
_WORD = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff]|[^\W_]+")

Candidate = tuple[int, int, int, int]
"""Index of a line, its place in the paragraphs' words, how many words agree, how many it has."""


def words_of(text: str) -> list[str]:
    """Give the words; where no blanks are written, the characters."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def body_lines(lines: Sequence[str], paragraphs: Sequence[str]) -> set[int]:
    """Give the indexes of the lines that are the paragraphs'."""
    told: list[str] = []
    edges = {0}
    for paragraph in paragraphs:
        told += words_of(paragraph)
        edges.add(len(told))
    runs, singles = defaultdict(list), defaultdict(list)
    for place, word in enumerate(told):
        singles[word].append(place)
        runs[tuple(told[place : place + RUN])].append(place)
    found: list[Candidate] = []
    for index, line in enumerate(lines):
        words = words_of(line)
        if len(words) < RUN:
            ends = [(place, place + len(words)) for place in singles[words[0]]] if words else []
            places = {a: len(words) for a, b in ends if told[a:b] == words and (a in edges or b in edges)}
        else:
            places = _agreeing(words, runs)
        found += [(index, place, n, len(words)) for place, n in places.items() if n >= MIN_SHARE * len(words)]
    return _chain(found)


def _agreeing(words: Sequence[str], runs: dict[tuple[str, ...], list[int]]) -> dict[int, int]:
    """Give the likeliest places of a line, with how many of its words agree there."""
    diagonals: Counter[int] = Counter()
    covered: set[int] = set()
    for at in range(len(words) - RUN + 1):
        places = runs.get(tuple(words[at : at + RUN]), [])[:PLACES]
        diagonals.update(place - at for place in places)
        covered.update(range(at, at + RUN) if places else ())
    likely = {max(place, 0): count + RUN - 1 for place, count in diagonals.most_common(DIAGONALS)}
    if likely:
        best = max(likely, key=lambda place: likely[place])
        likely[best] = max(likely[best], len(covered))
    return likely


def _chain(found: Sequence[Candidate]) -> set[int]:
    """Give the lines of the heaviest chain whose places rise with the lines."""
    best: list[float] = []
    back: list[int] = []
    for at, (index, place, agreeing, _) in enumerate(found):
        weight, behind = 0.0, -1
        for other in range(max(0, at - WINDOW), at):
            line, start, _, length = found[other]
            if line < index and start + length <= place + max(2, length // 4):
                near = ADJACENT if abs(start + length - place) <= 2 else 0.0
                if (total := best[other] + near - DISTANT * (index - line)) > weight:
                    weight, behind = total, other
        best.append(weight + agreeing)
        back.append(behind)
    chain = set()
    at = max(range(len(best)), key=lambda one: best[one], default=-1)
    while at >= 0:
        chain.add(found[at][0])
        at = back[at]
    return chain
