"""`newsstream process`: a line in, a line out, whatever stands in it."""

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from streams.cli.process import Chain, app

PAGE = "Ferry returns after storm\n\nThe ferry sailed again on Monday.\n\nIt had lain in harbour since the storm."


def raw(**fields: object) -> bytes:
    """Write a raw article."""
    return orjson.dumps({"source": "isle.example", "content": PAGE} | fields)


@pytest.mark.parametrize(
    ("value", "outcome", "reason"),
    [
        (raw(), "accepted", None),
        (None, "rejected", "too_large"),
        (b"{", "quarantined", "undecodable"),
        (b"[]", "quarantined", "undecodable"),
        (raw(content=7), "quarantined", "invalid"),
        (raw(content=""), "rejected", "empty"),
        (raw(content_type="video/mp4"), "rejected", "unsupported_content_type"),
    ],
)
def test_each_line_has_its_outcome(value: bytes | None, outcome: str, reason: str | None) -> None:
    """The reason is of the closed list, and there are words for people beside it."""
    (result,) = Chain({}).process(value, 0)
    assert (result.outcome.outcome, result.outcome.reason) == (outcome, reason)
    assert bool(result.outcome.detail) == bool(reason)
    assert (result.event is None) == (reason is not None)


def test_a_second_copy_is_known(tmp_path: Path) -> None:
    """The lines of a file share one memory, in their order, and keep their own ids."""
    file = tmp_path / "raw.jsonl"
    file.write_bytes(raw(id="a", url="https://isle.example/1") + b"\n\n" + raw(id="b", url="https://isle.example/2"))
    shown = CliRunner().invoke(app, [str(file)])
    lines = [orjson.loads(line) for line in shown.stdout_bytes.splitlines()]
    assert shown.exit_code == 0
    assert [(line["input"], line["id"], line["outcome"]) for line in lines] == [
        (1, "a", "accepted"),
        (3, "b", "duplicate"),
    ]
    assert lines[1]["event"]["relation"]["target"] == lines[0]["event"]["uri"]


def test_standard_input_is_read_without_a_file() -> None:
    """A pipe is as good as a file."""
    shown = CliRunner().invoke(app, [], input=raw() + b"\n")
    assert orjson.loads(shown.stdout_bytes)["event"]["title"] == "Ferry returns after storm"


def test_one_run_is_like_the_next() -> None:
    """Same bytes, same processor: the same bytes come out."""
    first, second = (Chain({}).process(raw(), 0)[0].event for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.encode() == second.encode()
