"""An entry, or the page behind it -> a record of `news.raw`. Pure; called by `feeds` and `files`."""

import base64
from dataclasses import dataclass
from datetime import datetime

from schemas.cards import load_cards
from schemas.raw import RawArticle
from schemas.wire import InvalidRecordError
from streams.engine.records import RAW, Outgoing
from streams.ingest.document import RECORD, Entry
from streams.ingest.sources import Source
from streams.normalize.sections import section_names
from streams.normalize.source import source_of

RECORD_BYTES = load_cards()[RAW].max_message_bytes - 1_024
"""What `news.raw` takes, less what Kafka itself adds to a record."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page behind an entry, as it was fetched."""

    url: str
    content_type: str
    charset: str | None
    body: bytes


def entry_record(source: Source, entry: Entry, retrieved_at: datetime) -> Outgoing | None:
    """Make the record of an entry as its feed has it; None when it is larger than a record may be."""
    if entry.content_type == RECORD:
        return line_record(entry.content if isinstance(entry.content, bytes) else entry.content.encode())
    fields = _hints(source, entry) | _content(entry.content, None) | {"content_type": entry.content_type}
    return _record(fields, retrieved_at)


def page_record(source: Source, entry: Entry, page: Page, retrieved_at: datetime) -> Outgoing | None:
    """Make the record of the page behind an entry, with what the feed said as hints; None when it is too large."""
    charset = f"; charset={page.charset}" if page.charset else ""
    fields = _hints(source, entry) | {
        "url": page.url,
        "content_type": page.content_type + charset,
        "sections": section_names(entry.sections),
    }
    return _record(fields | _content(page.body, page.charset), retrieved_at)


def line_record(value: bytes) -> Outgoing | None:
    """Make a record of a value that is one already, as it is; what is wrong with it becomes its outcome."""
    if len(value) > RECORD_BYTES:
        return None
    try:
        source = source_of(RawArticle.decode(value))
    except InvalidRecordError:
        source = None
    return Outgoing(RAW, source.encode() if source else None, value)


def _hints(source: Source, entry: Entry) -> dict[str, object]:
    return {
        "url": entry.link,
        "source": source.publisher or source.host,
        "guid": entry.guid,
        "title": entry.title,
        "published": entry.published_raw,
        "signal": entry.signal,
    }


def _content(content: bytes | str, charset: str | None) -> dict[str, object]:
    if isinstance(content, str):
        return {"content": content}
    if charset in {None, "utf-8"}:
        try:
            return {"content": content.decode("utf-8")}
        except UnicodeDecodeError:
            pass
    return {"content_base64": base64.b64encode(content).decode("ascii")}


def _record(fields: dict[str, object], retrieved_at: datetime) -> Outgoing | None:
    raw = RawArticle.model_validate(fields | {"retrieved_at": retrieved_at})
    source, value = source_of(raw), raw.encode()
    return Outgoing(RAW, source.encode() if source else None, value) if len(value) <= RECORD_BYTES else None
