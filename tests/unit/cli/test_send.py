"""What `newsstream send` makes of files, before Kafka."""

import base64
from pathlib import Path

import orjson
import pytest

from streams.cli.lines import LINE_BYTES
from streams.cli.send import Prepared, _prepared
from streams.errors import NewsstreamError


def test_lines_go_out_as_they_are_under_the_key_of_their_source(tmp_path: Path) -> None:
    """What is wrong with a line becomes its outcome; it isn't judged here."""
    file = tmp_path / "raw.jsonl"
    lines = [b'{"source":"isle.example"}', b'{"url":"https://www.Coast.example/a"}', b"{broken", b'{"content":"x"}']
    file.write_bytes(b"\n".join(lines))
    prepared = list(_prepared(file, None, None))
    assert [one.value for one in prepared] == lines
    assert [one.key for one in prepared] == [b"isle.example", b"coast.example", None, None]


@pytest.mark.parametrize(
    ("name", "content", "fields"),
    [
        ("page.txt", b"Headline", {"content_type": "text/plain", "content": "Headline"}),
        ("page.HTML", b"<p>x", {"content_type": "text/html", "content": "<p>x"}),
        (
            "feed.rss",
            b"\xff",
            {"content_type": "application/rss+xml", "content_base64": base64.b64encode(b"\xff").decode()},
        ),
    ],
)
def test_a_page_is_one_article(tmp_path: Path, name: str, content: bytes, fields: dict[str, str]) -> None:
    """Its type follows from its name; bytes that are not UTF-8 go as they are."""
    (tmp_path / name).write_bytes(content)
    (one,) = _prepared(tmp_path / name, "isle.example", None)
    assert orjson.loads(one.value or b"") == {"source": "isle.example"} | fields
    assert one.key == b"isle.example"


def test_a_line_that_is_too_long_is_named(tmp_path: Path) -> None:
    """It can't be sent, and the others can."""
    file = tmp_path / "raw.jsonl"
    file.write_bytes(b"x" * (LINE_BYTES + 1) + b"\n{}")
    long, good = _prepared(file, None, None)
    assert (long.name, long.value) == (f"{file}, line 1,", None)
    assert good == Prepared(f"{file}, line 2,", b"{}", 3)


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    """Which file, and why."""
    with pytest.raises(NewsstreamError, match="can't be read: No such file"):
        list(_prepared(tmp_path / "none.jsonl", None, None))
