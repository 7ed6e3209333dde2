"""The dates of a page that could be its article's, with the page's own clock marked.

Called by `page`, which has `times.choose` pick from them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile

from streams.lang.folding import fold, letters_of
from streams.normalize.context import Context
from streams.normalize.dateline import Lead
from streams.normalize.head import signature_of
from streams.normalize.layout import head_end
from streams.normalize.look import Seen
from streams.normalize.outline import Outline
from streams.normalize.times.choose import Dated
from streams.normalize.times.mentions import find_mentions
from streams.normalize.times.values import Mention

NEAR_ABOVE, BELOW_BODY = 3, 4
"""Lines above the headline, and below the body, where a date still belongs to the article."""
OTHERS = {"section_head", "related"}
"""Kinds of lines from which on other articles are shown."""
MAX_CLOCK = 14
"""Characters of a line that is nothing but a clock."""
WESTERNMOST = timedelta(hours=10)
"""How far the clocks of news sites are behind UTC at most."""


def dates_of(outline: Outline, context: Context) -> list[Dated]:
    """Give the dates: those under the headline first, then those above it."""
    return [*_under(outline), *_beside_headline(outline), *_above(outline, context)] or [
        *_behind(outline),
        *_signed(outline, context),
    ]


def filed_on(lead: Lead, order: str) -> list[Dated]:
    """Give the day that a dateline states in full."""
    raw = lead.dateline.raw if lead.dateline else ""
    return [Dated(mention, raw[mention.start : mention.end]) for mention in find_mentions(fold(raw), order)]


def _under(outline: Outline) -> Iterator[Dated]:
    head = head_end(outline.seen, _top(outline))
    for index in range(max(outline.title, 0), min(len(outline.seen), max(head, outline.end + BELOW_BODY))):
        one = outline.seen[index]
        for dated in () if one.is_loose else one.dates:
            if index < head or dated.label:
                yield _with_clock(dated, outline.seen[index + 1 : index + 2])


def _top(outline: Outline) -> int:
    """Give the last line that shows the headline before the text: the page's own title may stand far above."""
    shown = (i for i in range(outline.start - 1, outline.title, -1) if outline.seen[i].kind == "repeated_title")
    return next(shown, outline.title)


def _with_clock(dated: Dated, below: Sequence[Seen]) -> Dated:
    """Give a day the clock that is all there is on the line below it."""
    mention = dated.mention
    if not below or not isinstance(mention, Mention) or mention.clock is not None or below[0].dates:
        return dated
    told = f"{dated.raw} {below[0].line.text}"
    found = find_mentions(fold(told)) if len(below[0].line.text) <= MAX_CLOCK else ()
    is_whole = len(found) == 1 and found[0].end >= len(told.rstrip()) and found[0].day == mention.day
    return replace(dated, mention=found[0], raw=told) if is_whole and found[0].clock else dated


def _beside_headline(outline: Outline) -> Iterator[Dated]:
    """Give the day behind the headline, in the page's own title or a list: "Otter waits - Quay News - 13.06.2023"."""
    letters = letters_of(outline.headline.text) if outline.headline else ""
    for one in outline.seen if letters else ():
        if one.is_loose and one.line.letters.startswith(letters) and one.line.letters != letters:
            yield from (dated for dated in one.dates if dated.mention.end >= len(one.line.text))


def _behind(outline: Outline) -> Iterator[Dated]:
    """Give the day with its clock, alone on its line, that stands right behind the text, where the page tells no other.

    Behind the heading of other articles it is theirs, and beside other words it is often a broadcast's.
    """
    behind = outline.seen[outline.end : outline.end + BELOW_BODY]
    for one in takewhile(lambda one: one.kind not in OTHERS, behind):
        yield from (dated for dated in one.dates if not one.is_loose and _is_all(dated, one.line.text))


def _signed(outline: Outline, context: Context) -> Iterator[Dated]:
    """Give the day beside the name that signs the text, on its line or on the next one."""
    if signature_of(outline.seen, outline.end, context.site):
        for one in outline.seen[outline.end : outline.end + 2]:
            yield from one.dates


def _is_all(dated: Dated, line: str) -> bool:
    mention = dated.mention
    is_exact = isinstance(mention, Mention) and mention.clock is not None
    return is_exact and mention.start == 0 and mention.end >= len(line.rstrip())


def _above(outline: Outline, context: Context) -> Iterator[Dated]:
    for index in range(max(outline.title, 0)):
        one = outline.seen[index]
        is_far = index < outline.title - NEAR_ABOVE or index == 0
        for dated in () if one.is_loose else one.dates:
            is_clock = dated.label is None and (is_far or _is_page_clock(dated, context))
            yield replace(dated, is_page_clock=is_clock)


def _is_page_clock(dated: Dated, context: Context) -> bool:
    """A day above the headline, with weekday and no clock, is the visit's, unless that is known to be later."""
    if not isinstance(dated.mention, Mention):
        return True
    if context.retrieved_at and dated.mention.day < (context.retrieved_at - WESTERNMOST).date():
        return False
    return dated.mention.has_weekday and dated.mention.clock is None
