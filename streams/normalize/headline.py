"""The headline among its repetitions and variants: the page's title tag, the shown headline, the breadcrumb's end.

Called by `page`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from streams.lang.folding import fold, letters_of
from streams.lang.lexicon import lexicon
from streams.normalize.lines import Line
from streams.normalize.names import Site
from streams.normalize.script import ends_sentence, is_dense, width

MIN_WIDTH, MAX_WIDTH = 8, 300
SHORT, SHORT_WIDTH, MIN_DENSE = 2, 20, 14
NEAR = 30
MIN_INNER = 20
MAX_PATH = 6
_SUFFIX = re.compile(r"\s(?:[|\-–—:·•»]|::|//)\s|\s?[|｜_]\s?")
_CALL = re.compile(r"\s*(?:[|\[(:–—-]|\|\|)\s*([^|\[\]()]{2,40})[\])]?\s*$")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_WORDS = re.compile(r"[^\W\d_]{3,}|\d{2,}")


@dataclass(frozen=True, slots=True)
class Headline:
    """A title without its labels, and what was cut off it, with kinds."""

    text: str
    cut: tuple[tuple[str, str], ...] = ()


def strip_labels(text: str, site: Site, shown: frozenset[str] = frozenset()) -> Headline:
    """Cut calls to media and the site's name off the end of a headline; `shown` are other lines' letters."""
    cut: list[tuple[str, str]] = []
    while width(text) <= MAX_WIDTH:
        shorter, kind = _without_call(text)
        if not shorter:
            shorter, kind = _without_site(text, site, shown)
        if not shorter:
            break
        cut.append((text[len(shorter) :].strip(), kind))
        text = shorter
    return Headline(text, tuple(cut))


def _without_call(text: str) -> tuple[str, str]:
    found = _CALL.search(text[-60:])
    if found and lexicon().media_calls.whole(fold(found[1]).strip(" .:!")):
        return text[: len(text) - len(found[0])].rstrip(), "media_call"
    return "", ""


def _without_site(text: str, site: Site, shown: frozenset[str]) -> tuple[str, str]:
    for found in _SUFFIX.finditer(text):
        head, tail = text[: found.start()], text[found.end() :]
        if len(head) >= MIN_WIDTH and (site.is_named(tail) or letters_of(head) in shown):
            return head.rstrip(), "site_suffix"
    return "", ""


@dataclass(frozen=True, slots=True)
class Address:
    """The words of a page's path: in most addresses the longest part is the headline, the others are sections."""

    slug: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()


def address_of(url: str | None) -> Address:
    """Read the words of an address; none of one that can't be read."""
    try:
        parts = unquote(urlsplit(url or "").path).split("/")
    except ValueError:
        return Address()
    words = [frozenset(_WORDS.findall(fold(part))) for part in parts]
    slug = max(words, key=len)
    return Address(slug, frozenset().union(*(found for found in words if found is not slug)))


def slug_share(text: str, slug: frozenset[str]) -> float:
    """Give how well the words of a line and of the address cover each other, 0 to 1."""
    words = set(_WORDS.findall(fold(text)))
    met = sum(bool({word, _in_ascii(word), _in_ascii(word.translate(_UMLAUTS))} & slug) for word in words)
    return 2 * met / (len(words) + len(slug)) if words and slug else 0.0


def _in_ascii(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char)).translate(
        _LETTERS
    )


@dataclass(frozen=True, slots=True)
class Front:
    """The lines of a page up to its first paragraph, as the search for the headline needs them."""

    lines: Sequence[Line]
    plain: Sequence[bool]
    """Line i is neither furniture nor a date or byline."""
    meta: Sequence[bool]
    """Line i is a date or a byline."""
    first_prose: int
    """Index of the first paragraph; the number of lines when there is none."""


def find_title(front: Front, address: Address, site: Site) -> int | None:
    """Give the index of the line that shows the headline, or None when no line can be it."""
    letters = [
        line.letters if ok and width(line.text) <= MAX_WIDTH else ""
        for line, ok in zip(front.lines, front.plain, strict=True)
    ]
    counts = Counter(text for text in letters if text)
    page_title = letters_of(strip_labels(front.lines[0].text, site, frozenset(letters[1:])).text) if letters else ""
    scores = {
        i: _score(i, front, address.slug) + 2.5 * min(counts[letters[i]] - 1, 2) + 2.0 * (letters[i] == page_title)
        for i in range(min(len(letters), front.first_prose + 1))
        if letters[i]
        and width(front.lines[i].text) >= MIN_WIDTH
        and not _is_path(front.lines[i].text, address.sections)
    }
    if not scores:
        return None
    best = max(scores, key=lambda i: scores[i])
    inner = [
        i
        for i in scores
        if len(letters[i]) >= MIN_INNER and letters[best].endswith(letters[i]) and letters[i] != letters[best]
    ]
    best = inner[0] if inner else best
    same = [i for i in scores if letters[i] == letters[best]]
    return next((i for i in same if front.first_prose - i <= NEAR), same[-1])


def _score(index: int, front: Front, slug: frozenset[str]) -> float:
    """What speaks for a headline; the weights were set on the development pages and are not fine."""
    text = front.lines[index].text
    score = 6.0 * slug_share(text, slug) - 1.0 * ends_sentence(text)
    score += 1.0 * _is_wordy(text) - 2.5 * _is_short(text)
    score += 1.5 * any(front.meta[index + 1 : index + 5]) + 2.5 * _leads(index, front)
    score += 2.0 / (1 + max(0, front.first_prose - index) / 8)
    return score - (1.5 if index >= front.first_prose else 0.0)


def _is_path(text: str, sections: frozenset[str]) -> bool:
    words = _WORDS.findall(fold(text))
    return bool(words) and len(words) <= MAX_PATH and sum(word in sections for word in words) * 2 >= len(words)


def _is_wordy(text: str) -> bool:
    return width(text) >= MIN_DENSE if is_dense(text) else width(text) >= SHORT_WIDTH and len(text.split()) > SHORT


def _is_short(text: str) -> bool:
    return width(text) < MIN_DENSE if is_dense(text) else width(text) < SHORT_WIDTH and len(text.split()) <= SHORT


def _leads(index: int, front: Front) -> bool:
    """The line opens the few lines of text that stand right before the first date, byline or paragraph."""
    if not _is_wordy(front.lines[index].text) or (
        index and front.plain[index - 1] and _is_wordy(front.lines[index - 1].text)
    ):
        return False
    for behind in range(index + 1, min(index + 4, len(front.lines))):
        if front.meta[behind] or behind >= front.first_prose:
            return True
        if not front.plain[behind]:
            return False
    return False
