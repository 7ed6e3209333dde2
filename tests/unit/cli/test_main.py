"""The command as a shell sees it: exit codes, one line for people, verbs loaded when they are asked for."""

import os
import subprocess
import sys

import pytest


def newsstream(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "streams.cli.main", *words],
        env={name: value for name, value in os.environ.items() if not name.startswith("NEWSSTREAM_")} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("words", "environment", "code", "said"),
    [
        (["tail", "news.raw"], {}, 3, "no Kafka is named"),
        (["worker"], {"NEWSSTREAM_BROKERS": "127.0.0.1:1"}, 3, "no Kafka answers at 127.0.0.1:1"),
        (["topics", "diff"], {"NEWSSTREAM_BROKERS": "127.0.0.1:1"}, 3, "no Kafka answers"),
        (["process", "/nowhere/raw.jsonl"], {}, 2, "/nowhere/raw.jsonl can't be read"),
        (["topics", "list"], {"NEWSSTREAM_PARTITIONS": "many"}, 2, "NEWSSTREAM_PARTITIONS"),
        (["process"], {"NEWSSTREAM_SOURCES": "/nowhere/sources.toml"}, 2, "sources.toml can't be read"),
        (["fly"], {}, 2, "fly"),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    words: list[str], environment: dict[str, str], code: int, said: str
) -> None:
    """What happened, to which input, what to do; never a traceback."""
    ran = newsstream(*words, **environment)
    assert ran.returncode == code
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_processing_loads_no_kafka() -> None:
    """Who only processes files pays for no client library."""
    code = "import sys, streams.cli.process; print({'faust', 'aiokafka', 'aiohttp'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_help_names_every_verb_and_the_exit_codes() -> None:
    """A newcomer finds the way from the command alone."""
    ran = newsstream("--help")
    assert ran.returncode == 0
    for word in ("demo", "worker", "process", "send", "tail", "topics", "Exit codes"):
        assert word in ran.stdout
