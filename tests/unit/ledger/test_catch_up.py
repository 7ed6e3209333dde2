"""The read model is brought to where the ledger topics end, from wherever it stands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schemas.article import RawPosition
from schemas.outcome import Outcome, OutcomeKind
from streams.engine.records import Record, outcome_key
from streams.engine.spans import Log
from streams.errors import BrokerError
from streams.ledger import catch_up as catching_up
from streams.ledger.catch_up import DAY_MS, catch_up
from streams.ledger.model import Model, open_model
from streams.ledger.progress import silent

LogOf = Callable[..., Log]
NOW_MS = 400 * DAY_MS


def outcome(offset: int, days_ago: float = 0, at: int | None = None) -> Record:
    """Write an outcome of the raw record at an offset; it stands `at` its own offset, or at the same one."""
    raw = RawPosition(topic="news.raw", partition=0, offset=offset)
    value = Outcome(raw=raw, outcome=OutcomeKind.ACCEPTED, stage="publish", uri="urn:a").encode()
    recorded_ms = NOW_MS - round(days_ago * DAY_MS)
    return Record("news.outcomes", 0, offset if at is None else at, recorded_ms, outcome_key(raw), value)


def known(model: Model) -> list[int]:
    """Give the raw offsets of which it knows."""
    return [offset for offset in range(20) if model.at("news.raw", 0, offset)]


@contextmanager
def model_in(folder: Path) -> Iterator[Model]:
    """Open the model as each run does."""
    with open_model(folder, "a cluster") as model:
        yield model


async def test_each_run_reads_what_is_new(log_of: LogOf, tmp_path: Path) -> None:
    """And of what is too old nothing, nor of what no stage wrote."""
    records = [
        outcome(0, days_ago=8),
        outcome(1, days_ago=6),
        outcome(2),
        Record("news.outcomes", 0, 3, NOW_MS, None, b"{"),
    ]
    with model_in(tmp_path) as model:
        await catch_up(log_of(records), model, 7, NOW_MS, silent)
        assert known(model) == [1, 2]
    with model_in(tmp_path) as model:
        log = log_of([*records, outcome(4), outcome(1, at=5)])
        await catch_up(log, model, 7, NOW_MS, silent)
        assert known(model) == [1, 2, 4]
        assert model.at("news.raw", 0, 1)[0].outcome_offset == 1
        assert log.looked_through == 2  # type: ignore[attr-defined]


async def test_a_kill_between_batches_costs_one_batch(
    log_of: LogOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run goes on behind what was written."""
    monkeypatch.setattr(catching_up, "BATCH_ENTRIES", 2)

    def die(what: str, done: int, total: int) -> None:
        del what, total
        if done == 5:
            raise KeyboardInterrupt

    records = [outcome(number) for number in range(9)]
    with model_in(tmp_path) as model:
        with pytest.raises(KeyboardInterrupt):
            await catch_up(log_of(records), model, 7, NOW_MS, die)
        assert known(model) == [0, 1, 2, 3]
    with model_in(tmp_path) as model:
        log = log_of(records)
        await catch_up(log, model, 7, NOW_MS, silent)
        assert known(model) == list(range(9))
        assert log.looked_through == 5  # type: ignore[attr-defined]


async def test_a_run_that_is_overtaken_goes_on_from_there(log_of: LogOf, tmp_path: Path) -> None:
    """Two at a time have the same model as one."""
    records = [outcome(number) for number in range(9)]
    with model_in(tmp_path) as slow, model_in(tmp_path) as quick:
        await catch_up(log_of(records[:3]), slow, 7, NOW_MS, silent)
        overtakes = iter([quick])

        class Overtaken(type(log_of([]))):  # type: ignore[misc]
            async def read(self, spans):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
                async for page in super().read(spans):
                    for other in overtakes:
                        await catch_up(log_of(records[:6]), other, 7, NOW_MS, silent)
                    yield page

        await catch_up(Overtaken(records, {}), slow, 7, NOW_MS, silent)
        assert known(slow) == known(quick) == list(range(9))


async def test_a_topic_that_was_made_anew_is_read_anew(log_of: LogOf, tmp_path: Path) -> None:
    """It ends before the place to which it was read; what the model knew is of another topic."""
    with model_in(tmp_path) as model:
        await catch_up(log_of([outcome(number) for number in range(9)]), model, 7, NOW_MS, silent)
        await catch_up(log_of([outcome(12, at=0)]), model, 7, NOW_MS, silent)
        assert known(model) == [12]


async def test_a_cluster_without_topics_is_told(log_of: LogOf, tmp_path: Path) -> None:
    """Nothing is found in it, and there is something to do first."""
    with model_in(tmp_path) as model, pytest.raises(BrokerError, match="topics apply"):
        await catch_up(log_of([]), model, 7, NOW_MS, silent)


async def test_more_days_are_read_when_they_are_asked_for(log_of: LogOf, tmp_path: Path) -> None:
    """The model is made anew when the setting goes back further than it does; fewer days are cut off."""
    records = [outcome(number, days_ago=20 - number) for number in range(20)]
    with model_in(tmp_path) as model:
        await catch_up(log_of(records), model, 3, NOW_MS, silent)
        assert known(model) == [17, 18, 19]
        await catch_up(log_of(records), model, 10, NOW_MS, silent)
        assert known(model) == list(range(10, 20))
        await catch_up(log_of(records), model, 2, NOW_MS, silent)
        assert known(model) == [18, 19]
