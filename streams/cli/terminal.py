"""Text from articles and producers as a terminal may show it: it can't move the cursor or turn the line."""

import unicodedata

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories of control, format and bidirectional characters, surrogates, private use and separators."""
JOINERS = frozenset("\u200c\u200d")
"""Format characters that Indic and Persian spelling needs; they only shape letters."""


def printable(text: str, width: int | None = None) -> str:
    """Replace what a terminal would obey by spaces; cut to `width` characters with an ellipsis."""
    shown = "".join(char if char in JOINERS or unicodedata.category(char) not in HIDDEN else " " for char in text)
    shown = " ".join(shown.split())
    return shown if width is None or len(shown) <= width else shown[: width - 1] + "…"
