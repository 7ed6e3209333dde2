"""What the markup of a page says of the text inside it: names of elements, roles, words of classes.

Called by normalize's `elements`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from pydantic import TypeAdapter
from typing_extensions import TypedDict

MAX_NAMES = 8192
"""Distinct values of `class` that are remembered; a page has some hundreds, and pages of one site the same ones."""
MAX_LENGTH = 400
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ByKind = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Markup:
    """Kinds of furniture by what names an element."""

    unseen: frozenset[str]
    inline: frozenset[str]
    tags: Mapping[str, str]
    roles: Mapping[str, str]
    words: Mapping[str, str]
    makers: frozenset[str]

    def names_maker(self, names: str | None) -> bool:
        """Tell whether a class, an id, `rel` or `itemprop` says that the text names a maker."""
        return bool(names) and _names_maker(names)

    def of_class(self, names: str | None) -> str | None:
        """Give the kind that a class or an id names, if it does."""
        return _kind_of(names) if names else None


class _File(TypedDict):
    unseen: list[str]
    inline: list[str]
    tags: dict[str, list[str]]
    roles: dict[str, list[str]]
    words: dict[str, list[str]]
    makers: list[str]


@cache
def markup() -> Markup:
    """Give the names."""
    text = (files("streams.lang") / "und" / "markup.toml").read_text("utf-8")
    data = TypeAdapter(_File).validate_python(tomllib.loads(text))
    return Markup(
        frozenset(data["unseen"]),
        frozenset(data["inline"]),
        _by_word(data["tags"]),
        _by_word(data["roles"]),
        _by_word(data["words"]),
        frozenset(data["makers"]),
    )


def _by_word(kinds: _ByKind) -> dict[str, str]:
    return {word: kind for kind, words in kinds.items() for word in words}


@lru_cache(MAX_NAMES)
def _kind_of(names: str) -> str | None:
    known = markup().words
    return next((known[word] for word in _words_of(names) if word in known), None)


@lru_cache(MAX_NAMES)
def _names_maker(names: str) -> bool:
    return any(word in markup().makers for word in _words_of(names))


def _words_of(names: str) -> Iterator[str]:
    """Give the words of each name, in lower case, first two in a row as one."""
    for name in names[:MAX_LENGTH].split():
        words = [word.lower() for word in _WORD.findall(name)]
        yield from (one + two for one, two in pairwise(words))
        yield from words
