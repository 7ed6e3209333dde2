"""The difference of two vocabularies is told in lines or JSON, with an exit code."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli.vocab import app
from streams.errors import NewsstreamError

OLD = """
"01000000" = { label = "arts" }
"15000000" = { label = "sport" }
"20000001" = { label = "tennis", parent = "15000000" }
"20000002" = { label = "quoits", parent = "15000000" }
"""
NEW = """
"01000000" = { label = "arts" }
"15000000" = { label = "sports" }
"20000001" = { label = "tennis", parent = "01000000" }
"20000003" = { label = "padel", parent = "15000000" }
"""


def files(folder: Path, *texts: str) -> list[str]:
    """Write each text to a file and give their names."""
    paths = [folder / f"{number}.toml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    return [str(path) for path in paths]


def test_each_change_has_a_line(tmp_path: Path) -> None:
    """Relabelled, moved, retired and added codes are named in the order of codes, and the exit code is 1."""
    result = CliRunner().invoke(app, ["diff", *files(tmp_path, OLD, NEW)])
    assert result.stdout.splitlines() == [
        "relabelled 15000000: sport -> sports",
        "moved 20000001: 15000000 -> 01000000",
        "retired 20000002: quoits",
        "added 20000003: padel",
    ]
    assert result.exit_code == 1


def test_no_change(tmp_path: Path) -> None:
    """Equal vocabularies are said to be so, with exit code 0."""
    result = CliRunner().invoke(app, ["diff", *files(tmp_path, OLD, OLD)])
    assert (result.stdout, result.exit_code) == ("The vocabularies are the same.\n", 0)


def test_json(tmp_path: Path) -> None:
    """A program reads the same changes."""
    result = CliRunner().invoke(app, ["diff", "--json", *files(tmp_path, OLD, NEW)])
    assert json.loads(result.stdout)[0] == {"kind": "relabelled", "code": "15000000", "old": "sport", "new": "sports"}


@pytest.mark.parametrize(
    ("text", "said"),
    [("not toml", "is no TOML"), ('"01000000" = { parent = "1" }', "label"), ('"1" = { label = "a", x = 1 }', "1.x")],
)
def test_a_file_that_is_no_vocabulary(tmp_path: Path, text: str, said: str) -> None:
    """The file and what is wrong with it are named."""
    result = CliRunner().invoke(app, ["diff", *files(tmp_path, OLD, text)])
    assert isinstance(result.exception, NewsstreamError)
    assert said in str(result.exception)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is named."""
    result = CliRunner().invoke(app, ["diff", *files(tmp_path, OLD), str(tmp_path / "gone.toml")])
    assert isinstance(result.exception, NewsstreamError)
    assert "gone.toml can't be read" in str(result.exception)
