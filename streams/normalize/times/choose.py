"""Which of a page's dates is its publication, which its update, and why the others are neither.

Called by `page` with the dated lines of a page, by `feeds` and `html` for single values through `moment_of`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import MINYEAR, UTC, datetime, timedelta, timezone, tzinfo

from schemas.article import Moment, Precision, RejectedTime, ZoneSource
from streams.lang.folding import fold
from streams.lang.press import zones
from streams.normalize.times.mentions import find_mentions
from streams.normalize.times.values import Ago, Mention, Time, Yearless

PAGE_CLOCK = "page clock"
NO_LABEL_AFTER = "another date stands nearer to the headline"
NO_YEAR = "the year is not stated, and the time of the fetch is not known"
WHOLE_DAYS = "counted in whole days, which leaves two days open"
TO_COME = "after the page was fetched"
EASTERNMOST = timedelta(hours=14)
"""How far local clocks are ahead of UTC at most: a page can be dated with tomorrow."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with what the page says of it."""

    mention: Time
    raw: str
    label: str | None = None
    """What the page calls it: `published`, `updated` or nothing."""
    is_page_clock: bool = False


def moment(dated: Dated, zone: tzinfo | None, retrieved_at: datetime | None) -> Moment:
    """Give the time as honestly as it was stated; `zone` is the source's own, for clocks without one."""
    if isinstance(dated.mention, Ago):
        return _moment_of_ago(dated.mention, dated.raw, retrieved_at)
    mention = dated.mention
    if isinstance(mention, Yearless):
        return Moment(raw=dated.raw, rejected=(RejectedTime(raw=dated.raw, why=NO_YEAR),))
    if mention.clock is None:
        return Moment(at=mention.day.isoformat(), precision=Precision.DAY, raw=dated.raw)
    precision = Precision.SECOND if mention.has_seconds else Precision.MINUTE
    at, zone_source = _placed(datetime.combine(mention.day, mention.clock), mention.offset, zone)
    timespec = "seconds" if mention.has_seconds else "minutes"
    return Moment(at=at.isoformat(timespec=timespec), precision=precision, zone_source=zone_source, raw=dated.raw)


def _placed(local: datetime, offset: timedelta | None, zone: tzinfo | None) -> tuple[datetime, ZoneSource]:
    if offset is not None:
        return local.replace(tzinfo=timezone(offset)), ZoneSource.EXPLICIT
    if zone is not None:
        return local.replace(tzinfo=zone), ZoneSource.SOURCE
    return local, ZoneSource.NONE


def _moment_of_ago(ago: Ago, raw: str, retrieved_at: datetime | None) -> Moment:
    """Count back from the fetch; whole days could be counted from either side of a midnight, so they tell no day."""
    if retrieved_at is None:
        return Moment(
            raw=raw, rejected=(RejectedTime(raw=raw, why="relative, and the time of the fetch is not known"),)
        )
    if ago.unit >= timedelta(days=1) / timedelta(minutes=1):
        return Moment(raw=raw, rejected=(RejectedTime(raw=raw, why=WHOLE_DAYS),))
    at = _moved(retrieved_at, timedelta(minutes=-ago.minutes))
    if at is None:
        return Moment(raw=raw, rejected=(RejectedTime(raw=raw, why="further back than time goes"),))
    precision = Precision.HOUR if ago.unit > 1 else Precision.MINUTE
    return Moment(at=at.isoformat(timespec="minutes"), precision=precision, zone_source=ZoneSource.EXPLICIT, raw=raw)


def _moved(at: datetime, by: timedelta) -> datetime | None:
    """Give the instant in UTC, moved; None beyond the ends of time, where a hostile fetch may lie."""
    try:
        return at.astimezone(UTC) + by
    except OverflowError:
        return None


def choose(
    dates: Iterable[Dated], zone: tzinfo | None, retrieved_at: datetime | None, language: str = ""
) -> tuple[Moment, Moment]:
    """Give (published, modified); dates that are neither are among the first's `rejected`.

    `language`: the page's, which tells what "IST" means on it.
    """
    latest = _moved(retrieved_at, EASTERNMOST) if retrieved_at else None
    known = [_with_zone(_with_year(one, retrieved_at), language) for one in dates]
    past = [one for one in known if not _is_to_come(one, latest)]
    published = _first(past, "published") or _best_unlabelled(past)
    updated = _first(past, "updated")
    taken = [one for one in (published, updated) if one]
    rejected = tuple(
        RejectedTime(raw=one.raw, why=TO_COME if _is_to_come(one, latest) else _why(one))
        for one in known
        if not any(_same(one, other) for other in taken)
    )
    first = moment(published, zone, retrieved_at) if published else Moment()
    second = moment(updated, zone, retrieved_at) if updated else Moment()
    return first.model_copy(update={"rejected": first.rejected + rejected}), second


def _with_year(dated: Dated, retrieved_at: datetime | None) -> Dated:
    """Give a day without a year the last year in which it was not to come yet when the page was fetched."""
    latest = _moved(retrieved_at, EASTERNMOST) if retrieved_at else None
    if latest is None or latest.year == MINYEAR or not isinstance(dated.mention, Yearless):
        return dated
    years = (dated.mention.in_year(latest.year - back) for back in range(2))
    found = next((one for one in years if one and one.day <= latest.date()), None)
    return replace(dated, mention=found) if found else dated


def _with_zone(dated: Dated, language: str) -> Dated:
    """Give a clock the zone that its ambiguous name means where the page's language is spoken."""
    mention = dated.mention
    if not isinstance(mention, Mention) or mention.zone_name is None or mention.offset is not None:
        return dated
    minutes = zones().spoken.get(language.split("-", maxsplit=1)[0], {}).get(mention.zone_name)
    return dated if minutes is None else replace(dated, mention=replace(mention, offset=timedelta(minutes=minutes)))


def _is_to_come(dated: Dated, latest: datetime | None) -> bool:
    """A day that had begun nowhere on earth when the page was fetched is an event's."""
    return latest is not None and isinstance(dated.mention, Mention) and dated.mention.day > latest.date()


def _first(dates: list[Dated], label: str) -> Dated | None:
    """The first with that label; of several the one that states a clock."""
    labelled = [one for one in dates if one.label == label]
    return next((one for one in labelled if _has_clock(one)), labelled[0] if labelled else None)


def _best_unlabelled(dates: list[Dated]) -> Dated | None:
    plain = [one for one in dates if one.label is None and not one.is_page_clock]
    if not plain:
        return None
    first = next((one for one in plain if isinstance(one.mention, Mention)), plain[0])
    return next((one for one in plain if _has_clock(one) and _day(one) == _day(first)), first)


def _has_clock(dated: Dated) -> bool:
    return isinstance(dated.mention, Mention) and dated.mention.clock is not None


def _day(dated: Dated) -> object:
    return dated.mention.day if isinstance(dated.mention, Mention) else dated.mention


def _same(one: Dated, other: Dated) -> bool:
    return one is other or (_day(one) == _day(other) and one.label == other.label and not one.is_page_clock)


def _why(dated: Dated) -> str:
    if dated.is_page_clock:
        return PAGE_CLOCK
    return "a second update" if dated.label == "updated" else NO_LABEL_AFTER


def moment_of(text: str, zone: tzinfo | None = None, order: str = "dmy") -> Moment:
    """Read a value that is nothing but a time, as feeds and meta tags have it; Moment() when it is none."""
    found = find_mentions(fold(text), order)
    return moment(Dated(found[0], text), zone, None) if found else Moment()
