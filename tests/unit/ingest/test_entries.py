"""Documents of every format are taken apart, and each part is read as it is read inside the whole."""

import re

import pytest
from documents import ATOM, FEEDS, G2, JSON_FEED, LINES, NINJS, NITF, PAGE, RSS091, RSS2, SITEMAP, SITEMAP_INDEX

from schemas.raw import RawArticle, Signal
from streams.ingest.document import RECORD, Document
from streams.ingest.entries import MAX_BYTES, read_document, read_file
from streams.normalize.content import Item, ReadItem, read_contents

AT = "https://quay.example/feed"


def read(text: str | bytes, content_type: str | None = None, charset: str | None = None) -> Document:
    """Read a document that a server sent."""
    return read_document(text.encode() if isinstance(text, str) else text, content_type, charset, AT)


def article(content: bytes | str, content_type: str, url: str | None = AT) -> tuple[Item, ...]:
    """Read content as normalize does."""
    text = content if isinstance(content, str) else content.decode()
    return read_contents(RawArticle(content=text, content_type=content_type, url=url))


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_told_by_its_looks(name: str) -> None:
    """Whatever type the server says it has, and without complaint."""
    assert read(FEEDS[name], "text/plain").format == name
    assert [one for one in read(FEEDS[name]).problems if "pictures" not in one and "XML is broken" not in one] == []


@pytest.mark.parametrize("name", FEEDS)
def test_an_entry_alone_gives_the_article_that_it_gives_in_its_feed(name: str) -> None:
    """All of it: title, text, people, times, language, address, signal."""
    document = read(FEEDS[name])
    whole = article(FEEDS[name], document.entries[0].content_type)
    alone = [item for entry in document.entries for item in article(entry.content, entry.content_type)]
    assert alone == list(whole)[: len(alone)]
    assert len(whole) - len(alone) == (1 if name == "NewsML-G2" else 0), "a picture is no article"
    assert all(isinstance(item, ReadItem) for item in alone)


@pytest.mark.parametrize("name", FEEDS)
def test_an_entry_has_the_same_document_tomorrow(name: str) -> None:
    """Neither what stands beside it nor when the feed was made is in it."""
    later = re.sub(r"(<lastBuildDate>|<sent>|</id><updated>)[^<]*", r"\1later", FEEDS[name])
    cut = [one.content for one in read(later).entries]
    assert cut == [one.content for one in read(FEEDS[name]).entries]


def test_rss_is_read() -> None:
    """Names, address and time of each entry, and what the feed says of itself."""
    document = read(RSS2)
    first, second = document.entries
    assert (first.guid, first.link, first.title) == ("q-2", "https://quay.example/news/ferry", "Ferry & bus meet")
    assert (second.guid, second.published_raw) == ("https://quay.example/news/otter", "Mon, 02 Nov 2026 09:00:00 GMT")
    assert (document.title, document.home, document.ttl_seconds) == ("Quay News", "https://quay.example/", 1800)
    assert "An otter" not in str(first.content)


def test_atom_is_read() -> None:
    """Links are relative to `xml:base`; pages with older entries are told."""
    document = read(ATOM)
    assert [one.link for one in document.entries] == [
        "https://quay.example/blog/faehre",
        "https://quay.example/blog/bus",
    ]
    assert document.entries[0].updated_raw == "2026-11-03T09:30:00+01:00"
    assert document.next_pages == ("https://quay.example/blog/feed?page=2",)


def test_a_feed_says_the_language_of_texts_that_leave_it_open() -> None:
    """As RSS says it, or as `xml:lang` of the nearest element does."""
    (entry,) = read(RSS091).entries
    (item,) = article(entry.content, entry.content_type)
    assert isinstance(item, ReadItem)
    assert item.content.language == "fr"
    atom = ATOM.replace("<entry>", "<entry xml:lang='da'>").replace("Der Bus kam am Montag an.", "")
    second = article(atom, "application/atom+xml")[1]
    assert isinstance(second, ReadItem)
    assert second.content.language == "da"


def test_a_news_sitemap_is_read() -> None:
    """Headline and time stand in it; the address of a picture is not the page's."""
    first, second = read(SITEMAP).entries
    assert (first.link, first.title) == ("https://quay.example/a", "Ferry leaves early")
    assert (second.published_raw, second.updated_raw) == ("2026-11-02", None)
    (item,) = article(first.content, first.content_type)
    assert isinstance(item, ReadItem)
    assert (item.content.title, item.content.language) == ("Ferry leaves early", "en")


def test_a_plain_sitemap_has_only_addresses() -> None:
    """They are entries all the same: their pages are what is asked for."""
    (entry,) = read("<urlset><url><loc>https://quay.example/a</loc></url></urlset>").entries
    assert entry.needs_page


def test_a_sitemap_index_names_its_parts() -> None:
    """The newest first."""
    assert read(SITEMAP_INDEX).parts == ("https://quay.example/new.xml", "https://quay.example/old.xml")


def test_a_json_feed_is_read() -> None:
    """With the page of older entries."""
    document = read(JSON_FEED)
    assert [(one.guid, one.link) for one in document.entries] == [
        ("1", "https://quay.example/1"),
        ("2", "https://quay.example/2"),
    ]
    assert document.next_pages == ("https://quay.example/feed.json?page=2",)


def test_wire_items_are_read_with_their_signals() -> None:
    """A correction corrects, what is cancelled is retracted, and pictures are left out and told."""
    document = read(G2)
    assert [(one.guid, one.signal) for one in document.entries] == [
        ("urn:quay:g2:1", Signal.CORRECT),
        ("urn:quay:g2:2", Signal.RETRACT),
    ]
    assert document.problems == ("1 items are no texts (pictures, graphics, video) and are left out",)
    (item,) = article(document.entries[0].content, document.entries[0].content_type)
    assert isinstance(item, ReadItem)
    assert item.content.title == "Ferry leaves early"
    assert item.content.body == "The ferry left an hour early on Tuesday.\n\nThe bus did not."
    assert [person.name for person in item.content.byline.people] == ["Nora Quill"]
    assert (item.content.published.at, item.content.modified.at) == (
        "2026-11-03T09:00:00+00:00",
        "2026-11-03T09:30:00+00:00",
    )
    assert read(NINJS).entries[0].signal is Signal.RETRACT


def test_nitf_is_read() -> None:
    """Its headline, text, maker and name."""
    (entry,) = read(NITF).entries
    (item,) = article(entry.content, entry.content_type)
    assert isinstance(item, ReadItem)
    assert (entry.guid, item.content.title) == ("nitf-1", "Ferry leaves early")
    assert item.content.published.at == "2026-11-03T09:00:00+00:00"
    assert item.content.body == "The ferry left an hour early on Tuesday."
    assert [person.name for person in item.content.byline.people] == ["Nora Quill"]


def test_lines_go_on_as_they_are() -> None:
    """A raw article, a ninjs item, and what is neither, which gets its outcome later."""
    document = read_document(LINES.encode(), None, None, "/spool/today.jsonl")
    first, second, third = document.entries
    assert (first.content_type, first.content) == (RECORD, LINES.split("\n")[0].encode())
    assert (second.content_type, second.guid) == ("application/vnd.iptc.ninjs+json", "urn:quay:2")
    assert third.problems[0].startswith("not JSON")
    assert document.format == "JSON Lines"


def test_a_page_where_a_feed_should_be_is_told_with_the_feeds_that_it_announces() -> None:
    """So that a person knows what to put into the list."""
    document = read(PAGE, "application/rss+xml")
    assert document.entries == ()
    assert document.feeds == ("https://quay.example/feed.xml", "https://quay.example/atom")
    assert document.problems == (
        "a page of HTML where a feed should be; it announces https://quay.example/feed.xml, https://quay.example/atom",
    )


def test_a_page_in_a_watched_folder_is_an_article() -> None:
    """And a feed in it is a feed."""
    (entry,) = read_file(PAGE.encode(), "/spool/page.html").entries
    assert (entry.content_type, entry.content) == ("text/html", PAGE.encode())
    assert len(read_file(RSS2.encode(), "/spool/feed.xml").entries) == 2
    assert read_file(b"Ferry leaves\n\nIt left.", "/spool/a.txt").entries[0].content_type == "text/plain"


ITEM = "<item><title>{}</title><link>https://quay.example/{}</link></item>"


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("Salt & pepper", "Salt & pepper"),
        ("Caf&eacute;&nbsp;&rsquo;s", "Café ’s"),
        ("1 < 2", "1 < 2"),
        ("One<br>two", "Onetwo"),
        ("A\x00B\x0b", "AB"),
        ("&bogus; thing", "&bogus; thing"),
    ],
)
def test_broken_markup_is_mended_and_told(title: str, read_as: str) -> None:
    """What feed readers read is read, and the entries behind it too."""
    document = read(f"<rss version='2.0'><channel>{ITEM.format(title, 1)}{ITEM.format('Next', 2)}</channel></rss>")
    assert [one.title for one in document.entries] == [read_as, "Next"]
    assert len(document.problems) == (0 if "\x00" in title else 1)


def test_undeclared_prefixes_and_what_stands_around_the_feed_are_borne() -> None:
    """Blanks and notes before it, scripts behind it, a prefix that nobody declared."""
    item = ITEM.format("Ferry", 1).replace("</item>", "<dc:creator>Nora Quill</dc:creator></item>")
    document = read(f"\n Warning: deprecated\n<rss version='2.0'><channel>{item}</channel></rss><script>1</script>")
    assert [one.title for one in document.entries] == ["Ferry"]
    document = read(f"<x:rss y:z='1'><channel>{item}</channel></x:rss>")
    assert [one.title for one in document.entries] == ["Ferry"]


def test_an_entry_that_was_cut_off_waits_until_it_is_whole() -> None:
    """A transfer that broke is told; its last entry would be an article without its end."""
    document = read(RSS2[: RSS2.index("Nobody minded")])
    assert [one.guid for one in document.entries] == ["q-2"]
    assert "cut off" in document.problems[-1]
    assert not document.is_whole
    assert len(read(RSS2.removesuffix("</channel></rss>")).entries) == 2


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (b"<?xml version='1.0' encoding='windows-1251'?>{}", None),
        (b"<?xml version='1.0' encoding='utf-8'?>{}", "iso-8859-1"),
        (b"<?xml version='1.0' encoding='us-ascii'?>{}", None),
        (b"\xef\xbb\xbf{}", "windows-1251"),
        ("\ufeff{}".encode("utf-16"), None),
        ("{}".encode("utf-16-le"), None),
        ("{}".encode("utf-16-be"), None),
        (b"{}", "windows-1251"),
    ],
)
def test_encodings_that_are_said_wrong_are_found_out(content: bytes, charset: str | None) -> None:
    """The bytes count more than what the document says, and that more than what the server says."""
    feed = f"<rss version='2.0'><channel>{ITEM.format('Паром ушёл', 1)}</channel></rss>"
    for name in ("utf-16-le", "utf-16-be"):
        if "{}".encode(name) in content:
            return _is_read(content.replace("{}".encode(name), feed.encode(name)), charset)
    codec = "cp1251" if b"1251" in content or (charset == "windows-1251" and content == b"{}") else "utf-8"
    return _is_read(content.replace(b"{}", feed.encode(codec)), charset)


def _is_read(content: bytes, charset: str | None) -> None:
    assert [one.title for one in read(content, "text/xml", charset).entries] == ["Паром ушёл"]


BOMB = "<!DOCTYPE rss [{}]>".format(
    "<!ENTITY a0 'boom'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)


@pytest.mark.parametrize(
    "bomb",
    [
        BOMB,
        BOMB.replace("boom", "]>boom"),
        "<!DOCTYPE rss [<!ENTITY a11 SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/x'> %p;]>",
    ],
)
def test_entities_are_never_expanded(bomb: str) -> None:
    """A bomb of entities and a file of this machine stay what they are: a name between two signs."""
    document = read(
        f"<?xml version='1.0'?>{bomb}<rss version='2.0'><channel>{ITEM.format('x&a11;y', 1)}</channel></rss>"
    )
    assert [one.title for one in document.entries] == ["x&a11;y"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"Service unavailable", "text, no feed"),
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "no entries"),
        (b"<catalog><book/></catalog>", "its root is <catalog>"),
        (b'{"items": [', "the JSON can't be read"),
        (b'{"items": []}', "no entries"),
        (b"<", "can't be read"),
        (b"<x>" * 100_000, "no feed"),
        (b"[" * 100_000, "the JSON can't be read"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" * 30, "no charset"),
        (b" " * (MAX_BYTES + 1), "more than 50 MB are not read"),
    ],
)
def test_what_is_no_feed_says_why(content: bytes, words: str) -> None:
    """In words for people, and nothing is raised."""
    document = read(content)
    assert document.entries == ()
    assert words in " ".join(document.problems)


def test_a_long_feed_is_read_in_proportion() -> None:
    """Thousands of entries are taken apart one by one; beyond the limit the rest is told."""
    long = "".join(ITEM.format(number, number) for number in range(6000))
    document = read(f"<rss version='2.0'><channel><title>Quay</title>{long}</channel></rss>")
    assert len(document.entries) == 5000
    assert document.problems == ("only the first 5,000 entries are read",)
