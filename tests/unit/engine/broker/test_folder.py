"""The broker's folder: one broker at a time, and a log whose end can be shown."""

from pathlib import Path

import pytest

from streams.engine.broker.folder import locked, prepare
from streams.errors import BrokerError


def test_a_second_broker_is_kept_out(tmp_path: Path) -> None:
    """Two brokers on one folder would spoil each other's logs."""
    folder = prepare(tmp_path)
    with locked(folder), pytest.raises(BrokerError, match="another broker uses"), locked(folder):
        pytest.fail("the folder was locked twice")


def test_the_lock_ends_with_its_holder(tmp_path: Path) -> None:
    """After a stop the folder can be used again."""
    folder = prepare(tmp_path)
    with locked(folder):
        pass
    with locked(folder) as file:
        assert file > 0


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in the way is the user's to move."""
    (tmp_path / "file").touch()
    with pytest.raises(BrokerError, match="can't make the data folder"):
        prepare(tmp_path / "file" / "data")


def test_the_tail_of_the_log_is_its_last_lines(tmp_path: Path) -> None:
    """However long the log is."""
    folder = prepare(tmp_path)
    folder.log.write_text("".join(f"line {number}\n" for number in range(100_000)))
    assert folder.log_tail(2) == "line 99998\nline 99999"


def test_a_broker_that_never_spoke_has_an_empty_tail(tmp_path: Path) -> None:
    """No log is no error of its own."""
    assert prepare(tmp_path).log_tail(2) == ""
