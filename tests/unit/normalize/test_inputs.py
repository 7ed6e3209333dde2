"""Every form of content: HTML, feeds, wire items, bytes, and what is refused."""

import base64

import pytest

from schemas.outcome import Reason
from schemas.raw import RawArticle, Signal
from streams.errors import SettingsError
from streams.normalize.content import Item, ReadItem, Refusal, read_contents
from streams.normalize.source import load_profiles, source_of
from streams.normalize.urls import url_of

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Quay</title><link>https://quay.example/</link>
<item><title>Otter &amp;amp; bus</title><link>/news/1?utm_source=feed</link>
<description>An otter waited.</description>
<pubDate>Tue, 04 Feb 2025 23:10:56 +0200</pubDate>
<author>desk@quay.example (Nora Quill)</author></item>
<item><title>Second</title><guid isPermaLink="false">7</guid><description>A bus came.</description></item>
</channel></rss>"""
HTML = """<html lang="en"><head><title>Otter waits | Quay</title>
<script type="application/ld+json">{"@type": "NewsArticle",
"headline": "Otter waits", "datePublished": "2025-02-03T08:00:00Z", "author": {"@type": "Person", "name": "Nora Quill"}}
</script></head><body><nav>Home News</nav><article><h1>Otter waits</h1><p>An otter waited at the stop for the whole day,
drivers said, and then left.</p><p style="display:none">Hidden text.</p><p>Nobody minded.</p></article></body></html>"""


def items_of(content: str, content_type: str = "text/plain", **fields: object) -> tuple[Item, ...]:
    """Read content of a type."""
    return read_contents(RawArticle.model_validate({"content": content, "content_type": content_type} | fields))


def test_a_feed_gives_an_article_an_entry() -> None:
    """Titles unescaped, links absolute and clean, zones kept, mailboxes dropped."""
    first, second = items_of(RSS, "application/rss+xml", url="https://quay.example/feed")
    assert isinstance(first, ReadItem)
    assert isinstance(second, ReadItem)
    assert first.content.title == "Otter & bus"
    assert first.content.url is not None
    assert first.content.url.clean == "https://quay.example/news/1"
    assert first.content.published.at == "2025-02-04T23:10:56+02:00"
    assert [person.name for person in first.content.byline.people] == ["Nora Quill"]
    assert second.guid == "7"


def test_a_page_of_html_is_read_with_its_hints() -> None:
    """Headline, time and author of the head; hidden text and menus stay out."""
    (item,) = items_of(HTML, "text/html")
    assert isinstance(item, ReadItem)
    assert item.content.title == "Otter waits"
    assert item.content.published.at == "2025-02-03T08:00:00+00:00"
    assert [person.name for person in item.content.byline.people] == ["Nora Quill"]
    assert [paragraph.split()[0] for paragraph in item.content.body.split("\n\n")] == ["An", "Nobody"]


@pytest.mark.parametrize("opening", ["<속보>", "<3"])
def test_a_bracket_is_no_tag(opening: str) -> None:
    """A text whose headline begins with a bracket around no tag is text: its lines stay apart."""
    story = ("An otter waited at the stop for the whole day, drivers said, and left.", "Nobody minded, drivers added.")
    (item,) = items_of("\n\n".join((f"{opening} An otter waits", *story)))
    assert isinstance(item, ReadItem)
    assert item.content.title == f"{opening} An otter waits"
    assert item.content.body == "\n\n".join(story)


def test_a_cancelled_wire_item_is_retracted() -> None:
    """The agency's own word is passed on."""
    (item,) = items_of(
        '{"uri": "urn:x:1", "headline": "Ferry late", "pubstatus": "canceled"}', "application/vnd.iptc.ninjs+json"
    )
    assert isinstance(item, ReadItem)
    assert (item.guid, item.signal) == ("urn:x:1", Signal.RETRACT)


@pytest.mark.parametrize(
    ("content", "content_type", "reason"),
    [
        (" \n\t", "text/plain", Reason.EMPTY),
        ("Access denied\nYou don't have permission.", "text/plain", Reason.NOT_AN_ARTICLE),
        ("<rss><channel><title>x</title></channel></rss>", "application/rss+xml", Reason.FEED_WITHOUT_ENTRIES),
        ("%PDF-1.7", "application/pdf", Reason.UNSUPPORTED_CONTENT_TYPE),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(content: str, content_type: str, reason: Reason) -> None:
    """A refusal says why."""
    (item,) = items_of(content, content_type)
    assert isinstance(item, Refusal)
    assert item.reason == reason


def test_an_article_about_a_wall_is_an_article() -> None:
    """The phrase inside a long story is its subject."""
    text = "Archive shuts\n\n" + "\n\n".join(
        f"Reader {n} saw the words access denied on the screen and went home, she said, to wait." for n in range(20)
    )
    assert isinstance(items_of(text)[0], ReadItem)


def test_bytes_are_read_in_the_charset_they_name() -> None:
    """A page that only its own declaration explains."""
    page = (
        "<?xml version='1.0' encoding='windows-1251'?><rss><channel><item><title>Паром</title></item></channel></rss>"
    )
    raw = RawArticle(
        content_base64=base64.b64encode(page.encode("cp1251")).decode(), content_type="application/rss+xml"
    )
    (item,) = read_contents(raw)
    assert isinstance(item, ReadItem)
    assert item.content.title == "Паром"


@pytest.mark.parametrize(
    ("raw", "clean", "key"),
    [
        (
            "https://www.Quay.example/A/B?utm_source=x&id=7",
            "https://www.quay.example/A/B?id=7",
            "quay.example/A/B?id=7",
        ),
        ("http://quay.example:80/a/../b/", "http://quay.example/b/", "quay.example/b"),
        ("https://m.quay.example/a#top", "https://m.quay.example/a", "quay.example/a"),
    ],
)
def test_an_address_has_three_forms(raw: str, clean: str, key: str) -> None:
    """Tracking goes, the case of the path stays, the key forgets what does not tell pages apart."""
    url = url_of(raw)
    assert url is not None
    assert (url.raw, url.clean, url.key) == (raw, clean, key)


@pytest.mark.parametrize(
    ("fields", "source"),
    [({"source": "quay"}, "quay"), ({"url": "https://WWW.quay.example/a"}, "quay.example"), ({"url": "n/a"}, None)],
)
def test_the_source_is_stated_or_the_host(fields: dict[str, str], source: str | None) -> None:
    """The Kafka key of a record."""
    assert source_of(RawArticle.model_validate(fields)) == source


@pytest.mark.parametrize(
    "toml", [b"[", b"[other]\nx = 1", b'[sources."a"]\nzone = "Nowhere/Land"', b'[sources."a"]\nzone = 5']
)
def test_wrong_profiles_are_named(toml: bytes) -> None:
    """An operator's mistake is an error, not a guess."""
    with pytest.raises(SettingsError):
        load_profiles(toml)
