"""Whether a site's robots.txt lets its pages be fetched (RFC 9309), and how far apart. Called by `pages`.

Feeds are not asked about: whoever publishes one wants it to be fetched.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

from protego import Protego

from streams.ingest.answers import Answer
from streams.ingest.fetch import TAKEN, FetchError, Request
from streams.ingest.urls import target_of

AGENT = "newsstream"
KEPT_SECONDS = 86_400.0
"""RFC 9309, 2.4: not longer than a day."""
ASKED_AGAIN_SECONDS = 600.0
"""A site whose robots.txt can't be had forbids all (2.3.1.4), until it is asked again."""
MAX_BYTES = 512_000
"""What is behind it is not read; 2.5 asks for 500 KiB at least."""
SITES = 2_000
LONGEST_DELAY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Permission:
    """What a site says about a page; `why` is for people when it may not be fetched."""

    why: str | None = None
    interval_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Rules:
    until: float
    parsed: Protego | None
    why: str | None = None


class Robots:
    """The rules of the sites that were asked last, each fetched once however many pages wait for it."""

    def __init__(self, fetch: Callable[[Request], Awaitable[Answer]], now: Callable[[], float] = monotonic) -> None:
        """Know no site yet."""
        self._fetch = fetch
        self._now = now
        self._sites: OrderedDict[str, asyncio.Task[_Rules]] = OrderedDict()

    async def permission(self, address: str) -> Permission:
        """Say whether a page may be fetched.

        Raises:
            AddressError: that is no address of the web.
        """
        url = target_of(address).url
        rules = await self._rules(str(url.origin()))
        if rules.parsed is None:
            return Permission(rules.why)
        if not rules.parsed.can_fetch(str(url), AGENT):
            return Permission("its site's robots.txt forbids it")
        delay = rules.parsed.crawl_delay(AGENT) or 0.0
        return Permission(interval_seconds=min(delay, LONGEST_DELAY_SECONDS))

    async def _rules(self, site: str) -> _Rules:
        known = self._sites.get(site)
        if known is None or (known.done() and known.result().until <= self._now()):
            known = self._sites[site] = asyncio.create_task(self._read(site))
        self._sites.move_to_end(site)
        if len(self._sites) > SITES:
            self._sites.popitem(last=False)
        return await asyncio.shield(known)  # others wait for it too, when the one who asked gives up

    async def _read(self, site: str) -> _Rules:
        again = self._now() + ASKED_AGAIN_SECONDS
        try:
            answer = await self._fetch(Request(f"{site}/robots.txt", accept="text/plain, */*;q=0.5"))
        except FetchError as error:
            return _Rules(again, None, f"its site's robots.txt can't be had: {error.why}")
        if answer.status >= 500 or answer.status == 429:  # noqa: PLR2004 - classes of HTTP status codes
            return _Rules(again, None, f"its site's robots.txt can't be had: HTTP {answer.status}")
        text = answer.body[:MAX_BYTES].decode("utf-8", "replace") if answer.status in TAKEN else ""
        return _Rules(self._now() + KEPT_SECONDS, Protego.parse(text))
