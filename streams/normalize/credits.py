"""Credits to agencies: "- With inputs from agencies", "(PTI)", "Source: ANI".

Called by `page` for short lines.
"""

import re

from streams.lang.folding import fold
from streams.lang.lexicon import lexicon
from streams.lang.press import is_agency
from streams.normalize.script import ends_sentence

MAX_LENGTH = 120
_AROUND = " \t-–—()[]*:.•·/|"


MIN_SENTENCE = 7
"""Spaces of a line with a full stop from which on it tells something: "According to the owner the parrot ..."."""
_SENTENCES = re.compile(r"[.!?\u0964\u3002]\s")
_TAIL = re.compile(r"\s*[(（\[]([^()（）\[\]]{2,60})[)）\]]\s*$")


def split_credit(paragraph: str) -> tuple[str, str | None]:
    """Give a last paragraph without the credit in brackets that ends it, and that credit."""
    found = _TAIL.search(paragraph[-80:])
    credit = credit_of(found[1]) if found else None
    return (paragraph[: len(paragraph) - len(found[0])], credit) if found and credit else (paragraph, None)


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
