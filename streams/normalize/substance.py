"""The weak signs of a line below the headline that it is the article's own text, or is not.

Called by `outline`; `places` weighs them. A sign is a name, and a line has it or not: its length, its ends, its kind,
where it stands, what its neighbours are, and (`told`) which words it shares with the headline and with the text. No
sign knows a script or a publisher; what is known of languages comes from their packs.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from streams.lang.folding import fold
from streams.normalize.credits import split_credit
from streams.normalize.look import Seen
from streams.normalize.measured import PROSE, SENTENCE, Measured, measured, stops_of, told_words
from streams.normalize.told import told_signs

BELOW = 6
"""Lines behind the last sentence that are still asked."""
OPENING, NEAR = 4, 5
WIDTHS = (10, 20, 40, 80, 140, 250, 450)
RUNS, GAPS = (1, 2, 4, 7, 12), (1, 3, 8, 20)
DISTANCES, LEFT = (2, 4, 8, 16, 32, 64), (5, 20, 60)
STOP_SHARES, CAPITALS, DIGITS = (0.01, 0.1, 0.2, 0.3, 0.4), (0.15, 0.3, 0.5, 0.8), (1, 3, 8)
READ = (0.01, 0.3, 0.6, 0.9)
TAILS, MIN_TAILED, BRACKETED = (12, 25), 30, 45
DATED, BEGUN, MAX_ABOVE = 3, 3, 4
"""Lines around that may bear dates; paragraphs behind which a byline is another article's; lines above the headline
that name makers."""
MAX_SENTENCES, MIN_COUNTED, MAX_WORDS, FAR, MIN_SITE = 3, 2, 40, 99, 3
_SECTIONS = frozenset({"section_head", "comments", "footer", "bio", "tags"})
_INSIDE = re.compile(r"[.!?][\"')“”»«]?\s|[。！？।۔]")
_TAIL = re.compile(r"[.!?。！？।۔][\"'“”‘’»«)]?\s*([^.!?。！？।۔]{2,45})$")
_LABEL = re.compile(r"[^\s:：][^:：.,;!?]{1,24}[:：]\s")
_DIGIT = re.compile(r"\d")
_LINKED = re.compile(r"[@#]\w|https?:|www\.")
_PARTED = re.compile(r"\||›| [/»·•] ")
_FIRST = dict.fromkeys("\"“„«'‘「『", "quote") | dict.fromkeys("-–—•·*▪", "bullet")

Signs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules found on a page: where the article seems to be."""

    seen: Sequence[Seen]
    language: str
    site: AbstractSet[str]
    """What the publisher is called, as letters."""
    title: int
    """Index of the headline's line; -1 when none shows it."""
    shown: str
    """The headline, folded."""
    start: int
    end: int
    body: tuple[int, ...]


def span_of(reading: Reading) -> range:
    """Give the lines that are asked: from below the headline to a little behind the last sentence of the page."""
    seen, title = reading.seen, reading.title
    last = next((i for i in range(len(seen) - 1, title, -1) if _is_sentence(seen[i])), title)
    return range(title + 1, min(len(seen), last + BELOW) if last > title else title + 1)


def signs_of(reading: Reading) -> list[Signs]:
    """Give the signs of each line of `span_of`, by name."""
    span = span_of(reading)
    if not span:
        return []
    first, end = max(span.start - 2, 0), span.stop + 2
    wider = measured(reading.seen[first:end], reading.language)
    lines = wider[span.start - first : span.stop - first]
    near = _near_signs([one.form for one in wider], first, span, set(reading.body))
    found = (_own_signs(reading, lines), _told_signs(reading, span, lines), _place_signs(reading, span, lines), near)
    return [(*own, *told, *place, *beside) for own, told, place, beside in zip(*found, strict=True)]


def _is_sentence(one: Seen) -> bool:
    return one.is_plain and one.line.wide >= SENTENCE and one.line.is_stop


@cache
def _numbered(name: str, bounds: int) -> tuple[str, ...]:
    """The names of a measure's signs, made once: a page asks for thousands."""
    return tuple(f"{name} {number}" for number in range(bounds + 1))


def _binned(name: str, bounds: Sequence[float], value: float) -> str:
    return _numbered(name, len(bounds))[bisect_right(bounds, value)]


def _near_signs(forms: Sequence[str], first: int, span: range, body: AbstractSet[int]) -> list[list[str]]:
    """What the two lines above and below are."""
    names = {form: [f"{step} {form}" for step in (-2, -1, 1, 2)] for form in set(forms)}
    result = []
    for index in span:
        signs = []
        for number, step in enumerate((-2, -1, 1, 2)):
            if 0 <= (other := index + step - first) < len(forms):
                signs.append(names[forms[other]][number])
                if index + step in body:
                    signs.append(f"{step} kept")
        result.append(signs)
    return result


def _told_signs(reading: Reading, span: range, lines: Sequence[Measured]) -> list[list[str]]:
    opening = {
        index - span.start: lines[index - span.start].words
        if index in span
        else told_words(reading.seen[index].line.folded, reading.language)
        for index in reading.body[:OPENING]
    }
    return told_signs(lines, told_words(reading.shown, reading.language), opening)


def _own_signs(reading: Reading, lines: Sequence[Measured]) -> list[list[str]]:
    counts = Counter(one.line.folded for one in reading.seen)
    stops = stops_of(reading.language)
    site = [label for label in reading.site if len(label) >= MIN_SITE]
    above = reading.seen[max(reading.title - MAX_ABOVE, 0) : reading.start + 1]
    makers = {fold(person.name) for one in above for person in one.makers.people}
    result = []
    for one in lines:
        line = one.seen.line
        signs = _line_signs(one, stops)
        if counts[line.folded] > 1:
            signs.append("repeated")
        if any(label in line.letters for label in site):
            signs.append(f"site {one.shape}")
        if any(maker in line.folded for maker in makers):
            signs.append(f"maker {one.shape}")
        result.append(signs)
    return result


def _line_signs(one: Measured, stops: AbstractSet[str]) -> list[str]:
    seen, text = one.seen, one.seen.line.text
    signs = ["any", _binned("width", WIDTHS, one.wide), one.last or ("stop" if one.is_stop else "open")]
    if seen.kind:
        signs += ["furniture", f"is {seen.kind}"]
    if seen.is_meta:
        signs.append("meta")
    if seen.dates:
        signs.append("dated")
    first = text[0]
    if begins := _FIRST.get(first) or ("small" if first.islower() else "figure" if first.isdecimal() else None):
        signs.append(begins)
    signs.append(_numbered("inside", MAX_SENTENCES)[min(len(_INSIDE.findall(text)), MAX_SENTENCES)])
    if one.wide < PROSE and (digits := len(_DIGIT.findall(text))):
        signs.append(_binned("digits", DIGITS, digits))
    return [*signs, *_mark_signs(one), *_tail_signs(one), *_word_signs(one, stops)]


def _mark_signs(one: Measured) -> list[str]:
    text = one.seen.line.text
    signs: list[str] = []
    if found := _LINKED.search(text):
        signs.append("mention" if found[0][0] in "@#" else "link")
    if _PARTED.search(text):
        signs.append("parted")
    if _LABEL.match(text):
        signs.append(f"label {one.shape}")
    return signs


def _word_signs(one: Measured, stops: AbstractSet[str]) -> list[str]:
    words = one.seen.line.text.split(None, MAX_WORDS)[:MAX_WORDS]
    if len(words) < MIN_COUNTED:
        return []
    signs = [_binned("capitals", CAPITALS, sum(word[0].isupper() for word in words) / len(words))]
    if stops:
        small = one.seen.line.folded.split(None, MAX_WORDS)[:MAX_WORDS]
        signs.append(_binned("stops", STOP_SHARES, sum(word in stops for word in small) / len(small)))
    return signs


def _tail_signs(one: Measured) -> list[str]:
    """Words behind a sentence's end, or in brackets at the end, are a caption's credit."""
    text = one.seen.line.text
    signs: list[str] = []
    if one.is_stop or (text[-1] in ")]" and split_credit(text)[1]):
        return signs
    if one.wide > MIN_TAILED and (tail := _TAIL.search(text[-2 * BRACKETED :])):
        signs.append(_binned("tail", TAILS, len(tail[1])))
    if text[-1] in ")]" and "(" in text[-BRACKETED:] and text[0] != "(":
        signs.append("bracket tail")
    return signs


def _place_signs(reading: Reading, span: range, lines: Sequence[Measured]) -> list[list[str]]:
    seen, body = reading.seen, set(reading.body)
    prose = [one.is_prose for one in lines]
    total, sum_above = sum(one.wide for one in lines if one.is_prose) + 1.0, 0.0
    above, below = _runs(prose), _runs(prose[::-1])[::-1]
    result = []
    for at, index in enumerate(span):
        signs = ["kept" if index in body else "left"]
        if index < reading.start:
            signs.append("head")
        elif index == reading.start:
            signs.append("first")
        elif index >= reading.end:
            signs.append(_binned("past", GAPS, index - reading.end))
        signs += (
            _binned("below", DISTANCES, index - reading.title),
            _binned("to go", LEFT, len(seen) - index),
            _binned("gap above", RUNS, above[at]),
            _binned("gap below", RUNS, below[at]),
            _numbered("prose above", NEAR)[sum(prose[max(at - NEAR, 0) : at])],
            _numbered("prose below", NEAR)[sum(prose[at + 1 : at + 1 + NEAR])],
            _binned("read", READ, sum_above / total),
        )
        sum_above += lines[at].wide if prose[at] else 0.0
        dated = sum(bool(one.dates) for one in seen[max(index - DATED, 0) : index + DATED + 1]) - bool(
            seen[index].dates
        )
        signs.append(_numbered("dated near", 2)[min(dated, 2)])
        result.append(signs)
    return [[*signs, *since] for signs, since in zip(result, _since_signs(lines), strict=True)]


def _since_signs(lines: Sequence[Measured]) -> list[list[str]]:
    """How far above the last heading of other things stands, or the last byline behind some paragraphs."""
    section, meta, section_prose, meta_prose, total = FAR, FAR, 0, 0, 0
    result = []
    for one in lines:
        is_section, is_byline = one.seen.kind in _SECTIONS, one.seen.is_meta and total >= BEGUN
        section, section_prose = (0, 0) if is_section else (section + 1, section_prose + one.is_prose)
        meta, meta_prose = (0, 0) if is_byline else (meta + 1, meta_prose + one.is_prose)
        total += one.is_prose
        signs = []
        if section < FAR:
            signs += [_binned("section", GAPS, section), _numbered("since section", 3)[min(section_prose, 3)]]
        if meta < FAR:
            signs += [_binned("byline", GAPS, meta), _numbered("since byline", 3)[min(meta_prose, 3)]]
        result.append(signs)
    return result


def _runs(prose: Sequence[bool]) -> list[int]:
    """Give for each line how many lines in a row right before it are no paragraphs."""
    runs, run = [], 0
    for is_prose in prose:
        runs.append(run)
        run = 0 if is_prose else run + 1
    return runs
