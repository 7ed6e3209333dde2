"""The slow steps of a demo as they pass: bars on a terminal, a plain line each anywhere else."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

MEGABYTE = 1_000_000


class Steps:
    """Shows one slow step after the other: how long it takes, and how far it is where that is known."""

    def __init__(self, console: Console) -> None:
        """Show nothing yet."""
        self._console = console
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[amount]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None
        self._name = ""

    def __enter__(self) -> Self:
        """Begin."""
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End; a step that did not finish keeps its bar as it is."""
        if kind is None:
            self._finish()
        self._progress.stop()

    def show(self, name: str, done: int | None = None, total: int | None = None) -> None:
        """Show that the step `name` is under way; another name finishes the one before."""
        if name != self._name:
            self._finish()
            self._name = name
            self._task = self._progress.add_task(name, total=total, amount="")
            if not self._console.is_terminal:
                self._console.print(f"{name} ...")
        if self._task is not None and total is not None:
            self._progress.update(self._task, completed=done, total=total, amount=_amount(done or 0, total))

    def _finish(self) -> None:
        if self._task is None:
            return
        known = self._progress.tasks[self._task].total
        total = known or 1
        amount = _amount(round(total), round(total)) if known else ""
        self._progress.update(self._task, total=total, completed=total, amount=amount)


def _amount(done: int, total: int) -> str:
    if total < MEGABYTE:
        return f"{done} of {total}"
    return f"{done // MEGABYTE} of {total // MEGABYTE} MB"
