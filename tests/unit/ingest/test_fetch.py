"""The fetcher against a server on this machine: limits, redirects, validators, and words that name no secrets."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest
from aiohttp import web

from streams.ingest.fetch import Failure, Fetcher, FetchError, Limits, Request, open_fetcher, user_agent
from streams.ingest.hosts import Hosts

LIMITS = Limits(body_bytes=100_000, total_seconds=0.5, connect_seconds=2.0, idle_seconds=0.2, redirects=2)


class Site:
    """A server whose one answer a test sets, and the requests that it had."""

    def __init__(self) -> None:
        """Answer with an empty page."""
        self.answers: dict[str, Callable[[web.Request], web.StreamResponse]] = {}
        self.asked: list[web.Request] = []
        self.base = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer as the test said for the path."""
        self.asked.append(request)
        if request.path == "/endless":
            return await _endless(request, 0.01)
        if request.path == "/silent":
            return await _endless(request, 30)
        if request.path == "/reset":
            assert request.transport is not None
            request.transport.abort()
        answer = self.answers.get(request.path)
        return answer(request) if answer else web.Response(text="<rss/>")


async def _endless(request: web.Request, wait_seconds: float) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    with suppress(ConnectionError):
        while True:
            await response.write(b"<")
            await asyncio.sleep(wait_seconds)
    return response


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """Serve a site."""
    site = Site()
    application = web.Application()
    application.router.add_get("/{path:.*}", site.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    """Give a fetcher that may fetch from this machine."""
    async with open_fetcher(Hosts(10, 0.0), "https://example.com/bot", LIMITS, is_private_allowed=True) as fetcher:
        yield fetcher


def redirect(status: int, location: str) -> Callable[[web.Request], web.StreamResponse]:
    """Answer with a redirect."""
    return lambda _: web.Response(status=status, headers={"Location": location})


async def test_a_document_comes_with_what_its_headers_say(site: Site, fetcher: Fetcher) -> None:
    """Status, body, type, validators and freshness."""
    headers = {"ETag": '"7"', "Cache-Control": "max-age=60", "Content-Type": "text/xml; charset=koi8-r"}
    site.answers["/rss"] = lambda _: web.Response(body=b"<rss/>", headers=headers)
    answer = await fetcher.fetch(Request(f"{site.base}/rss"))
    assert (answer.status, answer.body, answer.content_type, answer.charset) == (200, b"<rss/>", "text/xml", "koi8-r")
    assert (answer.etag, answer.max_age_seconds, answer.moved_to) == ('"7"', 60, None)


async def test_it_says_who_asks_and_what_it_has(site: Site, fetcher: Fetcher) -> None:
    """A server sees the name with its contact, no cookies, and the validators as they were given."""
    site.answers["/rss"] = lambda _: web.Response(status=304, headers={"Set-Cookie": "a=b"})
    for _ in range(2):
        await fetcher.fetch(Request(f"{site.base}/rss", '"7"', "Sat, 14 Mar 2026 09:00:00 GMT"))
    headers = site.asked[-1].headers
    assert headers["User-Agent"] == user_agent("https://example.com/bot") != user_agent(None)
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"7"', "Sat, 14 Mar 2026 09:00:00 GMT")
    assert headers["Accept-Encoding"] == "gzip, deflate, br"
    assert "Cookie" not in headers


async def test_only_permanent_redirects_are_a_move(site: Site, fetcher: Fetcher) -> None:
    """One temporary redirect on the way, and nothing has moved."""
    site.answers |= {"/a": redirect(301, "/b"), "/b": redirect(308, f"{site.base}/rss"), "/c": redirect(302, "/b")}
    assert (await fetcher.fetch(Request(f"{site.base}/a"))).moved_to == f"{site.base}/rss"
    temporary = await fetcher.fetch(Request(f"{site.base}/c?x=1"))
    assert (temporary.url, temporary.moved_to) == (f"{site.base}/rss", None)


async def test_credentials_go_to_their_origin_only(site: Site, fetcher: Fetcher) -> None:
    """They are sent as a header, and not to where the server sends us; nor do they stand in what is said."""
    elsewhere = site.base.replace("127.0.0.1", "127.0.0.2")
    site.answers |= {"/a": redirect(302, "/b"), "/b": redirect(302, elsewhere)}
    with pytest.raises(FetchError) as failed:
        await fetcher.fetch(Request(f"{site.base.replace('//', '//me:secret@')}/a"))
    assert [one.headers.get("Authorization", "")[:6] for one in site.asked] == ["Basic ", "Basic "]
    assert "secret" not in str(failed.value)
    assert failed.value.failure is Failure.CONNECTION


@pytest.mark.parametrize(
    ("path", "failure", "why"),
    [
        ("/loop", Failure.REDIRECTS, "more than 2 redirects"),
        ("/file", Failure.ADDRESS, "only http and https"),
        ("/nowhere", Failure.ADDRESS, "no address of the web"),
        ("/large", Failure.TOO_LARGE, "larger than 100,000 bytes"),
        ("/zstd", Failure.BODY, "'zstd'"),
        ("/brotli", Failure.BODY, "ends in the middle"),
        ("/endless", Failure.TIMEOUT, "not done within 0.5 s"),
        ("/silent", Failure.TIMEOUT, "nothing came for 0.2 s"),
        ("/reset", Failure.CONNECTION, "the connection broke"),
    ],
)
async def test_what_goes_wrong_is_said(site: Site, fetcher: Fetcher, path: str, failure: Failure, why: str) -> None:
    """Each fault has its kind, and its words with the address."""
    site.answers |= {
        "/loop": redirect(302, "/loop"),
        "/file": redirect(302, "file:///etc/passwd"),
        "/nowhere": redirect(302, "http://[::1"),
        "/large": lambda _: web.Response(body=bytes(100_001)),
        "/zstd": lambda _: web.Response(body=b"x", headers={"Content-Encoding": "zstd"}),
        "/brotli": lambda _: web.Response(body=b"x", headers={"Content-Encoding": "br"}),
    }
    with pytest.raises(FetchError, match=why) as failed:
        await fetcher.fetch(Request(f"{site.base}{path}"))
    assert failed.value.failure is failure
    assert str(failed.value).startswith(f"{site.base}{path}: ")


async def test_a_failed_status_is_an_answer_without_a_body(site: Site, fetcher: Fetcher) -> None:
    """What a server says beside an error is not read."""
    site.answers["/rss"] = lambda _: web.Response(status=500, text="x" * 1_000)
    answer = await fetcher.fetch(Request(f"{site.base}/rss"))
    assert (answer.status, answer.body) == (500, b"")


async def test_a_host_that_asks_for_it_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    """After `Retry-After` nobody asks there, until it is over; how long that is, is told."""
    site.answers["/rss"] = lambda _: web.Response(status=429, headers={"Retry-After": "300"})
    assert (await fetcher.fetch(Request(f"{site.base}/rss"))).retry_after_seconds == 300
    with pytest.raises(FetchError, match="asked to be left alone") as failed:
        await fetcher.fetch(Request(f"{site.base}/other"))
    assert (failed.value.failure, len(site.asked)) == (Failure.BUSY, 1)
    assert 295 < (failed.value.retry_after_seconds or 0) <= 301


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f.1"]
)
async def test_nothing_inside_is_asked(site: Site, host: str) -> None:
    """However this machine is called, nothing reaches it."""
    async with open_fetcher(Hosts(10, 0.0), None, LIMITS) as careful:
        with pytest.raises(FetchError) as failed:
            await careful.fetch(Request(site.base.replace("127.0.0.1", host)))
    assert failed.value.failure in {Failure.ADDRESS, Failure.CONNECTION}
    assert site.asked == []


async def test_a_redirect_leads_nowhere_inside(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a public server answers with is judged like what stands in the list."""
    monkeypatch.setattr("streams.ingest.addresses.is_public", lambda address: address == "127.0.0.1")
    site.answers["/rss"] = redirect(302, site.base.replace("127.0.0.1", "127.0.0.2"))
    async with open_fetcher(Hosts(10, 0.0), None, LIMITS) as careful:
        with pytest.raises(FetchError, match=r"127\.0\.0\.2 is no public address"):
            await careful.fetch(Request(f"{site.base}/rss"))
    assert len(site.asked) == 1


async def test_a_turn_is_waited_for_before_anything_is_sent(site: Site, fetcher: Fetcher) -> None:
    """Whoever waits for a slot has sent nothing yet."""
    asked: list[int] = []

    async def when_it_has_its_turn() -> None:
        asked.append(len(site.asked))

    await fetcher.fetch(Request(f"{site.base}/rss"), when_it_has_its_turn)
    assert asked == [0]


async def test_a_certificate_that_nobody_vouches_for_is_refused(fetcher: Fetcher) -> None:
    """A server that speaks TLS by a certificate of its own is not believed."""
    refused = asyncio.Event()

    async def no_tls(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        writer.close()
        refused.set()

    server = await asyncio.start_server(no_tls, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(FetchError) as failed:
        await fetcher.fetch(Request(f"https://127.0.0.1:{port}/"))
    server.close()
    await server.wait_closed()
    assert failed.value.failure is Failure.TLS
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED
