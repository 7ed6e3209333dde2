"""Sketch: all that dedup asks of a text, made once where it scales, and carried with the article as a header.

Made by the stage before, which any number of processes may share, and by dedup itself for an article that comes without
one of each definition that it has. It is a function of the article alone, so who made it changes no verdict.
"""

import binascii
import struct
from array import array
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.article import TaggedArticle
from schemas.relation import ChangedField
from schemas.state import FIELDS, TextState
from streams.dedup.signature import DEFINITIONS, Signature
from streams.dedup.texts import count_notes, field_hashes, identity_keys, signature_of, text_state_of
from streams.dedup.times import Bounds, bounds_of

HEADER = "ns-sketch"
MAX_NOTES = 0xFFFF
LOW_32_BITS = 0xFFFF_FFFF
KEYS = ("guid", "url")
_HEAD = struct.Struct("<BBBBHHHQQQQIII6I")


class Sketch(NamedTuple):
    """A text in short, with its fields in short; `named_keys` holds what the article is known by: guid and url."""

    signature: Signature
    state: TextState
    named_keys: Mapping[str, int]
    fields: Mapping[ChangedField, int]
    published: Bounds
    notes: int


def sketches_of(article: TaggedArticle) -> Sequence[Sketch]:
    """Reduce an article to what is asked of it, by each definition; in time that is linear in its length."""
    return [_sketch_of(article, definition) for definition in DEFINITIONS]


def _sketch_of(article: TaggedArticle, definition: int) -> Sketch:
    signature = signature_of(article, definition)
    state = text_state_of(article, signature, definition)
    fields = field_hashes(article, state, signature.figures)
    return Sketch(
        signature=signature,
        state=state,
        named_keys=identity_keys(article),
        fields={name: value & LOW_32_BITS for name, value in fields.items()},
        published=bounds_of(article.published),
        notes=min(count_notes(article), MAX_NOTES),
    )


def header_of(article: TaggedArticle) -> tuple[str, bytes]:
    """Give the header that carries an article's sketches."""
    return HEADER, b",".join(binascii.b2a_base64(_encode(one), newline=False) for one in sketches_of(article))


def read_header(value: bytes | None) -> Sequence[Sketch] | None:
    """Read a header; None where there is none, or one that lacks a sketch by one of the definitions."""
    try:
        found = {one.state.signature: one for part in (value or b"").split(b",") if (one := _decode(part))}
        return [found[definition] for definition in DEFINITIONS]
    except (LookupError, ValueError, struct.error):
        return None


def _encode(sketch: Sketch) -> bytes:
    signature, state = sketch.signature, sketch.state
    has_keys = sum(1 << at for at, name in enumerate(KEYS) if name in sketch.named_keys)
    counts = (sketch.notes, len(signature.fingerprints), len(signature.numbers))
    hashes = (signature.exact, signature.figures, state.exact, state.title)
    fields = (sketch.fields[name] for name in FIELDS)
    head = _HEAD.pack(
        *(state.signature, signature.shingle, signature.level, has_keys),
        *(*counts, *hashes, signature.units, *sketch.published, *fields),
    )
    keys = array("Q", (sketch.named_keys[name] for name in KEYS if name in sketch.named_keys))
    units = array("I", (*signature.fingerprints, *signature.places, *signature.numbers))
    return head + keys.tobytes() + units.tobytes()


def _decode(part: bytes) -> Sketch | None:
    value = binascii.a2b_base64(part)
    definition, shingle, level, has_keys, *counts = _HEAD.unpack_from(value)
    notes, prints, numbers, exact, figures, state_exact, title, units, published_from, published_until, *fields = counts
    names = [name for at, name in enumerate(KEYS) if has_keys & 1 << at]
    keys = array("Q", value[_HEAD.size : _HEAD.size + 8 * len(names)])
    rest = array("I", value[_HEAD.size + 8 * len(names) :])
    if len(keys) != len(names) or len(rest) != 2 * prints + numbers:
        return None
    fingerprints = rest[:prints]
    return Sketch(
        signature=Signature(
            exact=exact,
            units=units,
            fingerprints=fingerprints,
            numbers=tuple(rest[2 * prints :]),
            figures=figures,
            level=level,
            places=rest[prints : 2 * prints],
            shingle=shingle,
        ),
        state=TextState(title, state_exact, units, fingerprints, rest[2 * prints :], definition, level),
        named_keys=dict(zip(names, keys, strict=True)),
        fields=dict(zip(FIELDS, fields, strict=True)),
        published=(published_from, published_until),
        notes=notes,
    )
