"""Pages that are no article: a wall, an error, a form, an index, nothing.

Called by `page` before a page is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.outcome import Reason
from streams.lang.lexicon import lexicon
from streams.normalize.lines import Line
from streams.normalize.times.mentions import find_ago, find_mentions

PARAGRAPH, MIN_PARAGRAPHS = 100, 2
MIN_INDEX, MIN_TIMES, MAX_TIME = 8, 3, 30
MAX_WALL_LINES, MAX_WALL_WIDTH = 14, 900
"""A wall is short: the phrase in a long page is somebody's subject."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The record, or one item of it, is not an article."""

    reason: Reason
    detail: str
    """One line for people."""


def refusal_of(lines: Sequence[Line]) -> Refusal | None:
    """Give the reason why these lines are no article, or None."""
    if not any(char.isalnum() for line in lines for char in line.text):
        return Refusal(Reason.EMPTY, "the content has no text")
    size = sum(line.wide for line in lines)
    if len(lines) <= MAX_WALL_LINES and size <= MAX_WALL_WIDTH:
        for line in lines:
            found = next(lexicon().refusals.search(line.folded), None)
            if found and not _is_told(line, found.start, lines):
                return Refusal(Reason.NOT_AN_ARTICLE, f"a wall or an error page: {line.text[:80]!r}")
    if _is_index(lines):
        return Refusal(Reason.NOT_AN_ARTICLE, "a list of headlines with their times, and no text")
    return None


def _is_index(lines: Sequence[Line]) -> bool:
    """Several lines that are times, between lines that are no sentences."""
    if any(line.wide >= PARAGRAPH and line.is_stop for line in lines):
        return False
    return len(lines) >= MIN_INDEX and sum(_is_time(line) for line in lines) >= MIN_TIMES


def _is_time(line: Line) -> bool:
    return line.wide <= MAX_TIME and bool(find_ago(line.folded) or find_mentions(line.folded))


def _is_told(line: Line, start: int, lines: Sequence[Line]) -> bool:
    """The phrase stands inside a sentence of an article with real paragraphs."""
    prose = sum(one.wide >= PARAGRAPH and one.is_stop for one in lines)
    return start > 0 and prose >= MIN_PARAGRAPHS and line.wide > PARAGRAPH / 2
