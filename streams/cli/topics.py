"""`newsstream topics list|diff|apply`: the cards, how the cluster differs from them, and making it agree."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from schemas.cards import Card, load_cards
from streams.engine.topics import Difference, apply, connect, differences
from streams.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

HELP = "The Kafka topics: what the cards say, and how the cluster differs from them."

app = typer.Typer(add_completion=False, no_args_is_help=True, help=HELP)


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List every topic of the cards; asks no cluster."""
    cards = list(load_cards().values())
    if as_json:
        typer.echo(orjson.dumps([card.model_dump() for card in cards]))
    else:
        Console().print(_table(cards, Settings().partitions))


@app.command()
def diff(*, as_json: AsJson = False) -> None:
    """Say how the cluster's topics differ from the cards. Exit codes: 0 not at all, 1 they do, 3 no Kafka."""
    found = asyncio.run(_differences(Settings()))
    _report(found, as_json=as_json, done="The topics are what the cards say.")
    raise typer.Exit(1 if found else 0)


@app.command("apply")
def apply_(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make missing topics and mend settings. Exit codes: 0 done, 2 a partition count is in the way, 3 no Kafka."""
    settings = Settings()
    found = asyncio.run(_differences(settings) if dry_run else _apply(settings))
    _report(found, as_json=as_json, done="Nothing to do." if not found else "")
    if found and not as_json:
        typer.echo(f"{len(found)} to mend" if dry_run else f"{len(found)} mended")


async def _differences(settings: Settings) -> list[Difference]:
    cards = list(load_cards().values())
    async with connect(settings.named_brokers) as cluster:
        return differences(cards, await cluster.found(cards), settings.partitions)


async def _apply(settings: Settings) -> list[Difference]:
    cards = list(load_cards().values())
    async with connect(settings.named_brokers) as cluster:
        return await apply(cluster, cards, settings.partitions, settings.replication_factor)


def _report(found: Sequence[Difference], *, as_json: bool, done: str) -> None:
    if as_json:
        typer.echo(orjson.dumps([asdict(one) for one in found]))
        return
    for one in found:
        typer.echo(f"{one.topic}: {one.setting}: card {one.card}, cluster {one.cluster}")
    if not found and done:
        typer.echo(done)


def _table(cards: Sequence[Card], partitions: int) -> Table:
    table = Table("topic", "parts", "kept", "written by", "read by", box=None)
    for card in cards:
        kept = f"{card.retention_days} days" if card.retention_days else "latest of key"
        count = str(card.partition_count(partitions))
        table.add_row(card.topic, count, kept, card.owner, ", ".join(card.readers))
    return table
