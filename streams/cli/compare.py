"""`newsstream compare`: why two articles are related, or why not, with what they share side by side."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.article import NormalizedArticle, RawPosition, TaggedArticle
from schemas.relation import RelatedArticle, RelationKind, RelationSignal, Revision, Side
from streams.cli.pages import read_raw_file
from streams.cli.process import Chain
from streams.cli.terminal import printable
from streams.dedup.case import case_of
from streams.dedup.compare import Passage, changes, distance, kind_of_text, likeness_of, passages
from streams.dedup.decide import Likeness, demands
from streams.dedup.judge import Judge
from streams.dedup.limits import Limits
from streams.errors import NewsstreamError
from streams.ledger.trace import is_id, trace
from streams.normalize.profiles import profiles_of
from streams.settings import Settings

NOT_RELATED = 1
PASSAGES_SHOWN = 20
ONLY_TWO = Limits(articles=16, keys=64)

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two articles with what they share."""

    old: RelatedArticle
    new: RelatedArticle
    likeness: Likeness
    shared: tuple[Passage, ...]


@app.command()
def compare(
    older: Annotated[str, typer.Argument(metavar="FILE|ID", help="What came first: a raw article, a page, or an id.")],
    newer: Annotated[str, typer.Argument(metavar="FILE|ID", help="What came after it; - for standard input, once.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Compare two articles: the verdict on the newer one, what would change it, and the passages that both have.

    A file holds a RawArticle as JSON, or an HTML page or plain text of an unknown source. An id is a uri, article_id,
    ce_id, guid or address of a published article, or its place in a topic, as `newsstream trace` takes it. The two are
    judged as if nothing else were known. Exit codes: 0 related, 1 not related, 2 a file can't be read or holds no
    single article, or an id leads to none, 3 no Kafka for an id.
    """
    if older == newer == "-":
        msg = "only one of the two can come from standard input"
        raise NewsstreamError(msg)
    chain, judge = Chain(profiles_of(Settings().sources)), Judge(ONLY_TWO)
    old, new = (_judged(judge, _article(chain, name, at), at) for at, name in enumerate((older, newer)))
    found = _Comparison(old, new, likeness_of(new, old), tuple(passages(new.body, old.body)))
    if as_json:
        sys.stdout.buffer.write(_as_json(found))
    else:
        _show(Console(highlight=False, markup=False), found)
    if new.relation.kind is RelationKind.NONE:
        raise typer.Exit(NOT_RELATED)


def _article(chain: Chain, name: str, at: int) -> NormalizedArticle:
    if is_id(name) and not Path(name).exists():
        return _published(name)
    results = chain.process(read_raw_file(Path(name)), at)
    events = [event for result in results if (event := result.event)]
    if len(events) != 1:
        why = results[0].outcome.detail or f"{len(events)} articles"
        msg = f"{name} holds no single article: {printable(str(why))}"
        raise NewsstreamError(msg)
    return events[0]


def _published(name: str) -> NormalizedArticle:
    story = asyncio.run(trace(Settings(), name)).story
    if story is None or story.article is None:
        msg = f"{printable(name)} leads to no article: `newsstream trace` says what is known of it"
        raise NewsstreamError(msg)
    return story.article


def _judged(judge: Judge, article: NormalizedArticle, at: int) -> RelatedArticle:
    fields = {name: value for name, value in article if name in TaggedArticle.model_fields}
    place = RawPosition(topic="news.raw", partition=0, offset=at)
    provenance = article.provenance.model_copy(update={"raw": place})
    tagged = TaggedArticle.model_construct(**fields | {"provenance": provenance})
    verdict = judge.judge(case_of(tagged, at))
    if verdict is None:
        msg = "two articles were judged at one place"
        raise NewsstreamError(msg)
    return verdict.of(tagged)


def _as_json(found: _Comparison) -> bytes:
    fields = {
        "event": found.new.event,
        "version": found.new.version,
        "relation": found.new.relation.model_dump(),
        "revision": found.new.revision.model_dump() if found.new.revision else None,
        "kind_of_text": kind_of_text(found.likeness),
        "signals": [one._asdict() | {"met": one.is_met, "distance": distance(one)} for one in demands(found.likeness)],
        "changes": [{"condition": one.condition, "kind": one.kind} for one in changes(found.likeness)],
        "passages": [{"new": one.new, "old": one.old} for one in found.shared],
    }
    return orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE)


def _show(console: Console, found: _Comparison) -> None:
    relation, event = found.new.relation, found.new.event
    console.print(Text(f"verdict: {relation.kind}, event {event}, version {found.new.version}, by {relation.method}"))
    if relation.earlier:
        console.print(Text("the newer to come is the older of the two"))
    for line in _revision(found.new.revision):
        console.print(Text(line))
    if relation.signals:
        console.print(_signals(relation.signals))
    console.print(_demands(found.likeness))
    for line in _turning_points(found.likeness):
        console.print(Text(f"  {line}"))
    console.print(_beside(found))


def _revision(revision: Revision | None) -> Iterator[str]:
    if revision:
        fields = ", ".join(revision.changed_fields) or "nothing"
        yield f"changed since version {revision.replaces}: {fields}; {revision.changed_share:.0%} of the two texts"


def _signals(signals: Sequence[RelationSignal]) -> Table:
    table = Table("signal", "value", "needs", title="what decided")
    for one in signals:
        needs = f"{one.side.replace('_', ' ')} {one.limit:g}" if one.side and one.limit is not None else ""
        table.add_row(one.name, f"{one.value:g}", needs)
    return table


def _demands(likeness: Likeness) -> Table:
    table = Table("signal", "value", "needs", "distance", title=f"by its text alone: {kind_of_text(likeness)}")
    for one in demands(likeness):
        needs = f"{one.side.replace('_', ' ')} {one.limit:.3g}"
        table.add_row(one.name, f"{one.value:.3g}", needs, f"{distance(one):+.3g}")
    return table


def _turning_points(likeness: Likeness) -> Iterator[str]:
    """Say what would change the verdict on the text alone."""
    unmet = [one for one in demands(likeness) if not one.is_met]
    if unmet:
        yield "to be a copy, " + " and ".join(f"{one.name} lacks {-distance(one):.3g}" for one in unmet)
    else:
        can_fail = (one for one in demands(likeness) if one.side is Side.AT_LEAST or one.limit < 1)
        closest = min(can_fail, key=lambda one: distance(one) / one.limit)
        yield f"nearest to its limit is {closest.name}: {distance(closest):.3g} to the other side, and it is no copy"
    for one in changes(likeness):
        yield f"with {one.condition} it would be: {one.kind}"


def _beside(found: _Comparison) -> Table:
    table = Table("older", "newer", title=f"passages in common: {len(found.shared)}", show_lines=True)
    for passage in found.shared[:PASSAGES_SHOWN]:
        sides = (found.old.body[slice(*passage.old)], found.new.body[slice(*passage.new)])
        table.add_row(*(Text(printable(side)) for side in sides))
    return table
