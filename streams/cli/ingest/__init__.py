"""`newsstream ingest`: a list of sources into `news.raw`; `check` one, or show how all of them stand.

newsstream ingest feeds.toml             until Ctrl-C
newsstream ingest feeds.toml --once      each source once
newsstream ingest sources feeds.toml     how they stand
newsstream ingest check URL-or-file      what would be taken, and why not
"""

from typing import Any

import typer
from typer.core import TyperGroup

from streams.cli.ingest.check import check
from streams.cli.ingest.run import run
from streams.cli.ingest.table import sources

__all__ = ["app"]


class Verbs(TyperGroup):
    """Takes what isn't one of its verbs for a list of sources: `ingest feeds.toml` is `ingest run feeds.toml`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - click's, which typer does not type
        """Put the verb in front of a list."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args.insert(0, "run")
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Watch feeds, folders and files, and send what is new in them to news.raw: `newsstream ingest feeds.toml`.",
)
app.command("run")(run)
app.command("check")(check)
app.command("sources")(sources)
