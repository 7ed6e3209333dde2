"""The code that the README gives subscribers, run as it stands."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest
from articles import at_least, events_of, new_source, raw
from pipeline import DEADLINE_SECONDS, Pipeline, read_until, send

pytestmark = pytest.mark.broker

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SUBSCRIBERS = [code for code in BLOCKS if "Consumer" in code]
PRODUCERS = [code for code in BLOCKS if "Producer" in code]


async def _print_until(code: str, brokers: str, wanted: str) -> list[str]:
    """Run code until it has printed a line with a text; give its lines."""
    environment = os.environ | {"NEWSSTREAM_BROKERS": brokers, "PYTHONUNBUFFERED": "1"}
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None
    lines: list[str] = []
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not lines or wanted not in lines[-1]:
                line = await program.stdout.readline()
                assert line, f"it ended after {lines}"
                lines.append(line.decode())
    finally:
        if program.returncode is None:
            program.kill()
        await program.communicate()
    return lines


def test_there_is_code_for_subscribers_and_producers() -> None:
    """The README shows how to read the events, and how to send articles."""
    assert SUBSCRIBERS
    assert PRODUCERS


@pytest.mark.parametrize("code", PRODUCERS)
async def test_code_for_producers_sends_articles(pipeline: Pipeline, code: str) -> None:
    """What it reads from its input comes out as an event, without a detour."""
    source = new_source()
    environment = os.environ | {"NEWSSTREAM_BROKERS": pipeline.brokers}
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, env=environment, stdin=asyncio.subprocess.PIPE
    )
    await program.communicate(raw(source, "1", "Oldford") + b"\n" + raw(source, "2", "Newford") + b"\n")
    assert program.returncode == 0
    records = await read_until(pipeline.brokers, ["news.enriched"], at_least(2, source))
    assert [one.provenance.raw.topic for one in events_of(source, records)] == ["news.raw"] * 2


@pytest.mark.parametrize("code", SUBSCRIBERS)
async def test_code_for_subscribers_prints_the_event(pipeline: Pipeline, code: str) -> None:
    """An article that is sent comes out of the subscriber's program."""
    source = new_source()
    await send(pipeline.brokers, [raw(source, "1", "Oldford")])
    lines = await _print_until(code, pipeline.brokers, source)
    assert "Oldford bridge opens after four years" in lines[-1]
