"""The opening of a first paragraph: a desk's lead-in ("CT News Desk:") or a dateline ("MOSCOW (Reuters) -").

Called by `page`.
"""

import re

from schemas.article import Dateline
from streams.lang.folding import fold
from streams.lang.press import is_agency
from streams.normalize.names import is_desk
from streams.normalize.script import has_case
from streams.normalize.times.tokens import tokenize

MAX_HEAD = 90
_DESK = re.compile(r"^(?P<desk>[^:.!?\n]{3,50}?)\s*(?::|\s[-–—])\s+")
_HEAD = re.compile(r"^(?P<head>[^.!?:\n]{1,70}?(?:\([^()]{1,40}\)[^.!?:\n]{0,3})?)\s*(?P<dash>\.\s?[-–—]+|[-–—]{1,2}|:|=)\s+")
_AGENCY = re.compile(r"\(([^()]{1,40})\)|[/,]\s*([^/,()]{2,30})$|\s[-–—]\s([^-–—()]{2,30})$")


def split_desk(paragraph: str) -> tuple[str | None, str, str]:
    """Give (desk, lead-in as printed, rest) of a first paragraph; (None, "", paragraph) when no desk opens it."""
    found = _DESK.match(paragraph)
    if found and is_desk(found["desk"]):
        return found["desk"].strip(), found[0].rstrip(), paragraph[found.end() :]
    return None, "", paragraph


def dateline_of(paragraph: str) -> Dateline | None:
    """Read the dateline that opens a paragraph; None when there is none for sure."""
    found = _HEAD.match(paragraph[:MAX_HEAD])
    if found is None:
        return None
    head = found["head"].strip()
    agency = _agency(head)
    place = _place(head)
    if not place or not (agency or _is_placed(place, found["dash"])):
        return None
    return Dateline(raw=found[0].strip(), place=place, agency=agency)


def _agency(head: str) -> str | None:
    for found in _AGENCY.finditer(head):
        name = next(group for group in found.groups() if group).strip()
        if is_agency(name):
            return name
        for part in re.split(r"[/,]", name):
            if is_agency(part):
                return part.strip()
    return None


def _place(head: str) -> str | None:
    place = re.split(r"[(/,]|\s[-–—]\s", head)[0].strip()
    signs = tokenize(fold(place)).signs
    if not place or len(place.split()) > 4 or len(place) > 40 or set(signs) - {"x", ".", "-", "j"}:
        return None
    words = place.split()
    return place if all(not has_case(word[0]) or word[0].isupper() or len(word) <= 3 for word in words) else None


def _is_placed(place: str, dash: str) -> bool:
    """Without an agency, only a place in capitals, or one or two words of a script without capitals, before a colon or dash."""
    if has_case(place):
        return place.isupper() and len(place) > 2
    return len(place.split()) <= 2 and dash in {":", "-", "–", "—"}
