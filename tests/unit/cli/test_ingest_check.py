"""`newsstream ingest check` on files: what would be taken, in words and as JSON."""

import json
from pathlib import Path

from documents import PAGE, RSS2
from typer.testing import CliRunner, Result

from streams.cli.main import app


def check(where: str, *options: str) -> Result:
    """Run the verb."""
    return CliRunner().invoke(app, ["ingest", "check", where, *options])


def test_a_feed_in_a_file_is_told(tmp_path: Path) -> None:
    """Its format, its entries, when it would be asked again."""
    feed = tmp_path / "feed.xml"
    feed.write_text(RSS2, "utf-8")
    result = check(str(feed))
    assert result.exit_code == 0
    for words in ("RSS 2.0", "2, of which 2 would be taken", "Otter waits", "next visit: in"):
        assert words in result.output
    report = json.loads(check(str(feed), "--json").output)
    assert [line["is_taken"] for line in report["lines"]] == [True, True]


def test_nothing_to_take_is_a_finding(tmp_path: Path) -> None:
    """And it is said why; a terminal is not obeyed by what a feed says."""
    empty = tmp_path / "feed.xml"
    empty.write_text("<rss version='2.0'><channel><title>\x1b[2JQuay</title></channel></rss>", "utf-8")
    result = check(str(empty))
    assert result.exit_code == 1
    assert "it has no entries" in result.output
    assert "\x1b[2J" not in result.output


def test_an_address_of_another_kind_is_refused_without_its_password() -> None:
    """Only http and https."""
    result = check("ftp://nora:s3cret@quay.example/feed")
    assert "is no http or https address" in str(result.exception)
    assert "s3cret" not in str(result.exception)


def test_a_private_address_is_not_fetched() -> None:
    """Unless it is allowed."""
    result = check("http://127.0.0.1:9/feed")
    assert result.exit_code == 1
    assert "no public address" in result.output


def test_a_page_is_an_article_in_a_file_as_in_a_folder(tmp_path: Path) -> None:
    """What a watched folder would make of it."""
    page = tmp_path / "page.html"
    page.write_text(
        PAGE.replace("Welcome.", "The ferry left the pier an hour early on Tuesday, drivers said."), "utf-8"
    )
    assert "1, of which 1 would be taken" in check(str(page)).output
