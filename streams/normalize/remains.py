"""What is left of a page beside its article: nothing is lost, every line has its kind, links and credits are read.

Called by `page`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.article import Link, Removed
from streams.normalize.credits import credit_of
from streams.normalize.furniture import related_text
from streams.normalize.layout import LIST_ITEM, SENTENCE
from streams.normalize.look import Seen
from streams.normalize.outline import Outline

OTHER_TEXT = "other_text"
"""Sentences whose words are no furniture and whose place and neighbours say that they are not this article's."""
_MAY_BE_CREDITS = frozenset({None, "caption", "disclaimer", "credit"})


@dataclass(frozen=True, slots=True)
class Remains:
    """What was taken out, and what could be read from it."""

    removed: tuple[Removed, ...]
    links: tuple[Link, ...]
    credits: tuple[str, ...]


def remains_of(outline: Outline, makers: frozenset[int]) -> Remains:
    """Read the lines that are in no field; `makers` are the indexes of bylines."""
    kept = {outline.title if outline.headline else None, outline.standfirst, *outline.body}
    removed: list[Removed] = list(_cut_off_title(outline))
    links: list[Link] = []
    credited: list[str] = []
    for index, one in enumerate(outline.seen):
        if index in kept:
            continue
        behind = index > outline.title and index not in makers
        credit = credit_of(one.line.text) if behind and one.kind in _MAY_BE_CREDITS else None
        related = _related(one) if behind and credit is None else None
        if credit:
            credited.append(credit)
        if related:
            links.append(Link(rel="related", text=related))
        kind = (
            "byline"
            if index in makers
            else "credit"
            if credit
            else "related"
            if related
            else _kind(one, index, outline)
        )
        removed.append(Removed(line=one.line.number, text=one.line.text, kind=kind))
    return Remains(tuple(removed), tuple(links), tuple(credited))


def _cut_off_title(outline: Outline) -> Iterator[Removed]:
    if outline.headline:
        number = outline.seen[outline.title].line.number
        yield from (Removed(line=number, text=text, kind=kind) for text, kind in outline.headline.cut)


def _related(one: Seen) -> str | None:
    return one.line.text if one.kind == LIST_ITEM else related_text(one.line)


def _kind(one: Seen, index: int, outline: Outline) -> str:
    if one.kind:
        return one.kind
    if one.dates:
        return "page_clock" if index < outline.title else "date"
    if one.makers:
        return "byline"
    if index < outline.start:
        return "menu"
    return OTHER_TEXT if one.line.is_stop and one.line.wide >= SENTENCE else LIST_ITEM
