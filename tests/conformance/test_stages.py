"""What every stage of `streams.app.STAGES` promises, whatever it decides: a stage is tested because it is there."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schemas.cards import CleanupPolicy, load_cards
from schemas.publish import MODELS, slug
from schemas.state import StateRow
from streams.app import STAGES
from streams.engine import state
from streams.engine.health import Recovery
from streams.engine.loop import Stage, State
from streams.engine.records import Effects, Outgoing, Record, delivery_of
from streams.errors import PoisonError
from streams.settings import Settings, StageName

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
CARDS = load_cards()
SETTINGS = Settings(brokers="nobody.example:9092")
INPUTS = [(name, topic) for name in StageName for topic in STAGES[name](SETTINGS).inputs]
RECORDED_TIME = "ce_recordedtime"
HOSTILE = {
    "empty": b"",
    "not JSON": b"<html>",
    "cut short": b'{"content": "Snow',
    "not UTF-8": b'{"content": "\xff\xfe"}',
    "a number": b"4",
    "a list": b"[{}]",
    "an empty object": b"{}",
    "nested deep": b'{"extra":' * 2_000 + b"{}" + b"}" * 2_000,
    "a surrogate": b'{"content": "\\ud800"}',
    "a NUL": b'{"content": "\\u0000", "source": "\\u0000"}',
    "a number as title": b'{"content": "Snow", "title": 7}',
    "a huge number": b'{"version": 1e400}',
}


def _examples(topic: str, kind: str) -> Iterator[Path]:
    yield from sorted((EXAMPLES / slug(MODELS[CARDS[topic].value])).glob(f"{kind}-*.json"))


def _cases(kind: str) -> list[tuple[StageName, str, Path]]:
    return [(name, topic, path) for name, topic in INPUTS for path in _examples(topic, kind)]


def _id(value: object) -> str:
    return value.stem if isinstance(value, Path) else str(value)


def _record(topic: str, value: bytes | None) -> Record:
    return Record(topic, 0, 41, 1_772_437_510_000, b"harbour-gazette.example", value)


READERS = {name: model.decode for name, model in MODELS.items()} | {"StateRow": StateRow.decode}
Make = Callable[[StageName], Stage]


async def _no_rows(*_: object) -> AsyncIterator[state.Rows]:
    nothing: tuple[state.Rows, ...] = ()
    for rows in nothing:
        yield rows


async def _recovered(memory: State) -> None:
    await memory.recover((0,), Recovery())


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> Make:
    """Give a stage that may decide; one with a memory has read it back from an empty topic."""
    monkeypatch.setattr(state, "read_rows", _no_rows)

    def make(name: StageName) -> Stage:
        stage = STAGES[name](SETTINGS)
        if stage.state is not None:
            asyncio.run(_recovered(stage.state))
        return stage

    return make


def _outgoing(effects: Effects) -> tuple[Outgoing, ...]:
    return (*effects.events, *effects.state)


def _timeless(effects: Effects) -> list[Outgoing]:
    """Leave out the one header that tells when a record was written."""
    return [
        replace(one, headers=tuple(header for header in one.headers if header[0] != RECORDED_TIME))
        for one in _outgoing(effects)
    ]


def _articles(effects: Effects) -> list[dict[str, Any]]:
    values = [json.loads(one.value or b"") for one in effects.events]
    return [value for value in values if "article_id" in value]


@pytest.mark.parametrize(("name", "topic", "example"), _cases("good"), ids=_id)
def test_what_goes_out_is_what_the_cards_say(ready: Make, name: StageName, topic: str, example: Path) -> None:
    """Every good record leads to records, each of a topic that has a card, with a key and a value of its model."""
    stage = ready(name)
    outgoing = _outgoing(stage.decide(_record(topic, example.read_bytes())))
    assert outgoing
    for one in outgoing:
        assert one.key
        assert READERS[CARDS[one.topic].value](one.value or b"")


@pytest.mark.parametrize(("name", "topic", "example"), _cases("good"), ids=_id)
def test_same_record_same_bytes(ready: Make, name: StageName, topic: str, example: Path) -> None:
    """A second worker that is given the record writes the same, so that a replay changes nothing."""
    record = _record(topic, example.read_bytes())
    first, second = [ready(name).decide(record) for _ in range(2)]
    assert _timeless(first) == _timeless(second)


@pytest.mark.parametrize(("name", "topic", "example"), _cases("good"), ids=_id)
def test_delivery_travels_with_every_event(ready: Make, name: StageName, topic: str, example: Path) -> None:
    """What goes to the next stage says in its headers which raw record it comes from."""
    stage = ready(name)
    effects = stage.decide(_record(topic, example.read_bytes()))
    onward = [one for one in effects.events if CARDS[one.topic].value != "Outcome"]
    for one in onward:
        found = delivery_of(Record(one.topic, 0, 0, 0, one.key, one.value, one.headers))
        value = json.loads(one.value or b"")
        expected = (
            value["provenance"]["raw"] if "provenance" in value else {"topic": topic, "partition": 0, "offset": 41}
        )
        assert expected.items() <= found.model_dump().items()


@pytest.mark.parametrize(
    ("name", "topic", "example"), [case for case in _cases("good") if case[0] is not StageName.NORMALIZE], ids=_id
)
def test_events_only_grow(ready: Make, name: StageName, topic: str, example: Path) -> None:
    """A stage adds its own fields, its hop and flags, and rewrites nothing that an earlier one said."""
    stage = ready(name)
    record = _record(topic, example.read_bytes())
    before = json.loads(MODELS[CARDS[topic].value].decode(record.value or b"").encode())
    grown = _articles(stage.decide(record))
    assert grown
    for after in grown:
        own = after["provenance"]["hops"].pop()
        assert own["stage"] == name.value
        after["flags"] = after["flags"][: len(before["flags"])]
        assert {field: after[field] for field in before} == before


@pytest.mark.parametrize(("name", "topic", "example"), _cases("bad"), ids=_id)
def test_bad_record_is_poison(ready: Make, name: StageName, topic: str, example: Path) -> None:
    """A record that is not of the topic's model is refused with a reason, which the loop turns into a dead letter."""
    stage = ready(name)
    with pytest.raises(PoisonError) as error:
        stage.decide(_record(topic, example.read_bytes()))
    assert error.value.detail


@pytest.mark.parametrize("value", [*HOSTILE.values(), None], ids=[*HOSTILE, "a tombstone"])
@pytest.mark.parametrize(("name", "topic"), INPUTS, ids=_id)
def test_no_bytes_bring_a_stage_down(ready: Make, name: StageName, topic: str, value: bytes | None) -> None:
    """Whatever stands in a record, the stage decides it or calls it poison; it never fails in another way."""
    stage = ready(name)
    with suppress(PoisonError):
        assert _outgoing(stage.decide(_record(topic, value)))


@pytest.mark.parametrize("name", StageName, ids=_id)
def test_stage_is_called_as_it_is_set(name: StageName) -> None:
    """Name, inputs and cards agree on who reads what."""
    stage = STAGES[name](SETTINGS)
    assert stage.name == name.value
    assert set(stage.inputs) == {
        card.topic
        for card in CARDS.values()
        if name.value in card.readers and card.cleanup_policy is not CleanupPolicy.COMPACT
    }
