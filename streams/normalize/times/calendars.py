"""Years and days of other calendars -> the Gregorian ones, where that is certain.

Called by `mentions` and `tokens`. The Persian calendar is computed; eras are offsets that the language packs state.
Hijri days depend on who sees the moon, and Bikram Sambat's months on a table of each year: both stay unread.
"""

from datetime import date, timedelta

PERSIAN_YEARS = range(1304, 1473)
"""The years in which the 33-year cycle holds: the calendar is law since 1304."""
NUMERIC_YEARS = range(1395, 1426)
"""Years that are Persian without a month's name (2016-2047): as Hijri ones they lie before 2005."""
_EPOCH, _EPOCH_YEAR = date(2021, 3, 21), 1400
_CYCLE, _LEAPS = 33, frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_LONG_MONTHS, _LONG, _SHORT, _MONTHS = 6, 31, 30, 12


def persian_day(year: int, month: int, day: int) -> date | None:
    """Give the Gregorian day of a Persian one; None when there is no such day."""
    if year not in PERSIAN_YEARS or not 1 <= month <= _MONTHS or not 1 <= day <= _length(year, month):
        return None
    first, last = sorted((year, _EPOCH_YEAR))
    leaps = sum(_is_leap(one) for one in range(first, last))
    years = 365 * (year - _EPOCH_YEAR) + (leaps if year > _EPOCH_YEAR else -leaps)
    months = _LONG * min(month - 1, _LONG_MONTHS) + _SHORT * max(month - 1 - _LONG_MONTHS, 0)
    return _EPOCH + timedelta(days=years + months + day - 1)


def _length(year: int, month: int) -> int:
    if month <= _LONG_MONTHS:
        return _LONG
    return _SHORT if month < _MONTHS or _is_leap(year) else _SHORT - 1


def _is_leap(year: int) -> bool:
    return year % _CYCLE in _LEAPS
