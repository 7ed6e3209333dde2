"""Clusters: a text folded for comparison, with the place in the text that each part of it comes from.

Called by dedup, which compares folded texts and must tell where in the text as it stands something is shared. The
compatible composition of Unicode (NFKC) can join, split, swap and drop signs, but only within a cluster: a sign with
the marks that may compose with it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

UNSEEN = "\u00ad\u0640\u200b-\u200f\u2060\ufeff"
"""Soft hyphen, tatweel, zero-width and direction signs: two copies of a text differ in them and no reader sees it."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_PLANE = 0x1_0000
_BEYOND = "\\U00010000-\\U0010ffff"
"""Signs beyond the first plane are rare in news; each is taken for a cluster of its own."""


class Stretch(NamedTuple):
    """A part of a text, from `begin` to `end`, and its folded form, which begins at `at` in the folded text.

    A plain one has a sign for each sign; of another only the whole is the other's.
    """

    at: int
    begin: int
    end: int
    folded: str
    is_plain: bool


def folded_form(text: str) -> str:
    """Give a text in one form of case, width and composition, without unseen signs."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


def stretches(text: str) -> Iterator[Stretch]:
    """Yield the parts of a text in their order; their folded forms together are the folded form of the text."""
    at = begin = 0
    for begin, end, is_plain in _cut(text):
        part = text[begin:end]
        folded = part.casefold() if is_plain else folded_form(part)
        yield Stretch(at, begin, end, folded, is_plain)
        at += len(folded)


def _cut(text: str) -> Iterator[tuple[int, int, bool]]:
    done = 0
    clusters, joining = _clusters()
    for found in () if text.isascii() else clusters.finditer(text):
        begin, end = found.span()
        if done < begin and joining.match(text, begin):
            begin -= 1
        if done < begin:
            yield done, begin, True
        yield begin, end, False
        done = end
    if done < len(text):
        yield done, len(text), True


@cache
def _clusters() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give the pattern of the parts whose folded form has another number of signs, or depends on its neighbours.

    One that begins with a sign of the second pattern has the sign before it too.
    """
    seconds = {sign for char in map(chr, range(_PLANE)) for sign in unicodedata.normalize("NFD", char)[1:]}
    joining, changing = [], []
    for code in range(0x80, _PLANE):
        char = chr(code)
        first = unicodedata.normalize("NFKD", char)[0]
        if unicodedata.combining(first) or first in seconds or _UNSEEN.match(char):
            joining.append(code)
        elif unicodedata.normalize("NFKC", char) != char or len(char.casefold()) != 1:
            changing.append(code)
    marks = _class(joining)
    return re.compile(f"[{marks}{_class(changing)}{_BEYOND}][{marks}]*"), re.compile(f"[{marks}]")


def _class(codes: list[int]) -> str:
    runs = groupby(enumerate(codes), key=lambda one: one[1] - one[0])
    bounds = ((run[0][1], run[-1][1]) for run in (list(group) for _, group in runs))
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in bounds)
