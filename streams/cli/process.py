"""`newsstream process`: the four stages in one process, in order, without a broker; JSON Lines in and out."""

import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO

import orjson
import typer

from schemas.article import RawPosition, TaggedArticle
from schemas.enriched import EnrichedArticle
from schemas.outcome import Outcome, OutcomeKind
from schemas.reason import Reason
from schemas.wire import ENCODE_OPTIONS, InvalidRecordError, load_object
from streams.cli.lines import LINE_BYTES, Line, read_lines
from streams.dedup.case import case_of
from streams.dedup.judge import Judge
from streams.dedup.limits import DEFAULTS, Limits
from streams.engine.records import RAW
from streams.errors import NewsstreamError, PoisonError
from streams.normalize.profiles import profiles_of
from streams.normalize.sources import Sources
from streams.normalize.stage import STAGE, Profiles, RawRecord, normalize, read_raw
from streams.publish.events import enrich, outcome_of
from streams.settings import Settings
from streams.tag.rules.book import RuleBook
from streams.tag.rules.file import rules_of
from streams.tag.tagger import NO_RULES, tag

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one article; without an event it was refused."""

    outcome: Outcome
    event: EnrichedArticle | None = None
    own_id: object = None


class Chain:
    """The stages one after the other, as the pipeline with one partition runs them."""

    def __init__(self, profiles: Profiles, book: RuleBook = NO_RULES, limits: Limits = DEFAULTS) -> None:
        """Begin with an empty memory."""
        self._profiles = profiles
        self._book = book
        self._sources = Sources(RAW, 0)
        self._judge = Judge(limits)
        self._judged = 0

    def process(self, value: bytes | None, offset: int) -> list[Result]:
        """Give a result for each article of one raw record, at least one; `value` is None when it was too long."""
        position = RawPosition(topic=RAW, partition=0, offset=offset)
        try:
            raw = read_raw(_within_limit(value))
            tagged = self._until_tagged(raw, position)
        except PoisonError as error:
            kind = OutcomeKind.REJECTED if error.reason is Reason.TOO_LARGE else OutcomeKind.QUARANTINED
            outcome = Outcome(raw=position, outcome=kind, reason=error.reason, detail=error.detail, stage=STAGE)
            return [Result(outcome, own_id=_id_in(value))]
        own_id = raw.article.extra.get("id")
        return [Result(one, own_id=own_id) if isinstance(one, Outcome) else self._finish(one, own_id) for one in tagged]

    def _until_tagged(self, raw: RawRecord, position: RawPosition) -> list[TaggedArticle | Outcome]:
        try:
            memory = self._sources.row(raw.source)
            read = normalize(raw, position, None, self._profiles, memory)
            self._sources.learn(memory, raw.source, position.offset, read)
            return [one if isinstance(one, Outcome) else tag(one, self._book) for one in read]
        except Exception as error:  # as in the engine's loop: what fails once in a pure stage fails always
            raise PoisonError(Reason.FAILED, f"{type(error).__name__}: {error}") from error

    def _finish(self, article: TaggedArticle, own_id: object) -> Result:
        verdict = self._judge.judge(case_of(article, self._judged))
        self._judged += 1
        if verdict is None:
            msg = f"line {article.provenance.raw.offset + 1} was judged twice"
            raise NewsstreamError(msg)
        event = enrich(verdict.of(article))
        return Result(outcome_of(event), event, own_id)


def chain_of(settings: Settings) -> Chain:
    """Make the chain that the settings ask for.

    Raises:
        SettingsError: a file that they name can't be used.
    """
    return Chain(profiles_of(settings.sources), rules_of(settings.rules), Limits.of(settings))


def _within_limit(value: bytes | None) -> bytes:
    if value is None:
        raise PoisonError(Reason.TOO_LARGE, f"a line over {LINE_BYTES:,} bytes")
    return value


def _id_in(value: bytes | None) -> object:
    with suppress(InvalidRecordError):
        return load_object(value or b"").get("id")
    return None


@app.command()
def process(
    file: Annotated[Path | None, typer.Argument(help="JSON Lines of raw articles; standard input without it.")] = None,
) -> None:
    """Run raw articles through all stages in this process, in order, without Kafka.

    Reads RawArticles as JSON Lines, of any number, and writes for each article one line {"input": line number, "id",
    "outcome", "reason", "detail", "event"}. Source profiles: NEWSSTREAM_SOURCES, editors' rules:
    NEWSSTREAM_RULES. Exit codes: 0 all lines were read, whatever became of them; 2 the file or a setting is wrong.
    """
    chain = chain_of(Settings())
    with opened(file) as lines:
        for line in read_lines(lines):
            for result in chain.process(line.value, line.number - 1):
                sys.stdout.buffer.write(_written(line, result))
            sys.stdout.buffer.flush()


def opened(file: Path | None) -> BinaryIO:
    """Open a file of JSON Lines, or standard input without one.

    Raises:
        NewsstreamError: it can't be read.
    """
    if file is None or str(file) == "-":
        return sys.stdin.buffer
    try:
        return file.open("rb")
    except OSError as error:
        msg = f"{file} can't be read: {error.strerror}"
        raise NewsstreamError(msg) from error


def _written(line: Line, result: Result) -> bytes:
    fields = {
        "input": line.number,
        "id": result.own_id,
        "outcome": result.outcome.outcome,
        "reason": result.outcome.reason,
        "detail": result.outcome.detail,
        "event": result.event.model_dump() if result.event else None,
    }
    return orjson.dumps(fields, option=ENCODE_OPTIONS | orjson.OPT_APPEND_NEWLINE)
