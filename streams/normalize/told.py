"""Signs of a line that lie in its words: what it shares with the headline, the opening and the other paragraphs.

Called by `substance`. Words that every text of the language has count nowhere.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from streams.normalize.measured import Measured

SHARES = (0.01, 0.1, 0.2, 0.35)
ECHOES = (0.01, 0.34, 0.67, 0.99)
AROUND = (0.03, 0.07, 0.12, 0.18, 0.26, 0.4)
WINDOW = 2
"""Paragraphs above and below whose words are looked at together."""
MIN_WORDS, MIN_WIDTH, HOLDERS, HELD = 3, 25, 6, 3
"""Words of a line that may stand in another; lines that are held against it, and that it is held against by a word."""

_HEADLINE = tuple(f"headline {number}" for number in range(4))
_TOLD, _SHARED = (tuple(f"{name} {number}" for number in range(len(SHARES) + 1)) for name in ("told", "shared"))
_ECHOED = tuple(f"echoed {number}" for number in range(len(ECHOES) + 1))
_AROUND = tuple(f"around {number}" for number in range(len(AROUND) + 1))

Words = set[str] | frozenset[str]


def told_signs(lines: Sequence[Measured], shown: Words, opening: Mapping[int, Words]) -> list[list[str]]:
    """Give these signs of each line; `shown` are the headline's words, `opening` those of the paragraphs that begin.

    The number of an opening paragraph is that of its line here, or below nought where it stands above.
    """
    told = shown.union(*opening.values())
    shares = [_share(one.words, _others(told, shown, opening, at)) for at, one in enumerate(lines)]
    prose = [at for at, one in enumerate(lines) if one.is_prose]
    spread = Counter(word for at in prose for word in lines[at].words)
    where: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(lines):
        for word in one.words:
            where[word].append(at)
    return [
        [*_around(shares, prose, at), *_own(one, shares[at], shown, spread), *_held(lines, at, where)]
        for at, one in enumerate(lines)
    ]


def _others(told: Words, shown: Words, opening: Mapping[int, Words], at: int) -> Words:
    """The words that a line is held against: of the opening's paragraphs each against the others'."""
    if at not in opening:
        return told
    return shown.union(*(words for other, words in opening.items() if other != at))


def _share(words: Words, others: Words) -> float | None:
    return len(words & others) / len(words) if words else None


def _own(one: Measured, share: float | None, shown: Words, spread: Counter[str]) -> list[str]:
    if share is None:
        return []
    signs = [_TOLD[bisect_right(SHARES, share)], _HEADLINE[min(len(one.words & shown), 3)]]
    if one.is_prose:
        signs.append(_SHARED[bisect_right(SHARES, sum(spread[word] > 1 for word in one.words) / len(one.words))])
    else:
        signs.append(_ECHOED[bisect_right(ECHOES, sum(word in spread for word in one.words) / len(one.words))])
    return signs


def _around(shares: Sequence[float | None], prose: Sequence[int], at: int) -> list[str]:
    """How much of the paragraphs around the line the opening tells: another article shows there."""
    near = bisect_left(prose, at)
    window = [shares[other] for other in prose[max(near - WINDOW, 0) : near + WINDOW + 1]]
    told = [share for share in window if share is not None]
    return [_AROUND[bisect_right(AROUND, sum(told) / len(told))]] if told else []


def _held(lines: Sequence[Measured], at: int, where: Mapping[str, Sequence[int]]) -> list[str]:
    """Whether all words stand in a longer line, as a drawn-out quote's do, or all of a shorter line's in this one."""
    own = lines[at]
    if len(own.words) < MIN_WORDS:
        return []
    signs = []
    rarest = min(own.words, key=lambda word: (len(where[word]), word))
    if any(
        other != at and lines[other].wide > own.wide and own.words <= lines[other].words
        for other in where[rarest][:HOLDERS]
    ):
        signs.append(f"contained {own.shape}")
    shorter = {other for word in own.words for other in where[word][:HELD] if MIN_WIDTH < lines[other].wide < own.wide}
    if any(len(lines[other].words) >= MIN_WORDS and lines[other].words <= own.words for other in shorter):
        signs.append("extends")
    return signs
