"""What a demo shows of the articles: a row for each that comes out, the account at the end, and where to look next.

On a terminal the rows scroll by above one line that counts; anywhere else they are plain lines without cursor control.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from schemas.relation import RelationKind
from streams.cli.demo.system import Running
from streams.cli.demo.tally import Finished, Summary
from streams.cli.terminal import printable

PLAIN_WIDTH = 160
"""A file has no width of its own."""
STYLES = {"accepted": "green", "updated": "cyan", "duplicate": "yellow", "rejected": "red", "quarantined": "magenta"}
WIDTHS = {"time": 8, "outcome": 11, "verdict": 15, "lang": 4, "source": 22}
RATIOS = {"title": 3, "subjects": 2}
NARROW, MIDDLING = 70, 110
"""Below these widths of a terminal the row leaves columns out, so that the headline keeps some room."""


def new_console(*, to_stderr: bool) -> Console:
    """Give the console that everything is shown on."""
    console = Console(stderr=to_stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=to_stderr, highlight=False, width=PLAIN_WIDTH)


def columns(width: int) -> list[str]:
    """Choose what a row shows in so many characters."""
    if width < NARROW:
        return ["outcome", "verdict", "title"]
    if width < MIDDLING:
        return ["time", "outcome", "verdict", "lang", "title"]
    return ["time", "outcome", "verdict", "source", "lang", "title", "subjects"]


def cells(finished: Finished) -> dict[str, str]:
    """Give what a row can show of an article; one that was refused says why where its headline would stand."""
    at = datetime.fromtimestamp(finished.timestamp_ms / 1000, UTC)
    shown = {"time": f"{at:%H:%M:%S}", "outcome": finished.outcome.outcome.value}
    if finished.event is None:
        return shown | {"verdict": finished.outcome.reason or "", "title": finished.outcome.detail or ""}
    article = finished.event.article
    relation = article.relation.kind
    subjects = ", ".join(subject.label for subject in article.subjects)
    return shown | {
        "verdict": article.event.value if relation is RelationKind.UPDATE_OF else relation.value,
        "source": article.source,
        "lang": article.language,
        "title": article.title or article.body,
        "subjects": subjects,
    }


class Rows:
    """Prints finished articles as they come, and counts below them."""

    def __init__(self, console: Console, records: int) -> None:
        """Prepare for that many records to send."""
        self._console = console
        self._columns = columns(console.width)
        self._bar = Progress(
            TextColumn("{task.completed} of {task.total} records sent"),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._task = self._bar.add_task("", total=records)
        self._counts = Text()

    @contextmanager
    def live(self) -> Iterator[None]:
        """Show the heading, and the line of counts while the block runs."""
        self._console.print()
        self._print({name: name for name in self._columns}, "bold")
        if not self._console.is_terminal:
            yield
            return
        with Live(Group(self._counts, self._bar), console=self._console, transient=True):
            yield

    def advance(self) -> None:
        """Count a record that was sent."""
        self._bar.update(self._task, advance=1)

    def add(self, finished: Iterable[Finished], summary: Summary) -> None:
        """Print articles, and count anew."""
        for one in finished:
            kind = one.outcome.outcome.value
            self._print(cells(one), STYLES[kind])
        self._counts.plain = counted(summary.outcomes)

    def _print(self, row: dict[str, str], style: str) -> None:
        table = Table.grid(padding=(0, 2, 0, 0), expand=True, pad_edge=False)
        for name in self._columns:
            width = WIDTHS.get(name)
            table.add_column(width=width, ratio=None if width else RATIOS[name], no_wrap=True, overflow="ellipsis")
        shown = [Text(printable(row.get(name, ""), self._console.width)) for name in self._columns]
        shown[self._columns.index("outcome")].stylize(style)
        table.add_row(*shown)
        show(self._console, table)


def show(console: Console, table: Table) -> None:
    """Print a table; a file gets it without the blanks that only a screen's edge needs."""
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        console.print(line.rstrip(), markup=False, no_wrap=True, overflow="ignore", crop=False)


def counted(counts: dict[str, int]) -> str:
    """Write counts out: `12 accepted + 3 duplicate`."""
    return " + ".join(f"{count} {name}" for name, count in counts.items())


def print_summary(console: Console, summary: Summary) -> None:
    """Print the account of a run."""
    table = Table.grid(padding=(0, 2, 0, 0))
    total = sum(summary.outcomes.values())
    table.add_row("in", f"{summary.records} records with {summary.articles} articles")
    table.add_row("outcomes", f"{counted(summary.outcomes)} = {total} of {summary.articles}")
    table.add_row("out", f"{summary.events} events: {counted(summary.relations).replace('none', 'unrelated')}")
    table.add_row("dead letters", str(summary.dead_letters))
    if summary.latency_p50_ms is not None:
        table.add_row(
            "latency", f"p50 {summary.latency_p50_ms} ms, p99 {summary.latency_p99_ms} ms, raw record to event"
        )
    console.print()
    show(console, table)


def print_next(console: Console, kept: Running | None) -> None:
    """Say where to look next: at what runs on, or at how to have it so."""
    command = _command()
    lines = [f"{command} process FILE.jsonl   the same stages on your own articles, without Kafka"]
    if kept is None:
        lines.append("deploy/demo --keep   leaves Kafka and the worker running, to send and tail")
    else:
        lines = [
            f"export NEWSSTREAM_BROKERS={kept.brokers}",
            f"{command} tail news.enriched --from-beginning   what subscribers see; news.outcomes the account",
            f"{command} send FILE.jsonl   your own articles",
            f"{command} demo --stop   ends {'Kafka, its data and ' if kept.is_local else ''}the worker",
        ]
    console.print("\nNext:")
    for line in [*lines, "README.md   what all this is"]:
        console.print(f"  {line}", soft_wrap=True)


def _command() -> str:
    """Give the command as this user can type it."""
    if shutil.which("newsstream"):
        return "newsstream"
    return shlex.quote(os.path.relpath(sys.argv[0]))
