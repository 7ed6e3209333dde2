"""The command `newsstream`: finds the verb's file, imports only that, and turns errors into one line and an exit code.

Exit codes of every verb: 0 all is well, 1 there are findings, 2 wrong usage or settings, 3 no Kafka or one that fails.
"""

import logging
from importlib import metadata
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from streams.cli.failing import told_in_one_line
from streams.cli.loading import load_module

VERBS = (
    "demo",
    "worker",
    "ingest",
    "process",
    "send",
    "tail",
    "explain",
    "compare",
    "trace",
    "audit",
    "topics",
    "vocab",
    "rules",
    "sources",
)


class Verbs(TyperGroup):
    """Imports a verb when it is asked for: `process` need not load Kafka, nor `send` a parser."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Give the verbs in the order in which a newcomer meets them."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the verb's file."""
        del ctx
        if cmd_name not in VERBS:
            return None
        command = typer.main.get_command(load_module(f"streams.cli.{cmd_name}").app)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Verbs, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


def _print_version(value: bool) -> None:  # noqa: FBT001 - the signature that typer calls
    if value:
        typer.echo(f"newsstream {metadata.version('newsstream')}")
        raise typer.Exit


@app.callback()
def newsstream(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Raw news articles in, normalized, tagged, deduplicated events out, over Kafka.

    Settings are environment variables NEWSSTREAM_*: BROKERS (host:port,...), PARTITIONS, REPLICATION_FACTOR, SOURCES
    (a TOML file of source profiles), RULES (a file of editors' rules), INSTANCE, HEALTH_PORT. Exit codes: 0 all is
    well, 1 there are findings, 2 wrong usage or settings, 3 no Kafka or one that fails.
    """
    del version


def main() -> None:
    """Run the verb; errors that are for people are printed in one line."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it logs what it raises; the raised error is told below
    with told_in_one_line():
        app()


if __name__ == "__main__":
    main()
