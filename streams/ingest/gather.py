"""All of a feed that is more than one document: the parts of an index, and older pages while all was new.

Called by `feeds` for each document that a feed gave. A feed lists its last entries only: whoever comes back after an
outage finds nothing that it knows on the first page, and what came in between on the next ones.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from schemas.feed import Known
from streams.ingest.document import Document
from streams.ingest.known import choose
from streams.ingest.objects import LINES
from streams.ingest.sources import shown
from streams.normalize.feeds import MAX_ENTRIES

MAX_PARTS = 3
"""Sitemaps of an index that are read, the last changed first: new articles are in those."""
MAX_PAGES = 10
"""Older pages that are read at most: a gap of that many pages is told and not closed."""

Get = Callable[[str], Awaitable[Document]]
"""Fetches a document and reads it; what went wrong is in its problems."""


async def gather(document: Document, known: Known, get: Get) -> Document:
    """Give the document with the entries of the others that belong to it, the newest first, up to a limit."""
    for part in document.parts[:MAX_PARTS]:
        document = _joined(document, part, await get(part))
    return _bounded(await _with_older(document, known, get))


async def _with_older(document: Document, known: Known, get: Get) -> Document:
    last = document
    for _ in range(MAX_PAGES):
        if not _is_behind(last, known):
            return document
        address = last.next_pages[0]
        last = await get(address)
        document = _joined(document, address, last)
    if _is_behind(last, known):
        gap = f"nothing on {MAX_PAGES + 1} pages was known: what is older and new is left out"
        return replace(document, problems=(*document.problems, gap))
    return document


def _is_behind(page: Document, known: Known) -> bool:
    """There are older pages, and something on them may be new; at a first visit that would be the whole archive."""
    return known.listings > 0 and bool(page.next_pages) and _is_all_new(page, known)


def _bounded(document: Document) -> Document:
    """A feed's memory is three times its listing, in a row of 1 MB; of a file of lines the last are the newest."""
    if len(document.entries) <= MAX_ENTRIES:
        return document
    is_lines = document.format == LINES
    entries = document.entries[-MAX_ENTRIES:] if is_lines else document.entries[:MAX_ENTRIES]
    told = f"only the {'last' if is_lines else 'first'} {MAX_ENTRIES:,} of {len(document.entries):,} entries are taken"
    return replace(document, entries=entries, problems=(*document.problems, told))


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
