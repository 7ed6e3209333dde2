"""Reading JSON Lines of any size in bounded memory: a line over the limit is passed over, and said to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from schemas.cards import load_cards

LINE_BYTES = load_cards()["news.raw"].max_message_bytes
"""What `news.raw` takes is what a line may have."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `value` is None when it was too long to be kept."""

    number: int
    value: bytes | None


def read_lines(file: BinaryIO, limit: int = LINE_BYTES) -> Iterator[Line]:
    """Yield the lines of a file that are not blank, numbered from 1."""
    number = 0
    while chunk := file.readline(limit + 2):
        number += 1
        is_whole = chunk.endswith(b"\n")
        value = chunk.rstrip(b"\r\n")
        if len(value) > limit:
            yield Line(number, None)
            if not is_whole:
                _pass_over(file, limit)
        elif value.strip():
            yield Line(number, value)


def _pass_over(file: BinaryIO, limit: int) -> None:
    while (chunk := file.readline(limit)) and not chunk.endswith(b"\n"):
        pass
