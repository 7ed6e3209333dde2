"""Terms: the words and phrases of a language that speak for a subject, from `lang/<code>/subjects.toml`.

Called by the tagger; a language is added by adding the file. The vocabulary's own labels are weak terms.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Protocol

from pydantic import ConfigDict, TypeAdapter

from streams.lang.folding import fold, in_ascii
from streams.lang.words import WORD
from streams.tag.vocabulary import PREFIX, labels, topics

STAR = "*"
WEIGHTS = {"strong": 1.0, "weak": 0.35}
"""What a term adds to its subject's score when it is found once in a body."""
MIN_LABEL = 4
"""Shorter labels (`law`, `pop`, `war`) are too often something else."""


@dataclass(frozen=True, eq=False)
class Term:
    """A word or phrase, folded, itself and equal to no other; `pattern` keeps its stars.

    `speaks_for` are the subjects with the term's weight, each with all broader subjects; none for a misleading phrase.
    """

    pattern: str
    words: tuple[str, ...]
    speaks_for: Mapping[str, float]

    @cached_property
    def tops(self) -> tuple[tuple[str, float], ...]:
        """The subjects of the first level."""
        return tuple((code, weight) for code, weight in self.speaks_for.items() if not topics()[code].ancestors)

    @cached_property
    def deeper(self) -> tuple[tuple[str, str, float], ...]:
        """All others, each with its first level."""
        below = ((topics()[code], weight) for code, weight in self.speaks_for.items())
        return tuple((topic.code, topic.top, weight) for topic, weight in below if topic.ancestors)


class Voice(Protocol):
    """What speaks for the subjects of a term in an article, with how much it adds for each unit of weight."""

    @property
    def term(self) -> Term:
        """The term."""

    @property
    def points(self) -> float:
        """What it adds."""


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of a language, and how its words are put together."""

    terms: tuple[Term, ...]
    is_spaceless: bool
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    __pydantic_config__ = ConfigDict(extra="forbid")

    strong: Mapping[str, tuple[str, ...]]
    weak: Mapping[str, tuple[str, ...]]
    sections: Mapping[str, tuple[str, ...]]
    misleading: tuple[str, ...] = ()
    is_spaceless: bool = False
    prefixes: tuple[str, ...] = ()


def load_terms(language: str) -> Terms | None:
    """Give the terms of a language by its BCP 47 tag, or None when there are none; read once.

    Raises:
        pydantic.ValidationError: the file has a key that no reader knows.
        ValueError: a code is not in the vocabulary.
    """
    return _read_terms(reads_as(language))


def reads_as(language: str) -> str:
    """Give the language whose terms are used for a BCP 47 tag: nearly always its own."""
    code = language.partition("-")[0].lower()
    return _relatives().get(code, code)


def load_sections(language: str) -> Mapping[str, Term]:
    """Give the names that the press of a language gives its sections, bare, each as a strong term; read once."""
    return _read_sections(reads_as(language))


def bare(name: str) -> str:
    """Give a section's name as it is compared: folded, as an address writes it, with blanks for hyphens."""
    return " ".join(in_ascii(fold(name)).replace("-", " ").replace("_", " ").split())


@cache
def _read_sections(language: str) -> Mapping[str, Term]:
    found = _read_file(language)
    return {
        bare(name): Term(name, (), dict.fromkeys(topics()[PREFIX + code].line, WEIGHTS["strong"]))
        for code, names in (found.sections.items() if found else ())
        for name in names
    }


@cache
def _read_file(language: str) -> _File | None:
    path = files("streams.lang") / language / "subjects.toml"
    if not (language.isalpha() and language.isascii() and path.is_file()):
        return None
    return _FILE.validate_python(tomllib.loads(path.read_text("utf-8")))


@cache
def _read_terms(language: str) -> Terms | None:
    found = _read_file(language)
    if found is None:
        return None
    prefixes = tuple(sorted(map(fold, found.prefixes), key=len, reverse=True))
    return Terms(tuple(_merged(found, language)), found.is_spaceless, prefixes)


@cache
def _relatives() -> Mapping[str, str]:
    """Give the languages that are read with another's terms, and which."""
    return tomllib.loads((files("streams.tag") / "data" / "relatives.toml").read_text("utf-8"))


def _merged(found: _File, language: str) -> Iterator[Term]:
    """Give each pattern once, with every subject that it stands under."""
    weights: dict[str, dict[str, float]] = {fold(pattern): {} for pattern in found.misleading}
    silent = frozenset(weights)
    for code, pattern, weight in _rows(found, language):
        if code not in topics():
            msg = f"lang/{language}/subjects.toml names {code}, which tag/data/mediatopics.toml does not have"
            raise ValueError(msg)
        if (folded := fold(pattern)) not in silent:
            _raise(weights.setdefault(folded, {}), topics()[code].line, weight)
    for pattern, codes in weights.items():
        yield Term(pattern, pattern_words(pattern), codes)


def _rows(found: _File, language: str) -> Iterator[tuple[str, str, float]]:
    for table, weight in ((found.strong, WEIGHTS["strong"]), (found.weak, WEIGHTS["weak"])):
        yield from ((PREFIX + code, pattern, weight) for code, patterns in table.items() for pattern in patterns)
    for code, names in labels(language).items():
        yield from ((code, name, WEIGHTS["weak"]) for name in names if len(name) >= MIN_LABEL and name.isalpha())


def _raise(weights: dict[str, float], line: tuple[str, ...], weight: float) -> None:
    """Let a term speak for all of a line; where several of its subjects meet, the greatest weight counts, once."""
    for code in line:
        weights[code] = max(weights.get(code, 0.0), weight)


def pattern_words(pattern: str) -> tuple[str, ...]:
    """Give the words of a pattern, each with the star that stands before or after it."""
    spans = [word.span() for word in WORD.finditer(pattern)]
    return tuple(
        STAR * (begin > 0 and pattern[begin - 1] == STAR) + pattern[begin:end] + STAR * pattern.startswith(STAR, end)
        for begin, end in spans
    )


_FILE = TypeAdapter(_File)
