"""What a page can say of a time: a day with or without its clock, a day without a year, so many hours ago.

Made by `mentions`; read by `line` and `choose`.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta


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
    zone_name: str | None = None
    """The zone as printed, where it stands for several."""


@dataclass(frozen=True, slots=True)
class Ago:
    """A relative time: so many minutes before the page was fetched, known to a unit of `unit` minutes."""

    start: int
    end: int
    minutes: int
    unit: int


@dataclass(frozen=True, slots=True)
class Yearless:
    """A day whose year the page leaves open: "5 August, 14:47"."""

    start: int
    end: int
    month: int
    day: int
    clock: time | None = None
    offset: timedelta | None = None
    zone_name: str | None = None

    def in_year(self, year: int) -> Mention | None:
        """Give the day in that year; None for a 29 February that it hasn't."""
        try:
            day = date(year, self.month, self.day)
        except ValueError:
            return None
        return Mention(self.start, self.end, day, self.clock, offset=self.offset, zone_name=self.zone_name)


Time = Mention | Yearless | Ago
