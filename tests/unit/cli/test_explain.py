"""`newsstream explain`, as a person runs it."""

from pathlib import Path

import orjson
from typer.testing import CliRunner

from streams.cli.explain import app

PAGE = """Harbour bridge closes for repairs

Published: 2026-03-02 08:15
The harbour bridge of Oldford closes on Monday for repairs, the city council said on Sunday evening.

The football team of Oldford and its fans must take the ferry to the match until the summer.

Also Read: Ferry tickets become cheaper
"""


def run(page: str, folder: Path, *options: str) -> tuple[int, str]:
    """Explain a page."""
    file = folder / "page.txt"
    file.write_text(page, "utf-8")
    done = CliRunner().invoke(app, [str(file), *options])
    return done.exit_code, done.output


def test_what_was_kept_and_what_was_taken_out_is_told(tmp_path: Path) -> None:
    """The headline, the time and its words, the paragraphs, the furniture with its kind, the words of a subject."""
    code, said = run(PAGE, tmp_path)
    assert code == 0
    assert said.startswith("Harbour bridge closes for repairs\npublished: 2026-03-02T08:15")
    assert "  The harbour bridge of Oldford" in said
    assert "related" in said
    assert "football" in said


def test_json_has_the_article_and_every_subject_with_its_terms(tmp_path: Path) -> None:
    """Also the subjects that were not sure enough to be said."""
    code, said = run(PAGE, tmp_path, "--json")
    told = orjson.loads(said)
    assert (code, told["outcome"], told["article"]["title"]) == (0, "accepted", "Harbour bridge closes for repairs")
    sport = next(one for one in told["subjects"] if one["code"] == "medtop:15000000")
    assert "football" in [term["text"] for term in sport["terms"]]


def test_a_page_that_is_no_article_is_refused_in_words(tmp_path: Path) -> None:
    """The exit code says so too."""
    code, said = run(" ", tmp_path)
    assert (code, said.startswith("rejected: ")) == (1, True)


def test_a_hostile_page_does_not_reach_the_terminal(tmp_path: Path) -> None:
    """Escape sequences in a page are not printed."""
    assert "\x1b]0;" not in run(PAGE.replace("Monday", "Mon\x1b]0;owned\x07day"), tmp_path)[1]


def test_headlines_and_lines_have_their_scores_and_signs(tmp_path: Path) -> None:
    """The headline that was taken scores highest, and a paragraph is likelier body than the link behind it."""
    told = orjson.loads(run(PAGE, tmp_path, "--json")[1])
    assert told["headlines"][0]["text"] == "Harbour bridge closes for repairs"
    assert told["headlines"][0]["is_taken"]
    chances = {one["text"].split()[0]: one["score"] for one in told["lines"]}
    assert chances["The"] > 0.5 > chances["Also"]
    assert told["lines"][0]["signs"]
    assert "signs" in run(PAGE, tmp_path)[1]


def test_the_subjects_alone_can_be_asked_for(tmp_path: Path) -> None:
    """The headline, and each subject with its words; nothing of the page."""
    code, said = run(PAGE, tmp_path, "--subjects")
    assert code == 0
    assert said.startswith("Harbour bridge closes for repairs\n")
    assert "football" in said
    assert "taken out as" not in said
    assert "published" not in said
