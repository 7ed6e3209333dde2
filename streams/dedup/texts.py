"""Texts: an article reduced to what the rules compare, the same whether it just came or is remembered.

Called by the judge for each new article and for each row of the memory.
"""

import tomllib
import uuid
from array import array
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

from schemas.article import TaggedArticle
from schemas.relation import ChangedField
from schemas.state import TextState
from streams.dedup.signature import DEFINITIONS, Signature, letters_hash
from streams.dedup.times import Bounds
from streams.lang.folding import fold

URI_PREFIX = "urn:newsstream:article:"
UUID_DIGITS = 32
SHORT_BODY_UNITS = 20
"""A body shorter than this is equal to another only together with its headline: "More follows." says nothing alone."""
CORRECTION = "correction"
NOTE_CHARACTERS = 80
"""As much of a paragraph is looked at as the longest opening of a correction note needs."""
_SEPARATORS = frozenset("/?#")


class Text(NamedTuple):
    """What is compared of a text; see `TextState` for the fields."""

    source: int
    title: int
    exact: int
    units: int
    fingerprints: "array[int]"
    numbers: "array[int]"
    signature: int
    level: int = 0

    @classmethod
    def of(cls, state: TextState, source: int) -> "Text":
        """Give the form in which a text of a source is compared."""
        prints = (state.fingerprints, state.numbers, state.signature, state.level)
        return cls(source, state.title, state.exact, state.units, *prints)


class Entry(NamedTuple):
    """A remembered text with its place in the sequence and in its chain of versions."""

    text: Text
    offset: int
    uri: str
    version: int
    family: int
    retrieved_at: float | None
    published: Bounds


def signature_of(article: TaggedArticle, definition: int) -> Signature:
    """Give the signature of an article's text by one of the definitions."""
    return DEFINITIONS[definition](_text(article))


def _text(article: TaggedArticle) -> str:
    """Give what is compared; without a body the standfirst or the headline is the text."""
    return article.body or article.standfirst or article.title or ""


def text_state_of(article: TaggedArticle, signature: Signature, definition: int) -> TextState:
    """Reduce an article's text to what is remembered of it, given its signature by a definition."""
    is_short = signature.units < SHORT_BODY_UNITS
    exact = letters_hash(f"{article.title or ''} {_text(article)}") if is_short else signature.exact
    return TextState(
        title=letters_hash(article.title) if article.title else 0,
        exact=exact if signature.units else 0,
        units=signature.units,
        fingerprints=array("I", signature.fingerprints),
        numbers=array("I", signature.numbers),
        signature=definition,
        level=signature.level,
    )


def text_of(state: TextState, source: str) -> Text:
    """Give the form in which the text of a source, by its name, is compared."""
    return Text.of(state, source_hash(source))


def uri_of(high: int, low: int) -> str:
    """Give the uri of 128 bits."""
    digits = f"{high:016x}{low:016x}"
    return f"{URI_PREFIX}{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def uri_bits(uri: str) -> tuple[int, int]:
    """Give the 128 bits of a uri, as two halves.

    Raises:
        ValueError: it isn't one that this stage gives.
    """
    name = uri.removeprefix(URI_PREFIX)
    digits = name.replace("-", "")
    bits = int(digits, 16) if len(digits) == UUID_DIGITS else uuid.UUID(name).int
    return bits >> 64, bits & 0xFFFF_FFFF_FFFF_FFFF


def source_hash(source: str) -> int:
    """Give 64 bits of a source's name: all that is asked of it here is whether two are the same."""
    return _hash(source)


def field_hashes(article: TaggedArticle, text: TextState, figures: int) -> Mapping[ChangedField, int]:
    """Give a hash of each field that a version may change; a body's numbers count with their points and commas."""
    return {
        "title": letters_hash(article.title or ""),
        "standfirst": letters_hash(article.standfirst or ""),
        "body": _hash(f"{text.exact} {figures}") if article.body else 0,
        "byline": letters_hash(article.byline.raw or ""),
        "published": _hash(article.published.at or ""),
        "modified": _hash(article.modified.at or ""),
    }


def _hash(text: str) -> int:
    return xxh3_64_intdigest(text.encode())


def identity_keys(article: TaggedArticle) -> Mapping[str, int]:
    """Give the keys that the article is known by, with their names: its guid within the source, then its url key.

    A guid comes first: it is the publisher's own word. The address of a site's front page identifies no article.
    """
    keys: dict[str, int] = {}
    if article.guid:
        keys["guid"] = _hash(f"guid\0{article.source}\0{article.guid}")
    if article.url and _SEPARATORS.intersection(article.url.key):
        keys["url"] = _hash(f"url\0{article.url.key}")
    return keys


def count_notes(article: TaggedArticle) -> int:
    """Give the number of correction notes, whether normalize took them out or left them in the body."""
    taken = sum(removed.kind == CORRECTION for removed in article.removed)
    others = (removed.text for removed in article.removed if removed.kind != CORRECTION)
    openings = (fold(paragraph[:NOTE_CHARACTERS]) for paragraph in (*article.body.split("\n\n"), *others))
    return taken + sum(opening.startswith(_note_openings()) for opening in openings)


@cache
def _note_openings() -> tuple[str, ...]:
    """Give the openings of all languages: a note may stand in another one than the article."""
    folders = sorted(files("streams.lang").iterdir(), key=lambda folder: folder.name)
    notes = [folder / "corrections.toml" for folder in folders if folder.is_dir()]
    found = [tomllib.loads(note.read_text("utf-8"))["openings"] for note in notes if note.is_file()]
    return tuple(fold(opening) for openings in found for opening in openings)
