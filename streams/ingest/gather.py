"""All of a feed that is more than one document: the parts of an index, and older pages while all was new.

Called by `feeds` for each document that a feed gave. A feed lists its last entries only: whoever comes back after an
outage finds nothing that it knows on the first page, and what came in between on the next ones.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from schemas.feed import Known
from streams.ingest.document import Document
from streams.ingest.known import choose
from streams.ingest.sources import shown

MAX_PARTS = 3
"""Sitemaps of an index that are read, the last changed first: new articles are in those."""
MAX_PAGES = 10
"""Older pages that are read at most: a gap of that many pages is told and not closed."""

Get = Callable[[str], Awaitable[Document]]
"""Fetches a document and reads it; what went wrong is in its problems."""


async def gather(document: Document, known: Known, get: Get) -> Document:
    """Give the document with the entries of the others that belong to it, the newest first."""
    for part in document.parts[:MAX_PARTS]:
        document = _joined(document, part, await get(part))
    pages = 0
    last = document
    while known.listings and last.next_pages and _is_all_new(last, known):
        if pages == MAX_PAGES:
            gap = f"nothing on {MAX_PAGES + 1} pages was known: what is older and new is left out"
            return replace(document, problems=(*document.problems, gap))
        pages += 1
        address = last.next_pages[0]
        last = await get(address)
        document = _joined(document, address, last)
    return document


def _is_all_new(document: Document, known: Known) -> bool:
    fresh = choose(known, document.entries, 0).fresh
    return 0 < len(document.entries) == len(fresh)


def _joined(document: Document, address: str, other: Document) -> Document:
    """What can't be had is missing: an entry may stand there."""
    told = tuple(f"{shown(address)}: {problem}" for problem in other.problems)
    return replace(
        document,
        entries=document.entries + other.entries,
        problems=document.problems + told,
        is_whole=document.is_whole and other.is_whole and bool(other.entries),
    )
