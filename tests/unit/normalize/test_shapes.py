"""Shapes of the press that pages of many languages share, each on a small invented page."""

from collections.abc import Callable

import pytest
from glassworks import HEADLINE, STORY

from schemas.article import ArticleContent, Person

Read = Callable[..., ArticleContent]


def _kinds(article: ArticleContent) -> dict[str, str]:
    return {one.text: one.kind for one in article.removed}


@pytest.mark.parametrize("clock", ["19:31", "17h50", "16:20 WIB", "16.44 BST", "14:30 Uhr", "7:05 pm"])
def test_the_clock_of_a_live_reports_entry_is_no_text(read: Read, clock: str) -> None:
    """A clock alone on its line stands above an entry, in every way of writing it."""
    article = read("\n".join((HEADLINE, "3 March 2025", STORY[0], clock, *STORY[1:])))
    assert article.body.split("\n\n") == list(STORY)
    assert _kinds(article)[clock] == "stamp"


def test_a_score_is_no_clock(read: Read) -> None:
    """Other words beside the figures are not of a clock."""
    article = read("\n".join((HEADLINE, "3 March 2025", *STORY[:2], "It ended 3:30 for the otters.", *STORY[2:])))
    assert "3:30" in article.body


@pytest.mark.parametrize("arrow", [">", "»", "›", "→"])
def test_a_path_is_no_headline(read: Read, arrow: str) -> None:
    """The way from the front page ends with the headline, and begins with a word of menus."""
    path = f"Home {arrow} Harbour {arrow} {HEADLINE} and more"
    assert read("\n".join((path, HEADLINE, "3 March 2025", *STORY))).title == HEADLINE


def test_a_table_of_contents_goes_and_its_subheads_stay(read: Read) -> None:
    """What stands in a row above, and above a paragraph each below, is the list; sentences are no exception."""
    heads = ("1. Where it hung", "Who found it?")
    page = (HEADLINE, "3 March 2025", *heads, STORY[0], heads[0], STORY[1], heads[1], *STORY[2:])
    article = read("\n".join(page))
    assert article.body.split("\n\n") == [STORY[0], heads[0], STORY[1], heads[1], *STORY[2:]]
    assert [one.kind for one in article.removed if one.text in heads] == ["summary", "summary"]


def test_what_tells_of_the_writer_is_no_text(read: Read) -> None:
    """The last paragraph begins with the name of the byline."""
    bio = "Ada Lund writes about harbours and lives near one with two cats."
    article = read("\n".join((HEADLINE, "By Ada Lund", "3 March 2025", *STORY, bio)))
    assert article.body.split("\n\n") == list(STORY)
    assert _kinds(article)[bio] == "bio"


@pytest.mark.parametrize("signature", ["Anna Lund\nReporter", "Ivo Brand\n3 March 2025", "Ivo Brand, 3 March 2025"])
def test_a_text_is_signed_at_its_foot(read: Read, signature: str) -> None:
    """A name behind the text, with a job or a date beside it, or one that is known, has written it."""
    article = read("\n".join((HEADLINE, *STORY, signature, "Print")))
    assert [person.role for person in article.byline.people] == ["author"]
    assert article.byline.people[0].name == signature[:9].strip()


@pytest.mark.parametrize(
    "signature", ["Ivo Brand\n3 January 2025", "Ivo Brand, 3 January 2025", "Ivo Brand\nFriday, 3 January 2025"]
)
def test_a_signature_tells_the_day(read: Read, signature: str) -> None:
    """Where no other date stands on the page."""
    assert read("\n".join((HEADLINE, *STORY, signature, "Print"))).published.at == "2025-01-03"


def test_a_day_behind_the_text_without_a_name_is_an_events(read: Read) -> None:
    """Only a signature makes it the text's."""
    assert read("\n".join((HEADLINE, *STORY, "3 January 2025", "Print"))).published.at is None


def test_a_name_behind_a_text_with_a_byline_is_another_articles(read: Read) -> None:
    """Who wrote it is told already."""
    article = read("\n".join((HEADLINE, "By Ada Lund", *STORY, "Anna Quill\nReporter")))
    assert article.byline.people == (Person(name="Ada Lund", role="author"),)


@pytest.mark.parametrize("sign", ["(ws)", "(Ada Lund, 3.10.2025)"])
def test_a_sign_closes_the_last_paragraph(read: Read, sign: str) -> None:
    """A sentence that the writer's sign follows is a sentence."""
    article = read("\n".join((HEADLINE, "3 March 2025", *STORY, f"Nobody minds the crack in it. {sign}", "Print")))
    assert article.body.endswith(sign)


def test_blank_lines_part_the_paragraphs_of_broken_lines(read: Read) -> None:
    """A line that ends with a sentence is broken by length like the others; capital letters begin lines of German."""
    page = """\
Frau Holle räumt den Schnee

02.02.2025

Der neue Schneepflug der Gemeinde heißt „Frau Holle“. Das
hat die dritte Klasse der Grundschule gestern entschieden.
Nachdem der Rat dreimal ohne Ergebnis beraten hatte, war es
an der Zeit.

Zur Wahl standen 27 Vorschläge, darunter „Schieber“ und, als
Einfall des Bauhofs, ein langes Wort, in dem es um den Namen
des Räumgeräts ging.
"""
    paragraphs = read(page, language="de").body.split("\n\n")
    assert [text.split()[0] for text in paragraphs] == ["Der", "Zur"]


def test_what_a_credited_photo_shows_is_no_standfirst(read: Read) -> None:
    """It stands right behind the photographer's credit."""
    page = (HEADLINE, "Photo: Ada Lund", "The furnace on its first night of the year.", "By Ada Lund", "3 March 2025")
    assert read("\n".join((*page, *STORY))).standfirst is None


@pytest.mark.parametrize(
    ("line", "names", "desk"),
    [
        ("By Ada Lund, QTN North — Lower Quay", ["Ada Lund"], None),
        ("Photo by DR", [], None),
        ("By Ada Lund, Staff Correspondent", ["Ada Lund"], None),
        ("Redação Quay Times", [], "Redação Quay Times"),
        ("Redacción QT", [], "Redacción QT"),
        ("Quay Times Ada Lund", ["Ada Lund"], None),
        ("Anna Lund - Quay Times North", ["Anna Lund"], None),
        ("Ada Lund (texto) e Ivo Brand (fotografia)", ["Ada Lund", "Ivo Brand"], None),
    ],
)
def test_initials_outlets_and_titles_are_no_people(read: Read, line: str, names: list[str], desk: str | None) -> None:
    """In the shapes in which bylines put them beside names."""
    article = read("\n".join((HEADLINE, line, "3 January 2025", *STORY)))
    assert [person.name for person in article.byline.people] == names
    assert article.desk == desk
