"""Watched folders and files that grow: what is new in them, once."""

import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from streams.ingest import files as module
from streams.ingest.files import Folders, Lines, _next_line
from streams.ingest.loop import Slot, Slots
from streams.ingest.records import RECORD_BYTES
from streams.ingest.rows import row_of
from streams.ingest.sources import Kind, Source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from schemas.feed import FeedRow
    from streams.ingest.feeds import Step

NOW_MS = 1_773_480_600_000
OLD = 1_700_000_000


class Visitor:
    """Visits one source again and again."""

    def __init__(self, source: Source) -> None:
        """Begin without a row, and without a memory of this process."""
        self.source, self.row = source, row_of(source, None)
        self.restart()

    def restart(self) -> None:
        """Go on as another process: only the row is known."""
        made = Folders(lambda: NOW_MS) if self.source.kind is Kind.FOLDER else Lines(lambda: NOW_MS)
        self._visit: Callable[[Source, FeedRow, Slot], AsyncIterator[Step]] = made.visit

    async def visit(self) -> list[str]:
        """Make one visit; give the contents of what was taken."""
        taken = []
        async with Slots(1).slot(is_slow=False) as slot:
            async for step in self._visit(self.source, self.row, slot):
                self.row = step.row
                taken += [json.loads(event.value or b"")["content"] for event in step.events]
        return taken


@pytest.fixture
def folder(tmp_path: Path) -> Visitor:
    """Watch an empty folder."""
    return Visitor(Source("folder", str(tmp_path), Kind.FOLDER, publisher="quay.example"))


@pytest.fixture
def lines(tmp_path: Path) -> Visitor:
    """Watch a file of lines."""
    path = tmp_path / "lines.jsonl"
    path.touch()
    return Visitor(Source("lines", str(path), Kind.LINES))


def put(visitor: Visitor, name: str, text: str, at: int = OLD) -> Path:
    """Write a file that has not changed since."""
    path = Path(visitor.source.location) / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (at, at))
    return path


def line(text: str) -> bytes:
    """Write a line."""
    return json.dumps({"content": text, "source": "quay.example"}).encode() + b"\n"


def write(visitor: Visitor, data: bytes, *, at: int | None = None, mode: str = "wb") -> None:
    """Write the file that is watched; it has changed just now, or then."""
    with Path(visitor.source.location).open(mode) as file:
        file.write(data)
    if at:
        os.utime(visitor.source.location, (at, at))


async def test_files_are_taken_once_the_oldest_first(folder: Visitor) -> None:
    """In this process and in the next; one under another name is the same file."""
    put(folder, "b.txt", "Tide is high", OLD)
    put(folder, "sub/a.txt", "Tide is low", OLD + 60)
    assert await folder.visit() == ["Tide is high", "Tide is low"]
    assert await folder.visit() == []
    folder.restart()
    put(folder, "again.txt", "Tide is high", OLD + 90)
    assert await folder.visit() == []
    assert folder.row.records == 2


async def test_a_file_that_is_replaced_is_taken_again(folder: Visitor) -> None:
    """Its new text is another version."""
    put(folder, "a.txt", "Tide is high")
    await folder.visit()
    put(folder, "a.txt", "Tide is very high", OLD + 60)
    assert await folder.visit() == ["Tide is very high"]


async def test_a_file_that_is_being_written_waits(folder: Visitor) -> None:
    """One that has just changed, or says by its name that it isn't done."""
    put(folder, "a.txt", "Tide is").touch()
    put(folder, "b.txt.part", "Gale")
    put(folder, ".hidden", "Gale")
    assert await folder.visit() == []
    put(folder, "a.txt", "Tide is high")
    assert await folder.visit() == ["Tide is high"]


async def test_the_rest_is_taken_after_a_break(folder: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is a row of its own: who is stopped between two goes on behind the first."""
    monkeypatch.setattr(module, "TOGETHER_BYTES", 1)
    for number in range(3):
        put(folder, f"{number}.txt", f"Gale {number}", OLD + number)
    async with Slots(1).slot(is_slow=False) as slot:
        async for step in folder._visit(folder.source, folder.row, slot):
            folder.row = step.row
            break
    folder.restart()
    assert await folder.visit() == ["Gale 1", "Gale 2"]


async def test_what_is_wrong_with_a_folder_is_said(folder: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that isn't there, one that holds too much, and a file that is no article."""
    gone = Visitor(Source("gone", "/nowhere/at/all", Kind.FOLDER))
    assert await gone.visit() == []
    assert gone.row.problem == "it can't be read: No such file or directory"
    put(folder, "feed.xml", "<rss version='2.0'><channel></channel></rss>")
    await folder.visit()
    assert (folder.row.problem or "").startswith("feed.xml: ")
    monkeypatch.setattr(module, "MAX_FILES", 0)
    await folder.visit()
    assert "more than 0" in (folder.row.problem or "")


async def test_lines_are_taken_once(lines: Visitor) -> None:
    """As they come, by this process and by the next; blank ones are nothing."""
    write(lines, line("one") + b"\n" + line("two"))
    assert await lines.visit() == ["one", "two"]
    lines.restart()
    write(lines, line("three"), mode="ab")
    assert await lines.visit() == ["three"]


async def test_half_a_line_waits_for_its_end(lines: Visitor) -> None:
    """Unless nobody has written to the file for a while."""
    write(lines, line("one") + line("two")[:-1])
    assert await lines.visit() == ["one"]
    write(lines, b"", at=OLD, mode="ab")
    assert await lines.visit() == ["two"]


async def test_another_file_under_the_name_is_read_from_its_beginning(lines: Visitor) -> None:
    """One that is shorter, and one that begins with something else, like a log that was rotated."""
    write(lines, line("one") + line("two"))
    await lines.visit()
    write(lines, line("new"))
    assert await lines.visit() == ["new"]
    write(lines, line("other") + line("and more of it"))
    assert await lines.visit() == ["other", "and more of it"]


async def test_a_line_that_is_too_large_is_passed_over(lines: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and the next one is taken."""
    monkeypatch.setattr("streams.ingest.records.RECORD_BYTES", 100)
    write(lines, line("x" * 200) + line("one"))
    assert await lines.visit() == ["one"]
    assert lines.row.problem == "1 lines are larger than a record may be and were not sent"


class Watcher(io.BytesIO):
    """A file that notes how much is asked for at a time."""

    def __init__(self, content: bytes) -> None:
        """Hold the content."""
        super().__init__(content)
        self.asked: list[int] = []

    def readline(self, size: int | None = -1, /) -> bytes:
        """Give a line, at most `size` of it."""
        self.asked.append(size or 0)
        return super().readline(size)


def test_an_endless_line_is_never_held() -> None:
    """It is passed over in pieces, however long it is, and the line behind it is read."""
    file = Watcher(bytes(3 * RECORD_BYTES) + b"\n {} \n")
    long, short = _next_line(file), _next_line(file)
    assert (long.value, long.size, long.is_ended) == (None, 3 * RECORD_BYTES + 1, True)
    assert (short.value, short.size, short.is_ended) == (b"{}", 5, True)
    assert all(0 < size <= RECORD_BYTES + 1 for size in file.asked)
