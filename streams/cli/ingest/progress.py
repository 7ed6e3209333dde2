"""What a person sees while sources are visited: a bar for the first round, on a terminal, and then a line of sums."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from streams.cli.terminal import printable
from streams.ingest.agent import Watched
from streams.ingest.counting import Standing, standing_of
from streams.ingest.feeds import Step


class Progress:
    """Counts what was written, and shows it."""

    def __init__(self, total: int, *, is_once: bool) -> None:
        """Show a bar of `total` sources until each was visited."""
        self._console = Console(stderr=True, highlight=False)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[sent]}"),
        )
        self._bar = Bar(*columns, console=self._console, transient=True, disable=not self._console.is_terminal)
        self._task = self._bar.add_task("Visiting sources", total=total, sent="")
        self._is_once = is_once
        self._total = total
        self._visited: dict[str, Standing] = {}
        self._sent = 0
        self._is_over = False
        self._bar.start()

    @property
    def failed(self) -> int:
        """How many of the sources failed the last time, or are gone."""
        return sum(standing in {Standing.FAILING, Standing.RETIRED} for standing in self._visited.values())

    def watch(self, watched: Watched, step: Step) -> None:
        """Take in a step that was written."""
        self._sent += len(step.events)
        before = self._visited.get(watched.source.id)
        after = standing_of(step.row)
        if step.status:
            self._visited[watched.source.id] = after
        if step.row.problem and (after != before):
            self._say(f"{watched.source.shown}: {step.row.problem}")
        self._bar.update(self._task, completed=len(self._visited), sent=f"{self._sent:,} sent to news.raw")
        if len(self._visited) >= self._total and not self._is_once:
            self.close()

    def close(self) -> None:
        """Take the bar away, and say what came of it."""
        if not self._is_over:
            self._is_over = True
            self._bar.stop()
            failed = f", {self.failed:,} of them failed" if self.failed else ""
            self._say(f"{len(self._visited):,} sources visited{failed}; {self._sent:,} records sent to news.raw")

    def _say(self, line: str) -> None:
        self._console.print(printable(line, 300), markup=False, soft_wrap=True)
