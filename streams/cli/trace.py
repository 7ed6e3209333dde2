"""`newsstream trace`: one article's whole story, found by an id, an address, or a place in a topic."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import orjson
import typer

from streams.cli.progress import progress_bar
from streams.cli.story import lines, row_line
from streams.cli.terminal import printable
from streams.engine.records import Record
from streams.errors import NewsstreamError
from streams.ledger.entries import Letter
from streams.ledger.story import Story, recorded_ms
from streams.ledger.trace import Traced, trace
from streams.settings import Settings

NOT_FOUND = 1
NAMED = 200
"""Characters of what was looked for that are said again."""
LISTED = 20
"""Deliveries that are listed for people; `--json` has up to a thousand."""

app = typer.Typer(add_completion=False)


@app.command("trace")
def trace_(
    wanted: Annotated[
        str | None,
        typer.Argument(
            metavar="ID|URL|TOPIC:PARTITION:OFFSET[:ITEM]", help="A uri, article_id, ce_id or guid.", show_default=False
        ),
    ] = None,
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the read model anew from Kafka first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Tell the whole story of an article: what each stage decided, when, on what evidence, and where it stands now.

    Reads what outcomes and events it does not know yet into a read model of its own on this machine, of the last
    NEWSSTREAM_TRACE_DAYS. Exit codes: 0 found, 1 not found, 2 wrong usage, 3 no Kafka.
    """
    wanted = (wanted or "").strip() or None
    if wanted is None and not rebuild:
        msg = "trace needs an id, an address, or a place like news.raw:0:17; see `newsstream trace --help`"
        raise NewsstreamError(msg)
    traced = asyncio.run(_trace(wanted, is_rebuilt=rebuild))
    is_found = bool(traced.rows or traced.story)
    if as_json:
        typer.echo(orjson.dumps(fields_of(traced), option=orjson.OPT_UTC_Z))
    else:
        typer.echo("\n".join(said_of(traced, wanted)))
    raise typer.Exit(0 if is_found or wanted is None else NOT_FOUND)


async def _trace(wanted: str | None, *, is_rebuilt: bool) -> Traced:
    with progress_bar("Bringing the read model up to date") as show:
        return await trace(Settings(), wanted, is_rebuilt=is_rebuilt, progress=show)


def fields_of(traced: Traced) -> dict[str, object]:
    """Give what was found as plain fields."""
    return {
        "model_since": _at(traced.since_ms),
        "why_not": traced.why,
        "deliveries": traced.rows,
        "story": _story_fields(traced.story) if traced.story else None,
    }


def _story_fields(story: Story) -> dict[str, object]:
    """Give a story as fields; the raw record's content is left out."""
    sent, article, outcome = story.sent, story.article, story.outcome
    return {
        "raw": story.raw.model_dump(),
        "records": [_record_fields(record) for record in story.records.values()],
        "sent": sent.model_dump(exclude={"content", "content_base64"}) if sent else None,
        "article": article.model_dump() if article else None,
        "outcome": outcome.model_dump() if outcome else None,
        "dead_letter": _letter_fields(story.letter) if story.letter else None,
        "newest_version": story.newest_version,
        "standing": story.standing,
        "notes": story.notes,
    }


def _record_fields(record: Record) -> dict[str, object]:
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "recorded": _at(recorded_ms(record)),
        "bytes": len(record.value or b""),
    }


def _letter_fields(letter: Letter) -> dict[str, object]:
    return {"failed": letter.failed.model_dump(), "stage": letter.stage, "reason": letter.reason}


def _at(timestamp_ms: int) -> datetime:
    return datetime.fromtimestamp(timestamp_ms / 1000, UTC)


def said_of(traced: Traced, wanted: str | None) -> list[str]:
    """Write out what was found."""
    since = f"{_at(traced.since_ms):%Y-%m-%d %H:%M} UTC"
    if wanted is None:
        return [f"The read model was made anew; it goes back to {since}."]
    if not traced.rows and not traced.story:
        return [
            f"Not found: {printable(wanted, NAMED)}" + (f"; {traced.why}." if traced.why else "."),
            f"The read model goes back to {since}; what is older is not in it (NEWSSTREAM_TRACE_DAYS).",
        ]
    said = [row_line(row) for row in traced.rows[:LISTED]] if len(traced.rows) > 1 else []
    if len(traced.rows) > LISTED:
        said.append(f"... and {len(traced.rows) - LISTED:,} more")
    if traced.story is None:
        one = traced.rows[0]
        place = printable(f"{one.topic}:{one.partition}:{one.offset}:{one.item}")
        return [*said, f"Name one of them to see its story, like {place}."]
    return [*said, *([""] if said else []), *lines(traced.story)]
