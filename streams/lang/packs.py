"""The language packs as frozen values: `load_packs` reads every folder that has a `pack.toml`, once.

Called by `streams.lang.lexicon`, and by the conformance tests, which hold every pack to the same rules.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

Phrases = tuple[str, ...]
ByKind = Mapping[str, Phrases]
_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Dates:
    """Words that a date is written with."""

    __pydantic_config__: ClassVar = _CLOSED

    order: str = "dmy"
    months: tuple[Phrases, ...] = ()
    weekdays: Phrases = ()
    ordinals: Phrases = ()
    joiners: Phrases = ()
    am: Phrases = ()
    pm: Phrases = ()
    ago: Phrases = ()
    marks: ByKind = field(default_factory=dict)
    units: ByKind = field(default_factory=dict)
    published: Phrases = ()
    updated: Phrases = ()
    today: Phrases = ()
    eras: Mapping[str, int] = field(default_factory=dict)
    """Names before a year, with the Gregorian year before the first of theirs."""
    persian_months: tuple[Phrases, ...] = ()


@dataclass(frozen=True, slots=True)
class Bylines:
    """Words around the names of those who made the article."""

    __pydantic_config__: ClassVar = _CLOSED

    openers: Phrases = ()
    connectors: Phrases = ()
    desks: Phrases = ()
    teams: Phrases = ()
    """Words that open a desk's name, before its subject or its paper: "Redactie Economie"."""
    surnames: Phrases = ()
    """The first letters of a name, in a script whose words could all be names by their looks."""
    is_signed_below: bool = False
    """The press signs behind the text, with nothing but the name."""
    jobs: Phrases = ()
    """Words of what a maker is called behind the name: "Jane Doe, chief political correspondent"."""
    roles: ByKind = field(default_factory=dict)
    roles_after: ByKind = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Furniture:
    """Phrases that are no article text, by kind: the whole line, its start, its end, or anywhere in a short line."""

    __pydantic_config__: ClassVar = _CLOSED

    whole: ByKind = field(default_factory=dict)
    opening: ByKind = field(default_factory=dict)
    ending: ByKind = field(default_factory=dict)
    inside: ByKind = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pack:
    """What is known of one language."""

    __pydantic_config__: ClassVar = _CLOSED

    code: str
    dates: Dates = Dates()
    byline: Bylines = Bylines()
    furniture: Furniture = Furniture()
    credits: Phrases = ()
    media_calls: Phrases = ()
    refusals: Phrases = ()
    stopwords: Phrases = ()
    letters: str = ""
    """Letters that tell this language from others of its script."""


@cache
def load_packs() -> tuple[Pack, ...]:
    """Give every language's pack, in the order of their codes.

    Raises:
        pydantic.ValidationError: a pack has a table or a key that no reader knows.
    """
    folders = sorted(files("streams.lang").iterdir(), key=lambda folder: folder.name)
    packs = ((folder.name, folder / "pack.toml") for folder in folders if folder.is_dir())
    return tuple(
        _PACK.validate_python({"code": code, **tomllib.loads(pack.read_text("utf-8"))})
        for code, pack in packs
        if pack.is_file()
    )


_PACK = TypeAdapter(Pack)
