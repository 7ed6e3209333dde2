"""`newsstream compare`: a verdict for people and for programs, and an exit code for scripts."""

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from streams.cli import compare
from streams.cli.compare import app
from streams.cli.process import Chain
from streams.errors import NewsstreamError
from streams.ledger.story import Story
from streams.ledger.trace import Traced
from streams.settings import Settings

TEXT = (
    "Engineers closed the harbour at Aldermouth on Monday after a crack in the wall grew by a hand in one night, the "
    "port office said. Boats were moved to the northern quay, and fishermen will be paid for the days that they lose. "
    "The town means to vote on the repair in spring, as soon as divers have seen how deep the damage goes below water."
)
OTHER = "The museum in Dunvale opens a hall of clocks this week, and the keeper promises that half of them are right."


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, Path]:
    """Write an article, a copy of it by another publisher with codes for a terminal, and another one."""
    hostile = f"{TEXT} \x1b[2J\u202eand more\x07"
    written = {
        "first": orjson.dumps({"source": "lantern.example", "content": f"Harbour closed\n\n{TEXT}"}),
        "copy": orjson.dumps({"source": "courier.example", "content": f"Wall cracks\n\n{hostile}"}),
        "other": f"Clocks in Dunvale\n\n{OTHER}".encode(),
        "empty": b"",
        "page": f"<html><body><article><h1>Harbour</h1><p>{TEXT}</p></article></body></html>".encode(),
    }
    for name, content in written.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in written}


@pytest.mark.parametrize(("newer", "code"), [("first", 0), ("copy", 0), ("page", 0), ("other", 1)])
def test_exit_code_says_whether_they_are_related(pages: dict[str, Path], newer: str, code: int) -> None:
    """0 for related, 1 for not."""
    assert CliRunner().invoke(app, [str(pages["first"]), str(pages[newer])]).exit_code == code


def test_codes_of_a_page_do_not_reach_the_terminal(pages: dict[str, Path]) -> None:
    """Passages of a hostile page are shown without what a terminal obeys."""
    shown = CliRunner().invoke(app, [str(pages["copy"]), str(pages["copy"])]).output
    assert "Engineers closed" in shown
    assert not set(shown) & set("\x1b\x07\u202e")


def test_json_has_signals_and_passages(pages: dict[str, Path]) -> None:
    """A program gets the verdict, each signal with its limit, and spans."""
    found = orjson.loads(CliRunner().invoke(app, ["--json", str(pages["first"]), str(pages["copy"])]).stdout)
    assert (found["event"], found["relation"]["kind"]) == ("duplicate", "syndicated_copy")
    assert all(one["met"] for one in found["signals"])
    assert found["passages"]


def test_standard_input_stands_for_one(pages: dict[str, Path]) -> None:
    """A dash is standard input."""
    given = pages["copy"].read_bytes()
    assert CliRunner().invoke(app, [str(pages["first"]), "-"], input=given).exit_code == 0


@pytest.mark.parametrize(("older", "said"), [("empty", "no single article"), ("absent", "can't be read")])
def test_what_is_no_article_is_said(pages: dict[str, Path], tmp_path: Path, older: str, said: str) -> None:
    """An input that can't be compared is named."""
    result = CliRunner().invoke(app, [str(pages.get(older, tmp_path / older)), str(pages["first"])])
    assert isinstance(result.exception, NewsstreamError)
    assert said in str(result.exception)


def test_standard_input_cannot_be_both() -> None:
    """There is one standard input."""
    assert isinstance(CliRunner().invoke(app, ["-", "-"]).exception, NewsstreamError)


def test_what_would_change_the_verdict_is_told(pages: dict[str, Path]) -> None:
    """Each signal's distance to its limit, and what other headlines or sources would make of the same texts."""
    shown = CliRunner().invoke(app, [str(pages["first"]), str(pages["other"])]).output
    assert "to be a copy, containment lacks" in shown
    found = orjson.loads(CliRunner().invoke(app, ["--json", str(pages["first"]), str(pages["copy"])]).stdout)
    assert all(one["distance"] >= 0 for one in found["signals"])
    assert {"condition": "the same source", "kind": "near"} in found["changes"]


def test_an_id_is_looked_up_among_published_articles(pages: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What `trace` finds under an id is compared as it was published; a file may be the other one."""
    published = compare._article(Chain({}), str(pages["first"]), 0)
    uri = "urn:newsstream:article:6f7c1f0e-6d1b-5a51-9a4e-0c7b4f4f2d10"

    async def found(_: Settings, wanted: str) -> Traced:
        story = Story(published.provenance.raw, {}) if wanted == uri else None
        return Traced((), story, 0)

    monkeypatch.setattr(compare, "trace", found)
    monkeypatch.setattr(Story, "article", published)
    assert CliRunner().invoke(app, [uri, str(pages["copy"])]).exit_code == 0
    unknown = CliRunner().invoke(app, ["tag:unknown", str(pages["copy"])])
    assert isinstance(unknown.exception, NewsstreamError)
    assert "leads to no article" in str(unknown.exception)
