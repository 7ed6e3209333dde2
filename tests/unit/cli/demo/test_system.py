"""What `--stop` may end: the one process that holds the lock, and nothing else."""

import fcntl
import os
from pathlib import Path

import pytest

from streams.cli.demo.keeper import LOCK
from streams.cli.demo.system import is_kept, kept_folder, stop_kept
from streams.errors import NewsstreamError


def test_nothing_is_kept_where_there_is_no_lock(tmp_path: Path) -> None:
    """A first run."""
    assert not is_kept(tmp_path)
    assert not stop_kept(tmp_path)


def test_a_process_that_only_has_the_id_is_left_alone(tmp_path: Path) -> None:
    """A keeper that died left its id, and the system gave it to somebody else: here to this very test."""
    (tmp_path / LOCK).write_text(str(os.getpid()))
    assert not stop_kept(tmp_path)


def test_a_held_lock_means_that_it_runs(tmp_path: Path) -> None:
    """The lock ends with its holder, however that went."""
    with (tmp_path / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert is_kept(tmp_path)
    assert not is_kept(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """And the way out too."""
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(NewsstreamError, match="NEWSSTREAM_CACHE"):
        kept_folder(tmp_path / "cache")
