"""Profiles that are proposed from what the stream has seen, with their evidence."""

from datetime import timedelta
from typing import Any

import pytest
from events import NOON, event

from schemas.enriched import EnrichedArticle
from streams.ingest.seen import MAX_LINES, Lines, Seen
from streams.ingest.suggest import suggest
from streams.normalize.source import load_profiles


def clock(number: int, minutes_ahead: int) -> dict[str, Any]:
    """Give the time that an article prints without a zone, so far ahead of the instant of its fetch."""
    at = (NOON + timedelta(hours=number, minutes=minutes_ahead)).replace(tzinfo=None)
    return {"published": {"at": at.isoformat(timespec="minutes"), "precision": "minute", "zone_source": "none"}}


def stated(offset: str) -> dict[str, Any]:
    """Give a time that says its zone."""
    return {"published": {"at": f"2026-11-03T09:00{offset}", "precision": "minute", "zone_source": "explicit"}}


def proposed(*events: EnrichedArticle, profiles: str = "") -> str:
    """Give the profiles as TOML; what it proposes is what the file of profiles takes."""
    seen = Seen()
    for one in events:
        seen.add(one)
    known = load_profiles(profiles.encode())
    text = suggest(seen, known)
    load_profiles(text.encode())
    return text


DELAYS = (0, 4, 9, 13, 14, 30, 55, 80, 120, 300, 500, 900)


@pytest.mark.parametrize(("offset", "written"), [(330, "+05:30"), (0, "+00:00"), (-180, "-03:00"), (765, "+12:45")])
def test_the_zone_is_told_by_the_fetches(offset: int, written: str) -> None:
    """No article is younger than its fetch, and some are only minutes older."""
    text = proposed(*[event(number, **clock(number, offset - delay)) for number, delay in enumerate(DELAYS)])
    assert f'zone = "{written}"' in text
    assert "12 articles print a clock without a zone; with this one 5 of them are less than 15 minutes older" in text


def test_fetches_that_come_late_tell_no_zone() -> None:
    """Hours lie between article and fetch: any zone could be."""
    assert "zone" not in proposed(*[event(number, **clock(number, 330 - 97 * number)) for number in range(12)])


def test_the_zone_is_told_by_other_articles_of_the_source() -> None:
    """Some say it themselves; if they say two, clocks change there, and a person must name the place."""
    bare = [event(number, **clock(number, -600)) for number in range(6)]
    said = [event(number, **stated("+05:30")) for number in range(6, 12)]
    assert 'zone = "+05:30"' in proposed(*bare, *said)
    summer = [event(number, **stated("+02:00")) for number in range(12, 18)]
    winter = [event(number, **stated("+01:00")) for number in range(18, 24)]
    text = proposed(*bare, *summer, *winter)
    assert "zone =" not in text
    assert "+01:00 (6 articles), +02:00 (6 articles)" in text


def test_a_source_whose_times_say_their_zone_needs_none() -> None:
    """Nothing is proposed that no article needs."""
    assert proposed(*[event(number, **stated("+05:30")) for number in range(20)]) == ""


def test_lines_and_title_ends_are_proposed_that_stand_on_many_articles() -> None:
    """As the file takes them, with how many had them."""
    line = 'Sail with us for "less" this winter'
    events = [event(n, body=f"{event(n).body}\n\n{line}", title=f"{event(n).title} | Island Watch") for n in range(12)]
    text = proposed(*events)
    assert 'title_suffixes = ["Island Watch"]' in text
    assert 'furniture = ["Sail with us for \\"less\\" this winter"]' in text
    assert '"Island Watch" 12' in text


def test_what_the_profile_says_is_not_proposed_again() -> None:
    """Only what is missing."""
    line = "Sail with us for less this winter"
    events = [event(n, body=f"{event(n).body}\n\n{line}", **clock(n, 330 - DELAYS[n])) for n in range(12)]
    profile = f'[sources."isle.example"]\nzone = "+05:30"\nfurniture = ["{line}!"]'
    assert proposed(*events, profiles=profile) == ""


def test_a_language_is_proposed_where_texts_leave_it_open() -> None:
    """If nearly all the others are in one."""
    events = [event(number, language="und" if number < 3 else "sv") for number in range(15)]
    assert 'language = "sv"' in proposed(*events)
    assert "language" not in proposed(*events[3:])
    assert "language" not in proposed(*events, *[event(n, language="fi") for n in range(20, 25)])


def test_whether_a_frequent_maker_is_a_desk_is_asked() -> None:
    """Only a person can tell, so it is a comment."""
    byline = {"raw": None, "people": [{"name": "Tide Watch", "role": "author"}]}
    text = proposed(*[event(number, byline=byline) for number in range(12)])
    assert "# desks or people?" in text
    assert 'desks = ["Tide Watch"]' in text
    assert "\ndesks" not in text


def test_few_articles_are_not_judged_and_updates_do_not_count() -> None:
    """Nine articles tell nothing, nor do ten versions of one."""
    line = "Sail with us for less this winter"
    few = [event(number, body=f"{event(number).body}\n\n{line}") for number in range(9)]
    assert proposed(*few) == ""
    updates = [event(n, body=f"{event(n).body}\n\n{line}", event="updated") for n in range(9, 30)]
    assert proposed(*few, *updates) == ""


def test_a_name_of_a_source_cannot_break_the_file() -> None:
    """It is what a producer sent."""
    line = "Sail with us for less this winter"
    events = [event(n, body=f"{event(n).body}\n\n{line}", source='a"]\nzone = "x') for n in range(12)]
    assert "furniture" in proposed(*events)


def test_counting_is_bounded() -> None:
    """Lines met once make room for those to come; what is common stays."""
    lines = Lines()
    for number in range(2 * MAX_LINES):
        lines.add(iter([f"line {number}", "common"]))
    assert len(lines.counts) <= MAX_LINES + 2
    assert next(iter(lines.common(2))) == ("common", 2 * MAX_LINES)
