"""Captions that only their credit or their double gives away: they are sentences like the article's own.

Called by `outline` with the lines as `look` saw them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from streams.lang.press import is_agency
from streams.normalize.look import Seen
from streams.normalize.names import Site, is_outlet

CAPTION = "caption"
MIN_TEXT, MAX_CREDIT = 40, 60
BEHIND = 4
"""Lines below within which an article goes on: a last paragraph may end with the agency that wrote it."""
_SIGN = re.compile(r"[(\uff08]([^()\uff08\uff09\d]{2,40})[)\uff09]$")
_BEHIND_STOP = re.compile(r"[.!?\u3002\uff01\uff1f\u0964][\"'\u201d\u2019\u00bb)]?\s*([^.!?\u3002\u0964()]{2,40})$")
_IN_BRACKETS = re.compile(r"\(([^()/]{3,40})/([^()]{2,40})\)$")


def with_captions(seen: Sequence[Seen], title: int, site: Site) -> list[Seen]:
    """Mark, below the headline, the sentences that are a picture's."""
    result = list(seen)
    above = list(takewhile(lambda one: not (_is_text(one) and one.line.is_stop), seen[title + 1 :]))
    signs = {_sign_of(one) for one in above} - {""}
    for index in range(title + 1, len(seen)):
        is_signed = index > title + len(above) and _sign_of(seen[index]) in signs
        is_credited = _is_text(seen[index]) and (is_signed or _is_credited(seen[index].line.text, site))
        if is_credited and _goes_on(seen, index):
            result[index] = replace(seen[index], kind=CAPTION)
    for index in range(title + 1, len(seen) - 1):
        if _is_text(seen[index]) and _is_text(seen[index + 1]) and _are_doubles(seen[index], seen[index + 1]):
            result[index], result[index + 1] = (replace(one, kind=CAPTION) for one in seen[index : index + 2])
    return result


def _is_text(one: Seen) -> bool:
    return one.is_plain and one.line.wide >= MIN_TEXT


def _sign_of(one: Seen) -> str:
    """Give what stands in brackets behind a text that no stop ends: below the picture above an article, its credit."""
    found = _SIGN.search(one.line.folded) if _is_text(one) and not one.line.is_stop else None
    return found[1].strip() if found else ""


def behind_stop(text: str) -> str:
    """Give the few words behind the last full stop, or nothing."""
    found = _BEHIND_STOP.search(text[-MAX_CREDIT:])
    return found[1].strip() if found else ""


def _is_credited(text: str, site: Site) -> bool:
    """An agency or the publisher stands behind the full stop, or behind a name and a stroke in brackets."""
    behind = behind_stop(text)
    if behind and (is_agency(behind) or site.is_named(behind)):
        return True
    inside = _IN_BRACKETS.search(text[-2 * MAX_CREDIT :])
    return inside is not None and not is_agency(inside[1].strip()) and _is_maker(inside[2].strip(), site)


def _is_maker(name: str, site: Site) -> bool:
    return is_agency(name) or is_outlet(name, site)


def _goes_on(seen: Sequence[Seen], index: int) -> bool:
    return any(_is_text(one) and one.line.is_stop for one in seen[index + 1 : index + 1 + BEHIND])


def _are_doubles(one: Seen, other: Seen) -> bool:
    """Two lines in a row say the same, one of them with a credit behind it: a picture's text for who can't see it."""
    short, long = sorted((one.line.letters, other.line.letters), key=len)
    return len(short) < len(long) <= len(short) + MAX_CREDIT and long.startswith(short)
