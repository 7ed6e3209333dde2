"""`newsstream ingest LIST`: visits the sources of a list until it is told to stop, or each of them once."""

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer

from schemas.cards import load_cards
from streams.cli.failing import FINDINGS
from streams.cli.ingest.progress import Progress
from streams.engine.health import Health
from streams.engine.records import RAW
from streams.engine.shares import Member
from streams.engine.topics import require
from streams.errors import SettingsError
from streams.ingest.agent import GROUP, STATE, Ingest
from streams.ingest.counting import show_sources
from streams.ingest.feeds import Feeds
from streams.ingest.fetch import Fetcher, open_fetcher
from streams.ingest.files import Folders, Lines
from streams.ingest.hosts import Hosts
from streams.ingest.loop import Slots
from streams.ingest.pages import Pages
from streams.ingest.sources import Kind, Source, read_sources
from streams.settings import Settings
from streams.web.health import pages, serve


def run(
    listed: Annotated[
        Path, typer.Argument(metavar="LIST", help="The list of sources: TOML, or OPML of a feed reader.")
    ],
    *,
    once: Annotated[bool, typer.Option("--once", help="Visit each source once, then end.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more about what happens.")] = False,
) -> None:
    """Send what is new in the sources of a list to news.raw, until Ctrl-C or TERM.

    Each version of an entry is sent once, however often this is stopped, killed or run beside itself: several on one
    machine or many share the sources out. Needs NEWSSTREAM_BROKERS and the topics (`newsstream topics apply`). Exit
    codes: 0 stopped as asked, or all sources visited, 1 some of them failed (--once), 2 a wrong list or setting, 3 no
    Kafka.
    """
    settings = Settings()
    sources = read_sources(listed)
    _set_logging(verbose=verbose)
    progress = Progress(len(sources), is_once=once)
    asyncio.run(_until_stopped(settings, sources, progress, is_once=once))
    progress.close()
    raise typer.Exit(FINDINGS if once and progress.failed else 0)


async def _until_stopped(settings: Settings, sources: tuple[Source, ...], progress: Progress, *, is_once: bool) -> None:
    cards = load_cards()
    await require(settings.named_brokers, [cards[RAW], cards[STATE]])
    running = asyncio.create_task(_run(settings, sources, progress, is_once=is_once))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, running, settings.stop_seconds)
    with suppress(asyncio.CancelledError):
        await running


def _stop(running: asyncio.Task[None], stop_seconds: float) -> None:
    deadline = threading.Timer(stop_seconds, _give_up, (stop_seconds,))
    deadline.daemon = True
    deadline.start()
    running.cancel()


def _give_up(stop_seconds: float) -> None:
    logging.getLogger(__name__).error("not stopped after %.0f s; leaving: nothing is lost", stop_seconds)
    os._exit(1)


async def _run(settings: Settings, sources: tuple[Source, ...], progress: Progress, *, is_once: bool) -> None:
    health = Health()
    hosts = Hosts(settings.ingest_host_fetches, settings.ingest_host_seconds)
    async with open_fetcher(hosts, settings.ingest_contact, is_private_allowed=settings.ingest_private) as fetcher:
        ingest = Ingest(
            settings.named_brokers,
            sources,
            _readers(fetcher),
            Slots(settings.ingest_fetches),
            health,
            progress.watch,
            is_once=is_once,
        )
        instance = f"{settings.instance}-ingest" if settings.instance else None
        member = Member(settings.named_brokers, GROUP, STATE, ingest.work, health, instance, is_finite=is_once)
        show_sources(ingest.rows)
        async with _health_pages(settings, health, member):
            await member.run()


def _readers(fetcher: Fetcher) -> dict[Kind, Feeds | Folders | Lines]:
    return {
        Kind.FEED: Feeds(fetcher, Pages(fetcher), _now_ms),
        Kind.FOLDER: Folders(_now_ms),
        Kind.LINES: Lines(_now_ms),
    }


def _now_ms() -> int:
    return round(time.time() * 1000)


@asynccontextmanager
async def _health_pages(settings: Settings, health: Health, member: Member) -> AsyncIterator[None]:
    if not settings.health_port:
        yield
        return
    async with AsyncExitStack() as serving:
        try:
            await serving.enter_async_context(
                serve(pages(health, member.broker_answers), settings.health_host, settings.health_port)
            )
        except OSError as error:
            msg = f"port {settings.health_port} of NEWSSTREAM_HEALTH_PORT can't be served: {error.strerror}"
            raise SettingsError(msg) from error
        yield


def _set_logging(*, verbose: bool) -> None:
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
