"""A file that holds one article, as JSON or as a page; read by the verbs `compare` and `explain`."""

import sys
from pathlib import Path

import orjson

from schemas.wire import InvalidRecordError, load_object
from streams.cli.lines import LINE_BYTES
from streams.errors import NewsstreamError

PAGE_MARK = b"<"


def read_raw_file(path: Path) -> bytes:
    """Give the value of `news.raw` that a file stands for: its JSON, or its page of an unknown source; - reads stdin.

    Raises:
        NewsstreamError: it can't be read, or is larger than a record may be.
    """
    try:
        with sys.stdin.buffer if str(path) == "-" else path.open("rb") as file:
            content = file.read(LINE_BYTES + 1)
    except OSError as error:
        msg = f"{path} can't be read: {error.strerror}"
        raise NewsstreamError(msg) from error
    if len(content) > LINE_BYTES:
        msg = f"{path} is over {LINE_BYTES:,} bytes"
        raise NewsstreamError(msg)
    return _raw_of(content, path)


def _raw_of(content: bytes, path: Path) -> bytes:
    try:
        load_object(content)
    except InvalidRecordError:
        kind = "text/html" if content.lstrip().startswith(PAGE_MARK) else "text/plain"
        return orjson.dumps({"content_type": kind, "content": content.decode("utf-8", "replace"), "name": str(path)})
    return content
