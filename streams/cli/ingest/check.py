"""`newsstream ingest check`: what would be taken of an address or a file, what not, and why. Nothing is sent."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from streams.cli.failing import FINDINGS
from streams.cli.terminal import printable
from streams.errors import NewsstreamError
from streams.ingest.check import Report
from streams.ingest.check import check as checked
from streams.ingest.document import Document
from streams.ingest.entries import MAX_BYTES, read_document, read_file
from streams.ingest.fetch import TAKEN, FetchError, Request, open_fetcher
from streams.ingest.hosts import Hosts
from streams.ingest.sources import Source, address_source, shown
from streams.normalize.profiles import profiles_of
from streams.normalize.source import NO_PROFILE
from streams.settings import Settings

SHOWN = 20


def check(
    where: Annotated[str, typer.Argument(metavar="URL-OR-FILE", help="A feed's address, or a file.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as one JSON object.")] = False,
    every: Annotated[bool, typer.Option("--all", help=f"Show all entries, not the first {SHOWN}.")] = False,
) -> None:
    """Fetch a feed, or read a file, and tell what a first visit would take of it, and what not and why.

    Each entry is read as the pipeline will read it. Exit codes: 0 there is something to take, 1 there is not, 2 a file
    that can't be read or a wrong setting.
    """
    settings = Settings()
    source = address_source(where)
    now_ms = round(time.time() * 1000)
    try:
        document = asyncio.run(_fetched(source, settings)) if source.is_remote else _read(where)
    except FetchError as error:
        document = Document("nothing", problems=(error.why,))
    profile = profiles_of(settings.sources).get(source.host or "", NO_PROFILE)
    report = checked(document, source, profile, now_ms)
    if as_json:
        typer.echo(orjson.dumps(report))
    else:
        _print(source, report, len(report.lines) if every else SHOWN)
    raise typer.Exit(0 if report.is_well else FINDINGS)


async def _fetched(source: Source, settings: Settings) -> Document:
    hosts = Hosts(settings.ingest_host_fetches, settings.ingest_host_seconds)
    async with open_fetcher(hosts, settings.ingest_contact, is_private_allowed=settings.ingest_private) as fetcher:
        answer = await fetcher.fetch(Request(source.location))
    if answer.status not in TAKEN:
        return Document("nothing", problems=(f"the server answers HTTP {answer.status}",))
    document = read_document(answer.body, answer.content_type or None, answer.charset, answer.url)
    return replace(document, moved_to=answer.moved_to or document.moved_to)


def _read(where: str) -> Document:
    try:
        with Path(where).open("rb") as file:
            return read_file(file.read(MAX_BYTES + 1), where)
    except OSError as error:
        msg = f"{where} can't be read: {error.strerror}"
        raise NewsstreamError(msg) from error


def _print(source: Source, report: Report, most: int) -> None:
    console = Console(highlight=False)
    console.print(Text(printable(source.shown)))
    for name, value in report.facts:
        console.print(Text(f"  {name}: {printable(value, 200)}"))
    for problem in report.problems:
        console.print(Text(f"  problem: {printable(problem, 300)}", style="yellow"))
    if report.lines:
        console.print(_table(report, most))
    if len(report.lines) > most:
        console.print(f"... and {len(report.lines) - most:,} more; --all shows them")


def _table(report: Report, most: int) -> Table:
    table = Table("taken", "published", "title", "what is worth knowing, or why not", box=None, header_style="bold")
    for line in report.lines[:most]:
        said = "; ".join(line.notes)
        title = line.title or shown(line.link)
        table.add_row(
            "yes" if line.is_taken else "no", line.published, Text(printable(title, 60)), Text(printable(said, 200))
        )
    return table
