"""Vocabulary: the IPTC's Media Topics with their labels and ancestors.

Called by the tagger, by the loader of terms, which refuses a code that is not here, and by the editors' rules.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

from pydantic import ConfigDict, TypeAdapter

PREFIX = "medtop:"
"""The IPTC's own alias of the vocabulary; the data files leave it out."""


@dataclass(frozen=True)
class Topic:
    """One Media Topic; `ancestors` are the codes of the broader ones, nearest first."""

    code: str
    label: str
    ancestors: tuple[str, ...]

    @cached_property
    def top(self) -> str:
        """The code of the topic's first level."""
        return self.ancestors[-1] if self.ancestors else self.code

    @cached_property
    def line(self) -> tuple[str, ...]:
        """The code itself and those of all broader topics."""
        return (self.code, *self.ancestors)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a vocabulary file: a live code's label and the code of its broader topic, without alias."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    label: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a code from one vocabulary to the next; `old` and `new` are labels, or parents of a moved one."""

    kind: Literal["added", "retired", "moved", "relabelled"]
    code: str
    old: str | None
    new: str | None


@cache
def topics() -> Mapping[str, Topic]:
    """Read the live codes of the vocabulary, by code."""
    rows = read_vocabulary((files("streams.tag") / "data" / "mediatopics.toml").read_text("utf-8"))
    return {PREFIX + code: Topic(PREFIX + code, row.label, _ancestors(code, rows)) for code, row in rows.items()}


def read_vocabulary(text: str) -> Mapping[str, Row]:
    """Read a file in the form of `data/mediatopics.toml`, by code.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML.
        pydantic.ValidationError: a line has no label, or something that no reader knows.
    """
    return _ROWS.validate_python(tomllib.loads(text))


def changes(old: Mapping[str, Row], new: Mapping[str, Row]) -> Iterator[Change]:
    """Give what differs between two vocabularies, in the order of codes; a code may be moved and relabelled at once."""
    for code in sorted(old.keys() | new.keys()):
        before, after = old.get(code), new.get(code)
        if before is None and after is not None:
            yield Change("added", code, None, after.label)
        elif before is not None and after is None:
            yield Change("retired", code, before.label, None)
        elif before is not None and after is not None:
            yield from _edits(code, before, after)


def _edits(code: str, before: Row, after: Row) -> Iterator[Change]:
    if before.parent != after.parent:
        yield Change("moved", code, before.parent, after.parent)
    if before.label != after.label:
        yield Change("relabelled", code, before.label, after.label)


def labels(language: str) -> Mapping[str, tuple[str, ...]]:
    """Give the vocabulary's own labels in a language, by code; nothing in a language that the IPTC has none in."""
    path = files("streams.tag") / "data" / "labels" / f"{language}.toml"
    rows = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {PREFIX + code: tuple(names) for code, names in rows.items()}


def _ancestors(code: str, rows: Mapping[str, Row]) -> tuple[str, ...]:
    parent = rows[code].parent
    return (PREFIX + parent, *_ancestors(parent, rows)) if parent else ()


_ROWS = TypeAdapter(dict[str, Row])
