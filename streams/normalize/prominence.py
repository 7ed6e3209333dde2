"""How likely each line above the first paragraph is the headline: weak signs of it, weighed.

Called by `headline`. The weights are data (`prominence.toml`), fitted by `tests/quality/fit_prominence.py`; no sign
knows a script, a language or a publisher.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from streams.lang.words import WORD
from streams.normalize.address import WORDS, Address
from streams.normalize.lines import Line
from streams.normalize.script import has_no_stops, is_dense, width

MIN_WIDTH, MAX_WIDTH = 8, 300
SHORT, SHORT_WIDTH, MIN_DENSE = 2, 20, 14
MAX_PATH, MIN_STEP = 6, 3
PAGE_TITLE_WIDTH, LONG, FULL = 20, 140, 80
MIN_WORD, PROSE, OPENING = 4, 80, 6
_TERM = re.compile(rf"[^\W\d_]{{{MIN_WORD},}}|\d{{{MIN_WORD},}}")
_ASCII_TERM = re.compile(rf"[a-z]{{{MIN_WORD},}}|[0-9]{{{MIN_WORD},}}")
"""The same in a third of the time, and most lines are ASCII."""
BELOW = 5
"""Lines from the first paragraph on that may still be the headline: a summary above it passes for a paragraph."""
META_NEAR = 4
GROWTH = 1.2

Signs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Front:
    """The lines of a page, as the search for the headline needs them."""

    lines: Sequence[Line]
    plain: Sequence[bool]
    """Line i is neither furniture nor a date or byline."""
    meta: Sequence[bool]
    """Line i is a date or a byline."""
    first_prose: int
    """Index of the first paragraph; the number of lines when there is none."""


@cache
def sign_weights() -> Signs:
    """Give the weight of each sign."""
    document = tomllib.loads(files("streams.normalize").joinpath("prominence.toml").read_text("utf-8"))
    return {name: float(weight) for name, weight in document["weights"].items()}


def prominence(signs: Signs) -> float:
    """Weigh the signs of a line: the higher, the likelier it is the headline."""
    weighed = sign_weights()
    return sum(weighed[name] * value for name, value in signs.items())


def candidates(front: Front, address: Address, page_title: str) -> dict[int, Signs]:
    """Give the signs, from 0 to 1 or 2 each, of every line that may be the headline.

    `page_title` has the letters of the page's own title, its first line, without the site's name.
    """
    counts = Counter(line.letters for line, ok in zip(front.lines, front.plain, strict=True) if ok)
    told, titled = _told(front), _titled(front)
    found: dict[int, Signs] = {}
    for index, line in enumerate(front.lines[: front.first_prose + BELOW]):
        if not (front.plain[index] and _may_be(line, address.sections)):
            continue
        words = terms(line.folded)
        found[index] = _own_signs(line) | _place_signs(front, index) | {
            "slug": address.share(line.folded),
            "page_title": float(index > 0 and line.letters == page_title),
            "in_page_title": _overlap(words, titled) if index else 0.0,
            "told": len(words & told) / len(words) if words else 0.0,
            "repeated": float(min(counts[line.letters] - 1, 2)),
        }  # fmt: skip
    return found


def outgrows(front: Front, index: int) -> bool:
    """Tell whether the line right above may be the headline too and is shorter: this one would be its summary."""
    above = index - 1
    if index == 0 or not front.plain[above] or front.lines[above].is_stop:
        return False
    size = front.lines[above].wide
    return size >= MIN_DENSE and size * GROWTH < front.lines[index].wide


def terms(folded: str) -> set[str]:
    """Give the longer words; of scripts without spaces, the pairs of characters."""
    if folded.isascii():
        return set(_ASCII_TERM.findall(folded))
    if not is_dense(folded):
        return set(_TERM.findall(folded))
    found: set[str] = set()
    for word in WORDS.findall(folded):
        if is_dense(word):
            found.update(word[i : i + 2] for i in range(len(word) - 1))
        elif len(word) >= MIN_WORD:
            found.add(word)
    return found


def _overlap(words: set[str], others: set[str]) -> float:
    return 2 * len(words & others) / (len(words) + len(others)) if words and others else 0.0


def _told(front: Front) -> set[str]:
    """The words of the first paragraphs: a headline says what they say, a menu and a teaser do not."""
    told: set[str] = set()
    left = OPENING
    for line in front.lines[front.first_prose :]:
        if line.wide >= PROSE and line.is_stop:
            told |= terms(line.folded)
            left -= 1
        if not left:
            break
    return told


def _titled(front: Front) -> set[str]:
    """The words of the first line: about every second page begins with its own title."""
    first = front.lines[0] if front.lines else None
    return terms(first.folded) if first and first.wide >= PAGE_TITLE_WIDTH else set()


def _may_be(line: Line, sections: frozenset[str]) -> bool:
    return bool(line.letters) and MIN_WIDTH <= line.wide <= MAX_WIDTH and not _is_path(line.folded, sections)


def _own_signs(line: Line) -> dict[str, float]:
    size = line.wide
    return {
        "stop": float(line.is_stop and not (has_no_stops(line.text) and size < FULL)),
        "wide": min(size, FULL) / FULL,
        "long": float(size > LONG),
        "short": float(_is_short(line.text)),
        "wordy": float(_is_wordy(line.text)),
    }


def _place_signs(front: Front, index: int) -> dict[str, float]:
    distance = max(0, front.first_prose - index)
    return {
        "first": float(index == 0),
        "near": 1 / (1 + distance / 8),
        "behind": float(index >= front.first_prose),
        "above_meta": float(any(front.meta[index + 1 : index + 1 + META_NEAR])),
        "below_meta": float(index > 0 and front.meta[index - 1]),
        "below_wordy": float(_is_below_wordy(front, index)),
        "leads": float(_leads(index, front)),
    }


def _is_path(folded: str, sections: frozenset[str]) -> bool:
    words = [word for word in WORD.findall(folded) if len(word) >= MIN_STEP]
    return bool(words) and len(words) <= MAX_PATH and sum(word in sections for word in words) * 2 >= len(words)


def _is_wordy(text: str) -> bool:
    return width(text) >= MIN_DENSE if is_dense(text) else width(text) >= SHORT_WIDTH and len(text.split()) > SHORT


def _is_short(text: str) -> bool:
    return width(text) < MIN_DENSE if is_dense(text) else width(text) < SHORT_WIDTH and len(text.split()) <= SHORT


def _is_below_wordy(front: Front, index: int) -> bool:
    return index > 0 and front.plain[index - 1] and _is_wordy(front.lines[index - 1].text)


def _leads(index: int, front: Front) -> bool:
    """The line opens the few lines of text that stand right before the first date, byline or paragraph."""
    if not _is_wordy(front.lines[index].text) or _is_below_wordy(front, index):
        return False
    for behind in range(index + 1, min(index + 4, len(front.lines))):
        if front.meta[behind] or behind >= front.first_prose:
            return True
        if not front.plain[behind]:
            return False
    return False
