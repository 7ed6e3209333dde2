"""A page of text -> the article's content: the chain from lines to fields, with everything that was taken out.

Called by `content` for plain text, and by `html` and `feeds` for the text inside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from schemas.article import ArticleContent, Byline, Link, Moment, Person, Removed
from streams.lang.folding import letters_of
from streams.lang.lexicon import lexicon
from streams.normalize.byline import NOBODY, Attribution, read_bare
from streams.normalize.credits import credit_of, split_credit
from streams.normalize.dateline import NO_LEAD, Lead, lead_of
from streams.normalize.furniture import related_text
from streams.normalize.headline import MAX_WIDTH, Front, Headline, address_of, find_title, strip_labels
from streams.normalize.language import language_of
from streams.normalize.layout import (
    LIST_ITEM,
    end_from,
    first_prose,
    head_end,
    is_text,
    weights,
    with_lists,
    without_repetitions,
)
from streams.normalize.lines import Line
from streams.normalize.look import Seen, look
from streams.normalize.names import Site
from streams.normalize.script import ends_sentence, has_case, width
from streams.normalize.times.choose import Dated, choose
from streams.normalize.times.mentions import Mention


MAX_DATED = 140
NEAR_ABOVE = 3
WESTERNMOST = timedelta(hours=10)
"""How far the clocks of news sites are behind UTC at most."""
FAR = -4.0
"""Weight of the lines between head and first paragraph from which on they are a menu, not the article's opening."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a page apart from its text."""

    url: str | None = None
    site: Site = Site(frozenset())
    zone: tzinfo | None = None
    retrieved_at: datetime | None = None
    title: str | None = None
    language: str | None = None
    is_fragment: bool = False
    """The text stands without a page around it, its headline apart."""


@dataclass(slots=True)
class Reading:
    """The page while it is read: what each line was found to be. It never leaves this module."""

    seen: list[Seen]
    kinds: dict[int, str] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    makers: list[int] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)


def read_page(lines: Sequence[Line], context: Context) -> ArticleContent:
    """Read a page; every line is kept in a field or stands in `removed`."""
    language = language_of(_sample(lines), context.language)
    order = lexicon().orders.get(language.split("-")[0], "dmy")
    seen = [look(line, context.site, language, order) for line in lines]
    values = weights(seen)
    prose = first_prose(seen, values)
    title = _title_index(seen, prose, context)
    seen = without_repetitions(seen, title)
    seen = _with_bare_names(_with_repeats(seen, title, context), title, prose, context.site)
    seen = with_lists(seen, title)
    return _assemble(Reading(seen), title, prose, language, context)


def _sample(lines: Sequence[Line]) -> str:
    """The longest lines: menus are often in another language than the text."""
    ranked = sorted(lines, key=lambda line: -len(line.text))
    return "\n".join(line.text for line in ranked[:12])


def _title_index(seen: Sequence[Seen], prose: int, context: Context) -> int:
    """The line that shows the headline; -1 for a page without one."""
    if context.title:
        letters = letters_of(context.title)
        matching = [i for i, one in enumerate(seen) if letters_of(one.line.text) == letters]
        if matching:
            return matching[0]
    if context.is_fragment:
        return -1
    texts = [one.line.text for one in seen]
    front = Front(texts, [one.is_plain for one in seen], [one.is_meta for one in seen], prose)
    found = find_title(front, address_of(context.url), context.site)
    if found is not None and context.title and found >= prose:
        return -1
    return -1 if found is None else found


def _with_repeats(seen: list[Seen], title: int, context: Context) -> list[Seen]:
    """Mark the lines that print the headline again, with or without its labels."""
    if title < 0:
        return seen
    shown = frozenset(letters_of(one.line.text) for i, one in enumerate(seen) if i != title and one.kind is None)
    text = seen[title].line.text
    forms = {letters_of(text), letters_of(strip_labels(text, context.site, shown).text)}
    return [
        replace(one, kind="repeated_title") if i != title and _shows(one.line.text, forms, context.site) else one
        for i, one in enumerate(seen)
    ]


def _shows(text: str, forms: set[str], site: Site) -> bool:
    return letters_of(text) in forms or (width(text) < MAX_WIDTH and letters_of(strip_labels(text, site).text) in forms)


def _with_bare_names(seen: list[Seen], title: int, prose: int, site: Site) -> list[Seen]:
    """Read names that stand alone on a line beside a date or a byline under the headline."""
    result = list(seen)
    for index in range(title + 1, min(len(seen), max(prose, title) + 6)):
        one = result[index]
        if one.is_meta and one.rest and not one.makers and (makers := read_bare(one.rest, site)):
            result[index] = Seen(one.line, None, one.dates, makers, one.rest)
        elif one.is_loose and index < prose and one.kind is None and _may_be_dated(one):
            result[index] = replace(one, is_loose=False, makers=read_bare(one.rest, site))
        elif (
            one.kind is None
            and _may_be_names(one)
            and (makers := read_bare(one.line.text, site))
            and (not makers.people or _beside_meta(result, index))
        ):
            result[index] = Seen(one.line, None, one.dates, makers, one.line.text)
    return result


def _may_be_dated(one: Seen) -> bool:
    return width(one.line.text) <= MAX_DATED and not (has_case(one.line.text) and ends_sentence(one.line.text))


def _may_be_names(one: Seen) -> bool:
    text = one.line.text
    return not one.is_meta and not ends_sentence(text.rstrip(".")) and width(text) <= (90 if has_case(text) else 32)


def _beside_meta(seen: Sequence[Seen], index: int) -> bool:
    near = [i for i in (index - 2, index - 1, index + 1, index + 2) if 0 <= i < len(seen)]
    return any(seen[i].is_meta and (abs(i - index) == 1 or seen[min(i, index) + 1].kind) for i in near)


def _assemble(page: Reading, title: int, prose: int, language: str, context: Context) -> ArticleContent:
    seen = page.seen
    start = head_end(seen, title)
    values = weights(seen)
    if sum(values[start:prose]) < FAR:
        start = prose
    end = end_from(seen, values, max(start, min(prose, len(seen) - 1)))
    headline = _headline(page, title, context)
    standfirst = _standfirst(page, title, start)
    dates = _dates(page, title, end, context)
    published, modified = choose(dates, context.zone, context.retrieved_at)
    makers = _makers(page, title, start, end)
    body = _body(page, start, end, prose)
    texts = [seen[i].line.text for i in body]
    lead = lead_of(texts[0], context.site) if texts else NO_LEAD
    removed = []
    if lead.cut:
        removed.append(Removed(line=seen[body[0]].line.number, text=texts[0][: lead.cut].strip(), kind="lead_in"))
        texts[0] = texts[0][lead.cut :].strip()
    makers += Attribution(lead.people)
    if texts:
        texts[-1], credit = split_credit(texts[-1])
        if credit:
            page.credits.append(credit)
            removed.append(Removed(line=seen[body[-1]].line.number, text=credit, kind="credit"))
    for index, one in enumerate(seen):
        _settle(page, index, one, title, start, end, standfirst, set(body))
    removed += [Removed(line=seen[i].line.number, text=seen[i].line.text, kind=kind) for i, kind in page.kinds.items()]
    if headline:
        removed += [Removed(line=seen[title].line.number, text=text, kind=kind) for text, kind in headline.cut]
    credits = tuple(dict.fromkeys([*page.credits, *makers.agencies, *_agency_of(lead)]))
    return ArticleContent(
        language=language,
        title=headline.text if headline else context.title,
        standfirst=seen[standfirst].line.text if standfirst is not None else None,
        body="\n\n".join(texts),
        byline=Byline(raw="\n".join(seen[i].line.text for i in page.makers) or None, people=makers.people),
        desk=lead.desk or (makers.desks[0] if makers.desks else None),
        credits=credits,
        dateline=lead.dateline,
        published=published,
        modified=modified,
        removed=tuple(sorted(removed, key=lambda one: one.line)),
        links=tuple(page.links),
    )


def _agency_of(lead: Lead) -> tuple[str, ...]:
    return (lead.dateline.agency,) if lead.dateline and lead.dateline.agency else ()


def _headline(page: Reading, title: int, context: Context) -> Headline | None:
    if title < 0:
        return None
    shown = frozenset(letters_of(one.line.text) for i, one in enumerate(page.seen) if i != title and one.kind is None)
    return strip_labels(page.seen[title].line.text, context.site, shown)


def _standfirst(page: Reading, title: int, start: int) -> int | None:
    """The first sentence between the headline and the first date or byline."""
    if title < 0:
        return None
    first_meta = next((i for i in range(title + 1, start) if page.seen[i].is_meta), title + 1)
    letters = letters_of(page.seen[title].line.text)
    for index in range(title + 1, first_meta):
        one = page.seen[index]
        if one.is_plain and width(one.line.text) >= 20 and letters_of(one.line.text) != letters:
            return index
    return None


def _dates(page: Reading, title: int, end: int, context: Context) -> list[Dated]:
    """Dates near the article; one above the headline that has a weekday or is the day of the fetch is the page's clock."""
    under: list[Dated] = []
    above: list[Dated] = []
    head = head_end(page.seen, title)
    for index, one in enumerate(page.seen):
        for dated in () if one.is_loose else one.dates:
            if index < title:
                is_clock = dated.label is None and (
                    _is_page_clock(dated, context) or index < title - NEAR_ABOVE or index == 0
                )
                above.append(replace(dated, is_page_clock=is_clock))
            elif index < head or (index < end + 4 and dated.label):
                under.append(dated)
    return under + above


def _is_page_clock(dated: Dated, context: Context) -> bool:
    """Above a headline, a day with its weekday and no clock is the day of the visit, unless that is known to be later."""
    if not isinstance(dated.mention, Mention):
        return True
    if context.retrieved_at and dated.mention.day < (context.retrieved_at - WESTERNMOST).date():
        return False
    return dated.mention.has_weekday and dated.mention.clock is None


def _makers(page: Reading, title: int, start: int, end: int) -> Attribution:
    total = NOBODY
    for index, one in enumerate(page.seen):
        if not one.makers or not title - 4 <= index < end + 5:
            continue
        if index < start or not total.people or any(person.role != "author" for person in one.makers.people):
            total += one.makers
            page.makers.append(index)
            page.kinds[index] = "byline"
    return total


def _body(page: Reading, start: int, end: int, prose: int) -> list[int]:
    """Lines of the region that are text; a list under "Related" ends at the next sentence."""
    body: list[int] = []
    for index in range(start, end):
        one = page.seen[index]
        if (
            one.is_plain
            and credit_of(one.line.text) is None
            and (index >= prose or ends_sentence(one.line.text) or prose == len(page.seen))
        ):
            if prose == len(page.seen) or is_text(page.seen, index, body[-1] if body else None, end):
                body.append(index)
    return body


def _related(one: Seen) -> str | None:
    return one.line.text if one.kind == LIST_ITEM else related_text(one.line)


def _settle(
    page: Reading, index: int, one: Seen, title: int, start: int, end: int, standfirst: int | None, body: set[int]
) -> None:
    """Give every line that is in no field its kind."""
    if index in body or index in {title, standfirst} or index in page.kinds:
        return
    credit = credit_of(one.line.text)
    if credit and one.kind in {None, "caption", "disclaimer"} and index > title:
        page.kinds[index] = "credit"
        page.credits.append(credit)
    elif (related := _related(one)) and index > title:
        page.kinds[index] = "related"
        page.links.append(Link(rel="related", text=related))
    else:
        page.kinds[index] = one.kind or (
            ("page_clock" if index < title else "date") if one.dates else "menu" if index < start else "list_item"
        )
