"""The code that the README gives subscribers, run as it stands."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest
from articles import new_source, raw
from pipeline import DEADLINE_SECONDS, Pipeline, send

pytestmark = pytest.mark.broker

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


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


def test_there_is_code_for_subscribers() -> None:
    """The README shows how to read the events."""
    assert BLOCKS


@pytest.mark.parametrize("code", BLOCKS)
async def test_code_for_subscribers_prints_the_event(pipeline: Pipeline, code: str) -> None:
    """An article that is sent comes out of the subscriber's program."""
    source = new_source()
    await send(pipeline.brokers, [raw(source, "1", "Oldford")])
    lines = await _print_until(code, pipeline.brokers, source)
    assert "Oldford bridge opens after four years" in lines[-1]
