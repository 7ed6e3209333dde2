"""The lock of jars: what it reads, and what it calls whole."""

from hashlib import sha256
from pathlib import Path

import pytest

from streams.engine.broker.jars import Jar, kafka_version, locked_jars, parse, render

CONTENT = b"not really a jar"
JAR = Jar("example.group:kafka-server:9.8.7", len(CONTENT), sha256(CONTENT).hexdigest())


def test_the_lock_reads_back_as_it_was_written() -> None:
    """What `relock` prints is what `distribution` gets."""
    assert parse(render([JAR])) == (JAR,)


def test_the_shipped_lock_is_a_kafka_with_a_logger() -> None:
    """One Kafka 4, each file once, and log4j, without which the broker's log is empty."""
    jars = locked_jars()
    assert kafka_version(jars).startswith("4.")
    assert len({jar.name for jar in jars}) == len(jars)
    assert any("log4j-slf4j-impl" in jar.coordinate for jar in jars)


def test_a_jar_is_named_as_in_the_repository() -> None:
    """The class path shows artifact and version."""
    assert JAR.name == "kafka-server-9.8.7.jar"


@pytest.mark.parametrize(
    ("content", "is_whole"),
    [(CONTENT, True), (CONTENT[:-1], False), (CONTENT[:-1] + b"!", False), (b"", False), (None, False)],
    ids=["whole", "cut short", "one byte changed", "empty", "missing"],
)
def test_only_the_very_bytes_of_the_lock_are_a_jar(tmp_path: Path, content: bytes | None, is_whole: bool) -> None:  # noqa: FBT001 - a table's column
    """Any difference makes a jar broken."""
    path = tmp_path / JAR.name
    if content is not None:
        path.write_bytes(content)
    assert JAR.is_at(path) is is_whole
