"""Vocabulary: the IPTC's Media Topics with their labels and ancestors.

Called by the tagger, by the loader of terms, which refuses a code that is not here, and by the editors' rules.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PREFIX = "medtop:"
"""The IPTC's own alias of the vocabulary; the data files leave it out."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One Media Topic; `ancestors` are the codes of the broader ones, nearest first."""

    code: str
    label: str
    ancestors: tuple[str, ...]

    @property
    def top(self) -> str:
        """The code of the topic's first level."""
        return self.ancestors[-1] if self.ancestors else self.code

    @property
    def line(self) -> tuple[str, ...]:
        """The code itself and those of all broader topics."""
        return (self.code, *self.ancestors)


@cache
def topics() -> Mapping[str, Topic]:
    """Read the live codes of the vocabulary, by code."""
    rows = tomllib.loads((files("streams.tag") / "data" / "mediatopics.toml").read_text("utf-8"))
    return {PREFIX + code: Topic(PREFIX + code, row["label"], _ancestors(code, rows)) for code, row in rows.items()}


def labels(language: str) -> Mapping[str, tuple[str, ...]]:
    """Give the vocabulary's own labels in a language, by code; nothing in a language that the IPTC has none in."""
    path = files("streams.tag") / "data" / "labels" / f"{language}.toml"
    rows = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {PREFIX + code: tuple(names) for code, names in rows.items()}


def _ancestors(code: str, rows: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    parent = rows[code].get("parent")
    return (PREFIX + parent, *_ancestors(parent, rows)) if parent else ()
