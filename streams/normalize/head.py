"""The lines around the headline: its repetitions, names that stand alone, the standfirst.

Called by `outline`; each function gives the lines anew with what it found.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from streams.lang.folding import fold, letters_of
from streams.lang.lexicon import lexicon
from streams.lang.press import given_names
from streams.normalize.byline import NOBODY, Attribution, is_job, is_label, names_job, read_bare, read_labelled
from streams.normalize.furniture import is_clock
from streams.normalize.headline import Headline, strip_labels
from streams.normalize.look import Seen
from streams.normalize.names import Site
from streams.normalize.prominence import MAX_WIDTH
from streams.normalize.script import ends_sentence, has_case, width

MAX_DATED, NEAR_TITLE, MAX_CREDIT = 140, 5, 45
MAX_NAMES, MAX_UNCASED_NAMES = 90, 32
MIN_STANDFIRST = 20
HEAD_LINES = 16
"""Lines between a name and the first paragraph in one head: a menu has more."""
_WRITERS = frozenset({"author", "reporter"})
_LISTING = (",", "&", "،", "、")
_LEADING = " ,&،、"
_MAIL = re.compile(r"\S+@\S+\.\w+")
_CRUMBS = (" / ", " > ", " » ", " › ")
"""What stands between the steps of a path, whose last step may be the headline."""
SIGNED = 3
"""Lines behind the text among which its signature stands."""
ABOVE_PROSE = 2
"""Lines from a name to the first paragraph, its town of one word between them, however far above the headline is."""
BELOW_PROSE = 6
"""Lines behind the first paragraph that may still be of the head: a long summary stands before some bylines."""


def headline_of(seen: Sequence[Seen], title: int, site: Site) -> Headline | None:
    """Give the headline without its labels; None for a page without one."""
    if title < 0:
        return None
    shown = frozenset(one.line.letters for i, one in enumerate(seen) if i != title and one.kind is None)
    return strip_labels(seen[title].line.text, site, shown)


def with_repeats(seen: Sequence[Seen], title: int, headline: Headline | None, site: Site) -> list[Seen]:
    """Mark the lines that print the headline again, with or without its labels."""
    if headline is None:
        return list(seen)
    shown, bare = seen[title].line.letters, letters_of(headline.text)
    return [
        replace(one, kind="repeated_title") if i != title and _shows(one, shown, bare, site) else one
        for i, one in enumerate(seen)
    ]


def _shows(one: Seen, shown: str, bare: str, site: Site) -> bool:
    letters, text = one.line.letters, one.line.text
    if letters in {shown, bare}:
        return True
    if letters.endswith(bare) and len(bare) >= MIN_STANDFIRST and any(sign in text for sign in _CRUMBS):
        return True
    return letters.startswith(bare) and width(text) < MAX_WIDTH and letters_of(strip_labels(text, site).text) == bare


def with_bare_names(seen: Sequence[Seen], title: int, prose: int, site: Site) -> list[Seen]:
    """Read dates among other words, and names that stand alone beside a date or a byline, under the headline.

    Where no capitals tell names, one line of them (and those that follow at once) is all that is believed.
    """
    head = range(title + 1, min(len(seen), max(prose, title) + BELOW_PROSE))
    dated = list(seen)
    for index in head:
        one = seen[index]
        if one.is_loose and one.kind is None and _may_be_dated(one) and (index < prose or read_bare(one.rest, site)):
            dated[index] = replace(one, is_loose=False)
    result = list(dated)
    is_told = any(_tells_writer(dated[index]) for index in head if index < prose)
    named_at = len(dated)
    for index in head:
        one = dated[index]
        is_caseless = one.kind != "caption" and _is_caseless(one.rest or one.line.text)
        if is_caseless and (is_told or index > named_at + 1):
            continue
        if one.is_meta and one.rest and not one.makers:
            result[index] = replace(one, makers=read_bare(one.rest, site))
        elif (
            (makers := _lone_names(one, site)) and (not makers.people or _is_byline(dated, result, index, title, prose))
        ) or (makers := _under_label(dated, result, index, site)):
            result[index] = replace(one, kind=None, makers=makers)
        if is_caseless and result[index].makers.people:
            named_at = index
    for index in head:
        if (makers := _lone_names(result[index], site)).people and _above_name(result, index):
            result[index] = replace(result[index], kind=None, makers=makers)
    return result


def _is_caseless(text: str) -> bool:
    return not has_case(next(filter(str.isalpha, text), ""))


def _tells_writer(one: Seen) -> bool:
    """A label names the writer or a desk: where no capitals tell names, what stands alone beside it is none."""
    return bool(one.makers.desks) or any(person.role in _WRITERS for person in one.makers.people)


def _above_name(result: Sequence[Seen], index: int) -> bool:
    """Another name stands alone on the line below, and below that a date: one maker a line."""
    below = result[index + 1 : index + 3]
    return len(below) > 1 and bool(below[0].makers.people) and not below[0].dates and bool(below[1].dates)


def _is_byline(dated: Sequence[Seen], result: Sequence[Seen], index: int, title: int, prose: int) -> bool:
    """Weigh what stands around lone names: a date, a job or a byline is for them, a list of names against."""
    one = dated[index]
    if _lists(one) or _lists(dated[index - 1]):
        return False
    is_head = index - title <= NEAR_TITLE and prose - index <= HEAD_LINES
    if one.kind == "repeated" and is_head and has_case(one.line.text):
        return True
    is_above = index + ABOVE_PROSE == prose and " " not in dated[index + 1].line.text and not dated[index + 1].makers
    if (is_head or is_above) and _has_given_name(one.line.text):
        return True
    if index + 1 < len(dated) and _MAIL.fullmatch(dated[index + 1].line.text):
        return True
    is_called = names_job(one.line.text) or (index + 1 < len(dated) and is_job(dated[index + 1].line.folded))
    return is_called or _beside_meta(dated, result, index)


def _has_given_name(text: str) -> bool:
    """Two to four words in capital letters, the first a given name that is known."""
    words = text.split()
    is_cased = all(word[0].isupper() for word in words)
    return is_cased and len(words) in range(2, 5) and fold(words[0]) in given_names()


def _lists(one: Seen) -> bool:
    """A name with a comma behind it is one of a list, of tags or of authors under a label."""
    return one.line.text.endswith(_LISTING)


def _under_label(dated: Sequence[Seen], result: Sequence[Seen], index: int, site: Site) -> Attribution:
    """Read names on the lines behind "By": the first, and those that its comma leads to."""
    before = result[index - 1]
    is_led = is_label(before.line.folded) or bool(before.makers.people and _lists(before))
    text = dated[index].line.text
    return read_bare(text.rstrip(_LEADING), site) if is_led and width(text) <= MAX_NAMES else NOBODY


def _lone_names(one: Seen, site: Site) -> Attribution:
    """Names on a line of their own; a name that the page repeats is no less one."""
    if one.kind == "caption" and one.line.wide <= MAX_CREDIT:
        makers = read_labelled(one.line.text, site, "")
        is_told = lexicon().roles.opening(one.line.folded) or one.line.text.endswith(")")
        return makers if is_told else NOBODY
    may_be = (one.is_plain or one.kind == "repeated") and _may_be_names(one.line.text)
    return read_bare(one.line.text, site) if may_be else NOBODY


def _may_be_dated(one: Seen) -> bool:
    return one.line.wide <= MAX_DATED and not (has_case(one.line.text) and one.line.is_stop)


def _may_be_names(text: str) -> bool:
    if has_case(text):
        return width(text) <= MAX_NAMES and not ends_sentence(text.rstrip("."))
    return width(text) <= MAX_UNCASED_NAMES and not ends_sentence(text)


def _beside_meta(dated: Sequence[Seen], result: Sequence[Seen], index: int) -> bool:
    """A date or byline stands on the next line, or on the one behind furniture or behind another such name.

    Behind the clock of an entry of a live report stands the entry's heading.
    """
    near = [i for i in (index - 2, index - 1, index + 1, index + 2) if 0 <= i < len(dated)]
    between = {i: result[(i + index) // 2] for i in near}
    return any(
        dated[i].is_meta and (abs(i - index) == 1 or not (between[i].is_plain or is_clock(between[i].line.bare)))
        for i in near
    )


def signature_of(seen: Sequence[Seen], end: int, site: Site, language: str = "") -> tuple[int, Attribution] | None:
    """Read the name that signs the text, and where: on the line behind it, or above a mail address soon after."""
    for index in range(end, min(end + SIGNED, len(seen))):
        may_be = seen[index].kind in {None, "repeated"} and _may_be_names(seen[index].rest or seen[index].line.text)
        makers = seen[index].makers or read_bare(seen[index].rest or seen[index].line.text, site) if may_be else NOBODY
        below = seen[index + 1] if index + 1 < len(seen) else None
        if makers.people and below and _MAIL.fullmatch(below.line.text):
            return index, makers
        if index == end and makers.people and _signs(seen[end], makers, below, language):
            return index, makers
    return None


def _signs(one: Seen, makers: Attribution, below: Seen | None, language: str) -> bool:
    """A date or a job stands beside the name, or it is one that is known, or the language's press signs like this."""
    if language in lexicon().signed_below:
        return True
    is_dated = bool(one.dates) or (below is not None and (bool(below.dates) or is_job(below.line.folded)))
    return len(makers.people) == 1 and (is_dated or _has_given_name(one.rest))


def standfirst_of(seen: Sequence[Seen], title: int, start: int) -> int | None:
    """Give the index of the first line of text between the headline and the first date or byline.

    Behind a photographer's credit stands what the photo shows.
    """
    if title < 0:
        return None
    first_meta = next((i for i in range(title + 1, start) if seen[i].is_meta), title + 1)
    between = range(title + 1, first_meta)
    texts = (i for i in between if seen[i].is_plain and seen[i].line.wide >= MIN_STANDFIRST)
    return next((i for i in texts if seen[i - 1].kind != "caption"), None)
