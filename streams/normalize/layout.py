"""Where on the page the article stands: headline, head, body, tail.

Called by `page` with the lines as `look` saw them. The body is the run of lines whose weights sum up highest.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from streams.lang.press import is_agency
from streams.normalize.captions import behind_stop
from streams.normalize.look import Seen
from streams.normalize.prominence import terms
from streams.normalize.script import ends_sentence, has_no_stops, width

PROSE, SENTENCE = 80, 40
SENTENCE_WEIGHT, PROSE_WEIGHT = 1.5, 3.0
HEAD_LINES, HEAD_PROSE = 24, 2
_KIND_WEIGHTS = {
    "related": -0.3, "ad": -0.3, "share": -0.5, "caption": -0.3, "media_call": -0.3, "promo": -0.6, "ornament": 0.0,
    "section_head": -2.0, "comments": -4.0, "comment": -3.0, "footer": -5.0, "bio": -3.0, "tags": -2.0,
    "disclaimer": -2.0,
}  # fmt: skip
_ENDS = frozenset({"comments", "footer", "bio"})
_LISTS = frozenset({"section_head"})
_SKIPPED = frozenset({"ad", "ornament", "caption", "related", "media_call", "repeated"})
_ITEM = re.compile(r"[•·▪*–—-]\s|\(?\d{1,2}[.)]\s|[#@]\w")
_CUT = ("...", "…")
ENOUGH = 6.0
WHOLE = 15.0
"""Five paragraphs under the headline are its article, however much prose stands further down; from 15 to 24
the real pages score alike, at 9 the HTML ones lose 0.2 % of their bodies."""
OPENING, PARTED, STRANGE = 4, 3, 3.0
"""Behind three lines that are no text, a paragraph without a word of the headline and the first four paragraphs
is worth nothing: on 218 real pages the furniture left falls from 9.7 to 7.2 %, 0.9 % of the bodies go with it."""
DESCRIBED, MAX_DESCRIPTION = 2.5, 160
"""What a described label costs its paragraph, and how wide that is at most: of 218 real pages the furniture left falls
from 5.5 to 4.8 % with the captions of `captions`. With one in turn a headline is lost to a standfirst's label."""
MAX_CUT = 100
MIN_SENTENCE = 25
UNSTOPPED = 32
"""Width of a line that may be a paragraph in Thai and its neighbours, which write no full stops."""
FOLLOWING = 2
MIN_LISTED = 2
LIST_ITEM, SUMMARY = "list_item", "summary"


@dataclass(frozen=True, slots=True)
class Region:
    """Lines `start` to before `end`."""

    start: int
    end: int


def weights(seen: Sequence[Seen]) -> list[float]:
    """Give each line's weight as article text: prose counts for it, short unpunctuated lines and furniture against."""
    result: list[float] = []
    doubted = 0
    for one in seen:
        weight = _weight(one)
        if one.kind in _LISTS | _ENDS:
            doubted = 2
        elif doubted and weight >= 1.0 and one.line.is_stop:
            doubted, weight = doubted - 1, weight - 1.5
        result.append(weight)
    return result


def _weight(one: Seen) -> float:
    if one.kind:
        return _KIND_WEIGHTS.get(one.kind, -1.0)
    if one.is_meta:
        return -0.5
    size = one.line.wide
    if one.line.is_stop:
        return PROSE_WEIGHT if size >= PROSE else SENTENCE_WEIGHT if size >= SENTENCE else 0.6
    return 2.0 if size >= 2 * PROSE else 0.2 if size >= PROSE or _is_unstopped(one.line.text) else -0.8


def best_region(values: Sequence[float], start: int = 0) -> Region:
    """Give the run with the highest sum from `start` on; an empty one when no line weighs anything."""
    best, best_sum, running, begin = Region(start, start), 0.0, 0.0, start
    for index in range(start, len(values)):
        if running <= 0:
            running, begin = 0.0, index
        running += values[index]
        if running > best_sum:
            best, best_sum = Region(begin, index + 1), running
    return best


def end_from(seen: Sequence[Seen], values: Sequence[float], start: int) -> int:
    """Give the end of the run from `start` that has the highest sum; behind a body, comments and footers end it."""
    running, best, end = 0.0, 0.0, start
    for index in range(start, len(values)):
        if seen[index].kind in _ENDS and best >= ENOUGH and not _goes_on(seen, values, index):
            break
        running += values[index]
        if running > best or (running == best and seen[index].is_plain):
            best, end = running, index + 1
    return end


def _goes_on(seen: Sequence[Seen], values: Sequence[float], index: int) -> bool:
    """A copyright inside of an article is its picture's: paragraphs follow it at once."""
    behind = values[index + 1 : index + 1 + FOLLOWING]
    return seen[index].kind == "footer" and len(behind) == FOLLOWING and min(behind) >= SENTENCE_WEIGHT


def first_prose(seen: Sequence[Seen], values: Sequence[float]) -> int:
    """Give the index of the first paragraph, or the number of lines when there is none."""
    region = best_region(_without_described(seen, values))
    prose = (i for i in range(region.start, region.end) if seen[i].is_plain and values[i] >= SENTENCE_WEIGHT)
    return next(prose, _first_sentence(seen))


def _without_described(seen: Sequence[Seen], values: Sequence[float]) -> list[float]:
    """Lower the weights of short paragraphs under labels, two or more in turn: a list of services or other articles.

    A label says something else than the last one ("Advertisement" above and below a paragraph is none), and has no
    number: numbered parts are an article's own.
    """
    is_label = [
        one.is_plain and value < SENTENCE_WEIGHT and not _ITEM.match(one.line.text)
        for one, value in zip(seen, values, strict=True)
    ]
    described = {
        index
        for index in range(1, len(seen) - 1)
        if is_label[index - 1] and is_label[index + 1] and not is_label[index] and _is_description(seen, index)
    }
    in_turn = {index for index in described if not described.isdisjoint((index - 2, index + 2))}
    return [value - DESCRIBED * (index in in_turn) for index, value in enumerate(values)]


def _is_description(seen: Sequence[Seen], index: int) -> bool:
    is_short = seen[index].is_plain and seen[index].line.wide < MAX_DESCRIPTION
    return is_short and seen[index - 1].line.folded != seen[index + 1].line.folded


def told_weights(seen: Sequence[Seen], values: Sequence[float], title: int, prose: int) -> list[float]:
    """Lower the weights of paragraphs behind the article that share no word with its opening: other articles."""
    opening = [i for i in range(prose, len(seen)) if seen[i].is_plain and values[i] >= PROSE_WEIGHT][:OPENING]
    if len(opening) < OPENING:
        return list(values)
    told: set[str] = terms(seen[title].line.folded) if title >= 0 else set()
    told = told.union(*(terms(seen[index].line.folded) for index in opening))
    result = list(values)
    low = 0
    for index in range(opening[-1] + 1, len(seen)):
        low = low + 1 if values[index] < 0 else 0 if low < PARTED else low
        is_told = values[index] < SENTENCE_WEIGHT or not told.isdisjoint(terms(seen[index].line.folded))
        if low >= PARTED and seen[index].is_plain and not is_told:
            result[index] -= STRANGE
    return result


def first_below(seen: Sequence[Seen], values: Sequence[float], start: int, prose: int) -> int:
    """Give the index of the first paragraph below the headline, where a whole article stands before `prose`."""
    running, reached = 0.0, None
    for index in range(start, prose):
        running = max(running, 0.0) + values[index] if reached is None else running + values[index]
        if reached is None and seen[index].is_plain and values[index] >= SENTENCE_WEIGHT:
            reached = index
        if running <= 0.0:
            running, reached = 0.0, None
        if reached is not None and running >= WHOLE:
            return reached
    return prose


def _first_sentence(seen: Sequence[Seen]) -> int:
    plain = [i for i, one in enumerate(seen) if one.is_plain]
    return next((i for i in plain[1:] if seen[i].line.is_stop), len(seen))


def without_repetitions(seen: Sequence[Seen], title: int) -> list[Seen]:
    """Mark lines that stand on the page more than once: all when they are no sentences, else all but the first.

    Of subheads that a table of contents lists, only the list's are marked.
    """
    counts = Counter(one.line.folded for one in seen)
    listed = _contents(seen, title, counts)
    heads = set(listed.values())
    met: set[str] = set()
    result = list(seen)
    for index, one in enumerate(seen):
        text = one.line.folded
        if index in listed:
            result[index] = replace(one, kind=SUMMARY)
        elif counts[text] > 1 and one.is_plain and text != seen[title].line.folded and text not in heads:
            if text in met or not one.line.is_stop:
                result[index] = replace(one, kind="repeated")
            met.add(text)
    return result


def _contents(seen: Sequence[Seen], title: int, counts: Counter[str]) -> dict[int, str]:
    """Give the lines of a table of contents: two or more in a row that each stand above a paragraph further down."""
    last = {one.line.folded: index for index, one in enumerate(seen) if counts[one.line.folded] == MIN_LISTED}
    found: dict[int, str] = {}
    run: dict[int, str] = {}
    before = title
    for index in range(title + 1, len(seen)):
        text = seen[index].line.folded
        again = last.get(text, index)
        is_listed = index < again and before < again - 1 and _is_above_prose(seen, again)
        if not is_listed:
            found |= run if len(run) >= MIN_LISTED else {}
            run, before = {}, title
        else:
            run[index], before = text, again
    return found


def _is_above_prose(seen: Sequence[Seen], index: int) -> bool:
    behind = seen[index + 1] if index + 1 < len(seen) else None
    is_prose = behind is not None and behind.is_plain and behind.line.wide >= SENTENCE
    return seen[index].is_plain and is_prose and seen[index + 1].line.is_stop


def with_summaries(seen: Sequence[Seen]) -> list[Seen]:
    """Mark the points under "What you need to know" and the like, up to the first paragraph."""
    result = list(seen)
    is_listed = False
    for index, one in enumerate(seen):
        is_point = one.is_plain and one.line.wide < PROSE * 2
        is_listed = one.kind == SUMMARY or (is_listed and is_point and _weight(one) < PROSE_WEIGHT)
        if is_listed:
            result[index] = replace(one, kind=SUMMARY)
    return result


def with_lists(seen: Sequence[Seen], title: int) -> list[Seen]:
    """Mark the lines under "Related" and the like, up to the next sentence or other furniture."""
    result = list(seen)
    is_listed = False
    for index in range(title + 1, len(seen)):
        one = seen[index]
        if one.kind in _LISTS:
            is_listed = True
        elif not one.is_plain or (one.line.is_stop and one.line.wide >= MIN_SENTENCE):
            is_listed = is_listed and one.kind in _SKIPPED
        elif is_listed:
            result[index] = replace(one, kind=LIST_ITEM)
    return result


def with_cut_headlines(seen: Sequence[Seen], title: int) -> list[Seen]:
    """Mark, below the headline, headlines that were cut to fit ("Noda Stresses His ..."), three or more in a row.

    Two in a row may be what somebody says.
    """
    below = range(title + 1, len(seen))
    cut = {index for index in below if seen[index].is_plain and _is_cut(seen[index].line.text)}
    in_row = {i for i in cut if {i - 2, i - 1} <= cut or {i - 1, i + 1} <= cut or {i + 1, i + 2} <= cut}
    return [replace(one, kind=LIST_ITEM) if index in in_row else one for index, one in enumerate(seen)]


def _is_cut(text: str) -> bool:
    return text.endswith(_CUT) and width(text) < MAX_CUT


def is_text(seen: Sequence[Seen], index: int, before: int | None, end: int) -> bool:
    """Tell whether a plain line of the body is text: a sentence, a list item, or a subhead right above a paragraph."""
    text = seen[index].line.text
    if ends_sentence(text) or width(text) >= 2 * PROSE or _ITEM.match(text) or _is_unstopped(text):
        return True
    if is_agency(behind_stop(text)):
        return True
    if before is not None and seen[before].line.text.rstrip().endswith((":", "：")):
        return True
    behind = next((one for one in seen[index + 1 : end] if one.kind is None or one.kind not in _SKIPPED), None)
    return behind is not None and behind.is_plain and behind.line.is_stop


def _is_unstopped(text: str) -> bool:
    """A short paragraph in a script without full stops."""
    return width(text) >= UNSTOPPED and has_no_stops(text)


def head_end(seen: Sequence[Seen], title: int) -> int:
    """Give the index behind the last date or byline under the headline, or behind the headline when there is none.

    A summary may stand before the first of them; behind them only another date may follow a paragraph.
    """
    end, prose = title + 1, 0
    for index in range(title + 1, min(len(seen), title + 1 + HEAD_LINES)):
        one = seen[index]
        if one.is_meta and not (prose and _signs_off(one)) and not (prose and end > title + 1 and not one.dates):
            end = index + 1
        elif one.is_plain and one.line.wide >= SENTENCE and one.line.is_stop:
            prose += 1
        if prose > HEAD_PROSE - (end > title + 1) or (prose and one.kind in _ENDS):
            break
    return end


def _signs_off(one: Seen) -> bool:
    """Editors and credits stand behind short articles as often as before them."""
    return not one.dates and not any(person.role in {"author", "reporter"} for person in one.makers.people)
