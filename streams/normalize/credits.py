"""Credits to agencies ("- With inputs from agencies", "(PTI)", "Source: ANI") and the makers' signature in brackets.

Called by `page` for short lines.
"""

import re

from streams.lang.folding import fold
from streams.lang.lexicon import lexicon
from streams.lang.press import is_agency
from streams.normalize.byline import NOBODY, Attribution, read_bare, read_labelled
from streams.normalize.names import Site
from streams.normalize.script import ends_sentence, is_dense

MAX_LENGTH = 120
_AROUND = " \t-–—()[]*:.•·/|"


MIN_SENTENCE = 7
"""Spaces of a line with a full stop from which on it tells something: "According to the owner the parrot ..."."""
_SENTENCES = re.compile(r"[.!?\u0964\u3002]\s")
SIGNATURE = 90
_OMITTED = "略"
"""What ends remarks like "titles of respect left out", which stand in the same brackets."""
_SIGNED = re.compile(r"\s*(?:[(（\[]([^()（）\[\]【】]{2,60})[)）\]]|【([^【】]{2,20})】)\s*\d{0,8}$")
_TOWN = re.compile("(?:^|[、・])[\u30a0-\u30ff]{2,}[\u4e00-\u9fff]")
_ALONE = re.compile(
    "[(（【]([\u4e00-\u9fff]{4,6}|[\u4e00-\u9fff]{1,4}[ \u3000][\u4e00-\u9fff\u3040-\u30ff]{1,6})[)）】]"
)
_TAIL = re.compile(r"\s*[(（\[]([^()（）\[\]]{2,60})[)）\]]\s*$")


def split_credit(paragraph: str) -> tuple[str, str | None]:
    """Give a last paragraph without the credit in brackets that ends it, and that credit."""
    found = _TAIL.search(paragraph[-80:])
    credit = credit_of(found[1]) if found else None
    return (paragraph[: len(paragraph) - len(found[0])], credit) if found and credit else (paragraph, None)


def split_signature(paragraph: str, site: Site) -> tuple[str, str, Attribution]:
    """Give a last paragraph in Han or kana without the makers in brackets that end it, those as printed, and as people.

    "…と話す。【早川 朔】", "…就好。(編輯:黃可心)1150414": agencies put the day behind.
    """
    found = _SIGNED.search(paragraph[-SIGNATURE:])
    inside = (found[1] or found[2]) if found else ""
    if found is None or not is_dense(inside):
        return paragraph, "", NOBODY
    makers = read_labelled(inside, site, "") or (read_bare(inside, site) if _names(found[2]) else NOBODY)
    at = len(paragraph) - len(found[0])
    return (paragraph[:at], paragraph[at:].strip(), makers) if makers.people and at else (paragraph, "", NOBODY)


def _names(inside: str | None) -> bool:
    """A foreign town before a name ("カイロ小林実") can't be told from a part of it."""
    return inside is not None and _TOWN.search(inside) is None


def name_in_brackets(text: str, site: Site) -> Attribution:
    """Give whom a line names that is a name of four to six characters in brackets and nothing else: "(川添千夏)"."""
    found = _ALONE.fullmatch(text)
    return read_bare(found[1], site) if found and not found[1].endswith(_OMITTED) else NOBODY


def credit_of(text: str) -> str | None:
    """Give the one who is credited when the line is a credit and nothing else, as printed, else None."""
    bare = text.strip(_AROUND)
    if not bare or len(text) > MAX_LENGTH:
        return None
    if is_agency(bare):
        return bare
    found = lexicon().credits.opening(fold(bare))
    if found and ends_sentence(text) and text.count(" ") >= MIN_SENTENCE:
        return None
    if found is None:
        ending = None if _SENTENCES.search(bare) else lexicon().ending.opening(fold(bare)[::-1])
        if ending is None or ending.kind != "credit":
            return None
        credited = bare[: len(bare) - ending.end].strip(_AROUND)
        return credited if is_agency(credited) else bare
    return bare[found.end :].strip(_AROUND) or bare
