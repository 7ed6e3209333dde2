"""The headline among its repetitions and variants: the page's title tag, the shown headline, the breadcrumb's end.

Called by `page`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from streams.lang.folding import fold, letters_of
from streams.lang.lexicon import lexicon
from streams.normalize.names import Site
from streams.normalize.script import ends_sentence, width

MIN_WIDTH, MAX_WIDTH = 8, 300
_SUFFIX = re.compile(r"\s(?:[|\-–—:·•»]|::|//)\s|\s?[|｜_]\s?")
_CALL = re.compile(r"\s*(?:[|\[(:–—-]|\|\|)\s*([^|\[\]()]{2,40})[\])]?\s*$")
_WORDS = re.compile(r"[^\W\d_]{3,}|\d{2,}")


@dataclass(frozen=True, slots=True)
class Headline:
    """A title without its labels, and what was cut off it, with kinds."""

    text: str
    cut: tuple[tuple[str, str], ...] = ()


def strip_labels(text: str, site: Site, shown: frozenset[str] = frozenset()) -> Headline:
    """Cut calls to media and the site's name off the end of a headline; `shown` are other lines' letters."""
    cut: list[tuple[str, str]] = []
    while True:
        shorter, kind = _without_call(text)
        if not shorter:
            shorter, kind = _without_site(text, site, shown)
        if not shorter:
            return Headline(text, tuple(cut))
        cut.append((text[len(shorter) :].strip(), kind))
        text = shorter


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


def slug_words(url: str | None) -> frozenset[str]:
    """Give the words of the address's path: a headline's own words, in most addresses."""
    try:
        path = unquote(urlsplit(url or "").path)
    except ValueError:
        return frozenset()
    return frozenset(_WORDS.findall(fold(path)))


def slug_share(text: str, slug: frozenset[str]) -> float:
    """Give the share of the title's words that stand in the address, 0 to 1."""
    words = set(_WORDS.findall(fold(text)))
    return len(words & slug) / len(words) if words else 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that could be the headline, with what speaks for it."""

    index: int
    letters: str
    score: float


def find_title(
    texts: Sequence[str], plain: Sequence[bool], meta: Sequence[bool], first_prose: int, slug: frozenset[str], site: Site
) -> int | None:
    """Give the index of the line that shows the headline, or None when no line can be it.

    `plain[i]` tells that line i is neither furniture nor a date or byline, `meta[i]` that it is a date or byline;
    `first_prose` is the index of the first paragraph.
    """
    letters = [letters_of(text) if plain[i] and width(text) <= MAX_WIDTH else "" for i, text in enumerate(texts)]
    counts = Counter(text for text in letters if text)
    heads = {letters_of(strip_labels(texts[0], site, frozenset(letters[1:])).text)} if texts else set()
    found = [
        Candidate(i, letters[i], _score(i, texts[i], counts[letters[i]], letters[i] in heads, meta, first_prose, slug))
        for i in range(min(len(texts), first_prose + 1))
        if plain[i] and MIN_WIDTH <= width(texts[i]) <= MAX_WIDTH
    ]
    return max(found, key=lambda one: one.score).index if found else None


def _score(
    index: int, text: str, count: int, is_page_title: bool, meta: Sequence[bool], first_prose: int, slug: frozenset[str]
) -> float:
    """What speaks for a headline; the weights were set on the development pages and are not fine."""
    words = len(text.split())
    score = 2.5 * min(count - 1, 2) + 4.0 * slug_share(text, slug) + 2.0 * is_page_title
    score += 1.0 * (words >= 4 or width(text) >= 24) - 1.0 * (words <= 2 and width(text) < 20)
    score -= 1.0 * ends_sentence(text)
    score += 1.5 * any(meta[index + 1 : index + 5])
    score += 1.0 / (1 + max(0, first_prose - index))
    return score - (1.5 if index >= first_prose else 0.0)
