"""`newsstream send`: puts raw articles into `news.raw`, under the key that is their source."""

import asyncio
import base64
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from schemas.raw import RawArticle
from schemas.wire import InvalidRecordError
from streams.cli.lines import LINE_BYTES, read_lines
from streams.cli.terminal import printable
from streams.engine.clients import Sender, open_sender
from streams.engine.records import RAW
from streams.errors import NewsstreamError
from streams.normalize.source import source_of
from streams.settings import Settings

PAGE_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".xml": "application/xml",
}

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record ready to go, the name that people know it by, and its share of the file in bytes."""

    name: str
    value: bytes | None
    size: int

    @property
    def key(self) -> bytes | None:
        """The source; None when the value says none, or isn't a raw article at all."""
        try:
            source = source_of(RawArticle.decode(self.value or b""))
        except InvalidRecordError:
            return None
        return source.encode() if source else None


@dataclass(slots=True)
class Sent:
    """What became of the files."""

    records: int = 0
    refused: int = 0


@app.command()
def send(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines (.jsonl, or - for standard input), or pages.")],
    *,
    source: Annotated[str | None, typer.Option(help="Source of pages (.txt, .html, .rss, .atom, .xml).")] = None,
    url: Annotated[str | None, typer.Option(help="Address of a page.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Send raw articles into news.raw: each line of a JSON Lines file, or a page as one article.

    Lines go out as they are; what is wrong with one becomes its outcome. A record over 10 MB is refused by name. Exit
    codes: 0 all sent, 1 some were refused, 2 a file can't be read, 3 no Kafka.
    """
    sent = asyncio.run(_send_all(Settings().named_brokers, files, source, url))
    if as_json:
        typer.echo(orjson.dumps({"sent": sent.records, "refused": sent.refused}))
    else:
        typer.echo(f"{sent.records} sent to {RAW}" + (f", {sent.refused} refused" if sent.refused else ""))
    raise typer.Exit(1 if sent.refused else 0)


async def _send_all(brokers: str, files: list[Path], source: str | None, url: str | None) -> Sent:
    sent = Sent()
    async with open_sender(brokers) as sender:
        with _progress() as progress:
            for file in files:
                task = progress.add_task(printable(str(file), 40), total=_size(file))
                for prepared in _prepared(file, source, url):
                    await _send(sender, prepared, sent)
                    progress.update(task, advance=prepared.size)
        await sender.flush()
    return sent


async def _send(sender: Sender, prepared: Prepared, sent: Sent) -> None:
    if prepared.value is None or len(prepared.value) > LINE_BYTES:
        sent.refused += 1
        typer.echo(f"newsstream: {prepared.name} is over {LINE_BYTES:,} bytes and was not sent", err=True)
        return
    await sender.send(RAW, prepared.key, prepared.value)
    sent.records += 1


def _prepared(file: Path, source: str | None, url: str | None) -> Iterator[Prepared]:
    page_type = PAGE_TYPES.get(file.suffix.lower())
    try:
        if page_type is None:
            yield from _lines_of(file)
        else:
            yield _page(file, page_type, source, url)
    except OSError as error:
        msg = f"{file} can't be read: {error.strerror}"
        raise NewsstreamError(msg) from error


def _lines_of(file: Path) -> Iterator[Prepared]:
    with sys.stdin.buffer if str(file) == "-" else file.open("rb") as lines:
        for line in read_lines(lines):
            yield Prepared(f"{file}, line {line.number},", line.value, len(line.value or b"") + 1)


def _page(file: Path, page_type: str, source: str | None, url: str | None) -> Prepared:
    content = file.read_bytes()
    fields = {"url": url, "source": source, "content_type": page_type}
    try:
        fields["content"] = content.decode("utf-8")
    except UnicodeDecodeError:
        fields["content_base64"] = base64.b64encode(content).decode()
    value = orjson.dumps({name: value for name, value in fields.items() if value is not None})
    return Prepared(str(file), value, len(content))


def _size(file: Path) -> int | None:
    return file.stat().st_size if file.is_file() else None


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
