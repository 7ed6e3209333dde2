"""A page's lines -> its outline: where the headline, the head and the body are.

Called by `page`. The lines pass through one judgement after another; each only adds to what the earlier ones found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from streams.lang.folding import fold, letters_of
from streams.normalize.address import address_of
from streams.normalize.captions import with_captions
from streams.normalize.context import Context
from streams.normalize.credits import credit_of
from streams.normalize.head import headline_of, standfirst_of, with_bare_names, with_repeats
from streams.normalize.headline import Headline, find_title
from streams.normalize.layout import (
    OPENING,
    WHOLE,
    end_from,
    first_below,
    first_prose,
    head_end,
    is_text,
    told_weights,
    weights,
    with_cut_headlines,
    with_lists,
    with_summaries,
    without_repetitions,
)
from streams.normalize.look import Seen
from streams.normalize.places import chances
from streams.normalize.prominence import Front
from streams.normalize.stamps import entries_of, with_stamps
from streams.normalize.substance import GAPS, Reading, Signs, signs_of, span_of
from streams.normalize.told import SHARES

NO_TITLE = -1
BELOW_TIMES = 2.0
"""What stands under a headline that follows a paragraph, in widths of that. Without it "follow us" behind an article
that has no headline became one: of 1,383 wire texts 46 lost more than half of their body, with it 14."""
FAR = -4.0
"""Weight of the lines between head and first paragraph from which on they are a menu, not the article's opening."""

DROPPED, KEPT = {True: 0.35, False: 0.55}, {True: 0.55, False: 0.8}
"""Chances from which on a line's signs overrule the rules: of lines below the head that end with a mark, and of others.
Of 218 real pages, by weights of other publishers, 4.8 % of the kept words are furniture and 2.1 % of the body is lost;
with .35 and .8 for all lines 4.9 and 2.4 %, with .5 for everything 5.1 and 2.1 %, by rules alone 5.9 and 3.6 %.
"""
LISTED = 12
"""So many lines in a row that end like no sentence are a list of headlines, but those that the rules took. Without it
one page of the 218 keeps a hundred headlines, and 5.9 % of all kept words are furniture.
"""
STRANGERS = 8
"""So many lines behind the rules' end that share no word with the headline and the opening are another article's. Of
1,660 pages that drops 22 lines of teasers on one and 14 of the body on another; fewer lines may be a recipe's steps.
"""
_PAST = frozenset(f"past {number}" for number in range(len(GAPS) + 1))
_SHARED = frozenset(f"{name} {number}" for name in ("told", "headline") for number in range(1, len(SHARES) + 1))
_UNENDED = frozenset({"open", "colon", "head"})
"""Signs of a line that no mark ends, or of one in the head, where many a short sentence is a caption."""
_STRUCTURAL = frozenset({"repeated", "list_item"})
"""Kinds that a line has for its place, not for its words."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The lines as they were judged, and where the article is among them."""

    seen: tuple[Seen, ...]
    title: int
    """Index of the line that shows the headline; NO_TITLE when none does."""
    headline: Headline | None
    standfirst: int | None
    start: int
    """Index behind the head: the first line that can be body."""
    end: int
    body: tuple[int, ...]
    """Indexes of the paragraphs."""


def outline_of(seen: Sequence[Seen], context: Context, language: str) -> Outline:
    """Find the outline of a page: by rules, then by the signs of each line where they speak clearly."""
    outline = ruled_outline(seen, context)
    return outline if context.is_fragment else _weighed(outline, context, language)


def ruled_outline(seen: Sequence[Seen], context: Context) -> Outline:
    """Find the outline of a page by rules alone."""
    seen = with_stamps(with_summaries(seen))
    prose = first_prose(seen, weights(seen))
    title = title_index(seen, prose, context)
    headline = headline_of(seen, title, context.site)
    seen = with_cut_headlines(with_captions(seen, title, context.site), title)
    judged = with_repeats(without_repetitions(seen, title), title, headline, context.site)
    judged = with_lists(with_bare_names(judged, title, prose, context.site), title)
    head, values = head_end(judged, title), weights(judged)
    prose = first_below(judged, values, head, prose)
    start = prose if sum(values[head:prose]) < FAR else head
    told = values if context.is_markup else told_weights(judged, values, title, prose)
    end = end_from(judged, told, max(start, min(prose, len(judged) - 1)))
    standfirst = standfirst_of(judged, title, start)
    return Outline(tuple(judged), title, headline, standfirst, start, end, _body(judged, start, end, prose))


def reading_of(outline: Outline, context: Context, language: str) -> Reading:
    """Give the outline as the scorer of lines needs it."""
    shown = outline.seen[outline.title].line.folded if outline.title >= 0 else fold(context.title or "")
    return Reading(
        seen=outline.seen,
        language=language,
        site=context.site.labels,
        title=outline.title,
        shown=shown,
        start=outline.start,
        end=outline.end,
        body=outline.body,
    )


def _weighed(outline: Outline, context: Context, language: str) -> Outline:
    """Let the line's signs overrule the rules where they speak clearly."""
    reading = reading_of(outline, context, language)
    span, kept = span_of(reading), set(outline.body)
    signs = signs_of(reading)
    found = are_body([index in kept for index in span], signs, chances(signs))
    for index, is_body in zip(span, found, strict=True):
        if not is_body:
            kept.discard(index)
        elif index != outline.standfirst and _may_be_body(outline.seen[index]):
            kept.add(index)
    if not kept or (kept.isdisjoint(outline.body[:OPENING]) and _is_whole(outline)):
        return outline
    return replace(
        outline, body=tuple(sorted(kept)), start=min(outline.start, *kept), end=max(outline.end, max(kept) + 1)
    )


def are_body(ruled: Sequence[bool], signs: Sequence[Signs], chances: Sequence[float]) -> list[bool]:
    """Tell of lines whether they are body, by the rules, by how they end, and by the chances that their signs give."""
    kept: list[bool] = []
    for is_ruled, one, chance in zip(ruled, signs, chances, strict=True):
        is_ended = _UNENDED.isdisjoint(one)
        kept.append(chance >= DROPPED[is_ended] if is_ruled else chance > KEPT[is_ended])
    added = [is_kept and not is_ruled for is_kept, is_ruled in zip(kept, ruled, strict=True)]
    wrong = [*_listed(kept, signs), *_strange([index for index, is_added in enumerate(added) if is_added], signs)]
    for index in wrong:
        kept[index] = kept[index] and not added[index]
    return kept


def _listed(kept: Sequence[bool], signs: Sequence[Signs]) -> list[int]:
    """Give the lines of long lists among those kept."""
    runs = groupby(range(len(kept)), lambda index: kept[index] and "stop" not in signs[index])
    lists = [list(run) for may_be_list, run in runs if may_be_list]
    return [index for lines in lists if len(lines) >= LISTED for index in lines]


def _strange(added: Sequence[int], signs: Sequence[Signs]) -> list[int]:
    """Give the lines behind the rules' end when they are many and none shares a word with the article's beginning."""
    behind = [index for index in added if not _PAST.isdisjoint(signs[index])]
    is_strange = len(behind) >= STRANGERS and all(_SHARED.isdisjoint(signs[index]) for index in behind)
    return behind if is_strange else []


def _is_whole(outline: Outline) -> bool:
    """So many paragraphs under the headline are its article, whatever stands further down."""
    values = weights(outline.seen)
    return sum(values[index] for index in outline.body) >= WHOLE


def _may_be_body(one: Seen) -> bool:
    return (one.is_plain or one.kind in _STRUCTURAL) and credit_of(one.line.text) is None


def title_index(seen: Sequence[Seen], prose: int, context: Context) -> int:
    """The line that says what the producer's title says; else, on a page, the likeliest line."""
    if context.title:
        letters = letters_of(context.title)
        matching = [i for i, one in enumerate(seen) if one.line.letters == letters]
        if matching:
            return matching[0]
    if context.is_fragment:
        return NO_TITLE
    found = find_title(front_of(seen, prose), address_of(context.url), context.site)
    if found is not None and found > prose and not _is_above_most(seen, prose, found):
        found = find_title(front_of(seen[: prose + 1], prose), address_of(context.url), context.site)
    return NO_TITLE if found is None or (context.title and found >= prose) else found


def _is_above_most(seen: Sequence[Seen], prose: int, title: int) -> bool:
    """A headline behind a paragraph has its article below it; else the paragraph, a summary no more, is the article."""
    sizes = [one.line.wide if one.is_plain else 0.0 for one in seen]
    return sum(sizes[title + 1 :]) >= BELOW_TIMES * sum(sizes[prose:title])


def front_of(seen: Sequence[Seen], prose: int) -> Front:
    """Give the lines as the search for the headline needs them; `prose` is the index of the first paragraph."""
    return Front([one.line for one in seen], [one.is_plain for one in seen], [one.is_meta for one in seen], prose)


def _body(seen: Sequence[Seen], start: int, end: int, prose: int) -> tuple[int, ...]:
    """Plain lines of the region that are text; before the first paragraph only sentences are."""
    body: list[int] = []
    is_told = prose == len(seen)
    entries = entries_of(seen)
    for index in range(start, end):
        one = seen[index]
        if not one.is_plain or credit_of(one.line.text) is not None:
            continue
        opens = is_told or index >= prose or index in entries or one.line.is_stop
        if opens and (is_told or is_text(seen, index, body[-1] if body else None, end)):
            body.append(index)
    return tuple(body)
