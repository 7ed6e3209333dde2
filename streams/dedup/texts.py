"""Texts: an article reduced to what the rules compare, the same whether it just came or is remembered.

Called by the judge for each new article and for each row of the memory.
"""

import sys
import tomllib
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from xxhash import xxh3_64_intdigest

from schemas.article import TaggedArticle
from schemas.relation import ChangedField
from schemas.state import StateRow, TextState
from streams.dedup.signature import letters_hash, sign
from streams.lang.folding import fold

SHORT_BODY_UNITS = 20
"""A body shorter than this is equal to another only together with its headline: "More follows." says nothing alone."""
CORRECTION = "correction"
NOTE_CHARACTERS = 80
"""As much of a paragraph is looked at as the longest opening of a correction note needs."""
_SEPARATORS = frozenset("/?#")


@dataclass(frozen=True, slots=True)
class Text:
    """What is compared of a text; see `TextState` for the fields."""

    source: str
    title: int
    exact: int
    units: int
    fingerprints: "array[int]"
    numbers: "array[int]"


@dataclass(frozen=True, slots=True)
class Entry:
    """A remembered text with its place in the sequence and in its chain of versions."""

    text: Text
    offset: int
    uri: str
    version: int
    family: int
    retrieved_at: float | None


def text_state_of(article: TaggedArticle) -> TextState:
    """Reduce an article's text; without a body the standfirst or the headline is the text."""
    body = article.body or article.standfirst or article.title or ""
    signature = sign(body)
    is_short = signature.units < SHORT_BODY_UNITS
    exact = letters_hash(f"{article.title or ''} {body}") if is_short else signature.exact
    return TextState(
        title=letters_hash(article.title) if article.title else 0,
        exact=exact if signature.units else 0,
        units=signature.units,
        fingerprints=signature.fingerprints,
        numbers=signature.numbers,
    )


def text_of(state: TextState, source: str) -> Text:
    """Give the compact form in which a text is compared and kept."""
    return Text(
        source=sys.intern(source),
        title=state.title,
        exact=state.exact,
        units=state.units,
        fingerprints=array("I", state.fingerprints),
        numbers=array("I", state.numbers),
    )


def entry_of(row: StateRow) -> Entry:
    """Give the entry that a row of the memory stands for."""
    return Entry(
        text=text_of(row.text, row.source),
        offset=row.offset,
        uri=row.uri,
        version=row.version,
        family=row.family,
        retrieved_at=row.retrieved_at.timestamp() if row.retrieved_at else None,
    )


def field_hashes(article: TaggedArticle, text: TextState) -> Mapping[ChangedField, int]:
    """Give a hash of each field that a version may change; a body's numbers count with their points and commas."""
    return {
        "title": letters_hash(article.title or ""),
        "standfirst": letters_hash(article.standfirst or ""),
        "body": _hash(f"{text.exact} {text.numbers}") if article.body else 0,
        "byline": letters_hash(article.byline.raw or ""),
        "published": _hash(article.published.at or ""),
        "modified": _hash(article.modified.at or ""),
    }


def _hash(text: str) -> int:
    return xxh3_64_intdigest(text.encode())


def identity_keys(article: TaggedArticle) -> tuple[int, ...]:
    """Give the keys that the article is known by: its guid within the source, then its url key.

    A guid comes first: it is the publisher's own word. The address of a site's front page identifies no article.
    """
    return tuple(_hash(key) for key in _key_texts(article))


def _key_texts(article: TaggedArticle) -> Iterator[str]:
    if article.guid:
        yield f"guid\0{article.source}\0{article.guid}"
    if article.url and _SEPARATORS.intersection(article.url.key):
        yield f"url\0{article.url.key}"


def count_notes(article: TaggedArticle) -> int:
    """Give the number of correction notes, whether normalize took them out or left them in the body."""
    taken = sum(removed.kind == CORRECTION for removed in article.removed)
    openings = (fold(paragraph[:NOTE_CHARACTERS]) for paragraph in article.body.split("\n\n"))
    return taken + sum(opening.startswith(_note_openings()) for opening in openings)


@cache
def _note_openings() -> tuple[str, ...]:
    """Give the openings of all languages: a note may stand in another one than the article."""
    folders = sorted(files("streams.lang").iterdir(), key=lambda folder: folder.name)
    notes = [folder / "corrections.toml" for folder in folders if folder.is_dir()]
    found = [tomllib.loads(note.read_text("utf-8"))["openings"] for note in notes if note.is_file()]
    return tuple(fold(opening) for openings in found for opening in openings)
