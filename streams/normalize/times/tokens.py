"""A line -> the skeleton of what could be a date: one letter a token, so that a date's shape is a small pattern.

Called by `mentions` and `line`. Letters: Y year, D one or two digits, N other digits, M month, W weekday, o ordinal,
a am, p pm, z zone, j joiner, g "ago", t "today", L a label's word, y m d h i s the marks that some scripts put behind
numbers, T the T of ISO 8601, e an era's name, x any other word; punctuation stands for itself.
"""

import re
from dataclasses import dataclass
from functools import cache

from streams.lang.lexicon import DateWord, lexicon
from streams.lang.press import zones
from streams.normalize.times.calendars import PERSIAN_YEARS

_WORD = "[^\\s\\d!-/:-@\\[-`{-~\u2000-\u200b\u200e-\u206f\u060c\u061b\u3001\u3002\u00b7\u0964\u2026]"
_TOKEN = re.compile(
    rf"(?:19|20)\d\d(?=\d{{1,2}}(?:[:.]|\s[^\W\d]))|\d+|(?:{_WORD}{{1,4}}\.\s?){{1,3}}{_WORD}{{1,3}}\.|{_WORD}+|\S"
)
_HAS_DOT = re.compile(r"[.\s]")
MIN_YEAR, MAX_YEAR = 1900, 2100
_ERA_YEARS = range(2400, 2700)
_ERA = "e"
_YEAR_LENGTH, _SHORT = 4, 2
_ISO_MARK = "t"
LABEL = "L"
"""The sign of a word that belongs to a label; `line` sets it."""
_CONNECTING = frozenset(",.-/:|()+;")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a folded text: `signs[i]` is the class, `spans[i]` the place, `values[i]` the number of token i."""

    text: str
    signs: str
    spans: tuple[tuple[int, int], ...]
    values: tuple[int, ...]


@cache
def _words() -> dict[str, DateWord]:
    known = zones()
    marked = {name: DateWord("z", 0) for name in known.ambiguous} | {name: DateWord("z", 0) for name in known.offsets}
    return marked | dict(lexicon().date_words)


def is_of_dates(word: str) -> bool:
    """Tell whether a folded word is one of dates and clocks: a month, "Uhr", a zone."""
    return word in _words()


def tokenize(folded: str) -> Tokens:
    """Cut a folded text into tokens; linear in its length."""
    signs: list[str] = []
    spans: list[tuple[int, int]] = []
    values: list[int] = []
    for start, end in _pieces(folded):
        sign, value = _meaning(folded[start:end])
        if signs and signs[-1] == _ERA and sign in {"D", "N"}:
            signs[-1], values[-1] = "Y", values[-1] + value
            spans[-1] = (spans[-1][0], end)
            continue
        signs.append(sign)
        spans.append((start, end))
        values.append(value)
    return Tokens(folded, "".join(signs), tuple(spans), tuple(values))


def _pieces(folded: str) -> list[tuple[int, int]]:
    """Give the spans of tokens; two words that are one month ("kanun al-thani") are one token."""
    words = _words()
    pieces: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        if pieces and folded[pieces[-1][0] : end] in words and " " in folded[pieces[-1][0] : end]:
            pieces[-1] = (pieces[-1][0], end)
        elif "." in match[0] and len(match[0]) > 1 and _bare(match[0]) not in words and match[0] not in words:
            pieces.extend((start + part.start(), start + part.end()) for part in re.finditer(rf"{_WORD}+|\.", match[0]))
        else:
            pieces.append((start, end))
    return pieces


def _bare(token: str) -> str:
    return _HAS_DOT.sub("", token)


def _meaning(token: str) -> tuple[str, int]:
    if token.isdecimal():
        return _number(token)
    words = _words()
    if word := words.get(token) or ("." in token and len(token) > 1 and words.get(_bare(token))) or None:
        return word.sign, word.value
    if token == _ISO_MARK:
        return "T", 0
    return (token, 0) if token in _CONNECTING else ("x", 0)


def _number(token: str) -> tuple[str, int]:
    value = int(token[:9])
    if len(token) == _YEAR_LENGTH and (MIN_YEAR <= value <= MAX_YEAR or value in _ERA_YEARS or value in PERSIAN_YEARS):
        return "Y", value
    return ("D" if len(token) <= _SHORT else "N"), value
