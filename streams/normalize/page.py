"""A page of text -> the article's content: lines, outline, and each field from its place, with all that was taken out.

Called by `content` for plain text, and by `html` and `entries` for the text inside markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.article import ArticleContent, Byline, Removed
from streams.lang.lexicon import lexicon
from streams.normalize.byline import NOBODY, Attribution
from streams.normalize.context import Context
from streams.normalize.credits import split_credit, split_signature
from streams.normalize.dateline import NO_LEAD, Lead, lead_of
from streams.normalize.head import signature_of
from streams.normalize.language import language_of
from streams.normalize.lines import Line
from streams.normalize.look import Seen, look
from streams.normalize.marked import marked_outline
from streams.normalize.names import Site
from streams.normalize.outline import Outline, outline_of
from streams.normalize.page_dates import dates_of, filed_on
from streams.normalize.remains import remains_of
from streams.normalize.times.choose import choose

SAMPLE_LINES = 12
ABOVE_TITLE, BELOW_BODY = 4, 5
"""Lines above the headline, and below the body, where a byline still belongs to the article."""
MIN_TOLD = 3
"""Paragraphs that stand before what tells of the writers."""


@dataclass(frozen=True, slots=True)
class Text:
    """The paragraphs, with what opened the first and what closed the last."""

    paragraphs: tuple[str, ...] = ()
    lead: Lead = NO_LEAD
    credit: str | None = None
    signed: Attribution = NOBODY
    removed: tuple[Removed, ...] = ()


def read_page(lines: Sequence[Line], context: Context) -> ArticleContent:
    """Read a page; every line is kept in a field or stands in `removed`."""
    language, order = language_and_order(lines, context)
    seen = looked_at(lines, context, language, order)
    outline = marked_outline(seen, context) if context.is_markup else outline_of(seen, context, language)
    makers, named_at = _makers(outline, context.site, language)
    text = _text(outline, context, makers)
    makers += Attribution(text.lead.people) + text.signed
    remains = remains_of(outline, named_at)
    dates = dates_of(outline, context) or filed_on(text.lead, order)
    published, modified = choose(dates, context.zone, context.retrieved_at, language)
    standfirst = outline.seen[outline.standfirst].line.text if outline.standfirst is not None else None
    return ArticleContent(
        language=language,
        title=outline.headline.text if outline.headline else context.title,
        standfirst=standfirst,
        body="\n\n".join(text.paragraphs),
        byline=Byline(raw=_raw(outline, named_at), people=makers.people),
        desk=text.lead.desk or next(iter(makers.desks), None),
        credits=_credits((*remains.credits, text.credit, *makers.agencies, _agency(text.lead))),
        dateline=text.lead.dateline,
        published=published,
        modified=modified,
        removed=tuple(sorted(remains.removed + text.removed, key=lambda one: one.line)),
        links=remains.links,
    )


def looked_at(lines: Sequence[Line], context: Context, language: str, order: str) -> list[Seen]:
    """Give the lines with what their own words tell, and what the source prints on article after article."""
    known: dict[tuple[object, ...], Seen] = {}  # menus stand on a page twice and more
    result = []
    for line in lines:
        key = line.text, line.parts, line.kind, line.is_far
        if (one := known.get(key)) is None:
            one = known[key] = context.standing.marked(look(line, context.site, language, order))
        result.append(one if one.line is line else replace(one, line=line))
    return result


def language_and_order(lines: Sequence[Line], context: Context) -> tuple[str, str]:
    """Give the page's language and its order of day and month."""
    language = language_of(_sample(lines), context.language)
    return language, lexicon().orders.get(language.split("-")[0], "dmy")


def _sample(lines: Sequence[Line]) -> str:
    """The longest lines: menus are often in another language than the text."""
    longest = sorted(lines, key=lambda line: -len(line.text))[:SAMPLE_LINES]
    return "\n".join(line.text for line in longest)


def _text(outline: Outline, context: Context, makers: Attribution) -> Text:
    """The paragraphs without a desk's lead-in, without a closing credit and without what tells of the writers."""
    if not outline.body:
        return Text()
    texts = [outline.seen[index].line.text for index in outline.body]
    numbers = [outline.seen[index].line.number for index in outline.body]
    first = _first_of_bios(texts, makers)
    bios = list(zip(numbers[first:], texts[first:], strict=True))
    del texts[first:], numbers[first:]
    lead = lead_of(texts[0], context.site)
    opening, texts[0] = texts[0][: lead.cut].strip(), texts[0][lead.cut :].strip()
    texts[-1], credit = split_credit(texts[-1])
    texts[-1], signature, signed = split_signature(texts[-1], context.site)
    taken = ((numbers[0], opening, "lead_in"), (numbers[-1], credit, "credit"), (numbers[-1], signature, "byline"))
    removed = tuple(Removed(line=number, text=text, kind=kind) for number, text, kind in taken if text)
    removed += tuple(Removed(line=number, text=text, kind="bio") for number, text in bios)
    return Text(tuple(text for text in texts if text), lead, credit, signed, removed)


def _first_of_bios(texts: Sequence[str], makers: Attribution) -> int:
    """Give the index of the first of the last paragraphs that begin with a writer's name: they tell of the writer."""
    names = tuple(f"{person.name}{mark}" for person in makers.people if " " in person.name for mark in " ,")
    first = len(texts)
    while names and first > MIN_TOLD and texts[first - 1].startswith(names):
        first -= 1
    return first


def _makers(outline: Outline, site: Site, language: str) -> tuple[Attribution, frozenset[int]]:
    """Give the makers and the lines that name them; behind the head another author is another article's."""
    total, named_at = NOBODY, set()
    behind = outline.body[-1] + 1 if outline.body else outline.end
    first, last = max(outline.title - ABOVE_TITLE, 0), min(behind + BELOW_BODY, len(outline.seen))
    for index in range(first, last):
        makers = outline.seen[index].makers
        is_other = any(person.role != "author" for person in makers.people)
        if makers and (index < outline.start or is_other or not total.people):
            total += makers
            named_at.add(index)
    if not total.people and (signed := signature_of(outline.seen, outline.end, site, language)):
        total += signed[1]
        named_at.add(signed[0])
    return total, frozenset(named_at)


def _raw(outline: Outline, named_at: frozenset[int]) -> str | None:
    return "\n".join(outline.seen[index].line.text for index in sorted(named_at)) or None


def _agency(lead: Lead) -> str | None:
    return lead.dateline.agency if lead.dateline else None


def _credits(found: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(credit for credit in found if credit))
