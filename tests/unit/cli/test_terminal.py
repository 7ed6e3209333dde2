"""What a hostile headline can do to a terminal: nothing."""

import pytest

from streams.cli.terminal import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[2Jgone\x07", "[2Jgone"),
        ("a\nb\tc", "a b c"),
        ("safe\u202eexe.txt", "safe exe.txt"),
        ("क्\u200dष", "क्\u200dष"),
        ("\u2066x\u2069", "x"),
    ],
)
def test_control_characters_become_spaces(text: str, shown: str) -> None:
    """Letters of every script stay as they are."""
    assert printable(text) == shown


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    """The result has exactly the width."""
    assert printable("abcdefgh", 5) == "abcd…"
