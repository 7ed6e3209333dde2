"""An entry in 48 bytes: hashes of its names, of its text at three levels of noise, and of its times.

Made by `known` for each entry of a listing and kept for those that the feed has shown.
"""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from xxhash import xxh3_64_intdigest

from streams.ingest.document import Entry
from streams.lang.folding import fold, letters_of
from streams.normalize.urls import url_of

LAYOUT = struct.Struct("<QQQIIIIII")
SHORT_HASH = 0xFFFF_FFFF
SHORT = 40
"""A line with less letters may be a counter, a button or an advertisement: only numbers of longer lines are text."""
_TAGS = re.compile(r"(?i)<(script|style)\b.*?</\1\s*>|<(?:br|/?p|/?div|/?li|/?h\d|/?td|/?tr)\b[^<>]*>", re.DOTALL)
_INLINE = re.compile(r"<[^<>]*>")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What of an entry is compared; 0 is a name that it doesn't have."""

    guid: int
    link: int
    text: int
    """Of title and text, in one form of quotes, dashes and blanks."""
    gist: int
    """The same without numbers and short lines."""
    title: int
    path: int
    """Of the link without its parameters; 0 when neither a time nor a long line stands beside it as evidence."""
    times: int
    listing: int = 0
    """The listing in which it was seen last, as counted by `Known.listings`."""
    sent: int = 0
    """Minutes since the epoch at which it went out last."""


def pack(rows: Iterable[Fingerprint]) -> bytes:
    """Give the bytes of several, one behind the other."""
    return b"".join(
        LAYOUT.pack(row.guid, row.link, row.text, row.gist, row.title, row.path, row.times, row.listing, row.sent)
        for row in rows
    )


def unpack(entries: bytes) -> list[Fingerprint]:
    """Read the bytes of several."""
    return [Fingerprint(*fields) for fields in LAYOUT.iter_unpack(entries)]


def fingerprint(entry: Entry) -> Fingerprint:
    """Take the fingerprint of an entry."""
    title, *_ = lines = [_visible(entry.title or ""), *_visible(entry.text).split("\n")]
    gist = [letters for line in lines[1:] if len(letters := _DIGITS.sub("", letters_of(line))) >= SHORT]
    url = url_of(entry.link)
    fragment = (entry.link or "").partition("#")[2]
    link = f"{url.key}#{fragment}" if url else (entry.link or "")
    return Fingerprint(
        guid=_hash((entry.guid or "").strip()),
        link=_hash(link),
        text=_hash("\n".join(" ".join(part.split()) for part in (title, " ".join(lines[1:]), entry.signal or ""))),
        gist=_hash("\n".join((title, *gist, entry.signal or ""))) & SHORT_HASH,
        title=_hash(title) & SHORT_HASH,
        path=_hash((url.key if url else link).partition("?")[0]) & SHORT_HASH if gist or entry.published_raw else 0,
        times=_hash(f"{entry.published_raw}|{entry.updated_raw}") & SHORT_HASH,
    )


def _visible(markup: str) -> str:
    if "<" in markup or "&" in markup:
        markup = unescape(markup) if "&lt;" in markup and "<" not in markup else markup
        markup = unescape(_INLINE.sub("", _TAGS.sub("\n", markup)))
    return fold(markup)


def _hash(text: str) -> int:
    return xxh3_64_intdigest(text.encode("utf-8", "replace")) if text else 0
