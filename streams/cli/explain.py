"""`newsstream explain`: what was kept of an article, what was taken out and as what, by which scores and words."""

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
from streams.normalize.explained import Explanation, Scored, explain_text
from streams.normalize.stage import read_raw
from streams.settings import Settings
from streams.tag.scores import MIN_CONFIDENCE
from streams.tag.tagger import Explained, explain_subjects

REFUSED = 1
TERMS_SHOWN = 5
HEADLINES_SHOWN, SIGNS_SHOWN = 5, 4

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class _Told:
    """An article, and the evidence for each first-level subject, said or not."""

    article: EnrichedArticle
    subjects: tuple[Explained, ...]
    page: Explanation
    """The scores of headlines and lines; of a page of text only."""


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A raw article as JSON, or a page; - for standard input.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object an article.")] = False,
    subjects: Annotated[bool, typer.Option("--subjects", help="Only the subjects, and what speaks for each.")] = False,
) -> None:
    """Show what was kept of an article, what was taken out and as what, and which words gave its subjects.

    A file holds a RawArticle as JSON, or an HTML page or plain text of an unknown source. Exit codes: 0 explained, 1 an
    article was refused, 2 the file can't be read.
    """
    value = read_raw_file(file)
    results = chain_of(Settings()).process(value, 0)
    console = Console(highlight=False, markup=False)
    for result in results:
        told = _told(result.event, value) if result.event else None
        if as_json:
            sys.stdout.buffer.write(_as_json(result, told))
        elif told:
            _show(console, told, whole=not subjects)
        else:
            console.print(Text(f"{result.outcome.outcome}: {printable(str(result.outcome.detail))}", style="red"))
    raise typer.Exit(0 if all(result.event for result in results) else REFUSED)


def _told(article: EnrichedArticle, value: bytes) -> _Told:
    return _Told(article, explain_subjects(article), explain_text(read_raw(value).article))


def _as_json(result: Result, told: _Told | None) -> bytes:
    fields = {
        "outcome": result.outcome.outcome,
        "detail": result.outcome.detail,
        "article": told.article.model_dump() if told else None,
        "subjects": [_subject(one) for one in told.subjects] if told else [],
        "headlines": [_scored(one) for one in told.page.headlines] if told else [],
        "lines": [_scored(one) for one in told.page.lines] if told else [],
    }
    return orjson.dumps(fields, option=ENCODE_OPTIONS | orjson.OPT_APPEND_NEWLINE)


def _scored(one: Scored) -> dict[str, object]:
    signs = [{"sign": sign, "points": round(points, 2)} for sign, points in one.points]
    return {"line": one.line, "text": one.text, "score": round(one.score, 3), "is_taken": one.is_taken, "signs": signs}


def _subject(one: Explained) -> dict[str, object]:
    terms = [{"text": evidence.text, "field": evidence.field, "points": points} for evidence, points in one.terms]
    sections = [{"name": name, "points": points} for name, points in one.sections]
    scores = {"code": one.code, "label": one.label, "score": one.score, "confidence": one.confidence}
    return scores | {"terms": terms, "sections": sections}


def _show(console: Console, told: _Told, *, whole: bool) -> None:
    console.print(Text(printable(told.article.title or "no headline"), style="bold"))
    if whole:
        _show_page(console, told)
    console.print(_subjects(told.subjects))


def _show_page(console: Console, told: _Told) -> None:
    article = told.article
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
    if told.page.lines:
        console.print(_scores("headline", told.page.headlines[:HEADLINES_SHOWN]))
        console.print(_scores("body", told.page.lines))


def _scores(name: str, found: Sequence[Scored]) -> Table:
    """The lines that were asked, each with its score and the signs that weigh most."""
    table = Table("line", name, "score", "signs", "text")
    for one in found:
        signs = ", ".join(f"{sign} {points:+.1f}" for sign, points in one.points[:SIGNS_SHOWN])
        text = Text(printable(one.text), style="green" if one.is_taken else "dim", overflow="ellipsis", no_wrap=True)
        table.add_row(str(one.line), "yes" if one.is_taken else "no", f"{one.score:.2f}", signs, text)
    return table


def _moment(name: str, moment: Moment) -> list[str]:
    said = f"{name}: {moment.at or 'unknown'}" + (f", from {printable(moment.raw)!r}" if moment.raw else "")
    return [said, *(f"  not {printable(one.raw)!r}: {one.why}" for one in moment.rejected)]


def _subjects(subjects: Sequence[Explained]) -> Table:
    table = Table("subject", "confidence", "said", "words")
    for one in subjects:
        filed = [f"filed under {name} {points:.1f}" for name, points in one.sections]
        found = [f"{evidence.text} {points:.1f}" for evidence, points in one.terms[:TERMS_SHOWN]]
        said = "yes" if one.confidence >= MIN_CONFIDENCE else "no"
        table.add_row(f"{one.code} {one.label}", str(one.confidence), said, Text(printable(", ".join(found + filed))))
    return table
