"""The pages behind entries, fetched where the site allows it. Called by `feeds` for sources of full text."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from streams.ingest.document import Entry
from streams.ingest.fetch import PAGES, TAKEN, Fetcher, FetchError, Request
from streams.ingest.records import Page
from streams.ingest.robots import Robots
from streams.ingest.urls import AddressError

_HTML = {"text/html", "application/xhtml+xml"}
_LOOKS_LIKE_HTML = re.compile(rb"^[\s\xef\xbb\xbf]*<(?:!doctype\s+html|html|head|!--)", re.IGNORECASE)
AGAIN_SECONDS = (2.0, 10.0)
"""How long is waited before a page that could not be had is tried again: an entry comes but once."""


@dataclass(frozen=True, slots=True)
class NoPage:
    """There is none that may be taken; `why` is for people."""

    why: str


class Pages:
    """Fetches pages, with the rules of each site; one for all feeds."""

    def __init__(self, fetcher: Fetcher, again_seconds: Sequence[float] = AGAIN_SECONDS) -> None:
        """Use the fetcher of the feeds, so that they share their hosts' turns."""
        self._fetcher = fetcher
        self._robots = Robots(fetcher.fetch)
        self._again_seconds = again_seconds

    async def page(self, entry: Entry) -> Page | NoPage:
        """Fetch the page behind an entry."""
        if not entry.link:
            return NoPage("the entry has no link")
        try:
            allowed = await self._robots.permission(entry.link)
        except AddressError as error:
            return NoPage(str(error))
        if allowed.why:
            return NoPage(allowed.why)
        request = Request(entry.link, accept=PAGES, interval_seconds=allowed.interval_seconds)
        found = await self._once(request)
        for wait_seconds in self._again_seconds:
            if not isinstance(found, _Temporary):
                break
            await asyncio.sleep(wait_seconds)
            found = await self._once(request)
        return found

    async def _once(self, request: Request) -> Page | NoPage:
        try:
            answer = await self._fetcher.fetch(request)
        except FetchError as error:
            return _Temporary(error.why) if error.failure in {"connection", "timeout"} else NoPage(error.why)
        if answer.status not in TAKEN:
            why = f"HTTP {answer.status}"
            return _Temporary(why) if answer.status >= 500 else NoPage(why)  # noqa: PLR2004 - of the server's making
        if answer.content_type in _HTML or _LOOKS_LIKE_HTML.match(answer.body[:1_000]):
            content_type = answer.content_type if answer.content_type in _HTML else "text/html"
            return Page(answer.url, content_type, answer.charset, answer.body)
        return NoPage(f"it is no HTML but {answer.content_type[:60] or 'something unnamed'}")


class _Temporary(NoPage):
    """It may be there a moment later."""
