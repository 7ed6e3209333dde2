"""The cache of jars: fetched once, mended, and plain words when that fails."""

import errno
from hashlib import sha256
from pathlib import Path

import pytest

from streams.engine.broker.distribution import class_path, default_cache
from streams.engine.broker.jars import Jar
from streams.errors import BrokerError

CONTENTS = {"kafka-server": b"the server", "kafka-clients": b"the clients"}
JARS = [Jar(f"example:{name}:4.0.0", len(body), sha256(body).hexdigest()) for name, body in CONTENTS.items()]
HOME = Path("/home/ada")


class Repository:
    """A repository of two jars that remembers what was asked, and can fail."""

    def __init__(self, error: Exception | None = None, *, garbles: bool = False) -> None:
        self.asked: list[str] = []
        self._error = error
        self._garbles = garbles

    def fetch(self, jar: Jar, scratch: Path) -> Path:
        """Write the jar into the folder, or raise."""
        self.asked.append(jar.name)
        if self._error:
            raise self._error
        path = scratch / jar.name
        path.write_bytes(b"garbled" if self._garbles else CONTENTS[jar.coordinate.split(":")[1]])
        return path


def silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


def test_a_first_use_fetches_everything(tmp_path: Path) -> None:
    """All jars come, in the lock's order, and nothing else is left behind."""
    paths = class_path(tmp_path, JARS, Repository().fetch, silent)
    assert [path.read_bytes() for path in paths] == list(CONTENTS.values())
    assert sorted(paths) == sorted((tmp_path / "kafka-4.0.0").iterdir())


def test_a_second_use_fetches_nothing(tmp_path: Path) -> None:
    """Once cached, the network isn't asked."""
    class_path(tmp_path, JARS, Repository().fetch, silent)
    offline = Repository(OSError("no network"))
    assert len(class_path(tmp_path, JARS, offline.fetch, silent)) == len(JARS)
    assert offline.asked == []


def test_only_the_broken_jar_is_fetched_again(tmp_path: Path) -> None:
    """A broken cache is mended; what is whole stays."""
    first, _ = class_path(tmp_path, JARS, Repository().fetch, silent)
    first.write_bytes(b"THE SERVER")
    repository = Repository()
    class_path(tmp_path, JARS, repository.fetch, silent)
    assert (repository.asked, first.read_bytes()) == ([first.name], b"the server")


def test_a_broken_cache_without_a_network_is_said_to_be_broken(tmp_path: Path) -> None:
    """What can't be mended is never started."""
    first, _ = class_path(tmp_path, JARS, Repository().fetch, silent)
    first.write_bytes(b"the s")
    with pytest.raises(BrokerError, match="missing or broken"):
        class_path(tmp_path, JARS, Repository(OSError("no network")).fetch, silent)


def test_progress_counts_up_to_the_bytes_that_are_missing(tmp_path: Path) -> None:
    """A bar starts at nothing and ends at all."""
    seen: list[tuple[int, int]] = []
    class_path(tmp_path, JARS, Repository().fetch, lambda _, done, total: seen.append((done, total)))
    assert seen == [(0, 21), (10, 21), (21, 21)]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError("Name or service not known"), "is there a network"),
        (OSError(errno.ENOSPC, "No space left on device"), "no space for Kafka"),
        (PermissionError(errno.EACCES, "Permission denied", "/cache/kafka"), "can't write to the cache"),
        (ModuleNotFoundError("No module named 'jgo'"), "pip install"),
    ],
)
def test_a_failed_fetch_says_what_to_do_in_one_line(tmp_path: Path, error: Exception, words: str) -> None:
    """Every way to fail has its own words, and no traceback's worth of lines."""
    with pytest.raises(BrokerError, match=words) as caught:
        class_path(tmp_path, JARS, Repository(error).fetch, silent)
    assert "\n" not in str(caught.value)


def test_a_jar_with_another_content_is_refused(tmp_path: Path) -> None:
    """What the lock doesn't know never reaches the class path."""
    with pytest.raises(BrokerError, match="another content"):
        class_path(tmp_path, JARS, Repository(garbles=True).fetch, silent)
    assert not list(tmp_path.rglob("*.jar"))


@pytest.mark.parametrize(
    ("environ", "platform", "cache"),
    [
        ({}, "linux", HOME / ".cache/newsstream"),
        ({"XDG_CACHE_HOME": "/var/cache/ada"}, "linux", Path("/var/cache/ada/newsstream")),
        ({"XDG_CACHE_HOME": "relative"}, "linux", HOME / ".cache/newsstream"),
        ({}, "darwin", HOME / "Library/Caches/newsstream"),
        ({"NEWSSTREAM_CACHE": "/big/disk", "XDG_CACHE_HOME": "/x"}, "linux", Path("/big/disk")),
    ],
)
def test_the_cache_lies_where_the_platform_wants_it(environ: dict[str, str], platform: str, cache: Path) -> None:
    """The user's own choice comes first."""
    assert default_cache(environ, HOME, platform) == cache
