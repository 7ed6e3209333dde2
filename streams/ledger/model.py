"""The read model: where each article's records stand, by raw offset and by every name that it has.

Kafka has no look-up by id. Called by `newsstream trace`; made from the ledger topics by `catch_up`, and anew at will.
What a batch of records says and how far the topics were read is one transaction: a kill leaves a model that the next
run goes on from. A batch counts only if it begins where the model stands, so that two runs at a time do no harm.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from streams.ledger.entries import Entry
from streams.ledger.tables import FOUND, TABLES, VERSION, Row, digest_of, open_tables, upsert

FOUND_MOST = 1_000
"""Deliveries that one look-up gives: a feed that is fetched every minute has as many copies of an article a day."""
TRIM_MS = 86_400_000
"""Names are trimmed by a walk over all of them, so it is done once a day."""
Place = tuple[str, int]
"""A topic and a partition."""


class OvertakenError(Exception):
    """The model does not stand where a batch begins, as another run was faster: nothing of it was written."""


class Model:
    """An open read model."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection; tables of another version, or of none, are made anew."""
        self._connection = connection
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            self.clear()

    def clear(self) -> None:
        """Make it empty."""
        with self._transaction():
            for (name,) in self._connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
                self._connection.execute(f'DROP TABLE "{name}"')
            for statement in TABLES:
                self._connection.execute(statement)

    @property
    def since_ms(self) -> int | None:
        """What was recorded from then on is in it, in milliseconds since 1970; None for a model that is empty."""
        found: int | None = self._connection.execute("SELECT since_ms FROM bounds").fetchone()[0]
        return found

    def positions(self) -> Mapping[Place, int]:
        """Give the offset at which it goes on, by topic and partition."""
        return {(topic, part): at for topic, part, at in self._connection.execute("SELECT * FROM position")}

    def begin(self, positions: Mapping[Place, int], since_ms: int) -> None:
        """Note where the reading of partitions begins that were not read before."""
        with self._transaction():
            rows = [(*place, at) for place, at in positions.items()]
            self._connection.executemany("INSERT OR IGNORE INTO position VALUES (?, ?, ?)", rows)
            self._connection.execute("UPDATE bounds SET since_ms = coalesce(since_ms, ?)", (since_ms,))

    def take(self, entries: Sequence[Entry], read: Mapping[Place, tuple[int, int]]) -> None:
        """Take in what is said by the records from one offset up to, and without, another, by topic and partition.

        Raises:
            OvertakenError: the model does not stand where they begin.
        """
        with self._transaction():
            for (topic, partition), (begin, end) in read.items():
                statement = "UPDATE position SET next = ? WHERE topic = ? AND partition = ? AND next = ?"
                if self._connection.execute(statement, (end, topic, partition, begin)).rowcount != 1:
                    raise OvertakenError
            self._write(entries)

    def trim(self, before_ms: int) -> None:
        """Forget, once a day, what was recorded before a time: of each raw partition all up to the first to keep."""
        (trimmed_ms,) = self._connection.execute("SELECT trimmed_ms FROM bounds").fetchone()
        if before_ms < trimmed_ms + TRIM_MS:
            return
        with self._transaction():
            for (place,) in self._connection.execute("SELECT id FROM place").fetchall():
                (first,) = self._connection.execute(
                    "SELECT coalesce((SELECT offset FROM delivery WHERE place = ?"
                    " AND (outcome_ms >= ? OR event_ms >= ?) ORDER BY offset LIMIT 1), 1 << 62)",
                    (place, before_ms, before_ms),
                ).fetchone()
                self._connection.execute("DELETE FROM delivery WHERE place = ? AND offset < ?", (place, first))
                self._connection.execute("DELETE FROM name WHERE place = ? AND offset < ?", (place, first))
            self._connection.execute("UPDATE bounds SET since_ms = max(since_ms, ?), trimmed_ms = ?", (before_ms,) * 2)

    def at(self, topic: str, partition: int, offset: int, item: int | None = None) -> list[Row]:
        """Give the articles of one raw record in their order, or one of them."""
        return self._find(
            "WHERE topic = ? AND partition = ? AND offset = ? AND item = coalesce(?, item) ORDER BY item",
            (topic, partition, offset, item),
        )

    def named(self, names: Sequence[str]) -> list[Row]:
        """Give the deliveries that have one of these names, newest first."""
        marks = ", ".join("?" * len(names))
        return self._find(
            f"WHERE (delivery.place, offset, item) IN (SELECT place, offset, item FROM name WHERE digest IN ({marks}))"  # noqa: S608
            " ORDER BY coalesce(event_ms, outcome_ms) DESC, version DESC, offset DESC, item DESC",
            [digest_of(name) for name in names],
        )

    def newest_version(self, uri: str) -> int | None:
        """Give the highest version of an article that the model knows."""
        return max((row.version or 0 for row in self.named([uri]) if row.uri == uri), default=None)

    def _find(self, where: str, values: Sequence[object]) -> list[Row]:
        return [Row(*found) for found in self._connection.execute(f"{FOUND} {where} LIMIT {FOUND_MOST}", values)]

    def _write(self, entries: Sequence[Entry]) -> None:
        places = self._places({(entry.raw.topic, entry.raw.partition) for entry in entries})
        rows: dict[tuple[str, ...], list[Sequence[object]]] = {}
        names: list[tuple[int, int, int, int]] = []
        for entry in entries:
            at = places[entry.raw.topic, entry.raw.partition], entry.raw.offset, entry.raw.item
            rows.setdefault(tuple(entry.columns), []).append((*at, *entry.columns.values()))
            names += [(digest_of(name), *at) for name in entry.names]
        for columns, values in rows.items():
            self._connection.executemany(upsert(columns), values)
        self._connection.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?)", sorted(names))

    def _places(self, places: set[Place]) -> Mapping[Place, int]:
        self._connection.executemany("INSERT OR IGNORE INTO place (topic, partition) VALUES (?, ?)", places)
        return {(topic, part): key for key, topic, part in self._connection.execute("SELECT * FROM place")}

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


@contextmanager
def open_model(folder: Path, cluster: str) -> Iterator[Model]:
    """Open the model of a cluster in a folder.

    Raises:
        SettingsError: the folder or the file can't be used.
    """
    with open_tables(folder, cluster) as connection:
        yield Model(connection)
