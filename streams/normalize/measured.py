"""What the signs of a line are made of: its measures and its words, each found once.

Called by `substance` and `told`.
"""

from bisect import bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from streams.lang.lexicon import lexicon
from streams.normalize.look import Seen
from streams.normalize.prominence import terms

PROSE, SENTENCE = 80, 40
"""Widths of a paragraph and of a sentence."""
SIZED, SIZES = (60, 140), ("short", "mid", "long")
LAST = {
    ":": "colon",
    "：": "colon",
    "…": "ellipsis",
    "?": "question",
    "？": "question",
    ")": "bracket",
    "]": "bracket",
}
CUT = ("...", "[…]")
"""How a text ends that goes on elsewhere; a teaser's does, seldom an article's own paragraph."""
_NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Measured:
    """A line that is asked for its place, with what is measured of it; as a line, nothing changes one."""

    seen: Seen
    wide: float
    last: str | None
    """What it ends with that is no full stop."""
    is_stop: bool
    """It ends like a sentence."""
    is_sentence: bool
    is_prose: bool
    """It is long enough for a paragraph, and a plain sentence."""
    form: str
    """What it is to its neighbours: its kind, or how long it is and how it ends."""
    shape: str
    """`form`, more coarsely."""
    words: set[str]
    """Its longer words without those that every text of the language has."""


def measured(seen: Sequence[Seen], language: str) -> list[Measured]:
    """Measure lines."""
    stops = stops_of(language)
    return [_measured(one, stops) for one in seen]


def told_words(folded: str, language: str) -> set[str]:
    """Give a text's longer words without those that every text of the language has."""
    return terms(folded) - stops_of(language)


def stops_of(language: str) -> AbstractSet[str]:
    """Give the words that every text of a language has; none of a language without a pack."""
    return lexicon().stopwords.get(language.partition("-")[0], _NOTHING)


def _measured(one: Seen, stops: AbstractSet[str]) -> Measured:
    text = one.line.text
    wide, is_plain, is_cut = one.line.wide, one.is_plain, text.endswith(CUT)
    is_stop = one.line.is_stop and not is_cut
    size = SIZES[bisect_right(SIZED, wide)]
    stopped = f"{size} stop" if is_stop else size
    last = "ellipsis" if is_cut else LAST.get(text[-1])
    ended = f"{size} {last}" if last else stopped
    return Measured(
        seen=one,
        wide=wide,
        last=last,
        is_stop=is_stop,
        is_sentence=is_plain and is_stop and wide >= SENTENCE,
        is_prose=is_plain and is_stop and wide >= PROSE,
        form=ended if is_plain else one.kind or "meta",
        shape=stopped if is_plain else "kind",
        words=terms(one.line.folded) - stops,
    )
