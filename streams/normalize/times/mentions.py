"""Every time on a line, with clock and zone where they stand beside it.

Called by `line` for the lines of a page, by `choose` and `page_dates` for single values.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta

from streams.lang.lexicon import PERSIAN_MONTH, lexicon
from streams.lang.press import zones
from streams.normalize.times.calendars import NUMERIC_YEARS, persian_day
from streams.normalize.times.shapes import LONE_CLOCK, PATTERNS, RELATIVE, YEARLESS
from streams.normalize.times.tokens import MIN_YEAR, Tokens, tokenize
from streams.normalize.times.values import Ago, Mention, Time, Yearless

MAX_LENGTH = 400
"""Longer lines are prose: their dates are what the article tells, not when it was published."""
_BUDDHIST_YEARS = range(2400, 2700)
_BUDDHIST_ERA = 543
_CENTURY = 2000
MAX_OFFSET_HOURS = 14
MONTHS, NOON, MINUTES = 12, 12, 60
_NUMBER_AND_UNIT = 2
_GLUED_AGO = ("前", "전", "ที่แล้ว", "पूर्वी")
_LEAP_YEAR = 2024
_DIGIT = re.compile(r"\d")


def has_digit(folded: str) -> bool:
    """Tell whether a time can be in the text at all."""
    return _DIGIT.search(folded) is not None


def find_mentions(folded: str, order: str = "dmy") -> tuple[Mention, ...]:
    """Find the dates of a folded line; `order` ("dmy" or "mdy") decides what only numbers leave open."""
    return _mentions_of(tokenize(folded), order) if len(folded) <= MAX_LENGTH and has_digit(folded) else ()


def _mentions_of(tokens: Tokens, order: str) -> tuple[Mention, ...]:
    found: list[Mention] = []
    for shape, needed, pattern in PATTERNS:
        for match in pattern.finditer(tokens.signs) if needed in tokens.signs else ():
            if (mention := _mention(match, tokens, shape, order)) and not _overlaps(mention, found):
                found.append(mention)
    return tuple(sorted(found, key=_start))


def times_of(tokens: Tokens, order: str) -> tuple[Time, ...]:
    """Find every time of a line: full dates, the clock that a label adds to one, days without a year, "2 hours ago"."""
    found: list[Time] = list(_mentions_of(tokens, order))
    for more in (_lone_clocks, _agos_of, _yearless):
        found += [one for one in more(tokens, tuple(found)) if not _overlaps(one, found)]
    return tuple(sorted(found, key=_start))


def _start(one: Time) -> int:
    return one.start


def _lone_clocks(tokens: Tokens, known: Sequence[Time]) -> Iterator[Mention]:
    """Read "24 May, 13:55, updated 14:20": the update was on the day that stands before it."""
    for match in LONE_CLOCK.finditer(tokens.signs):
        clock, has_seconds = _clock(match, tokens, "a")
        start, end = tokens.spans[match.start()][1], tokens.spans[match.end() - 1][1]
        day = next((one.day for one in reversed(known) if isinstance(one, Mention) and one.end <= start), None)
        if day and clock and not tokens.signs.startswith(".D", match.end("ah")):
            zone = _zone_name(match, tokens, "a")
            yield Mention(start, end, day, clock, has_seconds, _offset(match, tokens, "a"), zone_name=zone)


def _yearless(tokens: Tokens, known: Sequence[Time]) -> Iterator[Yearless | Mention]:
    """Days without a year, with a clock: alone they are as often an event's; a full date on the line tells the year."""
    years = [one.day.year for one in known if isinstance(one, Mention)]
    for needed, pattern in YEARLESS:
        for match in pattern.finditer(tokens.signs) if needed in tokens.signs else ():
            one = _day_of_year(match, tokens)
            if one and one.clock and not _overlaps(one, known):
                yield (one.in_year(years[0]) or one) if years else one


def _day_of_year(match: re.Match[str], tokens: Tokens) -> Yearless | None:
    numbers = _numbers(match, tokens)
    month, day = numbers.get("M") or numbers["m"], numbers["d"]
    if not (1 <= month <= MONTHS and 1 <= day <= calendar.monthrange(_LEAP_YEAR, month)[1]):
        return None
    clock, _ = _clock(match, tokens, _side(match))
    offset = _offset(match, tokens, _side(match)) if clock else None
    return Yearless(*_extent(match, tokens), month, day, clock, offset, _zone_name(match, tokens, _side(match)))


def find_ago(folded: str) -> Ago | None:
    """Find "3 hours ago" in a folded line."""
    known = len(folded) <= MAX_LENGTH and has_digit(folded)
    return next(_agos_of(tokenize(folded)), None) if known else None


def _agos_of(tokens: Tokens, _known: Sequence[Time] = ()) -> Iterator[Ago]:
    units = lexicon().units
    for place in _agos(tokens.signs):
        number = next(i for i in place if tokens.signs[i] == "D")
        word = tokens.text[slice(*tokens.spans[number + 1])]
        unit = units.get(word)
        if unit and (len(place) > _NUMBER_AND_UNIT or word.endswith(_GLUED_AGO)):
            start, end = tokens.spans[place.start][0], tokens.spans[place.stop - 1][1]
            yield Ago(start, end, tokens.values[number] * unit, unit)


def _agos(signs: str) -> Iterator[range]:
    return (range(*match.span()) for match in RELATIVE.finditer(signs))


def _overlaps(mention: Time, found: Sequence[Time]) -> bool:
    return any(mention.start < other.end and other.start < mention.end for other in found)


def _mention(match: re.Match[str], tokens: Tokens, shape: str, order: str) -> Mention | None:
    day = _day(_numbers(match, tokens), shape, order)
    if day is None:
        return None
    start, end = _extent(match, tokens)
    clock, has_seconds = _clock(match, tokens, _side(match))
    offset = _offset(match, tokens, _side(match)) if clock else None
    has_weekday, zone = "W" in _with_weekday(match, tokens), _zone_name(match, tokens, _side(match))
    return Mention(start, end, day, clock, has_seconds, offset, has_weekday, zone)


def _extent(match: re.Match[str], tokens: Tokens) -> tuple[int, int]:
    """Give where a date begins and ends in the text, its weekday included."""
    last = match.end()
    return tokens.spans[last - len(_with_weekday(match, tokens))][0], tokens.spans[last - 1][1]


def _with_weekday(match: re.Match[str], tokens: Tokens) -> str:
    first, last = match.span()
    if first and tokens.signs[first - 1] == "W":
        first -= 1
    elif first > 1 and tokens.signs[first - 2 : first] in {"W,", "W.", "Wj", "W-", "W|"}:
        first -= 2
    return tokens.signs[first:last]


def _side(match: re.Match[str]) -> str:
    """The side of the date that its clock is on: "a" behind, "b" before."""
    return "a" if match["ah"] else "b"


def _numbers(match: re.Match[str], tokens: Tokens) -> dict[str, int]:
    return {name: tokens.values[match.start(name)] for name, text in match.groupdict().items() if text}


def _day(numbers: dict[str, int], shape: str, order: str) -> date | None:
    year = numbers.get("Y") or numbers.get("y2", 0) + _CENTURY
    if year in _BUDDHIST_YEARS:
        year -= _BUDDHIST_ERA
    month, day = numbers.get("M") or numbers["m"], numbers["d"]
    if year < MIN_YEAR:
        return persian_day(year, month % PERSIAN_MONTH, day) if _is_persian(year, month, numbers) else None
    if month > PERSIAN_MONTH:
        return None
    if shape in {"num", "short"} and ((order == "mdy" and day <= MONTHS) or month > MONTHS):
        month, day = day, month
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_persian(year: int, month: int, numbers: dict[str, int]) -> bool:
    """A month's name says it; of numbers alone only the years that no other calendar has now."""
    return month > PERSIAN_MONTH or ("M" not in numbers and year in NUMERIC_YEARS)


def _clock(match: re.Match[str], tokens: Tokens, side: str) -> tuple[time | None, bool]:
    numbers = _numbers(match, tokens)
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


def _offset(match: re.Match[str], tokens: Tokens, side: str) -> timedelta | None:
    """The zone beside the clock; None for none, and for a name that stands for several."""
    if match[f"{side}sign"]:
        return _signed(match, tokens, side)
    minutes = zones().offsets.get(_printed_zone(match, tokens, side))
    return None if minutes is None else timedelta(minutes=minutes)


def _zone_name(match: re.Match[str], tokens: Tokens, side: str) -> str | None:
    """The zone's name beside the clock, where it stands for several."""
    name = _printed_zone(match, tokens, side)
    return name if name in zones().ambiguous else None


def _printed_zone(match: re.Match[str], tokens: Tokens, side: str) -> str:
    return tokens.text[slice(*tokens.spans[match.start(f"{side}z")])] if match[f"{side}z"] else ""


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
