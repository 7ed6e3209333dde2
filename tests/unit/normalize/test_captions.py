"""Captions without a label: sentences among the article's own that their credit or their double gives away."""

from collections.abc import Callable

import pytest
from glassworks import HEADLINE, STORY

from schemas.article import ArticleContent

Read = Callable[..., ArticleContent]

CAPTION = "Workers carry the first bowl of the season through the yard of the glassworks on Monday."


def page(*between: str) -> str:
    """Give a page with lines between the first paragraph and the others."""
    return "\n\n".join((HEADLINE, "3 March 2025", STORY[0], *between, *STORY[1:]))


@pytest.mark.parametrize(
    "credited",
    [
        pytest.param(f"{CAPTION} Reuters", id="agency behind the stop"),
        pytest.param(f"{CAPTION} 연합뉴스", id="agency in hangul"),
        pytest.param(f"{CAPTION.removesuffix('.')} (Jana Oak/The Associated Press)", id="name and agency in brackets"),
    ],
)
def test_a_sentence_with_an_agencys_credit_is_a_caption(read: Read, credited: str) -> None:
    """It is kept among what was removed, not in the body."""
    article = read(page(credited))
    assert article.body.split("\n\n") == list(STORY)
    assert ("caption", credited) in [(one.kind, one.text) for one in article.removed]


def test_a_last_paragraph_may_end_with_the_agency_that_wrote_it(read: Read) -> None:
    """Nothing of the article goes on behind it."""
    last = "The furnace will be lit again in spring, when the roof has been mended at last. Reuters"
    assert "lit again in spring" in read("\n\n".join((HEADLINE, "3 March 2025", *STORY, last))).body


def test_a_caption_and_the_same_for_those_who_cannot_see_it_are_captions(read: Read) -> None:
    """The text of a picture stands there twice, once with who took it."""
    article = read(page(f"{CAPTION} Jana Oak for Lantern Weekly", CAPTION))
    assert article.body.split("\n\n") == list(STORY)
    assert [one.kind for one in article.removed if CAPTION in one.text] == ["caption", "caption"]


def test_brackets_with_two_agencies_end_an_article(read: Read) -> None:
    """They say who wrote it."""
    article = read("\n\n".join((HEADLINE, "3 March 2025", STORY[0], f"{STORY[1]} (dpa/Reuters)", *STORY[2:])))
    assert STORY[1] in article.body


def test_what_is_signed_like_the_picture_above_the_article_is_a_caption(read: Read) -> None:
    """The brackets behind the first picture's text say whose the pictures are."""
    above = "Bowls of the winter fire stand on the wall of the yard (Lantern Weekly)"
    below = "The bowls go by boat to seven towns on the river (Lantern Weekly)"
    page = "\n\n".join((HEADLINE, above, "3 March 2025", STORY[0], below, *STORY[1:]))
    article = read(page)
    assert article.body.split("\n\n") == list(STORY)
    assert ("caption", below) in [(one.kind, one.text) for one in article.removed]


def test_brackets_with_a_price_sign_nothing(read: Read) -> None:
    """Two lines that end with the same number in brackets are a list's, not pictures'."""
    above, below = (
        f"The glassworks sells the {bowl} bowl of the winter fire (list price 49)" for bowl in ("red", "blue")
    )
    article = read("\n\n".join((HEADLINE, above, "3 March 2025", STORY[0], below, *STORY[1:])))
    assert ("caption", below) not in [(one.kind, one.text) for one in article.removed]
