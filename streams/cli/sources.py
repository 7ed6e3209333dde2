"""`newsstream sources`: profiles of sources, proposed from what the stream has seen of them."""

import asyncio
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from schemas.enriched import EnrichedArticle
from schemas.wire import InvalidRecordError, load_object
from streams.cli.lines import read_lines
from streams.cli.terminal import printable
from streams.engine.spans import open_log
from streams.errors import BrokerError, NewsstreamError
from streams.ingest.seen import Seen
from streams.ingest.suggest import suggest as suggested
from streams.normalize.profiles import profiles_of
from streams.settings import Settings

EVENTS = "news.enriched"
INSIDE = ("event", "value")
"""Where an event stands in a line of `newsstream process` and of `newsstream tail --json`."""

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def sources() -> None:
    """What an operator may know of sources: see NEWSSTREAM_SOURCES."""


@app.command()
def suggest(
    file: Annotated[
        Path | None,
        typer.Argument(help="Events as JSON Lines, - for standard input; without it they are read from Kafka."),
    ] = None,
    *,
    hours: Annotated[float | None, typer.Option(min=0, help="Only events of the last hours.")] = None,
    only: Annotated[str | None, typer.Option("--source", help="Only this source.")] = None,
) -> None:
    """Propose source profiles as TOML, with the evidence beside each line, from the events of news.enriched.

    Read what is printed, and keep what is true in the file that NEWSSTREAM_SOURCES names; what that file says already
    is not proposed again. A file may also be what `newsstream process` or `newsstream tail --json` wrote. Exit codes:
    0 proposed or nothing to propose, 2 a wrong file or setting, 3 no Kafka.
    """
    settings = Settings()
    profiles = profiles_of(settings.sources)
    seen = Seen()
    if file is None:
        since_ms = None if hours is None else round((time.time() - hours * 3600) * 1000)
        asyncio.run(_read_topic(settings.named_brokers, since_ms, seen))
    else:
        _read_file(file, seen)
    if only is not None:
        seen.sources = {source: found for source, found in seen.sources.items() if source == only}
    text = suggested(seen, profiles)
    for line in text.splitlines():
        typer.echo(printable(line))
    articles = sum(one.articles for one in seen.sources.values())
    if not text:
        typer.echo(f"nothing to propose, from {articles:,} articles of {len(seen.sources):,} sources", err=True)


async def _read_topic(brokers: str, since_ms: int | None, seen: Seen) -> None:
    async with open_log(brokers) as log:
        spans = await log.spans((EVENTS,))
        if not spans:
            msg = f"no topic {EVENTS} here: `newsstream topics apply` makes those of the cards"
            raise BrokerError(msg)
        if since_ms is not None:
            spans = await log.since(spans, since_ms)
        async for records in log.read(spans):
            _add(seen, (record.value for record in records))


def _read_file(file: Path, seen: Seen) -> None:
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as lines:
            _add(seen, (line.value for line in read_lines(lines)))
    except OSError as error:
        msg = f"{file} can't be read: {error.strerror}"
        raise NewsstreamError(msg) from error


def _add(seen: Seen, values: Iterable[bytes | None]) -> None:
    """Count the events; what is none, such as an outcome between them, is passed over."""
    for value in values:
        try:
            fields = load_object(value or b"")
            inside = next((found for name in INSIDE if isinstance(found := fields.get(name), dict)), fields)
            seen.add(EnrichedArticle.from_mapping(inside))
        except InvalidRecordError:
            continue
