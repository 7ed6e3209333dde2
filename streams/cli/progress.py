"""A bar on standard error for what takes long; it goes when that is done, and is none where nobody looks."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from streams.ledger.progress import Progress as Show


@contextmanager
def progress_bar(what: str) -> Iterator[Show]:
    """Show a bar while the block runs; gives what is to be called with the work at hand, how far it is, and its end."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield show
