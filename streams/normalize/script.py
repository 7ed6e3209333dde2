"""Measures of a line that hold in every script: how long it is, whether it ends like a sentence.

Called by `furniture`, `headline`, `layout` and `names`.
"""

import re

_DENSE = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\u3040-\u30ff\uf900-\ufaff]")
_NO_STOPS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_STOP = re.compile(
    "[.!?\u2026\u3002\uff01\uff1f\u0964\u06d4\u061f\u037e;:\u2025]"
    "[\"'\u2018\u2019\u201c\u201d\u00ab\u00bb\u2039\u203a\u300d\u300f)\uff09\\]]{0,3}$"
)
"""A stop and what closes behind it: German and Urdu close a quotation with the mark that opens an English one."""
_SPACED_STOP = re.compile(r"[.!?\u2026][ \u00a0\u202f]\u00bb$")
"""French puts a space before the mark that closes a quotation."""
_SIGNED = re.compile(r"[.!?\u2026][\"'\u2018\u2019\u201c\u201d\u00ab\u00bb]? ?\((?:[^():,]{1,12}|[^():]{1,30}\d{4})\)$")
"""A writer's or an agency's sign behind the last sentence: "(ws)", "(Jane Doe, 3.10.2026)"; others are of photos."""
_SIGN_LENGTH = 46
_HANGUL = re.compile("[\uac00-\ud7a3]")
MIN_UNSTOPPED = 60
"""Characters of a paragraph that no stop ends; a headline in Thai has fewer."""
_SIGNED_DENSE = re.compile(
    "[\u3002\uff01\uff1f]\u300d?\\s?(?:[(\uff08][^()\uff08\uff09]{2,40}[)\uff09]|\u3010[^\u3010\u3011]{2,30}\u3011)\\d{0,8}$"
)
"""A Chinese or Japanese stop, and behind it brackets with who wrote it."""
_SIGNS = frozenset(")\uff09\u30110123456789")
_CASED = re.compile(r"[^\W\d_]")
DENSE_WIDTH = 2.4
"""One Han, kana or hangul character says as much as about so many Latin ones."""


def width(text: str) -> float:
    """Give the length of `text` in Latin characters' worth."""
    return len(text) + (DENSE_WIDTH - 1) * len(_DENSE.findall(text[:4000])) if not text.isascii() else float(len(text))


def is_dense(text: str) -> bool:
    """Tell whether the text is written without spaces between words (Han, kana, hangul)."""
    return not text.isascii() and _DENSE.search(text) is not None


def ends_sentence(text: str) -> bool:
    """Tell whether the line ends like a sentence; in Thai and its neighbours, which write no stops, a long one does."""
    last = text[-1:]
    if (last == "\u00bb" and _SPACED_STOP.search(text[-6:])) or (last == ")" and _SIGNED.search(text[-_SIGN_LENGTH:])):
        return True
    if last in _SIGNS and _SIGNED_DENSE.search(text[-_SIGN_LENGTH:]):
        return True
    return _STOP.search(text[-6:]) is not None or (len(text) >= MIN_UNSTOPPED and has_no_stops(text[-12:]))


def is_hangul(text: str) -> bool:
    """Tell whether the text is Korean."""
    return not text.isascii() and _HANGUL.search(text) is not None


def has_no_stops(text: str) -> bool:
    """Tell whether the text is in Thai or one of its neighbours, which write no full stops."""
    return not text.isascii() and _NO_STOPS.search(text) is not None


def has_case(text: str) -> bool:
    """Tell whether the script knows capital letters."""
    return text.lower() != text.upper()
