"""The tables of the read model, and the file that they lie in; called by `model`.

A name is kept as 64 bits of itself, for a guid may have megabytes: of a thousand million names one that is asked for
and is not among them would be taken for another once in ten thousand million times.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import quote

from schemas.article import RawPosition
from streams.errors import SettingsError

VERSION = 1
"""Of the tables: a file of another version is made anew."""
BUSY_SECONDS = 60.0
CACHE_KIB = 65_536


@dataclass(frozen=True, slots=True)
class Row:
    """What the model knows of one delivery; times are those of the records, in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    item: int
    items: int
    outcome: str | None = None
    reason: str | None = None
    stage: str | None = None
    uri: str | None = None
    version: int | None = None
    event: str | None = None
    ce_id: str | None = None
    article_id: str | None = None
    outcome_ms: int | None = None
    outcome_partition: int | None = None
    outcome_offset: int | None = None
    event_ms: int | None = None
    event_partition: int | None = None
    event_offset: int | None = None
    letter_topic: str | None = None
    letter_partition: int | None = None
    letter_offset: int | None = None

    @property
    def raw(self) -> RawPosition:
        """The delivery."""
        return RawPosition(
            topic=self.topic, partition=self.partition, offset=self.offset, item=self.item, items=self.items
        )


COLUMNS = tuple(field.name for field in fields(Row))[4:]
"""What is known of a delivery besides its place: null until a record says it."""
_KNOWN = ", ".join(COLUMNS)
_AT = "place INTEGER, offset INTEGER, item INTEGER"
TABLES = (
    "CREATE TABLE place (id INTEGER PRIMARY KEY, topic TEXT, partition INTEGER, UNIQUE (topic, partition))",
    f"CREATE TABLE delivery ({_AT}, {_KNOWN}, PRIMARY KEY (place, offset, item)) WITHOUT ROWID",
    f"CREATE TABLE name (digest INTEGER, {_AT}, PRIMARY KEY (digest, place, offset, item)) WITHOUT ROWID",
    "CREATE TABLE position (topic TEXT, partition INTEGER, next, PRIMARY KEY (topic, partition)) WITHOUT ROWID",
    "CREATE TABLE bounds (since_ms, trimmed_ms)",
    "INSERT INTO bounds VALUES (NULL, 0)",
    f"PRAGMA user_version = {VERSION}",
)
FOUND = f"SELECT topic, partition, offset, item, {_KNOWN} FROM delivery JOIN place ON id = delivery.place"  # noqa: S608 - names of ours


def upsert(columns: Sequence[str]) -> str:
    """Write the statement that keeps what is known of a delivery and adds what is not: the first of copies counts."""
    marks = ", ".join("?" * (3 + len(columns)))
    updates = ", ".join(f"{name} = coalesce({name}, excluded.{name})" for name in columns)
    return (
        f"INSERT INTO delivery (place, offset, item, {', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - names of ours
        f" ON CONFLICT DO UPDATE SET {updates}"
    )


def digest_of(name: str) -> int:
    """Give 64 bits of a name, signed as SQLite has them."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@contextmanager
def open_tables(folder: Path, cluster: str) -> Iterator[sqlite3.Connection]:
    """Open the file of a cluster in a folder, which is made; a file that is no database is replaced.

    Raises:
        SettingsError: the folder or the file can't be used.
    """
    path = folder / f"ledger-{quote(cluster, safe='')}.sqlite3"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(_connect(path)) as connection:
            yield connection
    except (OSError, sqlite3.Error) as error:
        msg = f"the read model {path} can't be used: {error}; remove it, or set NEWSSTREAM_DATA to another folder"
        raise SettingsError(msg) from error


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return _configured(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # broken, or something else: what is made from Kafka can be made again
        for part in ("", "-wal", "-shm"):
            path.with_name(path.name + part).unlink(missing_ok=True)
        return _configured(path)


def _configured(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # a kill loses nothing; a power cut the last transactions
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    except BaseException:
        connection.close()
        raise
    return connection
