"""What is watched: the list of sources, from a TOML file or from the OPML that every feed reader exports.

Called once at start, and by `newsstream ingest check`. Wrong lists are refused with the place that is wrong.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from streams.errors import NewsstreamError
from streams.ingest.opml import read_opml

SHORTEST_SECONDS, LONGEST_SECONDS = 60, 3600
_TABLES = ("feeds", "folders", "lines")
_HEADER = re.compile(r"^\s*\[\[\s*(\w+)\s*\]\]", re.MULTILINE)
_SCHEMES = {"http": 80, "https": 443}
_SECRET = re.compile(r"([?&][^=&#]*(?:key|token|secret|sig|auth|pass|pwd)[^=&#]*=)[^&#]*", re.IGNORECASE)
_USER = re.compile(r"^(\w+://)[^/?#]*@")
_FEED_SCHEME = re.compile(r"^(?:feed|pcast|itpc):(?://)?", re.IGNORECASE)


class SourcesError(NewsstreamError):
    """The list of sources can't be read, or says something wrong: which file, which line, what to do."""


class Kind(StrEnum):
    """What stands at a location; the format of a document is told by itself."""

    FEED = "feed"
    FOLDER = "folder"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to watch."""

    id: str
    """Stable, and without credentials: the normalized address or the path. Its state is kept under it."""
    location: str
    """Address (http, https), or path of a file or folder."""
    kind: Kind = Kind.FEED
    publisher: str | None = None
    """What its records say as their `source`; the host without it."""
    is_full_text: bool = False
    """Fetch the pages behind the entries."""
    title: str | None = None
    shortest_seconds: int = SHORTEST_SECONDS
    longest_seconds: int = LONGEST_SECONDS

    @property
    def shown(self) -> str:
        """The location for logs, tables and events: without passwords and keys."""
        return shown(self.location) if self.is_remote else self.location

    @property
    def is_remote(self) -> bool:
        """It is fetched over HTTP."""
        return self.location.startswith(("http://", "https://"))

    @property
    def host(self) -> str | None:
        """The host without `www.`; None for a path."""
        host = urlsplit(self.location).hostname if self.is_remote else None
        return host.removeprefix("www.") if host else None


def shown(location: str) -> str:
    """Give an address without its user, its password and what its parameters call a key, token or the like."""
    return _SECRET.sub(r"\1***", _USER.sub(r"\1***@", location))


def read_sources(path: Path) -> tuple[Source, ...]:
    """Read a list of sources, TOML or OPML; one that stands in it twice is one.

    Raises:
        SourcesError: the file can't be read, or says something wrong.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"the list of sources {path} can't be read: {error.strerror}"
        raise SourcesError(msg) from error
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        found = [_of_outline(path, *one) for one in read_opml(content)]
    else:
        found = _read_toml(path, content)
    if not found:
        msg = f'{path} names no source; a TOML list has tables such as [[feeds]] with url = "https://..."'
        raise SourcesError(msg)
    return _merged(found)


def address_source(where: str) -> Source:
    """Give the source that an address or a path alone is, for a look at it.

    Raises:
        SourcesError: it is an address of another kind than http and https.
    """
    is_address = "://" in where or _FEED_SCHEME.match(where) is not None
    location = _address(where) if is_address else where
    return Source(id=_id(location), location=location)


def _of_outline(path: Path, line: int, address: str, title: str | None) -> Source:
    return _source(path, line, Kind.FEED, {"url": address, "title": title} if title else {"url": address})


def _merged(found: Iterable[Source]) -> tuple[Source, ...]:
    """Of doubles the first stays; what only a later one says is added to it."""
    merged: dict[str, Source] = {}
    for one in found:
        first = merged.setdefault(one.id, one)
        merged[one.id] = replace(
            first,
            publisher=first.publisher or one.publisher,
            title=first.title or one.title,
            is_full_text=first.is_full_text or one.is_full_text,
        )
    return tuple(merged.values())


def _read_toml(path: Path, content: bytes) -> list[Source]:
    try:
        text = content.decode("utf-8-sig")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path} is neither TOML nor OPML: {error}"
        raise SourcesError(msg) from error
    defaults = {name: value for name, value in data.items() if name not in _TABLES}
    _check(path, 1, defaults, ("shortest_seconds", "longest_seconds", "full_text"))
    lines = [(found[1], text.count("\n", 0, found.start(1)) + 1) for found in _HEADER.finditer(text)]
    found: list[Source] = []
    for table, kind in zip(_TABLES, Kind, strict=True):
        tables = data.get(table, [])
        if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
            msg = f"{path}: {table} is a list of tables; write [[{table}]] above each"
            raise SourcesError(msg)
        at = [line for name, line in lines if name == table] + [1] * len(tables)
        found += [_source(path, line, kind, defaults | one) for line, one in zip(at, tables, strict=False)]
    return found


def _source(path: Path, line: int, kind: Kind, table: Mapping[str, object]) -> Source:
    _check(path, line, table, ("url", "path", "full_text", *_SAID))
    location = _location(path, line, kind, table)
    said = cast("Mapping[str, Any]", {name: table[name] for name in _SAID if name in table})  # of the types of _TYPES
    source = Source(
        id=_id(location), location=location, kind=kind, is_full_text=bool(table.get("full_text", False)), **said
    )
    if not 0 < source.shortest_seconds <= source.longest_seconds:
        msg = f"{path}, line {line}: shortest_seconds must be over 0 and at most longest_seconds"
        raise SourcesError(msg)
    return source


_SAID = ("publisher", "title", "shortest_seconds", "longest_seconds")
_TYPES = {"full_text": bool, "shortest_seconds": int, "longest_seconds": int}


def _check(path: Path, line: int, table: Mapping[str, object], names: Iterable[str]) -> None:
    for name, value in table.items():
        if name not in names:
            msg = f"{path}, line {line}: {name!r} is not known; it may say {', '.join(names)}"
            raise SourcesError(msg)
        wanted = _TYPES.get(name, str)
        if type(value) is not wanted:
            msg = f"{path}, line {line}: {name} must be {_WORDS[wanted]}, not {value!r}"
            raise SourcesError(msg)


_WORDS = {str: "text in quotes", int: "a whole number", bool: "true or false"}


def _location(path: Path, line: int, kind: Kind, table: Mapping[str, object]) -> str:
    url, file = table.get("url"), table.get("path")
    if isinstance(url, str) and file is None and kind is Kind.FEED:
        try:
            return _address(url)
        except SourcesError as error:
            msg = f"{path}, line {line}: {error}"
            raise SourcesError(msg) from error
    if isinstance(file, str) and file and url is None:
        return str((path.parent / Path(file).expanduser()).absolute())  # the same from whatever folder it is run
    wanted = "url or path" if kind is Kind.FEED else "path"
    msg = f"{path}, line {line}: a source of this table has one {wanted}"
    raise SourcesError(msg)


def _address(url: str) -> str:
    address = _FEED_SCHEME.sub("", url.strip())
    if address != url.strip() and not address.lower().startswith(("http:", "https:")):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        is_good = parts.scheme.lower() in _SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_good = False
    if not is_good:
        msg = f"{url.rpartition('@')[2]!r} is no http or https address"
        raise SourcesError(msg)
    return address


def _id(location: str) -> str:
    """The address with scheme and host in lower case and without user, default port and fragment; a path as it is."""
    if not location.startswith(("http", "HTTP")):
        return location
    parts = urlsplit(location)
    host = (parts.hostname or "").rstrip(".")
    scheme = parts.scheme.lower()
    port = "" if parts.port in {None, _SCHEMES[scheme]} else f":{parts.port}"
    return urlunsplit((scheme, host + port, parts.path or "/", parts.query, ""))
