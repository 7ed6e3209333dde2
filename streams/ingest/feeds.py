"""One visit to a feed: fetch, read, choose what is new, and make its records. Called by `agent`.

Nothing is remembered here: what comes of a visit is a `Step`, the records and the row that includes them, and it counts
only once both are written.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Protocol

from xxhash import xxh3_128_hexdigest

from schemas.feed import FeedRow, Web
from streams.engine.records import Outgoing
from streams.ingest.answers import Answer
from streams.ingest.appeared import appeared_ms
from streams.ingest.document import Document, Entry
from streams.ingest.entries import MAX_BYTES, read_document
from streams.ingest.fetch import TAKEN, Fetcher, FetchError, Request
from streams.ingest.gather import gather
from streams.ingest.known import Choice, Freshness, choose
from streams.ingest.loop import Slot
from streams.ingest.pages import Pages
from streams.ingest.records import Page, entry_record, page_record
from streams.ingest.rows import address_of, instant, moved, visited
from streams.ingest.schedule import Fetch, Fetched
from streams.ingest.sources import Source

NOT_MODIFIED, NOT_FOUND, GONE = 304, 404, 410
PAGES_TOGETHER = 8
"""Pages of one feed that are fetched at a time, as far as their hosts allow it: what may be in memory at once."""
SLOW_SECONDS = 5.0
"""A feed that took longer waits among the slow next time: nearly all that answer do so within 1 s."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is written together: records, and the row that includes them; and what a person is shown of it."""

    events: tuple[Outgoing, ...]
    row: FeedRow
    status: str
    """Of the fetch, as it is counted: an HTTP status, or the kind of failure."""
    counts: dict[str, int] = field(default_factory=dict)
    """Entries by what became of them."""


class Reader(Protocol):
    """Visits one kind of source."""

    def visit(self, source: Source, row: FeedRow, slot: Slot) -> AsyncIterator[Step]:
        """Yield what there is to write, at least the row; each step is written before the next is asked for."""


@dataclass(slots=True)
class Feeds:
    """Visits feeds, at an address of the web or in a file."""

    fetcher: Fetcher
    pages: Pages
    now_ms: Callable[[], int]

    async def visit(self, source: Source, row: FeedRow, slot: Slot) -> AsyncIterator[Step]:
        """Ask a feed once, as its row says."""
        begun = monotonic()
        try:
            answer = await self._answer(source, row, slot)
        except FetchError as error:
            yield self._failed(source, row, error.why, error.failure.value, error.retry_after_seconds)
            return
        except OSError as error:
            yield self._failed(source, row, f"it can't be read: {error.strerror}", "file")
            return
        if answer.status == NOT_MODIFIED and (row.web.etag or row.web.last_modified):
            step = self._unchanged(source, row, answer)
        elif answer.status in TAKEN:
            step = await self._read(source, row, answer)
        else:
            step = self._refused(source, row, answer)
        is_slow = monotonic() - begun > SLOW_SECONDS or step.row.rhythm.failures > 0
        yield Step(step.events, _with_web(step.row, is_slow=is_slow), step.status, step.counts)

    async def _answer(self, source: Source, row: FeedRow, slot: Slot) -> Answer:
        if source.is_remote:
            request = Request(address_of(source, row), row.web.etag, row.web.last_modified)
            return await self.fetcher.fetch(request, slot.take)
        await slot.take()
        return await asyncio.to_thread(_read_file, source.location)

    async def _read(self, source: Source, row: FeedRow, answer: Answer) -> Step:
        digest = xxh3_128_hexdigest(answer.body)
        if digest == row.web.digest:
            return self._unchanged(source, row, answer)
        document = await asyncio.to_thread(
            read_document, answer.body, answer.content_type or None, answer.charset, answer.url
        )
        document = await gather(document, row.known, self._other)
        problem = "; ".join(document.problems) or None
        if problem and not document.entries:
            return self._failed(source, row, problem, str(answer.status))
        now_ms = self.now_ms()
        choice = await asyncio.to_thread(choose, row.known, document.entries, now_ms)
        events, counts = await self._records(source, choice, now_ms)
        if lost := counts.get("too_large"):
            problem = f"{lost} entries are larger than a record may be and were not sent" + (
                f"; {problem}" if problem else ""
            )
        # what could not be had may be there the next time, and parts may change though their index doesn't
        is_whole = document.is_whole and not document.parts
        web = _answered(source, row.web, answer, digest if is_whole else None, may_skip=is_whole)
        how = Fetched.FRESH if events else Fetched.SAME
        appeared = [appeared_ms(entry, row.rhythm.last_ms, now_ms) for entry, _ in choice.fresh]
        fetch = _fetch(how, now_ms, answer, document, tuple(appeared))
        after = visited(row.model_copy(update={"known": choice.known, "web": web}), source, fetch, problem, len(events))
        return Step(tuple(events), after, str(answer.status), counts)

    async def _other(self, address: str) -> Document:
        """Fetch and read another document of a feed."""
        try:
            answer = await self.fetcher.fetch(Request(address))
        except FetchError as error:
            return Document("nothing", problems=(error.why,))
        if answer.status not in TAKEN:
            return Document("nothing", problems=(f"HTTP {answer.status}",))
        return await asyncio.to_thread(
            read_document, answer.body, answer.content_type or None, answer.charset, answer.url
        )

    async def _records(self, source: Source, choice: Choice, now_ms: int) -> tuple[list[Outgoing], dict[str, int]]:
        events: list[Outgoing] = []
        counts = {"known": sum(choice.skipped.values())}
        for begin in range(0, len(choice.fresh), PAGES_TOGETHER):
            part = choice.fresh[begin : begin + PAGES_TOGETHER]
            for record, kind in await asyncio.gather(*[self._record(source, *one, now_ms) for one in part]):
                counts[kind] = counts.get(kind, 0) + 1
                events += [record] if record else []
        return events, counts

    async def _record(
        self, source: Source, entry: Entry, freshness: Freshness, now_ms: int
    ) -> tuple[Outgoing | None, str]:
        """Make the record of one entry: of its page where that is asked for and can be had, else of itself."""
        if source.is_full_text or entry.needs_page:
            page = await self.pages.page(entry)
            if isinstance(page, Page) and (record := page_record(source, entry, page, instant(self.now_ms()))):
                return record, "page"
        record = entry_record(source, entry, instant(now_ms))
        return record, freshness.value if record else "too_large"

    def _unchanged(self, source: Source, row: FeedRow, answer: Answer) -> Step:
        web = _answered(source, row.web, answer, row.web.digest, may_skip=True)
        fetch = _fetch(Fetched.SAME, self.now_ms(), answer)
        return Step((), visited(row.model_copy(update={"web": web}), source, fetch), str(answer.status))

    def _refused(self, source: Source, row: FeedRow, answer: Answer) -> Step:
        is_remembered = address_of(source, row) != source.location
        if answer.status == GONE and not is_remembered:
            fetch = Fetch(Fetched.GONE, self.now_ms())
            return Step((), visited(_with_web(row, status=GONE), source, fetch, "HTTP 410: it is gone for good"), "410")
        return self._failed(source, row, f"HTTP {answer.status}", str(answer.status), answer.retry_after_seconds)

    def _failed(self, source: Source, row: FeedRow, problem: str, status: str, retry_after: int | None = None) -> Step:
        is_remembered = address_of(source, row) != source.location
        web = Web() if is_remembered else row.web  # it is asked where it is listed again
        web = web.model_copy(update={"status": int(status) if status.isdigit() else None, "is_slow": True})
        fetch = Fetch(Fetched.FAILED, self.now_ms(), retry_after_seconds=retry_after)
        return Step((), visited(row.model_copy(update={"web": web}), source, fetch, problem), status)


def _answered(source: Source, web: Web, answer: Answer, digest: str | None, *, may_skip: bool) -> Web:
    web = moved(source, web, answer.moved_to)
    is_new = answer.status != NOT_MODIFIED
    return web.model_copy(
        update={
            "status": answer.status,
            "digest": digest,
            "etag": (answer.etag if is_new else web.etag) if may_skip else None,
            "last_modified": (answer.last_modified if is_new else web.last_modified) if may_skip else None,
        }
    )


def _with_web(row: FeedRow, **fields: object) -> FeedRow:
    return row.model_copy(update={"web": row.web.model_copy(update=fields)})


def _fetch(
    how: Fetched, now_ms: int, answer: Answer, document: Document | None = None, appeared_ms: tuple[int, ...] = ()
) -> Fetch:
    ttl_seconds = document.ttl_seconds if document else None
    return Fetch(how, now_ms, appeared_ms, ttl_seconds, answer.max_age_seconds, answer.retry_after_seconds)


def _read_file(path: str) -> Answer:
    with Path(path).open("rb") as file:
        return Answer(200, path, body=file.read(MAX_BYTES + 1))
