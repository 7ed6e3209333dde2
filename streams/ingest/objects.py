"""Feeds in JSON -> their entries: JSON Feed, ninjs, and JSON Lines of raw articles.

Called by `entries`.
"""

from collections.abc import Iterator, Mapping

import orjson

from schemas.raw import RawArticle
from schemas.wire import InvalidRecordError
from streams.ingest.document import RECORD, Document, Entry
from streams.normalize.feeds import MAX_ENTRIES, json_items, read_json_item

JSON_FEED, NINJS = "application/feed+json", "application/vnd.iptc.ninjs+json"
LINES = "JSON Lines"
_HEAD = ("version", "title", "home_page_url", "language", "authors", "author")
Fields = Mapping[str, object]


def read_object(text: str) -> Document:
    """Read one JSON document: a JSON Feed, one or several ninjs items, or one raw article."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Document("broken JSON", problems=(f"the JSON can't be read: {error}",))
    if isinstance(document, dict) and _is_record(document):
        return Document("raw article", (_record(text.encode()),))
    items = json_items(document)
    is_feed = isinstance(document, dict) and isinstance(document.get("items"), list)
    head = {name: document[name] for name in _HEAD if name in document} if is_feed else {}
    media_type = JSON_FEED if is_feed and "uri" not in next(iter(items), {}) else NINJS
    entries = tuple(_entry(item, head, media_type) for item in items)
    problems = () if entries else ("it has no entries",)
    return Document(
        "JSON Feed" if media_type == JSON_FEED else "ninjs",
        entries,
        title=_text(head.get("title")),
        home=_text(head.get("home_page_url")),
        next_pages=tuple(_next_page(document)) if is_feed else (),
        problems=problems + ((f"only the first {MAX_ENTRIES:,} are read",) if len(items) == MAX_ENTRIES else ()),
    )


def read_lines(content: bytes) -> Document:
    """Read JSON Lines, each a raw article or a ninjs item; what is neither goes on as it is, to get its outcome."""
    lines = [line for line in content.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    return Document(LINES, tuple(read_line(line) for line in lines), problems=() if lines else ("it is empty",))


def read_line(line: bytes) -> Entry:
    """Read one line."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Entry(line, RECORD, text=line.decode("utf-8", "replace"), problems=(f"not JSON: {error}",))
    if isinstance(found, dict) and not _is_record(found) and "uri" in found:
        return _entry(found, {}, NINJS)
    return _record(line)


def _is_record(found: Fields) -> bool:
    return any(isinstance(found.get(name), str) for name in ("content", "content_base64", "signal"))


def _record(line: bytes) -> Entry:
    try:
        raw = RawArticle.decode(line)
    except InvalidRecordError as error:
        return Entry(line, RECORD, text=line.decode("utf-8", "replace"), problems=(str(error),))
    return Entry(
        line,
        RECORD,
        guid=raw.guid,
        link=raw.url,
        title=raw.title,
        text=raw.content or raw.content_base64 or "",
        published_raw=raw.published,
        signal=raw.signal,
    )


def _entry(item: Fields, head: Fields, media_type: str) -> Entry:
    own = {**head, "items": [item]} if media_type == JSON_FEED else item
    return Entry.of(read_json_item(item), orjson.dumps(own).decode(), media_type)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _next_page(document: Fields) -> Iterator[str]:
    if next_url := _text(document.get("next_url")):
        yield next_url
