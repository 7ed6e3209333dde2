"""The read model finds each article by every name, whatever happens while it is filled."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import RawPosition
from streams.errors import SettingsError
from streams.ledger.entries import Entry
from streams.ledger.model import TRIM_MS, Model, OvertakenError, open_model
from streams.ledger.tables import VERSION

OUTCOMES, EVENTS = ("news.outcomes", 0), ("news.enriched", 0)
DAY = TRIM_MS


def at(offset: int, item: int = 0, items: int = 1) -> RawPosition:
    """Name a delivery."""
    return RawPosition(topic="news.raw", partition=0, offset=offset, item=item, items=items)


def outcome(raw: RawPosition, said: str = "accepted", recorded_ms: int = 5) -> Entry:
    """Say what a record of news.outcomes says."""
    columns = {"items": raw.items, "outcome": said, "outcome_ms": recorded_ms, "outcome_offset": raw.offset}
    return Entry(raw, columns)


def event(raw: RawPosition, uri: str, *names: str, version: int = 1, recorded_ms: int = 5) -> Entry:
    """Say what a record of news.enriched says."""
    columns = {"items": raw.items, "uri": uri, "version": version, "event_ms": recorded_ms, "event_offset": raw.offset}
    return Entry(raw, columns, (uri, *names))


@pytest.fixture
def model() -> Iterator[Model]:
    """Give an empty model in memory that stands at the beginning of two topics."""
    with closing(new_model()) as connection:
        yield Model(connection)


def new_model() -> sqlite3.Connection:
    """Give the tables of an empty model that stands at the beginning of two topics."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    Model(connection).begin({OUTCOMES: 0, EVENTS: 0}, 1)
    return connection


def test_an_article_is_found_by_every_name(model: Model) -> None:
    """By its uri, ids, address, guid and place; another name finds nothing."""
    names = ("0b9d1c52", "6f2a7e3c", "oldford.example/a?id=7", "guid \udcff 文", "x" * 100_000)
    model.take([event(at(7), "urn:a", *names), outcome(at(7))], {})
    for name in ("urn:a", *names):
        (row,) = model.named([name])
        assert (row.raw, row.uri, row.outcome, row.event_offset, row.outcome_offset) == (
            at(7),
            "urn:a",
            "accepted",
            7,
            7,
        )
    assert model.at("news.raw", 0, 7) == [row]
    assert model.named(["urn:b", "oldford.example"]) == []
    assert model.at("news.raw", 1, 7) == []


def test_versions_come_newest_first(model: Model) -> None:
    """All deliveries of a uri are found under it, and the highest version is told, though a duplicate came last."""
    entries = [
        event(at(n), "urn:a", version=version, recorded_ms=n) for n, version in ((3, 1), (9, 2), (20, 2), (5, 1))
    ]
    model.take(entries, {})
    assert [row.offset for row in model.named(["urn:a"])] == [20, 9, 5, 3]
    assert model.newest_version("urn:a") == 2
    assert model.newest_version("urn:b") is None


def test_articles_of_a_feed_are_found_together_and_one_by_one(model: Model) -> None:
    """A place without an item means all of them."""
    model.take([outcome(at(4, item, 3)) for item in (2, 0, 1)], {})
    assert [row.item for row in model.at("news.raw", 0, 4)] == [0, 1, 2]
    assert [row.item for row in model.at("news.raw", 0, 4, 1)] == [1]
    assert model.at("news.raw", 0, 4, 3) == []


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30), st.permutations(range(6)))
def test_records_that_come_again_change_nothing(again: list[tuple[int, bool]], order: list[int]) -> None:
    """In whatever order they come, and however often, of copies the first one counts."""
    entries = [one for n in order for one in (event(at(n), f"urn:{n}", f"id {n}"), outcome(at(n)))]
    copies = [replace(entry, columns=dict(entry.columns)) for n, second in again for entry in [entries[2 * n + second]]]
    with closing(new_model()) as once, closing(new_model()) as often:
        Model(once).take(entries, {})
        for entry in [*entries, *copies]:
            Model(often).take([entry], {})
        assert tables_of(once) == tables_of(often)


def tables_of(connection: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    """Give all that is in a model."""
    return [connection.execute(f"SELECT * FROM {name}").fetchall() for name in ("delivery", "name", "position")]  # noqa: S608


@given(st.lists(st.integers(0, 40), max_size=8).map(sorted), st.data())
def test_a_kill_at_any_point_leaves_a_model_to_go_on_from(cuts: list[int], data: st.DataObject) -> None:
    """What a batch says and how far it was read are written together or not at all."""
    ends = [*cuts, 40]
    with closing(new_model()) as connection, closing(new_model()) as whole:
        Model(whole).take([outcome(at(n)) for n in range(40)], {OUTCOMES: (0, 40)})
        while (begin := Model(connection).positions()[OUTCOMES]) < 40:
            end = next(one for one in ends if one > begin)
            entries = [outcome(at(n)) for n in range(begin, end)]
            if data.draw(st.booleans()):
                with pytest.raises(AttributeError):  # in the middle of the batch
                    Model(connection).take([*entries, None], {OUTCOMES: (begin, end)})  # type: ignore[list-item]
            else:
                Model(connection).take(entries, {OUTCOMES: (begin, end)})
        assert tables_of(connection) == tables_of(whole)


def test_a_batch_counts_only_where_the_model_stands(model: Model) -> None:
    """Of two runs at a time the slower one writes nothing, and learns where to go on."""
    model.take([outcome(at(0))], {OUTCOMES: (0, 10)})
    with pytest.raises(OvertakenError):
        model.take([event(at(0), "urn:a"), outcome(at(1))], {EVENTS: (0, 3), OUTCOMES: (0, 12)})
    assert model.positions() == {OUTCOMES: 10, EVENTS: 0}
    assert model.at("news.raw", 0, 1) == []
    with pytest.raises(OvertakenError):
        model.take([], {("news.outcomes", 1): (0, 1)})


def test_what_is_older_than_the_days_goes_with_its_names(model: Model) -> None:
    """Up to the first delivery to keep; the model tells how far back it goes."""
    times = (DAY, 2 * DAY, 4 * DAY, 3 * DAY, 5 * DAY)
    model.take([event(at(n), f"urn:{n}", recorded_ms=when) for n, when in enumerate(times)], {})
    model.trim(4 * DAY)
    assert [n for n in range(5) if model.named([f"urn:{n}"])] == [2, 3, 4]
    assert [n for n in range(5) if model.at("news.raw", 0, n)] == [2, 3, 4]
    assert model.since_ms == 4 * DAY
    model.trim(5 * DAY - 1)
    assert model.since_ms == 4 * DAY  # once a day is often enough
    model.trim(9 * DAY)
    assert not any(model.named([f"urn:{n}"]) for n in range(5))


def test_a_model_survives_its_process(tmp_path: Path) -> None:
    """What was taken in is there when the file is opened again; clusters have a file each."""
    with open_model(tmp_path / "new", "../a b") as model:
        model.begin({OUTCOMES: 3}, 77)
        model.take([outcome(at(3))], {OUTCOMES: (3, 4)})
    with open_model(tmp_path / "new", "../a b") as model:
        assert (model.positions(), model.since_ms) == ({OUTCOMES: 4}, 77)
        assert len(model.at("news.raw", 0, 3)) == 1
    with open_model(tmp_path / "new", "another") as model:
        assert model.positions() == {}
    assert {path.parent for path in tmp_path.rglob("*.sqlite3")} == {tmp_path / "new"}


@pytest.mark.parametrize("broken", [b"no database, but something that is longer than its header" * 99, b""])
def test_a_file_that_is_no_model_is_made_anew(tmp_path: Path, broken: bytes) -> None:
    """It is made from Kafka, so it can be made again."""
    (tmp_path / "ledger-a.sqlite3").write_bytes(broken)
    with open_model(tmp_path, "a") as model:
        assert model.positions() == {}


def test_tables_of_another_version_are_made_anew(tmp_path: Path) -> None:
    """An upgrade reads the topics again."""
    with open_model(tmp_path, "a") as model:
        model.begin({OUTCOMES: 3}, 77)
    with closing(sqlite3.connect(tmp_path / "ledger-a.sqlite3")) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        connection.execute("ALTER TABLE delivery RENAME TO something")
    with open_model(tmp_path, "a") as model:
        assert (model.positions(), model.since_ms) == ({}, None)
        model.take([outcome(at(3))], {})


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """The message says which, and which setting names another."""
    (tmp_path / "file").touch()
    with (
        pytest.raises(SettingsError, match=r"file/ledger-a.sqlite3.*NEWSSTREAM_DATA"),
        open_model(tmp_path / "file", "a"),
    ):
        pass
