"""Sections: what an article's source files it under, as evidence for the subject that such a section has everywhere.

Called by the tagger. A section is the word of the source, and sources file carelessly: an election under Sport, all
that came in today under World. So it never speaks alone: it counts only for a subject of which the article has words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from schemas.article import ArticleContent
from streams.tag.findings import Finding
from streams.tag.terms import Term, bare, load_sections

POINTS = 3.0
"""What all sections of an article add together: as much as one strong word of its title.

On 165 fully labelled articles F1 of the first level is 0.786 without sections, 0.839 when each has the name of a right
subject as its section, 0.822 when 15 in 100 have a wrong one, 0.761 when all do; with 6 points 0.880, 0.846 and 0.725
(`tests/quality/measure_sections.py`, which draws the sections: no labelled article has its own).
"""
COMMON = "en"
"""The language of many addresses, whatever that of the pages."""
MAX_FOLDERS = 8
_STEPS = re.compile(r"\s*[>/|\u203a\u00bb]\s*")


@dataclass(frozen=True, slots=True)
class Filed:
    """A section that an article is filed under: the name as the source writes it, and what it adds."""

    term: Term
    name: str
    points: float


def sections_of(article: ArticleContent, findings: Sequence[Finding]) -> list[Filed]:
    """Give the sections of an article that mean a subject, as far as what was found in its text bears them out."""
    named = _named(article)
    spoken = {code for finding in findings for code, _ in finding.term.tops} if named else set()
    return [Filed(term, name, POINTS / len(named)) for top, (term, name) in named.items() if top in spoken]


def _named(article: ArticleContent) -> dict[str, tuple[Term, str]]:
    """Give the sections by the first level that they mean, of each the last: the narrower ones stand behind."""
    own, common = load_sections(article.language), load_sections(COMMON)
    found: dict[str, tuple[Term, str]] = {}
    for name in _names(article):
        key = bare(name)
        if term := own.get(key) or common.get(key):
            found[term.tops[0][0]] = term, name
    return found


def _names(article: ArticleContent) -> Iterator[str]:
    if article.url:
        yield from _folders(article.url.clean)
    for stated in article.sections:
        yield from _STEPS.split(stated)


def _folders(url: str) -> Iterator[str]:
    """Give the first word of the host, and the folders of the path that the page is in."""
    try:
        parts = urlsplit(url)
        yield (parts.hostname or "").partition(".")[0]
        yield from unquote(parts.path).split("/")[1:-1][:MAX_FOLDERS]
    except ValueError:
        return
