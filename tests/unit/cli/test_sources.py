"""`newsstream sources suggest` on what other verbs wrote."""

import json
from pathlib import Path

from events import event
from typer.testing import CliRunner, Result

from streams.cli.main import app
from streams.normalize.source import load_profiles

LINE = "Sail with us for less this winter"


def suggest(*arguments: str, lines: str = "") -> Result:
    """Run the verb."""
    return CliRunner().invoke(app, ["sources", "suggest", *arguments], input=lines)


def test_events_are_taken_as_other_verbs_write_them() -> None:
    """Bare, as `newsstream process` has them, and as `newsstream tail --json` has them."""
    events = [event(n, body=f"{event(n).body}\n\n{LINE}").model_dump(mode="json") for n in range(12)]
    lines = [*events[:4], *({"event": one} for one in events[4:8]), *({"value": one} for one in events[8:])]
    result = suggest("-", lines="\n".join(map(json.dumps, lines)))
    assert result.exit_code == 0
    assert load_profiles(result.stdout.encode())["isle.example"].furniture == {"sailwithusforlessthiswinter"}
    assert suggest("-", "--source", "quay.example", lines="\n".join(map(json.dumps, lines))).stdout == ""


def test_nothing_to_propose_is_said(tmp_path: Path) -> None:
    """On the other stream, so that the file stays a file."""
    empty = tmp_path / "events.jsonl"
    empty.write_text('{"outcome": "rejected", "event": null}\n\nnot JSON\n', "utf-8")
    result = suggest(str(empty))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing to propose, from 0 articles of 0 sources" in result.stderr


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """As every verb tells it."""
    result = suggest(str(tmp_path / "none.jsonl"))
    assert result.exit_code != 0
    assert "can't be read" in str(result.exception)
