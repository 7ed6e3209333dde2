"""What an operator states of a source: each field is used where the page leaves something open."""

import pytest

from schemas.article import ArticleContent, ZoneSource
from schemas.raw import RawArticle
from streams.errors import SettingsError
from streams.normalize.content import TRUST_LOW, ReadItem, read_contents
from streams.normalize.source import NO_PROFILE, SourceProfile, load_profiles

PAGE = """Ferry leaves the pier an hour early | Island Watch

Reported by: Tide Watch Crew -- November 3rd 2026 09:15 AM

The ferry left the pier an hour early on Tuesday, and the bus that should have met it was late, drivers said.

Only with us you sail for less this winter

Nobody on board had been told, and some who had come in time were left behind, the harbour office said later.
"""
TOML = """
[sources."isle.example"]
zone = "+05:30"
language = "en"
title_suffixes = ["Island Watch"]
furniture = ["Only with us: you sail for less this winter!"]
desks = ["Tide Watch Crew"]
"""
PROFILE = load_profiles(TOML.encode())["isle.example"]


def read(profile: SourceProfile, page: str = PAGE, **fields: object) -> ArticleContent:
    """Read a page of the source."""
    raw = RawArticle.model_validate({"source": "isle.example", "content": page} | fields)
    (item,) = read_contents(raw, profile)
    assert isinstance(item, ReadItem)
    return item.content


def profile_with(line: str) -> SourceProfile:
    """Make a profile that says one thing."""
    return load_profiles(f'[sources."isle.example"]\n{line}'.encode())["isle.example"]


def test_the_zone_is_that_of_clocks_without_one() -> None:
    """And it is said that the source's own zone was used."""
    assert read(NO_PROFILE).published.at == "2026-11-03T09:15"
    published = read(PROFILE).published
    assert (published.at, published.zone_source) == ("2026-11-03T09:15+05:30", ZoneSource.SOURCE)


def test_a_title_suffix_is_cut_off_and_kept() -> None:
    """What stands behind the headline goes to `removed`."""
    assert read(NO_PROFILE).title == "Ferry leaves the pier an hour early | Island Watch"
    article = read(PROFILE)
    assert article.title == "Ferry leaves the pier an hour early"
    assert ("| Island Watch", "site_suffix") in [(one.text, one.kind) for one in article.removed]


def test_furniture_lines_leave_the_body_and_are_kept() -> None:
    """Known by their letters, whatever their punctuation."""
    line = "Only with us you sail for less this winter"
    assert line in read(NO_PROFILE).body
    article = read(PROFILE)
    assert line not in article.body
    assert (line, "standing") in [(one.text, one.kind) for one in article.removed]


def test_a_desk_is_no_person() -> None:
    """Its name is the operator's word."""
    assert [person.name for person in read(NO_PROFILE).byline.people] == ["Tide Watch Crew"]
    article = read(PROFILE)
    assert (article.byline.people, article.desk) == ((), "Tide Watch Crew")


def test_the_language_is_that_of_texts_that_leave_it_open() -> None:
    """A text that is long enough, or its producer, says it better."""
    profile = profile_with('language = "sv"')
    assert read(profile, "Ok 12").language == "sv"
    assert read(profile, "Ok 12", language="da").language == "da"
    assert read(profile).language == "en"


BARE = "Ferry leaves the pier\n\nThe ferry left the pier an hour early, and the bus was late, drivers said later."
STATED = {"published": "2026-11-03T09:15:00+05:30", "authors": ["Nora Quill"], "title": "Ferry leaves"}


def test_the_word_of_a_trusted_source_stands_in_where_the_page_says_nothing() -> None:
    """When it was published and by whom; what the page says itself comes first."""
    article = read(profile_with('trust = "high"'), BARE, **STATED)
    assert article.published.at == "2026-11-03T09:15:00+05:30"
    assert [person.name for person in article.byline.people] == ["Nora Quill"]
    assert read(NO_PROFILE, BARE, **STATED).published.at is None
    assert read(profile_with('trust = "high"'), PAGE, **STATED).published.at == "2026-11-03T09:15"


def test_the_word_of_a_source_that_is_not_trusted_counts_for_nothing() -> None:
    """And its articles say so."""
    article = read(profile_with('trust = "low"'), "Ok 12", language="da", **STATED)
    assert article.language == "und"
    assert article.flags == (TRUST_LOW,)
    assert read(NO_PROFILE, "Ok 12").flags == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('zones = "+05:30"', "'zones' is not known; it may say zone, language, trust, title_suffixes"),
        ('desks = "Web Team"', "desks must be a list of texts"),
        ('furniture = ["..."]', "furniture must be a list of texts"),
        ("language = 5", "language must be text"),
        ('trust = "blind"', "trust is one of high, normal, low, not 'blind'"),
    ],
)
def test_a_mistake_is_named(line: str, words: str) -> None:
    """With its source, and with what may be said."""
    with pytest.raises(SettingsError) as raised:
        profile_with(line)
    assert words in str(raised.value)
    assert "'isle.example'" in str(raised.value)
