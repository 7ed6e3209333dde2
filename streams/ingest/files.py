"""Watched folders, and files of lines that grow: what is new in them -> records. Called by `agent`.

A file of a folder is taken once, known by its content: one that is replaced is taken again, one that is renamed is not.
Of a file of lines each line is taken once, known by where it stands; with another beginning it is another file.
"""

import asyncio
import base64
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from xxhash import xxh3_64_digest, xxh3_64_hexdigest

from schemas.feed import FeedRow
from streams.engine.records import Outgoing
from streams.ingest.entries import MAX_BYTES, read_file
from streams.ingest.feeds import Step
from streams.ingest.loop import Slot
from streams.ingest.records import RECORD_BYTES, entry_record, line_record
from streams.ingest.rows import instant, visited
from streams.ingest.schedule import Fetch, Fetched
from streams.ingest.sources import Source

HASH_BYTES = 8
MAX_FILES = 60_000
"""Hashes of more would not fit into a row of 1 MB."""
TOGETHER_BYTES = 4 * 1024 * 1024
"""Of files or lines that are read and written in one step."""
SETTLED_SECONDS = 2.0
"""A file that changed less long ago may still be being written."""
LAST_LINE_SECONDS = 10.0
"""A last line without an end, in a file that has not changed for so long, is whole."""
HEAD_BYTES = 4_096


@dataclass(slots=True)
class Folders:
    """Visits folders; between two visits a file is known by its size and time, so that only new ones are read."""

    now_ms: Callable[[], int]
    _seen: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)

    async def visit(self, source: Source, row: FeedRow, slot: Slot) -> AsyncIterator[Step]:
        """Take the files that are new, the oldest first."""
        await slot.take()
        try:
            files = await asyncio.to_thread(_list, source.location)
        except OSError as error:
            yield _ended(source, row, self.now_ms(), Fetched.FAILED, f"it can't be read: {error.strerror}")
            return
        if len(files) > MAX_FILES:
            problem = f"it holds {len(files):,} files, more than {MAX_FILES:,}: move away what was taken"
            yield _ended(source, row, self.now_ms(), Fetched.FAILED, problem)
            return
        seen, has_news = self._seen.get(source.id, {}), False
        problems: list[str] = []
        new = [one for one in files if seen.get(one.path) != one.stamp]
        for part in _parts(new):
            taken = await asyncio.to_thread(_take, source, part, row.files, self.now_ms())
            problems += taken.problems
            has_news |= bool(taken.events)
            row = row.model_copy(update={"files": taken.files, "records": row.records + len(taken.events)})
            yield Step(taken.events, row, "file", {"new": len(taken.events)})
        self._seen[source.id] = {one.path: one.stamp for one in files}
        fetched = Fetched.FRESH if has_news else Fetched.SAME
        yield _ended(source, row, self.now_ms(), fetched, "; ".join(problems[:3]) or None)


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    stamp: tuple[int, int]
    """Time in nanoseconds, and size."""


@dataclass(frozen=True, slots=True)
class _Taken:
    events: tuple[Outgoing, ...]
    files: str
    problems: tuple[str, ...]


def _list(folder: str) -> list[_File]:
    young_ns = time.time_ns() - round(SETTLED_SECONDS * 1e9)
    return sorted((one for one in _walk(folder) if one.stamp[0] <= young_ns), key=lambda one: (one.stamp, one.path))


def _walk(folder: str) -> Iterator[_File]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith((".tmp", ".part", "~")):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path)
            elif entry.is_file(follow_symlinks=False):
                stat = entry.stat()
                yield _File(entry.path, (stat.st_mtime_ns, stat.st_size))


def _parts(files: Sequence[_File]) -> Iterator[Sequence[_File]]:
    part: list[_File] = []
    size = 0
    for one in files:
        if part and size + one.stamp[1] > TOGETHER_BYTES:
            yield part
            part, size = [], 0
        part.append(one)
        size += one.stamp[1]
    if part:
        yield part


def _take(source: Source, files: Sequence[_File], known: str, now_ms: int) -> _Taken:
    packed = base64.b64decode(known)
    hashes = dict.fromkeys(packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES))
    events: list[Outgoing] = []
    problems: list[str] = []
    for one in files:
        name = os.path.relpath(one.path, source.location)
        try:
            with Path(one.path).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            problems.append(f"{name} can't be read: {error.strerror}")
            continue
        if (made := xxh3_64_digest(content)) in hashes:
            continue
        hashes[made] = None
        document = read_file(content, one.path)
        found = [entry_record(source, entry, instant(now_ms)) for entry in document.entries]
        problems += [f"{name}: {problem}" for problem in document.problems]
        problems += [f"{name}: an entry is larger than a record may be"] * (None in found)
        events += [record for record in found if record]
    kept = b"".join(list(hashes)[-MAX_FILES:])
    return _Taken(tuple(events), base64.b64encode(kept).decode("ascii"), tuple(problems))


@dataclass(frozen=True, slots=True)
class Lines:
    """Visits files of lines."""

    now_ms: Callable[[], int]

    async def visit(self, source: Source, row: FeedRow, slot: Slot) -> AsyncIterator[Step]:
        """Take the lines that came since."""
        await slot.take()
        too_large, has_news = 0, False
        try:
            row = await asyncio.to_thread(_same_file, source.location, row)
            while (read := await asyncio.to_thread(_next_lines, source.location, row.offset)).offset > row.offset:
                too_large += read.too_large
                has_news |= bool(read.events)
                update = {"offset": read.offset, "head": read.head, "records": row.records + len(read.events)}
                row = row.model_copy(update=update)
                yield Step(read.events, row, "file", {"new": len(read.events), "too_large": read.too_large})
        except OSError as error:
            yield _ended(source, row, self.now_ms(), Fetched.FAILED, f"it can't be read: {error.strerror}")
            return
        problem = f"{too_large} lines are larger than a record may be and were not sent" if too_large else None
        yield _ended(source, row, self.now_ms(), Fetched.FRESH if has_news else Fetched.SAME, problem)


@dataclass(frozen=True, slots=True)
class _Read:
    """Lines of a file, where they end, and the hash of what the file begins with."""

    events: tuple[Outgoing, ...]
    offset: int
    head: str
    too_large: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the blanks around it, and how long it is in the file; one longer than a record is not kept."""

    value: bytes | None
    size: int
    is_ended: bool


def _same_file(path: str, row: FeedRow) -> FeedRow:
    """Give the row as it is, or from the beginning if the file is another or was cut."""
    with Path(path).open("rb") as file:
        is_same = os.fstat(file.fileno()).st_size >= row.offset and row.head in {"", _head(file, row.offset)}
    return row if is_same else row.model_copy(update={"offset": 0, "head": ""})


def _head(file: BinaryIO, offset: int) -> str:
    file.seek(0)
    return xxh3_64_hexdigest(file.read(min(HEAD_BYTES, offset)))


def _next_lines(path: str, offset: int) -> _Read:
    events: list[Outgoing] = []
    begin, too_large = offset, 0
    with Path(path).open("rb") as file:
        is_settled = time.time() - os.fstat(file.fileno()).st_mtime > LAST_LINE_SECONDS
        file.seek(offset)
        while offset - begin < TOGETHER_BYTES and (line := _next_line(file)).size:
            if not line.is_ended and not is_settled:
                break
            offset += line.size
            record = line_record(line.value) if line.value else None
            events += [record] if record else []
            too_large += record is None and line.value != b""
        return _Read(tuple(events), offset, _head(file, offset), too_large)


def _next_line(file: BinaryIO) -> _Line:
    chunk = file.readline(RECORD_BYTES + 1)
    is_ended, size = chunk.endswith(b"\n"), len(chunk)
    if is_ended or size <= RECORD_BYTES:
        return _Line(chunk.strip(), size, is_ended)
    while not is_ended and (chunk := file.readline(RECORD_BYTES)):
        is_ended, size = chunk.endswith(b"\n"), size + len(chunk)
    return _Line(None, size, is_ended)


def _ended(source: Source, row: FeedRow, now_ms: int, fetched: Fetched, problem: str | None) -> Step:
    status = "failed" if fetched is Fetched.FAILED else "file"
    return Step((), visited(row, source, Fetch(fetched, now_ms), problem), status)
