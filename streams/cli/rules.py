"""`newsstream rules test`: do the editors' rules do what their own examples say, and what do they find in articles?"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.article import ArticleContent
from schemas.enriched import EnrichedArticle
from streams.cli.failing import FINDINGS
from streams.cli.lines import read_lines
from streams.cli.process import Chain, opened
from streams.cli.terminal import printable
from streams.normalize.language import language_of
from streams.normalize.profiles import profiles_of
from streams.settings import Settings
from streams.tag.rules.book import Example, Rule, RuleBook
from streams.tag.rules.file import rules_of
from streams.tag.tagger import subjects_of

TITLE_WIDTH = 60

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The editors' rules: topics by words.")


@dataclass(frozen=True, slots=True)
class _Miss:
    """An example that does not come out as its line says."""

    line: int
    code: str
    is_wanted: bool
    text: str


@dataclass(slots=True)
class _Tried:
    """How a topic did: its examples, and the articles that it was given to."""

    code: str
    label: str
    examples: int
    right: int
    articles: int = 0
    first: str = ""


@app.callback()
def rules() -> None:
    """Try the rules that NEWSSTREAM_RULES names; `deploy/newsroom.rules` shows how they are written."""


@app.command("test")
def try_out(
    file: Annotated[Path, typer.Argument(help="A file of rules.")],
    articles: Annotated[Path | None, typer.Argument(help="JSON Lines of raw articles to try them on.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold the rules against their own `matches` and `misses`, and count what they find in articles.

    Exit codes: 0 every example is as its line says, 1 one is not, 2 the rules can't be read, with the line and why.
    """
    book = rules_of(file)
    misses = [miss for rule in book.rules for miss in _misses(rule, book)]
    tried = {rule.topic.code: _tried(rule, misses) for rule in book.rules}
    for event in _events(articles, book):
        _count(event, tried)
    if as_json:
        typer.echo(orjson.dumps({"topics": list(map(asdict, tried.values())), "misses": list(map(asdict, misses))}))
    else:
        _show(list(tried.values()), misses, is_counted=articles is not None)
    raise typer.Exit(FINDINGS if misses else 0)


def _misses(rule: Rule, book: RuleBook) -> Iterator[_Miss]:
    for example in rule.examples:
        subjects = subjects_of(_article(example, rule), book)
        is_said = any(rule.topic.code in (one.code, *one.ancestors) for one in subjects)
        if is_said != example.is_wanted:
            yield _Miss(example.line, rule.topic.code, example.is_wanted, example.title or example.body)


def _article(example: Example, rule: Rule) -> ArticleContent:
    """Give an example as an article, in the rule's first language or in the one that it is written in."""
    named = min(rule.languages, default=None)
    language = named or language_of(f"{example.title}\n{example.body}")
    return ArticleContent(title=example.title or None, body=example.body, language=language)


def _tried(rule: Rule, misses: Sequence[_Miss]) -> _Tried:
    wrong = sum(miss.code == rule.topic.code for miss in misses)
    return _Tried(rule.topic.code, rule.topic.label, len(rule.examples), len(rule.examples) - wrong)


def _events(file: Path | None, book: RuleBook) -> Iterator[EnrichedArticle]:
    if file is None:
        return
    chain = Chain(profiles_of(Settings().sources), book)
    with opened(file) as lines:
        for line in read_lines(lines):
            yield from (result.event for result in chain.process(line.value, line.number - 1) if result.event)


def _count(event: EnrichedArticle, tried: dict[str, _Tried]) -> None:
    for subject in event.subjects:
        if subject.code in tried:
            one = tried[subject.code]
            one.articles += 1
            one.first = one.first or event.title or event.body


def _show(tried: Sequence[_Tried], misses: Sequence[_Miss], *, is_counted: bool) -> None:
    table = Table("topic", "label", "examples right", *(("articles", "the first of them") if is_counted else ()))
    for one in tried:
        found = (str(one.articles), Text(printable(one.first, TITLE_WIDTH))) if is_counted else ()
        table.add_row(one.code, Text(printable(one.label)), f"{one.right} of {one.examples}", *found)
    console = Console(highlight=False, markup=False, file=sys.stdout)
    console.print(table)
    for miss in misses:
        told = "should match, and does not" if miss.is_wanted else "should not match, and does"
        console.print(Text(f"line {miss.line}: {miss.code} {told}: {printable(miss.text, TITLE_WIDTH)}"))
