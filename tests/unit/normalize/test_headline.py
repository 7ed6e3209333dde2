"""Which line of a page is its headline, on invented pages of the shapes that mislead."""

from collections.abc import Callable

import pytest

from schemas.article import ArticleContent
from streams.lang.folding import fold
from streams.normalize.address import address_of

Read = Callable[..., ArticleContent]

PROSE = (
    "The lighthouse keeper of Grey Point climbed the tower for the last time on Sunday, her daughter said later.\n\n"
    "She had kept the lamp for forty years, and nobody from the harbour board came to see her lock the tower door.\n"
)
HEADLINE = "Lighthouse keeper climbs the tower of Grey Point for the last time"
SUMMARY = "From now on a switch in an office forty miles away turns the lamp on, and its keeper has gone inland"
SITE = "https://quaytimes.example"

PAGES = (
    (f"Home\nAssistant Harbour EditorFollow\n{HEADLINE}\nAssistant Harbour EditorFollow\n{PROSE}", "/a/1"),
    (f"Home\nWin a weekend on the islands with us\n{HEADLINE}\nWin a weekend on the islands with us\n{PROSE}", "/a/2"),
    (f"Science and Tides\n{HEADLINE}\n3 March 2025\n{PROSE}Science and Tides\n", "/a/3"),
    (f"Ferry fares rise again in spring\n{HEADLINE}\n{PROSE}", "/news/lighthouse-keeper-climbs-tower-last-time"),
    (f"{HEADLINE}\n{SUMMARY}\n3 March 2025\n{PROSE}", "/a"),
)  # fmt: skip


@pytest.mark.parametrize(("content", "path"), PAGES)
def test_the_headline_is_told_from_what_stands_beside_it(read: Read, content: str, path: str) -> None:
    """A job title, a repeated call, a section, a teaser and a summary are no headlines."""
    assert read(content, url=SITE + path).title == HEADLINE


def test_a_subject_before_a_longer_headline_stays(read: Read) -> None:
    """What is cut off is a site's name, shorter than the headline; a longer tail is the headline itself."""
    headline = "Grey Point - " + HEADLINE
    assert read(f"{headline}\n3 March 2025\n{PROSE}Grey Point\n").title == headline


def test_words_of_an_address_are_met_without_their_accents() -> None:
    """Addresses spell umlauts and accents in plain letters."""
    address = address_of("https://kaiblatt.example/hafen/mueller-oeffnet-cafe")
    assert address.share(fold("Müller öffnet Café")) == 1.0
    assert address.sections == {"hafen"}
