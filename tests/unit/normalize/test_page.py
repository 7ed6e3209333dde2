"""An invented page of the kind that scrapers store, field by field, and small pages for single rules."""

from collections.abc import Callable

import pytest

from schemas.article import ArticleContent, Person, RejectedTime

Read = Callable[..., ArticleContent]

PAGE = """\
Wed, Feb 12, 2025

Ferry bell rings again after ninety years [PHOTOS]

Divers had found it under the old pier in spring.

Reported by:  QT News Desk  Edited by:  Imelda Ross -- February 10th 2025 07:05 PM
Ferry bell rings again after ninety years [PHOTOS]

QT News Desk: The bell of the first harbour ferry was hung at the new landing stage on Monday and rung nine times.

Children from two schools had polished it for a week, the harbour master said, and one of them slept beside it.

Also Read: Night boats to run until two

It is cracked. Nobody minds.

- With inputs from agencies

Top News view more...
"""


def test_a_page_is_read_into_its_fields(read: Read) -> None:
    """Title, standfirst, makers, time, text, credit and link of one page."""
    article = read(PAGE)
    assert article.title == "Ferry bell rings again after ninety years"
    assert article.standfirst == "Divers had found it under the old pier in spring."
    assert article.byline.people == (Person(name="Imelda Ross", role="editor"),)
    assert article.desk == "QT News Desk"
    assert article.published.at == "2025-02-10T19:05"
    assert article.published.rejected == (RejectedTime(raw="Wed, Feb 12, 2025", why="page clock"),)
    assert article.credits == ("agencies",)
    assert [link.text for link in article.links] == ["Night boats to run until two"]
    assert article.body.split("\n\n")[2] == "It is cracked. Nobody minds."
    assert article.body.startswith("The bell of the first harbour ferry")


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (
            "Otter counts buses | Quay Times\nBy Ada Lund\n3 March 2025\nAn otter sat at the stop all day.\n",
            "Otter counts buses",
        ),
        (
            "LIVE: Otter counts buses\nBy Ada Lund\n3 March 2025\nAn otter sat at the stop all day.\n",
            "LIVE: Otter counts buses",
        ),
        (
            "Home\nSport\nOtter counts every bus\nBy Ada Lund\nAn otter sat at the stop all day long.\n",
            "Otter counts every bus",
        ),
    ],
)
def test_the_title_is_the_headline_as_printed(read: Read, content: str, title: str) -> None:
    """The site's name goes, an editorial prefix stays, a menu is none."""
    assert read(content).title == title


def test_a_page_without_a_date_has_none(read: Read) -> None:
    """No date is invented, neither from the fetch nor from the text."""
    article = read("Otter counts every bus\nBy Ada Lund\nAn otter sat at the stop on 3 March 2019 and did not move.\n")
    assert article.published.at is None


def test_a_headline_alone_is_an_article(read: Read) -> None:
    """The shortest article is its headline."""
    assert read("Otter counts every bus in town").title == "Otter counts every bus in town"


def test_lines_broken_by_length_become_paragraphs(read: Read) -> None:
    """Text that was wrapped at one width is joined again."""
    text = (
        "Otter counts every bus\nBy Ada Lund\n3 March 2025\n"
        "The otter of the lower basin has been seen at the bus stop each\n"
        "morning since the ice went, and drivers have begun to greet it with\n"
        "the horn, which it does not seem to like very much, according to a\n"
        "woman who waits there.\n"
        "It leaves at nine.\n"
    )
    assert [len(paragraph.split()) for paragraph in read(text).body.split("\n\n")] == [45, 4]
