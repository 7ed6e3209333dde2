"""Feeds of more than one document: indexes, and older pages after an outage."""

from dataclasses import dataclass, field

import pytest

from schemas.cards import load_cards
from schemas.feed import FeedRow
from streams.ingest.document import Document, Entry
from streams.ingest.gather import MAX_PAGES, MAX_PARTS, gather
from streams.ingest.known import Known, choose
from streams.normalize.feeds import MAX_ENTRIES


def page(numbers: range, next_page: str | None = None) -> Document:
    """Make a page of entries."""
    entries = tuple(Entry("", "application/rss+xml", guid=str(number), title=f"Day {number}") for number in numbers)
    return Document("Atom", entries, next_pages=(next_page,) if next_page else ())


@dataclass
class Web:
    """Documents by address, and what was asked for."""

    documents: dict[str, Document]
    asked: list[str] = field(default_factory=list)

    async def get(self, address: str) -> Document:
        """Give the document of an address."""
        self.asked.append(address)
        return self.documents.get(address, Document("nothing", problems=("HTTP 404",)))


def known(numbers: range) -> Known:
    """Give what is known after a listing."""
    return choose(Known(), page(numbers).entries, 0).known


def guids(document: Document) -> list[str | None]:
    """Give the names of its entries."""
    return [entry.guid for entry in document.entries]


async def test_the_newest_parts_of_an_index_are_read() -> None:
    """With what is wrong with one of them, told with its address."""
    web = Web({"a": page(range(2)), "c": page(range(2, 4))})
    found = await gather(Document("sitemap index", parts=("a", "b", "c", "d")), Known(), web.get)
    assert web.asked == ["a", "b", "c"]
    assert len(web.asked) == MAX_PARTS
    assert guids(found) == ["0", "1", "2", "3"]
    assert found.problems == ("b: HTTP 404",)
    assert not found.is_whole


async def test_after_an_outage_older_pages_are_read_until_something_is_known() -> None:
    """So that no entry is missed that came in between."""
    web = Web({"2": page(range(10, 20), "3"), "3": page(range(20, 30), "4"), "4": page(range(30, 40))})
    found = await gather(page(range(10), "2"), known(range(25, 60)), web.get)
    assert web.asked == ["2", "3"]
    assert guids(found) == [str(number) for number in range(30)]


async def test_older_pages_are_not_read_as_long_as_the_first_tells_all() -> None:
    """Nor at the first visit, which would read a whole archive."""
    web = Web({"2": page(range(10, 20))})
    first = page(range(10), "2")
    assert await gather(first, known(range(9, 20)), web.get) == first
    assert await gather(first, Known(), web.get) == first
    assert web.asked == []


async def test_a_gap_that_does_not_end_is_told() -> None:
    """Pages that lead to one another for ever are not followed for ever."""
    web = Web({str(number): page(range(number * 10, number * 10 + 10), str(number + 1)) for number in range(1, 90)})
    found = await gather(page(range(10), "1"), known(range(5000, 5010)), web.get)
    assert len(web.asked) == MAX_PAGES
    assert len(found.entries) == 10 * (MAX_PAGES + 1)
    assert "left out" in found.problems[-1]


@pytest.mark.parametrize(("form", "first"), [("sitemap index", "0"), ("JSON Lines", "100")])
async def test_no_more_is_taken_than_can_be_remembered(form: str, first: str) -> None:
    """Three times the listing stand in a row of 1 MB; what is more would be new for ever."""
    long = Document(form, page(range(MAX_ENTRIES + 100)).entries)
    found = await gather(long, Known(), Web({}).get)
    assert (len(found.entries), found.entries[0].guid) == (MAX_ENTRIES, first)
    assert "of 5,100 entries are taken" in found.problems[-1]
    state = choose(choose(Known(), found.entries, 0).known, page(range(9000, 9000 + MAX_ENTRIES)).entries, 0).known
    assert len(FeedRow(feed="f", known=state).encode()) < load_cards()["news.feeds.state"].max_message_bytes
