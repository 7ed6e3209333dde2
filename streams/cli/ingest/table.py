"""`newsstream ingest sources`: how each source stands, as the ingesters wrote it down last."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.feed import FeedRow
from streams.cli.terminal import printable
from streams.engine.spans import open_log
from streams.errors import BrokerError
from streams.ingest.agent import STATE
from streams.ingest.counting import Standing, standing_of
from streams.ingest.rows import apply_rows, row_of
from streams.ingest.sources import read_sources, shown
from streams.settings import Settings

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def sources(
    listed: Annotated[Path | None, typer.Argument(metavar="[LIST]", help="Only those of this list.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each source.")] = False,
) -> None:
    """Show how sources stand: last visit, answer, next visit, records sent, and what is wrong, in words.

    Exit codes: 0 none fails, 1 some fail or are gone, 2 a wrong list, 3 no Kafka.
    """
    wanted = None if listed is None else read_sources(listed)
    found = asyncio.run(_read(Settings().named_brokers))
    rows = list(found.values()) if wanted is None else [row_of(one, found.get(one.id)) for one in wanted]
    if as_json:
        for row in rows:
            typer.echo(orjson.dumps(_fields(row), option=orjson.OPT_UTC_Z))
    else:
        Console().print(_table(rows, datetime.now(UTC)) if rows else "No source was visited yet.")
        typer.echo(_sum(rows))
    raise typer.Exit(1 if any(standing_of(row) in {Standing.FAILING, Standing.RETIRED} for row in rows) else 0)


async def _read(brokers: str) -> dict[str, FeedRow]:
    found: dict[str, FeedRow] = {}
    async with open_log(brokers) as log:
        spans = await log.spans((STATE,))
        if not spans:
            msg = f"no topic {STATE} here: `newsstream topics apply` makes those of the cards"
            raise BrokerError(msg)
        async for records in log.read(spans):
            apply_rows(found, [(record.key or b"", record.value) for record in records])
    return found


def _fields(row: FeedRow) -> dict[str, object]:
    return {
        "source": shown(row.feed),
        "standing": standing_of(row).value,
        "last_visit": row.visited_at,
        "status": row.web.status,
        "next_visit": row.next_at,
        "records": row.records,
        "failures": row.rhythm.failures,
        "problem": row.problem,
        "moved_to": shown(row.web.moved_to) if row.web.moved_to else None,
    }


def _table(rows: Sequence[FeedRow], now: datetime) -> Table:
    table = Table("source", "standing", "last", "answer", "next", box=None, header_style="bold")
    table.add_column("records", justify="right")
    table.add_column("what is wrong")
    for row in rows:
        table.add_row(
            Text(printable(shown(row.feed), 60)),
            standing_of(row).value,
            _ago(row.visited_at, now),
            str(row.web.status or ""),
            _until(row.next_at, now),
            f"{row.records:,}",
            Text(printable(row.problem or "", 120)),
        )
    return table


def _sum(rows: Iterable[FeedRow]) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        counts[standing_of(row).value] = counts.get(standing_of(row).value, 0) + 1
    return ", ".join(f"{count:,} {standing}" for standing, count in sorted(counts.items()))


def _ago(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else f"{_span((now - moment).total_seconds())} ago"


def _until(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    seconds = (moment - now).total_seconds()
    return f"in {_span(seconds)}" if seconds > 0 else "due"


def _span(seconds: float) -> str:
    for size, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {name}"
    return f"{max(0.0, seconds):.0f} s"
