"""Feeds on a local server, with scripted faults: what the test of ingest says happens, and what must come of it.

Every feed has an address of its own in 127.0.0.0/8, so that each is a host of its own. All of them move from one stage
to the next together; a stage has its entries, some of them new and some changed, and faults before it answers well.
"""

import asyncio
import base64
import gzip
import json
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import brotli
from aiohttp import web
from articles import body

STAGES = 3
FAULTS_A_STAGE = 1
"""How many answers of a stage go wrong before the others go well."""


@dataclass(frozen=True)
class Version:
    """One version of an entry: what must come to `news.raw` exactly once."""

    feed: int
    entry: int
    version: int

    @property
    def mark(self) -> str:
        """A word that stands in its text and nowhere else."""
        return f"mark{self.feed:02}x{self.entry:02}x{self.version}e"

    @property
    def text(self) -> str:
        """A text that is like that of its other versions, and like no other entry's."""
        return f"{body(f'quay {self.feed} {self.entry}')}\n\nThe keeper says {self.mark} about it."

    @property
    def title(self) -> str:
        """The headline, the same in all versions."""
        return body(f"quay {self.feed} {self.entry}").split(maxsplit=4)[-1][:70].title()


def listing(feed: int, stage: int) -> list[Version]:
    """Give what a feed shows: two new entries a stage, and from the second on a new version of an older one."""
    entries = range(2 * (stage + 1))
    return [Version(feed, entry, 1 + sum(entry == 2 * (at - 1) for at in range(1, stage + 1))) for entry in entries][
        ::-1
    ]


Handler = Callable[[web.Request, "Feed", int], Awaitable[web.StreamResponse]]


@dataclass
class Feed:
    """A feed, its kind, and what it has answered in each stage."""

    number: int
    format: str
    fault: str = ""
    asked: Counter[int] = field(default_factory=Counter)

    @property
    def host(self) -> str:
        """An address of this machine that no other feed has."""
        return f"127.0.77.{self.number + 1}"

    def truth(self, stages: int) -> list[Version]:
        """Give all versions that were shown up to a stage."""
        last = min(stages, {"gone": 2, "never": 0}.get(self.fault, stages))
        return sorted({one for stage in range(last) for one in listing(self.number, stage)}, key=lambda one: one.mark)


def _rss(feed: Feed, versions: list[Version]) -> str:
    items = "".join(
        f"<item><title>{one.title}</title><link>http://{feed.host}/{one.entry}.html?utm_source=rss</link>"
        f"<guid isPermaLink='false'>tag:{feed.number}:{one.entry}</guid><description>{one.text}</description></item>"
        for one in versions
    )
    return f"<rss version='2.0'><channel><title>Harbour {feed.number}</title>{items}</channel></rss>"


def _atom(feed: Feed, versions: list[Version]) -> str:
    entries = "".join(
        f"<entry><title>{one.title}</title><link href='http://{feed.host}/{one.entry}'/><id>tag:{feed.number}:{one.entry}"
        f"</id><updated>2026-03-14T09:0{one.version}:00Z</updated><content>{one.text}</content></entry>"
        for one in versions
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Harbour {feed.number}</title>{entries}</feed>"


def _json(feed: Feed, versions: list[Version]) -> str:
    items = [
        {
            "id": f"{feed.number}-{one.entry}",
            "url": f"http://{feed.host}/{one.entry}",
            "title": one.title,
            "content_text": one.text,
        }
        for one in versions
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": f"Harbour {feed.number}", "items": items}
    )


FORMATS = {
    "rss": (_rss, "application/rss+xml"),
    "atom": (_atom, "application/atom+xml"),
    "json": (_json, "application/feed+json"),
}


async def _stalling(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"<rss")
    await asyncio.sleep(3)
    return response


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    with suppress(ConnectionError):
        while True:
            await response.write(bytes(1 << 20))
    return response


async def _reset(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _bomb(_: web.Request) -> web.StreamResponse:
    return web.Response(body=BOMB, headers={"Content-Encoding": "gzip"})


def _answering(status: int, text: str = "", **headers: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(_: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, text=text, headers=named)

    return answer


_MAKER = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
BOMB = b"".join(_MAKER.compress(bytes(1 << 20)) for _ in range(40)) + _MAKER.flush()
ENTITIES = "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
FAULTS: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {
    "500": _answering(500, "oops"),
    "503": _answering(503, Retry_After="1"),
    "429": _answering(429, Retry_After="1"),
    "404": _answering(404),
    "html": _answering(200, "<!doctype html><html><body><p>Please log in.</p></body></html>", Content_Type="text/html"),
    "empty": _answering(200),
    "loop": _answering(302, Location="/feed"),
    "inside": _answering(302, Location="file:///etc/passwd"),
    "entities": _answering(200, f"{ENTITIES}]><rss version='2.0'><channel><title>&i;</title></channel></rss>"),
    "brotli": _answering(200, "x", Content_Encoding="br"),
    "stall": _stalling,
    "endless": _endless,
    "reset": _reset,
    "bomb": _bomb,
}
"""What goes wrong before a stage answers well."""
MANNERS = ("", "gzip", "deflate", "br", "moved", "reordered", "latin", "broken", "gone", "never", "pages")
"""How else a feed may be; none of it goes wrong."""
PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}


def feeds() -> list[Feed]:
    """Give fifty: every fault and every manner, in all three formats as they come."""
    kinds = [*FAULTS, *MANNERS]
    formats = list(FORMATS)
    made = [Feed(number, formats[number % 3], kinds[number % len(kinds)]) for number in range(48)]
    return [Feed(one.number, "rss" if one.fault in {"latin", "broken"} else one.format, one.fault) for one in made]


@dataclass
class Server:
    """The feeds, and the stage in which all of them are."""

    feeds: list[Feed]
    port: int = 0
    stage: int = 0
    pages: Counter[str] = field(default_factory=Counter)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer for the feed whose address was asked."""
        feed = next(one for one in self.feeds if one.host == request.host.partition(":")[0])
        if request.path == "/robots.txt":
            return web.Response(text="User-agent: *\nDisallow: /0.html\n")
        return self._page(feed, request) if request.path.endswith(".html") else await self._feed(feed, request)

    async def _feed(self, feed: Feed, request: web.Request) -> web.StreamResponse:
        stage = self.stage
        feed.asked[stage] += 1
        if feed.fault in FAULTS and feed.asked[stage] <= FAULTS_A_STAGE:
            return await FAULTS[feed.fault](request)
        if feed.fault == "gone" and stage >= 2:
            return web.Response(status=410)
        if feed.fault == "never":
            return web.Response(status=403)
        if feed.fault == "moved" and request.path != "/moved":
            return web.Response(status=301, headers={"Location": "/moved"})
        return self._listing(feed, stage, request)

    def _listing(self, feed: Feed, stage: int, request: web.Request) -> web.StreamResponse:
        etag = f'"{stage}-{feed.asked[stage] if feed.fault == "reordered" else 0}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        write, content_type = FORMATS[feed.format]
        versions = listing(feed.number, stage)
        if feed.fault == "reordered" and feed.asked[stage] % 2:
            versions.reverse()
        data = write(feed, versions).encode()
        headers = {"ETag": etag, "Content-Type": content_type}
        if feed.fault == "latin":
            data = b"<?xml version='1.0' encoding='iso-8859-1'?><!-- \xe9t\xe9 -->" + data
        if feed.fault == "broken":
            data = data.replace(b"</channel>", b"<br>&nbsp; a < b")
        if pack := PACKERS.get(feed.fault):
            data = pack(data)
            headers["Content-Encoding"] = feed.fault
        return web.Response(body=data, headers=headers)

    def _page(self, feed: Feed, request: web.Request) -> web.StreamResponse:
        entry = int(request.path.strip("/").removesuffix(".html"))
        (one,) = [one for one in listing(feed.number, self.stage) if one.entry == entry]
        self.pages[one.mark] += 1
        paragraphs = "".join(f"<p>{part}</p>" for part in one.text.split("\n\n"))
        head = f"<title>{one.title}</title>"
        text = (
            f"<!doctype html><html><head>{head}</head><body><h1>{one.title}</h1><article>{paragraphs}</article></body>"
        )
        return web.Response(text=text, content_type="text/html")


@asynccontextmanager
async def serve(server: Server) -> AsyncIterator[None]:
    """Serve the feeds while the block runs."""
    application = web.Application()
    application.router.add_get("/{path:.*}", server.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0).start()  # noqa: S104 - every address of 127.0.0.0/8 is a host of its own
    server.port = runner.addresses[0][1]
    try:
        yield
    finally:
        await runner.cleanup()


def content_of(value: bytes) -> str:
    """Give the content of a raw article as text."""
    raw = json.loads(value)
    return raw["content"] or base64.b64decode(raw["content_base64"]).decode("utf-8", "replace")
