"""The README: every command, setting, link and snippet of it is real."""

import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli.main import VERBS, app
from streams.ingest.sources import Kind, read_sources
from streams.normalize.source import load_profiles
from streams.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROSE = FENCE.sub("", README)
COMMANDS = ("newsstream", "deploy/demo", "tests/run")


def _blocks(language: str) -> list[str]:
    return [text for name, text in FENCE.findall(README) if name == language]


def _commands() -> list[list[str]]:
    """Give every command of the README, of its blocks and of its sentences, as words."""
    fenced = [line for block in _blocks("sh") for line in block.splitlines()]
    inline = re.findall(r"`([^`\n]+)`", PROSE)
    split = [shlex.split(line, comments=True) for line in (*fenced, *inline) if line.startswith(COMMANDS)]
    return [words for words in split if words and words[0] in COMMANDS]


def _of(program: str) -> list[list[str]]:
    return [words for words in _commands() if words[0] == program]


def _complaint(words: list[str]) -> str:
    """Say what the program has against a command line, or nothing; `--help` at its end keeps it from being run."""
    result = CliRunner().invoke(app, [*words, "--help"])
    return "" if result.exit_code == 0 else result.output


def test_two_commands_are_enough() -> None:
    """The two commands by which a newcomer sees it work and gets it green stand each in a block of its own."""
    assert [block.strip() for block in _blocks("sh")[:2]] == ["deploy/demo", "tests/run"]


@pytest.mark.parametrize("words", _of("newsstream"), ids=" ".join)
def test_verb_and_its_options_are_real(words: list[str]) -> None:
    """The command line that the README shows is one that the program takes."""
    assert _complaint(words[1:]) == ""


@pytest.mark.parametrize("line", ["sing", "tail --loudly", "topics forget"])
def test_what_is_not_real_is_found(line: str) -> None:
    """A verb or an option that the program lacks is complained of."""
    assert _complaint(line.split()) != ""


@pytest.mark.parametrize("words", _of("deploy/demo"), ids=" ".join)
def test_demo_takes_these_options(words: list[str]) -> None:
    """`deploy/demo` hands its options on to `newsstream demo`."""
    assert _complaint(["demo", *words[1:]]) == ""


@pytest.mark.parametrize("words", _of("tests/run"), ids=" ".join)
def test_step_is_real(words: list[str]) -> None:
    """A step that the README names is one that `tests/run list` gives."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "run.py", "list"], capture_output=True, text=True, check=True
    )
    assert {*words[1:]} <= {line.split()[0] for line in done.stdout.splitlines()} | {"list", "bench"}


@pytest.mark.parametrize("verb", VERBS)
def test_verb_is_in_the_readme(verb: str) -> None:
    """No verb is left out."""
    assert any(words[1:2] == [verb] for words in _of("newsstream"))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"NEWSSTREAM_([A-Z_]+)", README))))
def test_variable_is_a_setting(name: str) -> None:
    """A variable that the README names is one that is read."""
    assert name.lower() in Settings.model_fields


def test_subscribers_are_shown_how() -> None:
    """There is code to start from, and it compiles; tests/broker runs it."""
    assert _blocks("python")
    for block in _blocks("python"):
        compile(block, "README.md", "exec")


def test_the_profile_that_is_shown_says_all_that_one_may() -> None:
    """It is read as the file that it stands for, and leaves no field out."""
    (profile,) = (load_profiles(block.encode()) for block in _blocks("toml") if "[sources." in block)
    ((_, shown),) = profile.items()
    assert [field.name for field in fields(shown) if not getattr(shown, field.name)] == []


def test_the_list_of_sources_that_is_shown_is_one(tmp_path: Path) -> None:
    """It has a source of each kind."""
    (block,) = (block for block in _blocks("toml") if "[[feeds]]" in block)
    listed = tmp_path / "feeds.toml"
    listed.write_text(block, "utf-8")
    assert {source.kind for source in read_sources(listed)} == {*Kind}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)", PROSE))))
def test_link_leads_somewhere(target: str) -> None:
    """A file that the README links to is there."""
    assert target.startswith("https://") or (ROOT / target).exists()
