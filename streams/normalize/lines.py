"""Text -> numbered lines: what every later step points at.

Called by `page` with cleaned text; the numbers are those of the content's own lines, from 1.
"""

import re
from dataclasses import dataclass

from streams.lang.folding import fold

MAX_LINES = 20_000
"""A page of more lines is no article; the longest of the 218 real pages that were measured has under 3,000."""
MIN_PARTS = 3
_RUNS = re.compile(r" {2,}")
_TRIMMED = " \t*•·▪►▶»›|"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank."""

    number: int
    text: str
    """Trimmed, runs of spaces made one."""
    folded: str
    """`text`, folded, character for character."""
    block: int
    """Lines with no blank line between them share it."""
    kind: str | None = None
    """What the markup around it says it is, where there is markup."""
    parts: tuple[str, ...] = ()
    """The pieces between runs of spaces, when there are at least three: a menu on one line is set so."""

    @property
    def bare(self) -> str:
        """The folded text without bullets and ornaments around it: what whole-line phrases are compared with."""
        return self.folded.strip(_TRIMMED)


def split_lines(text: str) -> tuple[Line, ...]:
    """Split cleaned text; blank lines are left out and counted."""
    lines: list[Line] = []
    block = 0
    for number, raw in enumerate(text.split("\n", MAX_LINES), 1):
        if not (trimmed := _RUNS.sub(" ", raw.strip())):
            block += 1
        else:
            parts = tuple(_RUNS.split(raw.strip()))
            lines.append(Line(number, trimmed, fold(trimmed), block, parts=parts if len(parts) >= MIN_PARTS else ()))
    return tuple(lines)
