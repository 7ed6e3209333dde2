"""What a source files an article under: the names of its sections as it states them, made fit to be kept.

Called by `content`, `html` and `entries`. A name is kept as the source says it; what it means is for `tag` to say.
"""

from collections.abc import Iterable
from html import unescape

from streams.normalize.decode import clean_text

MAX_SECTIONS, MAX_NAME = 10, 100
"""Feeds list up to 30 key words as categories; what an article is filed under stands before them."""


def section_names(stated: Iterable[str]) -> tuple[str, ...]:
    """Give the names on one line each, once, in their order; what is too long for a name is none."""
    names = dict.fromkeys(" ".join(clean_text(unescape(name[: MAX_NAME * 2])).split()) for name in stated)
    return tuple(name for name in names if 0 < len(name) <= MAX_NAME)[:MAX_SECTIONS]
