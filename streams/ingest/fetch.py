"""The fetcher: one document from the web, safely, politely, and within limits. No retries: the schedule has those.

Every hop of a redirect is checked like the first: its scheme, and the addresses that its host has. What goes wrong is a
`FetchError` in words for people, in which no credentials stand. Called by `loop`, and by `newsstream ingest check`.
"""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version

import aiohttp

from streams.errors import NewsstreamError
from streams.ingest.addresses import RefusedAddressError, Resolver, is_address, require_public
from streams.ingest.answers import Answer, content_type_of, max_age_of, retry_after_of, validator_of
from streams.ingest.bodies import CODINGS, BodyError, TooLargeError, read_body
from streams.ingest.hosts import Hosts
from streams.ingest.sources import shown
from streams.ingest.urls import NO_ADDRESS, AddressError, Target, target_of

CHUNK_BYTES = 64 * 1024
HEADER_BYTES = 32 * 1024
"""News sites send policies and cookies of more than aiohttp's 8 KB in one line."""
DNS_SECONDS = 300
KEEP_SECONDS = 15.0
"""An idle connection is kept no longer: a feed is asked again after minutes, only its pages come at once."""
LONGEST_TURN_SECONDS = 60.0
"""A host that wants to be left alone for longer is not waited for: its feed has a later turn."""
REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
TAKEN = {200, 203}
FEEDS = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
PAGES = "text/html, application/xhtml+xml, */*;q=0.5"


class Failure(StrEnum):
    """Kinds of failed fetches, as the metric counts them."""

    ADDRESS = "address"
    CONNECTION = "connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    BODY = "body"
    REDIRECTS = "redirects"
    BUSY = "busy"


class FetchError(NewsstreamError):
    """There is no answer; the message says why, to which address."""

    def __init__(self, failure: Failure, address: str, why: str, retry_after_seconds: int | None = None) -> None:
        """Say it with the address as it may be shown."""
        super().__init__(f"{shown(address)}: {why}")
        self.failure = failure
        self.why = why
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long: beyond it a document is refused."""

    body_bytes: int = 10 * 1024 * 1024
    """As much as a record of news.raw may have."""
    total_seconds: float = 60.0
    connect_seconds: float = 15.0
    idle_seconds: float = 20.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Request:
    """What to fetch, and what is known of it from the last time."""

    address: str
    etag: str | None = None
    last_modified: str | None = None
    accept: str = FEEDS
    interval_seconds: float = 0.0
    """How far apart the host itself wants its requests, if more than the setting."""


async def _at_once() -> None:
    """Wait for nothing."""


@asynccontextmanager
async def open_fetcher(
    hosts: Hosts, contact: str | None = None, limits: Limits | None = None, *, is_private_allowed: bool = False
) -> AsyncIterator["Fetcher"]:
    """Open a session without cookies and without the proxies of the environment; `contact` goes into the User-Agent."""
    limits = limits or Limits()
    connector = aiohttp.TCPConnector(
        resolver=Resolver(is_private_allowed=is_private_allowed),
        ttl_dns_cache=DNS_SECONDS,
        keepalive_timeout=KEEP_SECONDS,
        limit=0,  # how many are under way is the loop's to say
    )
    timeout = aiohttp.ClientTimeout(total=None, connect=limits.connect_seconds, sock_read=limits.idle_seconds)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        headers={"User-Agent": user_agent(contact), "Accept-Encoding": CODINGS},
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        max_line_size=HEADER_BYTES,
        max_field_size=HEADER_BYTES,
    ) as session:
        yield Fetcher(session, hosts, limits, is_private_allowed=is_private_allowed)


def user_agent(contact: str | None) -> str:
    """Say who asks, and where the one who answers may complain."""
    return f"newsstream/{version('newsstream')}" + (f" (+{contact})" if contact else "")


class Fetcher:
    """Fetches documents; there is one for all feeds, as hosts are shared by them."""

    def __init__(
        self, session: aiohttp.ClientSession, hosts: Hosts, limits: Limits, *, is_private_allowed: bool
    ) -> None:
        """Use an open session."""
        self._session = session
        self._hosts = hosts
        self._limits = limits
        self._is_private_allowed = is_private_allowed

    async def fetch(self, request: Request, when_it_has_its_turn: Callable[[], Awaitable[None]] = _at_once) -> Answer:
        """Give the answer behind all redirects, whatever its status.

        `when_it_has_its_turn` is awaited before anything is sent, when the host is free; it may be called again.

        Raises:
            FetchError: there is none, or none that may be taken.
        """
        with _in_words(request.address, self._limits):
            target, is_permanent = target_of(request.address), True
            for hop in range(self._limits.redirects + 1):
                answer, location = await self._ask(request, target, when_it_has_its_turn)
                if location is None:
                    return replace(answer, moved_to=answer.url if hop and is_permanent else None)
                is_permanent &= answer.status in PERMANENT
                target = target.following(location)
        raise FetchError(Failure.REDIRECTS, request.address, f"more than {self._limits.redirects} redirects")

    async def _ask(
        self, request: Request, target: Target, when_it_has_its_turn: Callable[[], Awaitable[None]]
    ) -> tuple[Answer, str | None]:
        busy_seconds = self._hosts.seconds_until_free(target.host)
        if busy_seconds > LONGEST_TURN_SECONDS:
            why = f"its host asked to be left alone, for {busy_seconds:.0f} s more"
            raise FetchError(Failure.BUSY, request.address, why, round(busy_seconds) + 1)
        if is_address(target.host) and not self._is_private_allowed:
            require_public(target.host, [target.host])
        async with self._hosts.turn(target.host, request.interval_seconds):
            await when_it_has_its_turn()
            async with asyncio.timeout(self._limits.total_seconds):
                return await self._get(request, target)

    async def _get(self, request: Request, target: Target) -> tuple[Answer, str | None]:
        headers = _headers(request)
        if target.user:
            headers["Authorization"] = aiohttp.encode_basic_auth(target.user, target.password)
        async with self._session.get(target.url, headers=headers, allow_redirects=False) as response:
            answer = _answer(response, str(target.url))
            if answer.retry_after_seconds and answer.status in {429, 503}:
                self._hosts.leave_alone(target.host, answer.retry_after_seconds)
            if response.status in REDIRECTS and "Location" in response.headers:
                return answer, response.headers["Location"]
            if response.status not in TAKEN:
                return answer, None
            chunks = response.content.iter_chunked(CHUNK_BYTES)
            coding = response.headers.get("Content-Encoding", "")
            return replace(answer, body=await read_body(chunks, coding, self._limits.body_bytes)), None


def _headers(request: Request) -> dict[str, str]:
    headers = {"Accept": request.accept}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.last_modified:
        headers["If-Modified-Since"] = request.last_modified
    return headers


def _answer(response: aiohttp.ClientResponse, address: str) -> Answer:
    now = datetime.now(UTC)
    media_type, charset = content_type_of(response.headers)
    return Answer(
        status=response.status,
        url=address,
        content_type=media_type,
        charset=charset,
        etag=validator_of(response.headers, "ETag"),
        last_modified=validator_of(response.headers, "Last-Modified"),
        max_age_seconds=max_age_of(response.headers, now),
        retry_after_seconds=retry_after_of(response.headers, now),
    )


@contextmanager
def _in_words(address: str, limits: Limits) -> Iterator[None]:
    """Turn what the client raises into one kind of error, in words that name no credentials."""
    try:
        yield
    except (AddressError, RefusedAddressError) as error:
        raise FetchError(Failure.ADDRESS, address, str(error)) from error
    except (aiohttp.InvalidURL, UnicodeError) as error:
        raise FetchError(Failure.ADDRESS, address, NO_ADDRESS) from error
    except TooLargeError as error:
        raise FetchError(Failure.TOO_LARGE, address, str(error)) from error
    except BodyError as error:
        raise FetchError(Failure.BODY, address, str(error)) from error
    except TimeoutError as error:
        raise FetchError(Failure.TIMEOUT, address, _timeout(error, limits)) from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise _connection(address, error) from error


def _timeout(error: TimeoutError, limits: Limits) -> str:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return f"no connection within {limits.connect_seconds:g} s"
    if isinstance(error, aiohttp.SocketTimeoutError):
        return f"nothing came for {limits.idle_seconds:g} s"
    return f"not done within {limits.total_seconds:g} s"


def _connection(address: str, error: Exception) -> FetchError:
    cause = getattr(error, "os_error", error)
    if isinstance(cause, RefusedAddressError):
        return FetchError(Failure.ADDRESS, address, str(cause))
    if isinstance(error, aiohttp.ClientSSLError) or isinstance(cause, ssl.SSLError):
        reason = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or "unknown"
        return FetchError(Failure.TLS, address, f"its TLS can't be trusted ({str(reason)[:100]})")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchError(Failure.CONNECTION, address, "its host has no address")
    if isinstance(error, aiohttp.ClientConnectorError):
        return FetchError(Failure.CONNECTION, address, f"no connection ({os.strerror(error.errno or 0)})")
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ServerDisconnectedError | OSError):
        return FetchError(Failure.CONNECTION, address, "the connection broke before the answer was complete")
    return FetchError(Failure.BODY, address, "what answers there doesn't speak HTTP as it should")
