"""Dates as pages print them, and what is honestly known of them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from schemas.article import Precision, ZoneSource
from streams.lang.folding import fold
from streams.normalize.times.choose import Dated, choose, moment_of
from streams.normalize.times.line import read_times
from streams.normalize.times.mentions import find_ago, find_mentions


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("June 21st 2024 02:16 PM", "2024-06-21T14:16"),
        ("21 juin 2024 à 14h16", "2024-06-21T14:16"),
        ("21. 6. 2024, 14:16 Uhr", "2024-06-21T14:16"),
        ("2024年6月21日 下午2:16", "2024-06-21T14:16"),
        ("٢١ يونيو ٢٠٢٤", "2024-06-21"),
        ("14:16, 21 июня 2024", "2024-06-21T14:16"),
        ("Aug 28, 2024 07:11 (GMT+5:30)", "2024-08-28T07:11+05:30"),
        ("Fri, 21 Jun 2024 14:16:05 +0200", "2024-06-21T14:16:05+02:00"),
        ("2024-06-21T14:16:05Z", "2024-06-21T14:16:05+00:00"),
        ("21 สิงหาคม 2567", "2024-08-21"),
        ("السبت 22 أغسطس/آب 2026", "2026-08-22"),
        ("22 نيسان (أبريل) 2026", "2026-04-22"),
        ("10/2/2026 19:20 (توقيت مكة المكرمة)", "2026-02-10T19:20+03:00"),
        ("12:00 a.m. on June 21, 2024", "2024-06-21T00:00"),
        ("21 สิงหาคม พ.ศ. 2567", "2024-08-21"),
        ("令和7年1月15日 10時20分", "2025-01-15T10:20"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("民國114年1月15日 下午2:16", "2025-01-15T14:16"),
        ("۱۵ دی ۱۴۰۳ - ۱۰:۲۰", "2025-01-04T10:20"),
        ("1403/10/15", "2025-01-04"),
        ("1 فروردین 1400", "2021-03-21"),
        ("30 اسفند 1403", "2025-03-20"),
        ("30 اسفند 1404", None),
        ("15 رجب 1446", None),
        ("1446/07/15", None),
        ("15 March 1403", None),
        ("२ माघ २०८१", None),
        ("January 17, 2025, 12 noon GMT", "2025-01-17T12:00+00:00"),
        ("12 midnight, January 17, 2025", "2025-01-17T00:00"),
        ("April 10, 20233 years", "2023-04-10"),
        ("June 31, 2024", None),
        ("no date at all, 42 of them", None),
    ],
)
def test_a_date_is_read_as_far_as_it_is_stated(text: str, at: str | None) -> None:
    """Languages, orders, clocks and zones; what is no date is none."""
    assert moment_of(text).at == at


@pytest.mark.parametrize(("order", "day"), [("dmy", "2024-02-03"), ("mdy", "2024-03-02")])
def test_only_numbers_are_read_in_the_languages_order(order: str, day: str) -> None:
    """03/02/2024 is two days; the page's language says which."""
    assert moment_of("03/02/2024", order=order).at == day


@pytest.mark.parametrize(("language", "at"), [("hi", "2026-01-19T18:20+05:30"), ("en", "2026-01-19T18:20")])
def test_ist_is_indias_time_in_an_indian_language(language: str, at: str) -> None:
    """The language of the page is the evidence; English is printed in Ireland and Israel too."""
    text = "19 Jan 2026 06:20 PM (IST)"
    dates = [Dated(mention, text) for mention in find_mentions(fold(text))]
    assert choose(dates, None, None, language)[0].at == at


def test_a_name_of_several_zones_leaves_the_time_local() -> None:
    """IST is India, Israel and Ireland."""
    moment = moment_of("Oct 03, 2024 02:20 PM IST")
    assert (moment.at, moment.zone_source) == ("2024-10-03T14:20", ZoneSource.NONE)


def test_a_sources_zone_is_named_as_its_origin() -> None:
    """An operator's zone fills in, and says so."""
    moment = moment_of("Oct 03, 2024 14:20", timezone(timedelta(hours=9)))
    assert (moment.at, moment.zone_source) == ("2024-10-03T14:20+09:00", ZoneSource.SOURCE)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("3 hours ago", 180), ("vor 2 Stunden", 120), ("hace 5 minutos", 5), ("2時間前", 120), ("three hours ago", None)],
)
def test_relative_times_are_counted(text: str, minutes: int | None) -> None:
    """The number and the unit, in any language."""
    found = find_ago(fold(text))
    assert (found.minutes if found else None) == minutes


def test_a_relative_time_without_a_fetch_stays_unknown() -> None:
    """Nothing is counted from a clock that nobody stated."""
    found = find_ago(fold("3 hours ago"))
    assert found is not None
    published, _ = choose([Dated(found, "3 hours ago")], None, None)
    assert published.at is None
    assert published.rejected[0].raw == "3 hours ago"


def _read(line: str, retrieved_at: datetime | None = None) -> tuple[str | None, str | None]:
    """Give when the line says that its page was published, and when it was updated."""
    timed = read_times(line, fold(line), "dmy")
    published, modified = choose(timed.dates, None, retrieved_at)
    return published.at, modified.at


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("3 May 2024 - 13:55 GMT+1 • Updated 14:20", "2024-05-03T13:55+01:00", "2024-05-03T14:20"),
        ("25/04/2026 Actualizado a las 15:10h.", "2026-04-25", "2026-04-25T15:10"),
        ("Publié le 18 juil. 2024 à 08:01 Mis à jour le 18 juil. 2024 à 09:06", "2024-07-18T08:01", "2024-07-18T09:06"),
        ("潮報 2025/1/14 21:17（最終更新 1/14 22:05）", "2025-01-14T21:17", "2025-01-14T22:05"),
        ("公開日：2025/01/31 11:30 更新日：2025/02/01 12:00", "2025-01-31T11:30", "2025-02-01T12:00"),
        ("12 maj 2023", "2023-05-12", None),
    ],
)
def test_a_label_takes_only_the_time_beside_it(line: str, published: str, modified: str | None) -> None:
    """The clock of an update is not the clock of the publication, and its day is the line's."""
    assert _read(line) == (published, modified)


@pytest.mark.parametrize(
    ("fetched", "at"),
    [
        (datetime(2024, 8, 6, tzinfo=UTC), "2024-08-05T14:47"),
        (datetime(2024, 3, 1, tzinfo=UTC), "2023-08-05T14:47"),
        (datetime.max.replace(tzinfo=UTC), None),
        (None, None),
    ],
)
def test_a_day_without_a_year_is_the_last_one_before_the_fetch(fetched: datetime | None, at: str | None) -> None:
    """A page does not tell of days to come; without a fetch the year stays open."""
    assert _read("mandag 5. august kl. 14:47", fetched)[0] == at


def test_a_day_without_year_and_clock_is_an_events() -> None:
    """A festival's day stands beside a headline as often as the paper's."""
    assert _read("15. Juni", datetime(2024, 8, 6, tzinfo=UTC)) == (None, None)


def test_a_day_to_come_is_refused() -> None:
    """What is available until May was not published in May."""
    timed = read_times("06.05.2024", "06.05.2024", "dmy")
    published, _ = choose(timed.dates, None, datetime(2024, 4, 22, 14, tzinfo=UTC))
    assert (published.at, published.rejected[0].why) == (None, "after the page was fetched")


def test_whole_days_ago_are_no_day() -> None:
    """A page says "1 day ago" for 24 to 48 hours, which touches two days."""
    assert _read("1 day ago", datetime(2025, 3, 1, 12, tzinfo=UTC)) == (None, None)


def test_ago_is_no_month() -> None:
    """Spanish pages shorten August to what English pages write behind hours."""
    assert _read("5 hours ago", datetime(2025, 3, 1, 12, tzinfo=UTC))[0] == "2025-03-01T07:00+00:00"


def test_an_update_is_never_the_publication() -> None:
    """A page that tells only its update has no known publication."""
    (mention,) = find_mentions(fold("28 February 2025, 04:09 PM"))
    published, modified = choose(
        [Dated(mention, "28 February 2025", "updated")], None, datetime(2025, 3, 1, tzinfo=UTC)
    )
    assert published.at is None
    assert (modified.at, modified.precision) == ("2025-02-28T16:09", Precision.MINUTE)
