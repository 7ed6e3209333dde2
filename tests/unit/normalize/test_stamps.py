"""Live pages: the times of their entries are not the page's own."""

from collections.abc import Callable

import pytest

from schemas.article import ArticleContent

Read = Callable[..., ArticleContent]
ENTRIES = (
    "Jan 19, 2025, 06:18 PM IST",
    "The last boat is in",
    "The blue boat crossed the line at dusk, its sail patched with a tablecloth.",
    "Jan 19, 2025, 04:02 PM IST",
    "The red boat lost its mast near the pier and went on with a broom for an oar.",
)


@pytest.fixture
def live(read: Read) -> ArticleContent:
    """Read a live page that shows when it was last updated."""
    head = ("LIVE: Paper boats race on the harbour canal", "By Asha Menon", "Last Updated: Jan 19, 2025, 06:20 PM IST")
    return read("\n".join([*head, *ENTRIES]))


def test_the_stamp_of_an_entry_is_no_publication(live: ArticleContent) -> None:
    """Only the update is the page's own time."""
    assert (live.published.at, live.modified.at) == (None, "2025-01-19T18:20")


def test_the_first_entry_is_of_the_body(live: ArticleContent) -> None:
    """What stands below the first stamp is not the page's head."""
    assert live.body.split("\n\n") == [ENTRIES[1], ENTRIES[2], ENTRIES[4]]


def test_a_single_day_below_the_update_stays_the_publication(read: Read) -> None:
    """One time below another is no live page."""
    head = ("Paper boats race on the harbour canal", "Updated: Jan 19, 2025, 06:20 PM", "Jan 19, 2025, 04:02 PM")
    assert read("\n".join([*head, ENTRIES[2], ENTRIES[4]])).published.at == "2025-01-19T16:02"
