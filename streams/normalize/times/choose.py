"""Which of a page's dates is its publication, which its update, and why the others are neither.

Called by `page` with the dated lines of a page, by `feeds` and `html` for single values through `moment_of`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from schemas.article import Moment, Precision, RejectedTime, ZoneSource
from streams.lang.folding import fold
from streams.normalize.times.mentions import Ago, Mention, find_mentions

PAGE_CLOCK = "page clock"
NO_LABEL_AFTER = "another date stands nearer to the headline"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with what the page says of it."""

    mention: Mention | Ago
    raw: str
    label: str | None = None
    """What the page calls it: `published`, `updated` or nothing."""
    is_page_clock: bool = False


def moment(dated: Dated, zone: tzinfo | None, retrieved_at: datetime | None) -> Moment:
    """Give the time as honestly as it was stated; `zone` is the source's own, for clocks without one."""
    if isinstance(dated.mention, Ago):
        return _moment_of_ago(dated.mention, dated.raw, retrieved_at)
    mention = dated.mention
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
    """Count back from the fetch; a time known to the day only is a day."""
    if retrieved_at is None:
        return Moment(
            raw=raw, rejected=(RejectedTime(raw=raw, why="relative, and the time of the fetch is not known"),)
        )
    try:
        at = retrieved_at.astimezone(UTC) - timedelta(minutes=ago.minutes)
    except OverflowError:
        return Moment(raw=raw, rejected=(RejectedTime(raw=raw, why="further back than time goes"),))
    if ago.unit >= timedelta(days=1) / timedelta(minutes=1):
        return Moment(at=at.date().isoformat(), precision=Precision.DAY, raw=raw)
    precision = Precision.HOUR if ago.unit > 1 else Precision.MINUTE
    return Moment(at=at.isoformat(timespec="minutes"), precision=precision, zone_source=ZoneSource.EXPLICIT, raw=raw)


def choose(dates: Iterable[Dated], zone: tzinfo | None, retrieved_at: datetime | None) -> tuple[Moment, Moment]:
    """Give (published, modified); dates that are neither are among the first's `rejected`."""
    known = list(dates)
    published = _first(known, "published") or _best_unlabelled(known)
    updated = _first(known, "updated")
    taken = [one for one in (published, updated) if one]
    rejected = tuple(
        RejectedTime(raw=one.raw, why=_why(one)) for one in known if not any(_same(one, other) for other in taken)
    )
    first = moment(published, zone, retrieved_at) if published else Moment()
    second = moment(updated, zone, retrieved_at) if updated else Moment()
    return first.model_copy(update={"rejected": first.rejected + rejected}), second


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
