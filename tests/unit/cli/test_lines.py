"""JSON Lines in bounded memory."""

import io

import pytest

from streams.cli.lines import Line, read_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (b"", []),
        (b"a\nb\n", [Line(1, b"a"), Line(2, b"b")]),
        (b"a\r\n\n  \nb", [Line(1, b"a"), Line(4, b"b")]),
        (b"12345\n123456\n1\n", [Line(1, b"12345"), Line(2, None), Line(3, b"1")]),
        (b"x" * 100 + b"\nend\n", [Line(1, None), Line(2, b"end")]),
        (b"x" * 100, [Line(1, None)]),
        (b"12345\r\n1", [Line(1, b"12345"), Line(2, b"1")]),
    ],
)
def test_lines_are_numbered_and_cut_at_the_limit(text: bytes, lines: list[Line]) -> None:
    """Blank lines count but say nothing; a long one is named and passed over whole."""
    assert list(read_lines(io.BytesIO(text), limit=5)) == lines
