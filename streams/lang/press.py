"""Facts of the press and of time that belong to no language: agencies, zone names, tracking parameters.

Called by normalize's byline, credits, dateline, times and urls.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from streams.lang.folding import fold


@dataclass(frozen=True, slots=True)
class Zones:
    """Zone names: those that are one offset everywhere, and those that are not."""

    offsets: Mapping[str, int]
    ambiguous: frozenset[str]
    spoken: Mapping[str, Mapping[str, int]]
    """By language what an ambiguous name means on a page in it."""


@dataclass(frozen=True, slots=True)
class Tracking:
    """Query parameters that say how a reader came, not what the page is."""

    names: frozenset[str]
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameWords:
    """Words of names that are no names."""

    particles: frozenset[str]
    prefixed: tuple[str, ...]
    """Conjunctions that are written as the first letter of the next word."""
    behind: frozenset[str]
    """Words between a name and the place where it was written."""
    written_for: frozenset[str]
    """Words between a name and the outlet that it was written for."""
    never_first: frozenset[str]
    """Words that no name begins with, as articles and prepositions of headings."""
    regions: frozenset[str]
    """Sections that are called like a person: two words in capital letters."""
    outlets: tuple[str, ...]
    """Ends of the names of papers and broadcasters."""


class _ZoneFile(TypedDict):
    ambiguous: list[str]
    offsets: dict[str, int]
    spoken: dict[str, dict[str, int]]


class _TrackingFile(TypedDict):
    names: list[str]
    prefixes: list[str]


class _AgencyFile(TypedDict):
    names: list[str]
    endings: list[str]


class _PlaceFile(TypedDict):
    names: list[str]


class _NameFile(TypedDict):
    particles: list[str]
    prefixed: list[str]
    behind: list[str]
    written_for: list[str]
    never_first: list[str]
    regions: list[str]
    outlets: list[str]


_FileT = TypeVar("_FileT")


@cache
def zones() -> Zones:
    """Give the zone names, folded, with minutes east of Greenwich."""
    data = _load("zones.toml", _ZoneFile)
    offsets = {fold(name): minutes for name, minutes in data["offsets"].items()}
    return Zones(offsets, frozenset(data["ambiguous"]), data["spoken"])


@cache
def tracking() -> Tracking:
    """Give the tracking parameters, in lower case."""
    data = _load("tracking.toml", _TrackingFile)
    return Tracking(frozenset(data["names"]), tuple(data["prefixes"]))


@cache
def agency_names() -> Mapping[str, str]:
    """Give the agencies as listed, by their folded name."""
    return {fold(name): name for name in _load("agencies.toml", _AgencyFile)["names"]}


@cache
def _agency_endings() -> tuple[str, ...]:
    return tuple(fold(ending) for ending in _load("agencies.toml", _AgencyFile)["endings"])


def is_agency(name: str) -> bool:
    """Tell whether `name` is a news agency, by the list or by how its name ends."""
    folded = fold(name).strip(" .()-")
    return folded in agency_names() or folded.endswith(_agency_endings())


@cache
def name_words() -> NameWords:
    """Give the small words of names, folded."""
    data = _load("names.toml", _NameFile)
    return NameWords(
        particles=frozenset(map(fold, data["particles"])),
        prefixed=tuple(data["prefixed"]),
        behind=frozenset(map(fold, data["behind"])),
        written_for=frozenset(map(fold, data["written_for"])),
        never_first=frozenset(map(fold, data["never_first"])),
        regions=frozenset(map(fold, data["regions"])),
        outlets=tuple(map(fold, data["outlets"])),
    )


@cache
def given_names() -> frozenset[str]:
    """Give the common given names, folded."""
    return frozenset(map(fold, _load("given_names.toml", _PlaceFile)["names"]))


@cache
def _places() -> frozenset[str]:
    return frozenset(fold(name) for name in _load("places.toml", _PlaceFile)["names"])


def is_town(name: str) -> bool:
    """Tell whether `name` is a town that could be taken for a person's name."""
    return fold(name).strip() in _places()


def _load(name: str, shape: type[_FileT]) -> _FileT:
    """Read a data file and hold it to its shape, so that a misspelt key fails at once."""
    text = (files("streams.lang") / "und" / name).read_text("utf-8")
    return TypeAdapter(shape).validate_python(tomllib.loads(text))
