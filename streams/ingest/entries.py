"""A fetched document -> its entries, each as a document of its own.

Called for each fetch and for `newsstream ingest check`. Pure. The readers are those of normalize: what an entry is
taken for here is what becomes of it there.
"""

import re

from streams.ingest.document import RECORD, Document, Entry
from streams.ingest.markup import announced_feeds, read_markup
from streams.ingest.objects import read_lines, read_object
from streams.normalize.decode import declared_charset, decode_bytes
from streams.normalize.tree import FEED_ROOT

__all__ = ["MAX_BYTES", "RECORD", "Document", "Entry", "read_document", "read_file"]

MAX_BYTES = 50_000_000
"""A longer document is not read: a sitemap has at most so many by its standard, and no feed of the press comes near."""
_SNIFFED = 2000
_PAGE = re.compile(r"(?:\s|<\?[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body)\b", re.DOTALL)
_NULS = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_LINES = frozenset({"application/x-ndjson", "application/jsonl", "application/x-jsonlines", "application/json-seq"})
_PAGES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".txt": "text/plain"}


def read_document(content: bytes, content_type: str | None, charset: str | None, location: str) -> Document:
    """Read a document of any format; what is wrong with it is told in its `problems`, and never raised.

    `content_type` and `charset` are what the server said; what the document itself looks like counts more.
    `location` is its address or path: links are relative to it.
    """
    if len(content) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000} MB"
        return _nothing("too large", f"the document has {len(content):,} bytes; more than {limit} are not read")
    text = _decoded(content, charset)
    if text is None:
        return _nothing("bytes", "the bytes are in no charset that can be told")
    beginning = text[:_SNIFFED].lstrip("\ufeff \t\r\n").lower()
    if not beginning:
        return _nothing("empty", "the document is empty")
    if beginning.startswith(("{", "[")):
        return read_lines(content) if _is_lines(beginning, content_type, location) else read_object(text)
    if not _PAGE.match(beginning) and (beginning.startswith("<") or FEED_ROOT.search(beginning)):
        return read_markup(text, location)
    return _page(text, location, beginning)


def read_file(content: bytes, location: str) -> Document:
    """Read a file of a watched folder: as `read_document`, but a page of HTML or text is an article there."""
    document = read_document(content, None, None, location)
    if document.format not in {"HTML", "text"}:
        return document
    suffix = location[location.rfind(".") :].lower()
    media_type = "text/html" if document.format == "HTML" else _PAGES.get(suffix, "text/plain")
    text = _decoded(content, None) or ""
    return Document(document.format, (Entry(content, media_type, guid=location, text=text),))


def _nothing(found: str, problem: str) -> Document:
    return Document(found, problems=(problem,))


def _decoded(content: bytes, charset: str | None) -> str | None:
    if wide := _NULS.get(content[:2]):
        return content.decode(wide, "replace")
    return decode_bytes(content, declared_charset(content) or charset)


def _is_lines(beginning: str, content_type: str | None, location: str) -> bool:
    if content_type in _LINES or location.endswith((".jsonl", ".ndjson")):
        return True
    return beginning.startswith("{") and re.match(r"\{.*\}\s*\n\s*\{", beginning) is not None


def _page(text: str, location: str, beginning: str) -> Document:
    if not beginning.startswith("<"):
        return _nothing("text", "this is text, no feed that can be read")
    feeds = announced_feeds(text, location)
    advice = f"; it announces {', '.join(feeds)}" if feeds else ", and it announces no feed"
    return Document("HTML", feeds=feeds, problems=(f"a page of HTML where a feed should be{advice}",))
