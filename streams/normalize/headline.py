"""The headline among its repetitions and variants: the page's title tag, the shown headline, the breadcrumb's end.

Called by `outline`, `head` and `html`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from streams.lang.folding import fold, letters_of
from streams.lang.lexicon import lexicon
from streams.normalize.address import Address
from streams.normalize.names import Site
from streams.normalize.prominence import MAX_WIDTH, MIN_WIDTH, Front, candidates, outgrows, prominence
from streams.normalize.script import width

NEAR = 30
MIN_INNER = 20
CLOSE = 0.6
"""A summary wins over its headline by less: of 246 labelled pages 93.5 % are found at 0, 94.3 % from 0.6 to 1.5."""
SUFFIX = re.compile(r"\s(?:[|\-–—:·•»]|::|//)\s|\s?[|｜_]\s?")
_CALL = re.compile(r"\s*(?:[|\[(:–—-]|\|\|)\s*([^|\[\]()]{2,40})[\])]?\s*$")


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
    """A site's name is shorter than a headline: a longer tail is the headline behind its subject."""
    for found in SUFFIX.finditer(text):
        head, tail = text[: found.start()], text[found.end() :]
        is_label = len(tail) < len(head) and letters_of(head) in shown
        if len(head) >= MIN_WIDTH and (site.is_named(tail) or is_label):
            return head.rstrip(), "site_suffix"
    return "", ""


def find_title(front: Front, address: Address, site: Site) -> int | None:
    """Give the index of the line that shows the headline, or None when no line can be it."""
    found = candidates(front, address, page_title_of(front, site))
    return most_prominent(front, {index: prominence(signs) for index, signs in found.items()})


def page_title_of(front: Front, site: Site) -> str:
    """Give the letters of the page's own title, if its first line has it, without the site's name."""
    if not front.lines:
        return ""
    shown = frozenset(line.letters for line, ok in zip(front.lines[1:], front.plain[1:], strict=True) if ok)
    return letters_of(strip_labels(front.lines[0].text, site, shown).text)


def most_prominent(front: Front, scores: Mapping[int, float]) -> int | None:
    """Give the headline's line of candidates with scores: of several prints the first that is near the article."""
    if not scores:
        return None
    letters = {index: front.lines[index].letters for index in scores}
    likeliest = max(scores, key=lambda index: scores[index])
    above = scores.get(likeliest - 1)
    if above is not None and scores[likeliest] - above < CLOSE and outgrows(front, likeliest):
        likeliest -= 1
    best = letters[likeliest]
    inner = (found for found in letters.values() if len(found) >= MIN_INNER and found != best and best.endswith(found))
    shown = next(inner, best)
    same = [index for index in scores if letters[index] == shown]
    return next((index for index in same if front.first_prose - index <= NEAR), same[-1])
