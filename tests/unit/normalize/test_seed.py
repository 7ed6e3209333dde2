"""The page that the project began with, field by field: a scraped page as plain text."""

from pathlib import Path

import pytest

from schemas.article import ArticleContent, Person, Precision, ZoneSource
from schemas.raw import RawArticle
from streams.normalize.content import ReadItem, read_contents
from streams.normalize.source import NO_PROFILE, SourceProfile, load_profiles

SEED = "seed/000_a48020a1f6ec82f0.txt"
BODY_LINES = (12, 14, 16, 18, 20, 22, 24)
INDIA = load_profiles(b'[sources."x.example"]\nzone = "+05:30"')["x.example"]


@pytest.fixture(scope="module")
def page(shared_folder: Path) -> str:
    """The page's text."""
    return (shared_folder / SEED).read_text("utf-8")


def article_of(page: str, profile: SourceProfile = NO_PROFILE) -> ArticleContent:
    """Read the page into its one article."""
    (item,) = read_contents(RawArticle(content=page), profile)
    assert isinstance(item, ReadItem)
    return item.content


def test_the_title_stands_once_without_its_video_label(page: str) -> None:
    """The headline is printed three times with a call to a video; the call is kept apart."""
    article = article_of(page)
    line = page.split("\n")[2]
    assert article.title == line.removesuffix(" | Watch Video")
    assert ("| Watch Video", "media_call", 3) in [(one.text, one.kind, one.line) for one in article.removed]


def test_the_standfirst_is_the_line_under_the_headline(page: str) -> None:
    """The sentence between headline and byline is the standfirst."""
    assert article_of(page).standfirst == page.split("\n")[4]


def test_the_editor_is_a_person_and_the_desk_is_not(page: str) -> None:
    """A desk that reported is no person."""
    article = article_of(page)
    assert article.byline.people == (Person(name="Annesha Barua", role="editor"),)
    assert article.desk == "PTC News Desk"


def test_agencies_are_credited(page: str) -> None:
    """The credit line names who is credited."""
    assert article_of(page).credits == ("agencies",)


@pytest.mark.parametrize(
    ("profile", "at", "zone_source"),
    [(NO_PROFILE, "2024-06-21T14:16", ZoneSource.NONE), (INDIA, "2024-06-21T14:16+05:30", ZoneSource.SOURCE)],
)
def test_the_time_is_the_bylines_and_no_zone_is_invented(
    page: str, profile: SourceProfile, at: str, zone_source: ZoneSource
) -> None:
    """The time stays local unless the source's own zone is known."""
    published = article_of(page, profile).published
    assert (published.at, published.precision, published.zone_source) == (at, Precision.MINUTE, zone_source)


def test_the_page_clock_is_rejected_with_its_reason(page: str) -> None:
    """The day of the visit at the top of the page is never the day of publication."""
    assert [(one.raw, one.why) for one in article_of(page).published.rejected] == [("Tue, Jul 16, 2024", "page clock")]


def test_the_body_is_seven_paragraphs_without_furniture_or_lead_in(page: str) -> None:
    """The desk's lead-in and everything around the paragraphs is gone."""
    lines = page.split("\n")
    want = [lines[number - 1].strip() for number in BODY_LINES]
    want[0] = want[0].removeprefix("PTC News Desk: ")
    assert article_of(page).body.split("\n\n") == want


def test_two_related_links_are_kept_as_links(page: str) -> None:
    """Teasers leave the text and stay as references."""
    links = article_of(page).links
    assert [link.rel for link in links] == ["related", "related"]
    assert all(link.text in page and "Also Read" not in link.text for link in links)


def test_every_removed_line_is_kept_with_its_number_and_kind(page: str) -> None:
    """What was taken out can be put back."""
    removed = {one.line: one.kind for one in article_of(page).removed}
    assert removed == {
        1: "page_clock",
        3: "media_call",
        7: "byline",
        8: "repeated_title",
        10: "repeated_title",
        12: "lead_in",
        26: "related",
        28: "related",
        30: "credit",
        32: "section_head",
        34: "section_head",
    }
