"""`newsstream explain`: what was kept of an article, what was taken out and as what, which words gave its subjects."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.article import Moment
from schemas.enriched import EnrichedArticle
from schemas.wire import ENCODE_OPTIONS
from streams.cli.pages import read_raw_file
from streams.cli.process import Result, chain_of
from streams.cli.terminal import printable
from streams.settings import Settings
from streams.tag.tagger import MIN_CONFIDENCE, Explained, explain_subjects

REFUSED = 1
TERMS_SHOWN = 5

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class _Told:
    """An article, and the evidence for each first-level subject, said or not."""

    article: EnrichedArticle
    subjects: tuple[Explained, ...]


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A raw article as JSON, or a page; - for standard input.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object an article.")] = False,
) -> None:
    """Show what was kept of an article, what was taken out and as what, and which words gave its subjects.

    A file holds a RawArticle as JSON, or an HTML page or plain text of an unknown source. Exit codes: 0 explained, 1 an
    article was refused, 2 the file can't be read.
    """
    results = chain_of(Settings()).process(read_raw_file(file), 0)
    console = Console(highlight=False, markup=False)
    for result in results:
        told = _Told(result.event, explain_subjects(result.event)) if result.event else None
        if as_json:
            sys.stdout.buffer.write(_as_json(result, told))
        elif told:
            _show(console, told)
        else:
            console.print(Text(f"{result.outcome.outcome}: {printable(str(result.outcome.detail))}", style="red"))
    raise typer.Exit(0 if all(result.event for result in results) else REFUSED)


def _as_json(result: Result, told: _Told | None) -> bytes:
    fields = {
        "outcome": result.outcome.outcome,
        "detail": result.outcome.detail,
        "article": told.article.model_dump() if told else None,
        "subjects": [_subject(one) for one in told.subjects] if told else [],
    }
    return orjson.dumps(fields, option=ENCODE_OPTIONS | orjson.OPT_APPEND_NEWLINE)


def _subject(one: Explained) -> dict[str, object]:
    terms = [{"text": evidence.text, "field": evidence.field, "points": points} for evidence, points in one.terms]
    return {"code": one.code, "label": one.label, "score": one.score, "confidence": one.confidence, "terms": terms}


def _show(console: Console, told: _Told) -> None:
    article = told.article
    console.print(Text(printable(article.title or "no headline"), style="bold"))
    for name, moment in (("published", article.published), ("modified", article.modified)):
        console.print(Text("\n".join(_moment(name, moment))))
    people = ", ".join(f"{person.name} ({person.role})" for person in article.byline.people)
    console.print(Text(f"people: {printable(people) or 'none'}"))
    for paragraph in article.body.split("\n\n"):
        console.print(Text(f"  {printable(paragraph)}", style="green"))
    removed = Table("line", "taken out as", "text")
    for one in article.removed:
        removed.add_row(str(one.line), one.kind, Text(printable(one.text), style="dim"))
    console.print(removed)
    console.print(_subjects(told.subjects))


def _moment(name: str, moment: Moment) -> list[str]:
    said = f"{name}: {moment.at or 'unknown'}" + (f", from {printable(moment.raw)!r}" if moment.raw else "")
    return [said, *(f"  not {printable(one.raw)!r}: {one.why}" for one in moment.rejected)]


def _subjects(subjects: Sequence[Explained]) -> Table:
    table = Table("subject", "confidence", "said", "words")
    for one in subjects:
        words = ", ".join(f"{evidence.text} {points:.1f}" for evidence, points in one.terms[:TERMS_SHOWN])
        said = "yes" if one.confidence >= MIN_CONFIDENCE else "no"
        table.add_row(f"{one.code} {one.label}", str(one.confidence), said, Text(printable(words)))
    return table
