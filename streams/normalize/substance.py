"""The weak signs of a line below the headline that it is the article's own text, or is not.

Called by `outline`; `places` weighs them. A sign is a name, and a line has it or not: its length, its ends, its kind,
where it stands, what its neighbours are, which words it shares with the headline and with the text. No sign knows a
script or a publisher; what is known of languages comes from their packs.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from streams.lang.lexicon import lexicon
from streams.normalize.look import Seen
from streams.normalize.prominence import terms
from streams.normalize.script import ends_sentence, width

PROSE, SENTENCE, BELOW = 80, 40, 6
"""Widths of a paragraph and of a sentence; lines behind the last sentence that are still asked."""
OPENING, NEAR = 4, 5
WIDTHS = (10, 20, 40, 80, 140, 250, 450)
RUNS, GAPS = (1, 2, 4, 7, 12), (1, 3, 8, 20)
DISTANCES, LEFT = (2, 4, 8, 16, 32, 64), (5, 20, 60)
SHARES, STOP_SHARES, CAPITALS, DIGITS = (
    (0.01, 0.1, 0.2, 0.35),
    (0.01, 0.1, 0.2, 0.3, 0.4),
    (0.15, 0.3, 0.5, 0.8),
    (1, 3, 8),
)
TOLD = (0.01, 0.3, 0.6, 0.9)
SIZED, SIZES = (60, 140), ("short", "mid", "long")
MAX_SENTENCES, MAX_WORDS, FAR = 3, 40, 99
_SECTIONS = frozenset({"section_head", "comments", "footer", "bio", "tags"})
_INSIDE = re.compile(r"[.!?][\"')”»]?\s|[。！？।]")
_DIGIT = re.compile(r"\d")
_LINKED = re.compile(r"[@#]\w|https?:|www\.")
_PARTED = re.compile(r"\||›| [/»·•] ")
_LAST = {
    ":": "colon",
    "：": "colon",
    "…": "ellipsis",
    "?": "question",
    "？": "question",
    ")": "bracket",
    "]": "bracket",
}
_FIRST = dict.fromkeys("\"“„«'‘「『", "quote") | dict.fromkeys("-–—•·*▪", "bullet")

Signs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules found on a page: where the article seems to be."""

    seen: Sequence[Seen]
    language: str
    title: int
    """Index of the headline's line; -1 when none shows it."""
    shown: str
    """The headline, folded."""
    start: int
    end: int
    body: tuple[int, ...]


def span_of(reading: Reading) -> range:
    """Give the lines that are asked: from below the headline to a little behind the last sentence of the page."""
    seen = reading.seen
    last = next((i for i in range(len(seen) - 1, reading.title, -1) if _is_sentence(seen[i], SENTENCE)), reading.title)
    return range(reading.title + 1, min(len(seen), last + BELOW) if last > reading.title else reading.title + 1)


def signs_of(reading: Reading) -> list[Signs]:
    """Give the signs of each line of `span_of`, by name."""
    span = span_of(reading)
    if not span:
        return []
    own, place = _own_signs(reading, span), _place_signs(reading, span)
    forms = [_form(one) for one in reading.seen[max(span.start - 2, 0) : span.stop + 2]]
    body = set(reading.body)
    offset = span.start - max(span.start - 2, 0)
    result = []
    for at, index in enumerate(span):
        near = []
        for step in (-2, -1, 1, 2):
            other = at + offset + step
            if 0 <= other < len(forms):
                near.append(f"{step} {forms[other]}")
                if index + step in body:
                    near.append(f"{step} kept")
        result.append((*own[at], *place[at], *near))
    return result


def _is_sentence(one: Seen, least: int) -> bool:
    return one.is_plain and width(one.line.text) >= least and ends_sentence(one.line.text)


def _form(one: Seen) -> str:
    """What a line is to its neighbours: its kind, or how long it is and whether it ends like a sentence."""
    if one.kind or one.is_meta:
        return one.kind or "meta"
    size = SIZES[bisect_right(SIZED, width(one.line.text))]
    last = _LAST.get(one.line.text[-1])
    return f"{size} {last}" if last else f"{size} stop" if ends_sentence(one.line.text) else size


def _own_signs(reading: Reading, span: range) -> list[list[str]]:
    seen = reading.seen
    counts = Counter(one.line.folded for one in seen)
    shown = terms(reading.shown)
    told = shown.union(*(terms(seen[index].line.folded) for index in reading.body[:OPENING]))
    stops = lexicon().stopwords.get(reading.language.split("-")[0])
    words = {index: terms(seen[index].line.folded) for index in span}
    spread = Counter(word for index in span if _is_sentence(seen[index], PROSE) for word in words[index])
    result = []
    for index in span:
        one = seen[index]
        signs = _line_signs(one, stops)
        if counts[one.line.folded] > 1:
            signs.append("repeated")
        if own := words[index]:
            signs.append(f"headline {min(len(own & shown), 3)}")
            signs.append(f"told {bisect_right(SHARES, len(own & told) / len(own))}")
            if _is_sentence(one, PROSE):
                signs.append(f"shared {bisect_right(SHARES, sum(spread[word] > 1 for word in own) / len(own))}")
        result.append(signs)
    return result


def _line_signs(one: Seen, stops: AbstractSet[str] | None) -> list[str]:
    text = one.line.text
    wide = width(text)
    signs = [
        "any",
        f"width {bisect_right(WIDTHS, wide)}",
        _LAST.get(text[-1]) or ("stop" if ends_sentence(text) else "open"),
    ]
    if one.kind:
        signs += ["furniture", f"is {one.kind}"]
    if one.is_meta:
        signs.append("meta")
    if one.dates:
        signs.append("dated")
    first = text[0]
    if begins := _FIRST.get(first) or ("small" if first.islower() else "figure" if first.isdecimal() else None):
        signs.append(begins)
    signs.append(f"inside {min(len(_INSIDE.findall(text)), MAX_SENTENCES)}")
    if found := _LINKED.search(text):
        signs.append("mention" if found[0][0] in "@#" else "link")
    if _PARTED.search(text):
        signs.append("parted")
    if wide < PROSE and (digits := len(_DIGIT.findall(text))):
        signs.append(f"digits {bisect_right(DIGITS, digits)}")
    words = text.split(None, MAX_WORDS)[:MAX_WORDS]
    if len(words) > 1:
        signs.append(f"capitals {bisect_right(CAPITALS, sum(word[0].isupper() for word in words) / len(words))}")
        if stops:
            small = one.line.folded.split(None, MAX_WORDS)[:MAX_WORDS]
            signs.append(f"stops {bisect_right(STOP_SHARES, sum(word in stops for word in small) / len(small))}")
    return signs


def _place_signs(reading: Reading, span: range) -> list[list[str]]:
    seen, body = reading.seen, set(reading.body)
    prose = [_is_sentence(seen[index], PROSE) for index in range(span.start, span.stop)]
    sizes = [width(seen[index].line.text) if is_prose else 0.0 for index, is_prose in zip(span, prose, strict=True)]
    total, sum_above = sum(sizes) + 1.0, 0.0
    above, below = _runs(prose), _runs(prose[::-1])[::-1]
    since, paragraphs = FAR, 0
    result = []
    for at, index in enumerate(span):
        signs = ["kept" if index in body else "left"]
        if index < reading.start:
            signs.append("head")
        elif index == reading.start:
            signs.append("first")
        elif index >= reading.end:
            signs.append(f"past {bisect_right(GAPS, index - reading.end)}")
        signs.append(f"below {bisect_right(DISTANCES, index - reading.title)}")
        signs.append(f"to go {bisect_right(LEFT, len(seen) - index)}")
        signs.append(f"gap above {bisect_right(RUNS, above[at])}")
        signs.append(f"gap below {bisect_right(RUNS, below[at])}")
        signs.append(f"prose above {sum(prose[max(at - NEAR, 0) : at])}")
        signs.append(f"prose below {sum(prose[at + 1 : at + 1 + NEAR])}")
        signs.append(f"read {bisect_right(TOLD, sum_above / total)}")
        sum_above += sizes[at]
        since, paragraphs = (0, 0) if seen[index].kind in _SECTIONS else (since + 1, paragraphs + prose[at])
        if since < FAR:
            signs += [f"section {bisect_right(GAPS, since)}", f"since section {min(paragraphs, 3)}"]
        result.append(signs)
    return result


def _runs(prose: Sequence[bool]) -> list[int]:
    """Give for each line how many lines in a row right before it are no paragraphs."""
    runs, run = [], 0
    for is_prose in prose:
        runs.append(run)
        run = 0 if is_prose else run + 1
    return runs
