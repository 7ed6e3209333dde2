"""`newsstream compare`: why two articles are related, or why not, with what they share side by side."""

import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.enriched import EnrichedArticle
from schemas.relation import RelationKind
from streams.cli.pages import read_raw_file
from streams.cli.process import Chain
from streams.cli.terminal import printable
from streams.dedup.compare import Passage, likeness_of, passages
from streams.dedup.decide import Demand, demands
from streams.errors import NewsstreamError
from streams.normalize.profiles import profiles_of
from streams.settings import Settings

NOT_RELATED = 1
PASSAGES_SHOWN = 20

app = typer.Typer(add_completion=False)


@app.command()
def compare(
    older: Annotated[Path, typer.Argument(help="The article that came first: a raw article as JSON, or a page.")],
    newer: Annotated[Path, typer.Argument(help="The one after it; - for standard input, for one of the two.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Compare two articles: the verdict on the newer one, its signals, and the passages that both have.

    A file holds a RawArticle as JSON, or an HTML page or plain text of an unknown source. Exit codes: 0 related, 1 not
    related, 2 a file can't be read or holds no single article.
    """
    if str(older) == str(newer) == "-":
        msg = "only one of the two can come from standard input"
        raise NewsstreamError(msg)
    chain = Chain(profiles_of(Settings().sources))
    old, new = (_article(chain, path, offset) for offset, path in enumerate((older, newer)))
    signals, shared = tuple(demands(likeness_of(new, old))), tuple(passages(new.body, old.body))
    if as_json:
        sys.stdout.buffer.write(_as_json(new, signals, shared))
    else:
        _show(Console(highlight=False, markup=False), old, new, signals, shared)
    if new.relation.kind is RelationKind.NONE:
        raise typer.Exit(NOT_RELATED)


def _article(chain: Chain, path: Path, offset: int) -> EnrichedArticle:
    results = chain.process(read_raw_file(path), offset)
    events = [event for result in results if (event := result.event)]
    if len(events) != 1:
        why = results[0].outcome.detail or f"{len(events)} articles"
        msg = f"{path} holds no single article: {printable(str(why))}"
        raise NewsstreamError(msg)
    return events[0]


def _as_json(new: EnrichedArticle, signals: tuple[Demand, ...], shared: tuple[Passage, ...]) -> bytes:
    found = {
        "event": new.event,
        "version": new.version,
        "relation": new.relation.model_dump(),
        "signals": [{"name": one.name, "value": one.value, "limit": one.limit, "met": one.is_met} for one in signals],
        "passages": [{"new": one.new, "old": one.old} for one in shared],
    }
    return orjson.dumps(found, option=orjson.OPT_APPEND_NEWLINE)


def _show(
    console: Console,
    old: EnrichedArticle,
    new: EnrichedArticle,
    signals: tuple[Demand, ...],
    shared: tuple[Passage, ...],
) -> None:
    console.print(Text(f"verdict: {new.relation.kind}, event {new.event}, by {new.relation.method or 'no rule'}"))
    table = Table("signal", "value", "needs", "speaks for a copy")
    for one in signals:
        needs = f"{one.side.replace('_', ' ')} {one.limit:.2f}"
        table.add_row(one.name, f"{one.value:.2f}", needs, "yes" if one.is_met else "no")
    console.print(table)
    unmet = ", ".join(one.name for one in signals if not one.is_met)
    console.print(Text(f"to be a copy under another address it misses: {unmet}" if unmet else "all signals are met"))
    beside = Table("older", "newer", title=f"passages in common: {len(shared)}", show_lines=True)
    for passage in shared[:PASSAGES_SHOWN]:
        sides = (old.body[slice(*passage.old)], new.body[slice(*passage.new)])
        beside.add_row(*(Text(printable(side)) for side in sides))
    console.print(beside)
