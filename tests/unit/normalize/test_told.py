"""What a line's words say of its place: shared with the opening, said elsewhere, said twice."""

from streams.normalize.lines import split_lines
from streams.normalize.look import Seen
from streams.normalize.measured import measured
from streams.normalize.told import told_signs

HEADLINE = {"otter", "waits", "ferry"}
FIRST = "The otter waited beside the ferry until the harbour master came down with his lantern and his book."
LATER = "Nobody at the harbour had seen an otter wait for a ferry before, and the lantern stayed lit all night."
OTHER = "Bakers across the province raised their prices again because flour had become dearer during spring."
QUOTE = "An otter wait for a ferry before"


def _signs(*texts: str) -> list[list[str]]:
    lines = measured([Seen(line) for line in split_lines("\n".join(texts))], "en")
    return told_signs(lines, HEADLINE, {0: lines[0].words})


def test_a_paragraph_of_the_article_shares_words_with_its_opening() -> None:
    """More of them than a paragraph of another article does."""
    _, later, other = _signs(FIRST, LATER, OTHER)
    assert "told 0" in other
    assert "told 0" not in later


def test_words_that_every_text_has_are_no_words() -> None:
    """A line of stop words alone shares nothing with anything."""
    stops = _signs(FIRST, "with that which they have been")[1]
    assert not any(sign.startswith(("told", "headline", "echoed")) for sign in stops)


def test_a_drawn_out_quote_stands_in_its_paragraph() -> None:
    """It is contained, and the paragraph, which is no shorter line's, extends it."""
    _, later, quote = _signs(FIRST, LATER, QUOTE)
    assert "contained short" in quote
    assert "extends" in later


def test_a_short_line_echoes_the_paragraphs() -> None:
    """A sub-head says what the paragraphs say, a menu does not."""
    *_, heading, menu = _signs(FIRST, LATER, "The lantern of the harbour", "Crosswords Weather Recipes")
    assert "echoed 4" in heading
    assert "echoed 0" in menu
