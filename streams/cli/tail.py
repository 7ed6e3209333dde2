"""`newsstream tail`: shows the records of a topic as they come."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
import typer

from schemas.wire import InvalidRecordError, load_object
from streams.cli.terminal import printable
from streams.engine.clients import open_reader
from streams.engine.records import Record
from streams.settings import Settings

WIDTH = 100
Show = Callable[[Record], str | bytes]

app = typer.Typer(add_completion=False)


@app.command()
def tail(
    topic: Annotated[str, typer.Argument(help="For example news.enriched or news.outcomes.")],
    *,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", "-b", help="From the topic's first record.")
    ] = False,
    most: Annotated[int | None, typer.Option("--max", "-n", min=1, help="Stop after this many records.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a record, headers included.")] = False,
) -> None:
    """Show the records of a topic, a line each, until Ctrl-C.

    Exit codes: 0 stopped as asked, 3 no Kafka or no such topic.
    """
    show = _as_json if as_json else _as_line
    with suppress(KeyboardInterrupt):
        asyncio.run(_tail(Settings().named_brokers, topic, from_beginning=from_beginning, most=most, show=show))


async def _tail(brokers: str, topic: str, *, from_beginning: bool, most: int | None, show: Show) -> None:
    shown = 0
    async with open_reader(brokers, [topic], from_beginning=from_beginning) as reader:
        async for record in reader:
            typer.echo(show(record))
            shown += 1
            if shown == most:
                return


def _as_json(record: Record) -> bytes:
    fields = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": datetime.fromtimestamp(record.timestamp_ms / 1000, UTC),
        "key": _text(record.key),
        "headers": {name: _text(value) for name, value in record.headers},
        "value": _value(record.value),
    }
    return orjson.dumps(fields, option=orjson.OPT_UTC_Z)


def _as_line(record: Record) -> str:
    at = datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
    value = _value(record.value)
    said = _summary(value) if isinstance(value, dict) else str(value)
    return f"{at:%H:%M:%S}  {record.partition}:{record.offset:<6} {printable(said, WIDTH)}"


def _summary(value: dict[str, Any]) -> str:
    if "outcome" in value:
        raw = value.get("raw") or {}
        words = [
            value["outcome"],
            value.get("reason"),
            f"{raw.get('topic')}:{raw.get('partition')}:{raw.get('offset')}",
        ]
    else:
        relation = (value.get("relation") or {}).get("kind")
        subjects = ", ".join(subject["label"] for subject in value.get("subjects") or ())
        words = [value.get("event"), value.get("source"), value.get("title"), relation, subjects]
    return " | ".join(str(word) for word in words if word)


def _value(value: bytes | None) -> object:
    if value is None:
        return None
    try:
        return load_object(value)
    except InvalidRecordError:
        return _text(value)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "backslashreplace")
