"""Rules are held against their own examples, and tried on articles."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli.rules import app
from streams.errors import NewsstreamError

ROOT = Path(__file__).parents[3]
RULES = """
vocabulary harbour
topic harbour:ferries  Ferries
  when     ferry
  matches  Ferry late | Passengers waited.
  misses   No ship.
"""
WRONG = "  matches  A boat.\n  misses   The ferry\x1b[2J.\n"


def run(tmp_path: Path, text: str, *more: str) -> tuple[int, str]:
    """Write the rules, try them, and give exit code and output."""
    (tmp_path / "a.rules").write_text(text, "utf-8")
    result = CliRunner().invoke(app, ["test", str(tmp_path / "a.rules"), *more])
    return result.exit_code, result.stdout


def test_right_examples(tmp_path: Path) -> None:
    """All as they should be: a row for the topic, and exit code 0."""
    code, told = run(tmp_path, RULES)
    assert code == 0
    assert "2 of 2" in told


def test_a_miss_is_told_with_its_line(tmp_path: Path) -> None:
    """An example that comes out otherwise is named, harmless to a terminal, and the exit code is 1."""
    code, told = run(tmp_path, RULES + WRONG)
    assert code == 1
    assert "2 of 4" in told
    assert "line 7: harbour:ferries should match, and does not: A boat." in told
    assert "line 8: harbour:ferries should not match, and does: The ferry [2J." in told


def test_articles_are_counted(tmp_path: Path) -> None:
    """With articles the table says how many each topic was given to, and the first of them."""
    articles = tmp_path / "articles.jsonl"
    texts = ["Ferry sinks\n\nThe ferry sank in the harbour at noon.", "Snow falls\n\nIt snowed on the hills all night."]
    articles.write_text("\n".join(json.dumps({"content": text}) for text in texts), "utf-8")
    code, told = run(tmp_path, RULES, str(articles), "--json")
    assert code == 0
    assert json.loads(told) == {
        "topics": [
            {
                "code": "harbour:ferries",
                "label": "Ferries",
                "examples": 2,
                "right": 2,
                "articles": 1,
                "first": "Ferry sinks",
            }
        ],
        "misses": [],
    }
    assert "Ferry sinks" in run(tmp_path, RULES, str(articles))[1]


def test_a_bad_file_is_refused(tmp_path: Path) -> None:
    """The error, which the command prints with exit code 2, names the line."""
    (tmp_path / "a.rules").write_text("topic harbour:ferries Ferries", "utf-8")
    with pytest.raises(NewsstreamError, match="line 1: harbour:ferries: nothing says"):
        CliRunner().invoke(app, ["test", str(tmp_path / "a.rules")], catch_exceptions=False)


def test_the_example_keeps_its_own_word(tmp_path: Path) -> None:
    """Every example of the file that newsrooms begin with is right."""
    code, told = run(tmp_path, (ROOT / "deploy" / "newsroom.rules").read_text("utf-8"))
    assert code == 0, told
