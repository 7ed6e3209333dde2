"""The list of sources: TOML or OPML, each mistake with its place, and no password shown."""

from pathlib import Path

import pytest

from streams.ingest.sources import Kind, Source, SourcesError, read_sources

TOML = """
longest_seconds = 1800

[[feeds]]
url = "https://Quay.example:443/feed?format=rss#top"
publisher = "quay.example"
full_text = true

[[feeds]]
path = "saved/feed.xml"
shortest_seconds = 10

[[folders]]
path = "/spool/wire"

[[lines]]
path = "today.jsonl"
title = "The scraper's file"
"""
OPML = """<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Islands"><outline text="North">
<outline type="rss" text="Quay" title="Quay News" xmlUrl="https://quay.example/feed" htmlUrl="https://quay.example/"/>
<outline TYPE="rss" text="Isle" XMLURL=" feed://isle.example/rss?a=1&b=2 "/></outline></outline>
<outline type="rss" text="Quay again" xmlUrl="https://QUAY.example/feed"/>
<outline type="rss" text="Page only" htmlUrl="https://pier.example/"/>
<outline type="link" text="No feed" htmlUrl="https://elsewhere.example/"/></body></opml>"""


def listed(folder: Path, text: str) -> tuple[Source, ...]:
    """Read a list."""
    path = folder / "list"
    path.write_text(text, "utf-8")
    return read_sources(path)


def test_a_list_in_toml_is_read(tmp_path: Path) -> None:
    """Each table is a source; what stands above all holds for all that don't say otherwise."""
    feed, saved, folder, lines = listed(tmp_path, TOML)
    assert feed.id == "https://quay.example/feed?format=rss"
    assert (feed.kind, feed.publisher, feed.is_full_text, feed.longest_seconds) == (
        Kind.FEED,
        "quay.example",
        True,
        1800,
    )
    assert (saved.location, saved.shortest_seconds) == (str(tmp_path / "saved/feed.xml"), 10)
    assert (folder.kind, folder.location) == (Kind.FOLDER, "/spool/wire")
    assert (lines.kind, lines.title) == (Kind.LINES, "The scraper's file")


def test_a_list_of_a_feed_reader_is_read(tmp_path: Path) -> None:
    """Nested outlines, names in any case, broken markup, doubles; a page stands for the feed that it announces."""
    found = listed(tmp_path, OPML)
    assert [(one.id, one.title) for one in found] == [
        ("https://quay.example/feed", "Quay News"),
        ("https://isle.example/rss?a=1&b=2", "Isle"),
        ("https://pier.example/", "Page only"),
    ]


def test_of_doubles_the_first_counts_and_the_others_add(tmp_path: Path) -> None:
    """A feed that stands in two places is fetched once."""
    text = """[[feeds]]\nurl = "http://quay.example"\n[[feeds]]\nurl = "http://quay.example/"\nfull_text = true"""
    (only,) = listed(tmp_path, text)
    assert (only.location, only.is_full_text) == ("http://quay.example", True)


def test_a_password_is_used_and_not_shown(tmp_path: Path) -> None:
    """Neither in the id nor in what logs say."""
    (only,) = listed(tmp_path, '[[feeds]]\nurl = "https://nora:s3cret@quay.example/feed?token=s3cret"')
    assert "s3cret" in only.location
    assert "s3cret" not in only.shown
    assert "nora" not in only.id


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no source"),
        ("<opml><body/></opml>", "names no source"),
        ("[[feeds]", "neither TOML nor OPML"),
        (
            '[[feeds]]\nurl = "https://a.example"\n\n[[feeds]]\nurl = "quay.example"',
            "line 4: 'quay.example' is no http",
        ),
        ('[[feeds]]\nurl = "ftp://quay.example"', "no http or https address"),
        ('[[feeds]]\nurl = "https://a.example"\nlink = "x"', "line 1: 'link' is not known; it may say url, path"),
        ("[[feeds]]\nurl = 5", "line 1: url must be text in quotes, not 5"),
        ('[[feeds]]\nurl = "https://a.example"\nshortest_seconds = true', "must be a whole number"),
        ('[[feeds]]\nurl = "https://a.example"\nshortest_seconds = 9000', "at most longest_seconds"),
        ('[[feeds]]\ntitle = "x"', "has one url or path"),
        ('[[folders]]\nurl = "https://a.example"', "has one path"),
        ('[feeds]\nurl = "https://a.example"', "write [[feeds]] above each"),
        ('[[feed]]\nurl = "https://a.example"', "'feed' is not known"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    """Which file, which line, what to do."""
    with pytest.raises(SourcesError) as raised:
        listed(tmp_path, text)
    assert words in str(raised.value)
    assert str(tmp_path / "list") in str(raised.value)


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With the path."""
    with pytest.raises(SourcesError, match="can't be read"):
        read_sources(tmp_path / "none.toml")
