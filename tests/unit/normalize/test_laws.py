"""Laws that hold for any text: nothing crashes, nothing is lost, an article's own text is kept."""

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.article import ArticleContent
from schemas.raw import RawArticle
from streams.lang.folding import fold, letters_of
from streams.normalize.content import ReadItem, lines_of_text, read_contents
from streams.normalize.decode import clean_text

Read = Callable[..., ArticleContent]

PIECES = (
    "Also Read: Otter counts buses", "Otter counts every bus in town", "By Ada Lund", "3 March 2025 14:05", "Home",
    "The otter sat at the stop all day, and the drivers greeted it with the horn until it left.", "Share", "It left.",
    "QT News Desk: The otter sat at the stop all day, and the drivers greeted it with their horns.", "(PTI)", "",
    "- With inputs from agencies", "Latest News view more...", "Updated: 4 March 2025", "来源：新华社", "संवाददाता",
    "كتب: محمود", "Tags: otter, bus",
)  # fmt: skip
PAGES = st.lists(st.sampled_from(PIECES) | st.text(max_size=60), max_size=25).map("\n".join)
NO_FIXTURE_TROUBLE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)


def article_of(content: str) -> ArticleContent | None:
    """Read a text; None when it's refused."""
    (item,) = read_contents(RawArticle(content=content, url="https://quaytimes.example/a"))
    return item.content if isinstance(item, ReadItem) else None


@settings(max_examples=150)
@given(PAGES)
def test_no_text_crashes_and_each_gives_one_item(content: str) -> None:
    """Any text is an article or is refused with a reason."""
    assert len(read_contents(RawArticle(content=content))) == 1


@settings(max_examples=150)
@given(PAGES)
def test_kept_and_removed_cover_every_line(content: str) -> None:
    """The letters of every line stand in a field or in `removed`."""
    article = article_of(content)
    if article is None or lines_of_text(RawArticle(content=content)) is None:  # what begins with a tag is markup
        return
    found = " ".join(
        (article.title or "", article.standfirst or "", article.body, *(one.text for one in article.removed))
    )
    letters = letters_of(found)
    lines = [letters_of(line) for line in clean_text(content).split("\n")]
    assert all(_is_covered(line, letters) for line in lines)


def _is_covered(line: str, found: str) -> bool:
    """A line may be split between two fields: its title and the label that was cut off."""
    return line in found or any(line[:cut] in found and line[cut:] in found for cut in range(len(line)))


@NO_FIXTURE_TROUBLE
@given(
    st.lists(st.sampled_from([piece for piece in PIECES if piece.count(" ") > 10]), min_size=1, max_size=4, unique=True)
)
def test_an_articles_own_body_is_kept(read: Read, paragraphs: list[str]) -> None:
    """Reading the clean text again, with the title as a hint, keeps the paragraphs."""
    once = read("\n\n".join(paragraphs), title="Otter counts every bus")
    again = read(once.body, title="Otter counts every bus")
    assert again.body == once.body


@given(st.text())
def test_folding_keeps_places(text: str) -> None:
    """An offset in the folded text is an offset in the text."""
    assert len(fold(text)) == len(text)


HOSTILE = (
    ("a | " * 50_000, "text/plain"),
    ("By A B, C D and E F\n" * 2_000, "text/plain"),
    ("<article><p>some text here" * 2_000, "text/html"),
    ("<div><span>" * 20_000, "text/html"),
    ("<!DOCTYPE x [" * 10_000, "application/rss+xml"),
)


@pytest.mark.parametrize(("content", "content_type"), HOSTILE)
def test_time_grows_with_the_content_only(content: str, content_type: str) -> None:
    """Input built to make a parser try everything is done in the time of any input of its size."""
    started = time.process_time()
    assert read_contents(RawArticle(content=content, content_type=content_type))
    assert time.process_time() - started < 5
