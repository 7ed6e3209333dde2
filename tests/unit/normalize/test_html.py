"""Tests of what the markup of a page tells: where its article is, who made it, what is not seen."""

import pytest

from schemas.article import ArticleContent
from schemas.raw import RawArticle
from streams.lang.markup import markup
from streams.normalize.content import ReadItem, read_contents

FIRST = "The otters of Quill Harbour waited nine hours for a bridge that a lorry driver had left open on Monday."
SECOND = "Nobody was hurt, the harbour office said, and the otters were given herring at the town's expense."
THIRD = "A second bridge is to be built by the spring, which the council has promised for eleven years."
ELSEWHERE = "A brass band in Dorrin has played for two days without a pause, to the sorrow of those who live above it."


def _page(inside: str, around: str = "", head: str = "") -> str:
    title = "<title>Otters wait nine hours for a bridge</title>"
    heading = "<h1>Otters wait nine hours for a bridge</h1>"
    return f"<html><head>{title}{head}</head><body>{heading}<div>{inside}</div>{around}</body></html>"


def _read(page: str) -> ArticleContent:
    (item,) = read_contents(RawArticle(url="https://quay.example/a-1", content_type="text/html", content=page))
    assert isinstance(item, ReadItem)
    return item.content


def _paragraphs(page: str) -> list[str]:
    return _read(page).body.split("\n\n")


TEXT = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


@pytest.mark.parametrize(
    "around",
    [
        f"<ul class='related-posts'><li>{ELSEWHERE}</li></ul>",
        f"<section id='commentList'><p>{ELSEWHERE}</p><p>{ELSEWHERE} Twice.</p></section>",
        f"<div class='cookie-notice'><p>{ELSEWHERE}</p></div>",
        f"<div hidden><p>{ELSEWHERE}</p></div>",
        f"<div style='display: none'><p>{ELSEWHERE}</p></div>",
        f"<div><p><a href='/dorrin'>{ELSEWHERE[:50]}</a></p></div>",
        f"<footer><p>{ELSEWHERE}</p></footer>",
    ],
)
def test_what_stands_beside_the_article_is_not_in_it(around: str) -> None:
    """Lists, comments, notices, hidden text and the page's foot stay out, whatever their words."""
    assert _paragraphs(_page(TEXT, around)) == [FIRST, SECOND, THIRD]


def test_an_article_in_a_furniture_class_is_an_article() -> None:
    """A class word can't take out what most of the page's prose is in."""
    assert _paragraphs(_page(f"<div class='promo hidden'>{TEXT}</div>")) == [FIRST, SECOND, THIRD]


def test_a_hidden_article_is_read() -> None:
    """Behind a paywall the text is in the page, and a script shows it."""
    assert _paragraphs(_page(f"<div hidden>{TEXT}</div>")) == [FIRST, SECOND, THIRD]


def test_the_first_article_of_several_is_the_page_s() -> None:
    """What follows it on an endless page is another one, as long as it may be."""
    inside = f"<article>{TEXT}</article><article><p>{ELSEWHERE}</p><p>{ELSEWHERE} {ELSEWHERE}</p></article>"
    assert _paragraphs(_page(inside)) == [FIRST, SECOND, THIRD]


def test_a_paragraph_that_is_a_link_is_a_paragraph() -> None:
    """Inside the article a sentence may lead to its source from its first to its last word."""
    inside = f"<article><p>{FIRST}</p><p><a href='/source'>{SECOND}</a></p><p>{THIRD}</p></article>"
    assert _paragraphs(_page(inside)) == [FIRST, SECOND, THIRD]


def test_short_lines_and_tables_inside_are_text() -> None:
    """A list of scores belongs to the article where its markup holds both."""
    inside = (
        f"<article><p>{FIRST}</p><table><tr><td>Otters 3</td></tr><tr><td>Bridge 0</td></tr></table>{SECOND}</article>"
    )
    assert _paragraphs(_page(inside)) == [FIRST, "Otters 3", "Bridge 0", SECOND]


def test_a_name_that_the_markup_calls_the_author_s_needs_no_label() -> None:
    """The class says what the line doesn't."""
    page = _page(f"<article><span class='article-author'>Nora Quill</span>{TEXT}</article>")
    assert [person.name for person in _read(page).byline.people] == ["Nora Quill"]


def _stated(*names: str) -> str:
    authors = ",".join(f'{{"@type": "Person", "name": "{name}"}}' for name in names)
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": [{authors}]}}</script>'


@pytest.mark.parametrize(
    ("shown", "stated", "names"),
    [
        ("", ["nora quill"], ["Nora Quill"]),
        ("By Nora Quill", ["Nora Quill", "Otto Vann"], ["Nora Quill", "Otto Vann"]),
        ("By Nora Quill", ["Otto Vann"], ["Nora Quill"]),
    ],
)
def test_the_head_s_authors_are_weighed_against_the_byline(shown: str, stated: list[str], names: list[str]) -> None:
    """They complete it where they agree with it, and stand in for it where it is missing."""
    page = _page(f"<p>{shown}</p>{TEXT}", head=_stated(*stated))
    assert [person.name for person in _read(page).byline.people] == names


def test_a_day_behind_the_title_is_the_article_s() -> None:
    """Some sites print it nowhere else in the head."""
    head = '<meta property="og:title" content="Otters wait nine hours for a bridge | QN | 28.04.2023">'
    assert _read(_page(TEXT, head=head)).published.at == "2023-04-28"


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("wrap relatedPosts", "related"),
        ("most-read", "related"),
        ("CommentList", "comments"),
        ("entry-content", None),
        ("shareholder", None),
    ],
)
def test_words_of_classes(names: str, kind: str | None) -> None:
    """A word counts as a whole, two in a row as one."""
    assert markup().said_by(names).kind == kind
