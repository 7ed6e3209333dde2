"""Every date of a line, with clock and zone where they stand beside it.

Called by `look` for short lines and by `choose` for single values. Shapes are patterns over the skeleton of `tokens`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from streams.lang.lexicon import lexicon
from streams.lang.press import zones
from streams.normalize.times.tokens import Tokens, tokenize

MAX_LENGTH = 400
"""Longer lines are prose: their dates are what the article tells, not when it was published."""
_BUDDHIST_YEARS = range(2400, 2700)
_BUDDHIST_ERA = 543
_CENTURY = 2000
MAX_OFFSET_HOURS = 14
MONTHS, NOON, MINUTES = 12, 12, 60
_NUMBER_AND_UNIT = 2
_GLUED_AGO = ("前", "전", "ที่แล้ว", "पूर्वी")

_DIGIT = re.compile(r"\d")
_GAP = r"[-,.|/;()jTx]"
_DATES = (
    ("ymd", r"(?P<Y>Y)[-/.](?P<m>D)[-/.](?P<d>D)"),
    ("ymd", r"(?P<Y>Y)y[,.]?(?P<m>D)m(?P<d>D)d?"),
    ("dmy", r"(?P<d>D)[od]?[-/.,jd]{0,2}(?P<M>M)[-/.,j]{0,2}(?P<Y>Y)y?"),
    ("mdy", r"(?P<M>M)[.]?(?P<d>D)[od]?[,.j]{0,2}(?P<Y>Y)"),
    ("ymd", r"(?P<Y>Y)[-/.,jy]{0,2}(?P<M>M)[-/.,]{0,2}(?P<d>D)[od]?"),
    ("num", r"(?P<d>D)[-/.](?P<m>D)[-/.](?P<Y>Y)"),
    ("short", r"(?P<d>D)[-/.](?P<m>D)[-/.](?P<y2>D)"),
)


def _clock_shape(side: str) -> str:
    """A clock on one side of the date: "14:16", "2 pm", "14h30", with am or pm on either side and a zone behind."""
    number = rf"(?P<{side}h>D)(?:[:.hH](?P<{side}m>D)(?:[:.i](?P<{side}s>D)(?:[.,][DNY])?)?|h|(?=[ap]))i?s?h?"
    offset = rf"(?P<{side}sign>[-+])?(?({side}sign)(?P<{side}zh>[DNY])(?::(?P<{side}zm>D))?)"
    zone = rf"(?:[-,|]?[(]?(?P<{side}z>z)?{offset}[)]?)?"
    return rf"(?P<{side}1>[ap])?{number}[.]?(?P<{side}2>[ap])?{zone}"


_BEFORE = rf"(?:{_clock_shape('b')}{_GAP}{{0,3}}(?:W[,.]?)?{_GAP}{{0,2}})?"
_AFTER = rf"(?:(?:{_GAP}|W){{0,4}}{_clock_shape('a')})?"
_PATTERNS = tuple((order, re.compile(_BEFORE + shape + _AFTER)) for order, shape in _DATES)
_RELATIVE = re.compile(r"g?D[xhidjDM][gM]|gD[xhidjDM]|D[xhid]")


@dataclass(frozen=True, slots=True)
class Mention:
    """One date on a line, as far as it is stated."""

    start: int
    end: int
    day: date
    clock: time | None = None
    has_seconds: bool = False
    offset: timedelta | None = None
    has_weekday: bool = False


@dataclass(frozen=True, slots=True)
class Ago:
    """A relative time: so many minutes before the page was fetched, known to a unit of `unit` minutes."""

    start: int
    end: int
    minutes: int
    unit: int


def find_mentions(folded: str, order: str = "dmy") -> tuple[Mention, ...]:
    """Find the dates of a folded line; `order` ("dmy" or "mdy") decides what only numbers leave open."""
    if len(folded) > MAX_LENGTH or not _DIGIT.search(folded):
        return ()
    tokens = tokenize(folded)
    found: list[Mention] = []
    for shape, pattern in _PATTERNS:
        for match in pattern.finditer(tokens.signs):
            if (mention := _mention(match, tokens, shape, order)) and not _overlaps(mention, found):
                found.append(mention)
    return tuple(sorted(found, key=lambda mention: mention.start))


def find_ago(folded: str) -> Ago | None:
    """Find "3 hours ago" in a folded line."""
    if len(folded) > MAX_LENGTH or not _DIGIT.search(folded):
        return None
    tokens = tokenize(folded)
    units = lexicon().units
    for place in _agos(tokens.signs):
        number = next(i for i in place if tokens.signs[i] == "D")
        word = folded[slice(*tokens.spans[number + 1])]
        unit = units.get(word)
        if unit and (len(place) > _NUMBER_AND_UNIT or word.endswith(_GLUED_AGO)):
            start, end = tokens.spans[place.start][0], tokens.spans[place.stop - 1][1]
            return Ago(start, end, tokens.values[number] * unit, unit)
    return None


def _agos(signs: str) -> Iterator[range]:
    return (range(*match.span()) for match in _RELATIVE.finditer(signs))


def _overlaps(mention: Mention, found: list[Mention]) -> bool:
    return any(mention.start < other.end and other.start < mention.end for other in found)


def _mention(match: re.Match[str], tokens: Tokens, shape: str, order: str) -> Mention | None:
    day = _day(_numbers(match, tokens), shape, order)
    if day is None:
        return None
    first, last = match.span()
    if first and tokens.signs[first - 1] == "W":
        first -= 1
    elif first > 1 and tokens.signs[first - 2 : first] in {"W,", "W.", "Wj", "W-", "W|"}:
        first -= 2
    clock, has_seconds = _clock(match, tokens)
    return Mention(
        tokens.spans[first][0],
        tokens.spans[last - 1][1],
        day,
        clock,
        has_seconds,
        _offset(match, tokens) if clock else None,
        "W" in tokens.signs[first:last],
    )


def _numbers(match: re.Match[str], tokens: Tokens) -> dict[str, int]:
    return {name: tokens.values[match.start(name)] for name, text in match.groupdict().items() if text}


def _day(numbers: dict[str, int], shape: str, order: str) -> date | None:
    year = numbers.get("Y") or numbers.get("y2", 0) + _CENTURY
    if year in _BUDDHIST_YEARS:
        year -= _BUDDHIST_ERA
    month, day = numbers.get("M") or numbers["m"], numbers["d"]
    if shape in {"num", "short"} and ((order == "mdy" and day <= MONTHS) or month > MONTHS):
        month, day = day, month
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(match: re.Match[str], tokens: Tokens) -> tuple[time | None, bool]:
    numbers = _numbers(match, tokens)
    side = "a" if match["ah"] else "b"
    hour = numbers.get(f"{side}h")
    if hour is None:
        return None, False
    half = match[f"{side}2"] or match[f"{side}1"]
    if half == "p" and hour < NOON:
        hour += NOON
    elif half == "a" and hour == NOON:
        hour = 0
    try:
        return time(hour, numbers.get(f"{side}m", 0), numbers.get(f"{side}s", 0)), f"{side}s" in numbers
    except ValueError:
        return None, False


def _offset(match: re.Match[str], tokens: Tokens) -> timedelta | None:
    """The zone beside the clock; None for none, and for a name that stands for several."""
    side = "a" if match["ah"] else "b"
    if match[f"{side}sign"]:
        return _signed(match, tokens, side)
    if match[f"{side}z"]:
        start, end = tokens.spans[match.start(f"{side}z")]
        minutes = zones().offsets.get(tokens.text[start:end])
        return None if minutes is None else timedelta(minutes=minutes)
    return None


def _signed(match: re.Match[str], tokens: Tokens, side: str) -> timedelta | None:
    """Read "+05:30", "+0530" and "GMT+5:30"; a dash with a space around it is a dash."""
    sign = match.start(f"{side}sign")
    glued = tokens.spans[sign][1] == tokens.spans[sign + 1][0]
    if tokens.signs[sign] == "-":
        glued = glued and (tokens.spans[sign - 1][1] == tokens.spans[sign][0] or match[f"{side}zh"] != "D")
    hours, minutes = tokens.values[match.start(f"{side}zh")], 0
    if match[f"{side}zm"]:
        minutes = tokens.values[match.start(f"{side}zm")]
    elif match[f"{side}zh"] != "D":
        hours, minutes = divmod(hours, 100)
    if not glued or hours > MAX_OFFSET_HOURS or minutes >= MINUTES:
        return None
    return timedelta(hours=hours, minutes=minutes) * (-1 if tokens.signs[sign] == "-" else 1)
