"""What the markup of a page says of the text inside it: names of elements, roles, words of classes.

Called by normalize's `elements`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import add
from typing import NamedTuple

from pydantic import TypeAdapter
from typing_extensions import TypedDict

MAX_NAMES = 8192
"""Distinct values of `class` that are remembered; a page has some hundreds, and pages of one site the same ones."""
MAX_LENGTH = 400
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ByKind = Mapping[str, list[str]]


class Said(NamedTuple):
    """What the words of one attribute say of the text inside an element."""

    kind: str | None = None
    """The kind of furniture that they name."""
    names_maker: bool = False
    """They say that the text names one who made the article."""


_NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Markup:
    """Kinds of furniture by what names an element."""

    unseen: frozenset[str]
    inline: frozenset[str]
    tags: Mapping[str, str]
    roles: Mapping[str, str]
    words: Mapping[str, str]
    makers: frozenset[str]
    telling: frozenset[str]
    """All of `words` and `makers`: most classes have none of them."""

    def said_by(self, names: str | None) -> Said:
        """Read a class, an id, `rel` or `itemprop`."""
        return _said_by(names) if names else _NOTHING


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
        frozenset({*_by_word(data["words"]), *data["makers"]}),
    )


def _by_word(kinds: _ByKind) -> dict[str, str]:
    return {word: kind for kind, words in kinds.items() for word in words}


@lru_cache(MAX_NAMES)
def _said_by(names: str) -> Said:
    known, words = markup(), _words_of(names)
    if known.telling.isdisjoint(words):
        return _NOTHING
    kind = next((known.words[word] for word in words if word in known.words), None)
    return Said(kind, not known.makers.isdisjoint(words))


def _words_of(names: str) -> list[str]:
    """Give the words of each name, in lower case, first two in a row as one."""
    found: list[str] = []
    for name in names[:MAX_LENGTH].split():
        words = [word.lower() for word in _WORD.findall(name)]
        found += map(add, words, words[1:])
        found += words
    return found
