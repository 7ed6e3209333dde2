"""Kafka's jars in the user's cache folder: found, fetched once, mended; called by `server` before each start.

Each jar is fetched apart, held against the lock and only then renamed into place. So a first use that was cut short
goes on where it stopped, two first uses at once can't spoil each other's files, and a broken cache is mended by
fetching what is broken. With all jars in place the network isn't touched.
"""

import errno
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from streams.engine.broker.jars import Jar, kafka_version
from streams.engine.broker.java import NOT_INSTALLED
from streams.errors import BrokerError

Progress = Callable[[str, int, int], None]
"""Called with what is under way, and the bytes done and in all."""
Fetch = Callable[[Jar, Path], Path]
"""Fetch a jar into a folder and say where it lies; raises OSError when the network or the disk fails."""

FETCHERS = 4
"""Jars fetched at once: 3.3 s instead of 7.7 s one by one (measured)."""


def default_cache(environ: Mapping[str, str], home: Path, platform: str) -> Path:
    """Where downloads are kept between runs.

    NEWSSTREAM_CACHE, else the platform's own: XDG_CACHE_HOME (which its specification ignores unless absolute) or
    ~/.cache, and ~/Library/Caches on macOS.
    """
    if chosen := environ.get("NEWSSTREAM_CACHE"):
        return Path(chosen).expanduser()
    if platform == "darwin":
        return home / "Library" / "Caches" / "newsstream"
    xdg = Path(environ.get("XDG_CACHE_HOME", ""))
    return (xdg if xdg.is_absolute() else home / ".cache") / "newsstream"


def class_path(cache: Path, jars: Sequence[Jar], fetch: Fetch, progress: Progress) -> list[Path]:
    """Give the jars' paths in the cache, all present and whole; what is missing or broken is fetched first.

    Raises:
        BrokerError: no network, no space, no right to write, or a jar that is not what the lock says.
    """
    folder = cache / f"kafka-{kafka_version(jars)}"
    missing = [jar for jar in jars if not jar.is_at(folder / jar.name)]
    if missing:
        with _explained(cache, sum(jar.size for jar in missing)):
            _fetch_all(folder, missing, fetch, progress)
    return [folder / jar.name for jar in jars]


def _fetch_all(folder: Path, missing: Sequence[Jar], fetch: Fetch, progress: Progress) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    total = sum(jar.size for jar in missing)
    done = 0
    with TemporaryDirectory(prefix="fetch-", dir=folder) as scratch, ThreadPoolExecutor(FETCHERS) as pool:
        progress("Fetching Kafka", done, total)
        for jar in pool.map(lambda jar: _fetch_one(folder, jar, fetch, Path(scratch)), missing):
            done += jar.size
            progress("Fetching Kafka", done, total)


def _fetch_one(folder: Path, jar: Jar, fetch: Fetch, scratch: Path) -> Jar:
    fetched = fetch(jar, scratch)
    if not jar.is_at(fetched):
        message = f"{jar.coordinate} came with another content than the one this version was tested with; try again"
        raise BrokerError(message)
    fetched.replace(folder / jar.name)
    return jar


def fetch_with_jgo(jar: Jar, scratch: Path) -> Path:
    """Fetch a jar from Maven's central repository, leaving nothing in the user's Maven folders."""
    from jgo.maven import MavenContext  # noqa: PLC0415 - 0.2 s that only a first use needs to pay

    logging.getLogger("jgo").setLevel(logging.ERROR)  # its warning on a checksum is repeated by ours as an error
    try:
        path = MavenContext(repo_cache=scratch).create_dependency(jar.coordinate).artifact.resolve()
    except RuntimeError as error:
        raise OSError(str(error)) from error
    return Path(path)


@contextmanager
def _explained(cache: Path, size: int) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise BrokerError(NOT_INSTALLED) from error
    except OSError as error:
        raise BrokerError(_explain(error, cache, size)) from error


def _explain(error: OSError, cache: Path, size: int) -> str:
    megabytes = -(-size // 1_000_000)
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        existing = next(folder for folder in (cache, *cache.parents) if folder.exists())
        free = shutil.disk_usage(existing).free // 1_000_000
        return (
            f"no space for Kafka in {cache}: {megabytes} MB are needed, {free} MB are free; NEWSSTREAM_CACHE moves it"
        )
    if error.filename is not None:
        return f"can't write to the cache: {error.strerror}: {error.filename}; NEWSSTREAM_CACHE moves it"
    return (
        f"Kafka is missing or broken in {cache} and {megabytes} MB of it can't be fetched: is there a network?"
        f" It is needed once; or name a running Kafka in NEWSSTREAM_BROKERS ({_reason(error)})"
    )


def _reason(error: BaseException) -> str:
    while error.__context__ is not None:
        error = error.__context__
    return " ".join(str(error).split())[:200]
