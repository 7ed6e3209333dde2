"""A farm of feeds for the bench of ingest: each a host of its own in 127.0.0.0/8, with entries at known moments.

What a feed shows is a function of its number and the time, so the server keeps nothing, and whoever reads an entry
knows when it appeared. Run as `python feedfarm.py PORT PERIOD_SECONDS`; serves until it is ended.
"""

import random
import sys
import time

from aiohttp import web

SHOWN = 10
"""Entries that a feed lists."""
WORDS = "quay mole pier tide ferry crane pilot harbour buoy anchor net gull rope sail keel mast dock lock".split()


def host_of(feed: int) -> str:
    """Give a feed's address: one of sixteen million that all lead to this machine."""
    return f"127.{1 + feed // 62_500}.{feed // 250 % 250}.{1 + feed % 250}"


def feed_of(host: str) -> int:
    """Give the number of the feed at an address."""
    _, high, middle, low = (int(part) for part in host.split("."))
    return (high - 1) * 62_500 + middle * 250 + low - 1


def last_entry(feed: int, now: float, period: float) -> int:
    """Give the number of the entry that appeared last: one every `period` seconds, each feed at its own time."""
    return int((now - offset(feed, period)) // period)


def appeared(feed: int, entry: int, period: float) -> float:
    """Give when an entry appeared, in seconds since 1970."""
    return offset(feed, period) + entry * period


def offset(feed: int, period: float) -> float:
    """Give a feed's own time within the period."""
    return random.Random(feed).random() * period


def write(feed: int, last: int) -> bytes:
    """Write the feed as it is when `last` has appeared: about a kilobyte an entry."""
    rng = random.Random(feed)
    text = " ".join(rng.choice(WORDS) for _ in range(120))
    items = "".join(
        f"<item><title>Entry {entry} of feed {feed}</title><link>http://{host_of(feed)}/{entry}</link>"
        f"<guid isPermaLink='false'>{feed}:{entry}</guid><description>{entry}: {text}</description></item>"
        for entry in range(last, last - SHOWN, -1)
    )
    return f"<rss version='2.0'><channel><title>Feed {feed}</title>{items}</channel></rss>".encode()


def serve(port: int, period: float) -> None:
    """Serve all feeds."""

    async def answer(request: web.Request) -> web.Response:
        feed = feed_of(request.host.partition(":")[0])
        last = last_entry(feed, time.time(), period)
        headers = {"ETag": f'"{last}"', "Content-Type": "application/rss+xml"}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        return web.Response(body=write(feed, last), headers=headers)

    application = web.Application()
    application.router.add_get("/rss", answer)
    web.run_app(application, host="0.0.0.0", port=port, print=None, access_log=None)  # noqa: S104 - all of 127/8


if __name__ == "__main__":
    serve(int(sys.argv[1]), float(sys.argv[2]))
