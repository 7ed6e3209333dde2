"""Text -> numbered lines: what every later step points at.

Called by `page` with cleaned text; the numbers are those of the content's own lines, from 1.
"""

import re
from dataclasses import dataclass, field
from itertools import groupby

from streams.lang.folding import fold, letters_of
from streams.normalize.script import ends_sentence, is_dense, width
from streams.normalize.wrap import is_broken, parts_paragraphs, wrap_width

MAX_LINES = 20_000
"""A page of more lines is no article; the longest of the 218 real pages that were measured has under 3,000."""
MIN_PARTS = 3
_RUNS = re.compile(r" {2,}")
_TRIMMED = " \t*•·▪►▶»›|"


@dataclass(slots=True)
class Line:
    """One line that is not blank, with what every step asks of it, found once.

    Nothing changes one. It is not frozen because a page makes hundreds, and that takes three times as long.
    """

    number: int
    text: str
    """Trimmed, runs of spaces made one."""
    kind: str | None = None
    """What the markup around it says it is, where there is markup."""
    is_inside: bool = False
    """It is inside the element that holds the article, where there is markup."""
    names_maker: bool = False
    """The markup says that it names one who made the article."""
    is_far: bool = False
    """It is in an element of furniture far from the article, and tells nothing of it."""
    parts: tuple[str, ...] = ()
    """The pieces between runs of spaces, when there are at least three: a menu on one line is set so."""

    folded: str = field(init=False)
    """`text`, folded, character for character."""
    letters: str = field(init=False)
    """Only the letters and digits of `folded`: equal for two prints of one headline."""
    wide: float = field(init=False)
    """Its width, in Latin characters' worth."""
    is_stop: bool = field(init=False)
    """It ends like a sentence."""

    def __post_init__(self) -> None:
        self.folded = fold(self.text)
        self.letters = letters_of(self.text)
        self.wide = width(self.text)
        self.is_stop = ends_sentence(self.text)

    @property
    def bare(self) -> str:
        """The folded text without bullets and ornaments around it: what whole-line phrases are compared with."""
        return self.folded.strip(_TRIMMED)


def split_lines(text: str) -> tuple[Line, ...]:
    """Split cleaned text; blank lines are left out and counted, lines broken by length are joined."""
    pieces = _pieces(text)
    blocks = [[piece for _, _, piece in block] for _, block in groupby(pieces, key=_block_of)]
    broken_at = wrap_width(blocks)
    is_parted = broken_at is not None and parts_paragraphs(blocks, broken_at)
    lines: list[Line] = []
    before, block_before = "", -1
    for number, block, piece in pieces:
        may_go_on = block == block_before and bool(lines) and not lines[-1].parts
        if broken_at and may_go_on and is_broken(before, piece, broken_at, is_parted=is_parted):
            lines[-1] = _line(lines[-1].number, lines[-1].text + ("" if is_dense(before) else " ") + piece)
        else:
            lines.append(_line(number, piece))
        before, block_before = piece, block
    return tuple(lines)


def _block_of(piece: tuple[int, int, str]) -> int:
    return piece[1]


def _pieces(text: str) -> list[tuple[int, int, str]]:
    """Give (number, block, trimmed text) of the lines that are not blank."""
    pieces: list[tuple[int, int, str]] = []
    block = 0
    for number, raw in enumerate(text.split("\n", MAX_LINES), 1):
        if trimmed := raw.strip():
            pieces.append((number, block, trimmed))
        else:
            block += 1
    return pieces


def _line(number: int, raw: str) -> Line:
    if "  " not in raw:
        return Line(number, raw)
    parts = tuple(_RUNS.split(raw))
    text = " ".join(parts)
    return Line(number, text, parts=parts if len(parts) >= MIN_PARTS else ())
