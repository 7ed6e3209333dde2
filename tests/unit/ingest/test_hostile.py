"""Whatever bytes come, a document is read without an error, and its entries are ones that normalize reads."""

from documents import FEEDS, LINES, PAGE, SITEMAP_INDEX
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.ingest.check import check
from streams.ingest.entries import read_document, read_file
from streams.ingest.known import Known, choose
from streams.ingest.sources import Source
from streams.normalize.source import NO_PROFILE

FEED = Source(id="https://quay.example/feed", location="https://quay.example/feed")
NOW = 1_800_000_000_000
DOCUMENTS = [one.encode() for one in (*FEEDS.values(), LINES, PAGE, SITEMAP_INDEX)]
JUNK = [
    b"<", b">", b"&", b"</item>", b"<item>", b"]]>", b"<![CDATA[", b"\x00", b"\xff\xfe", b"{", b"}", b"[", b"null",
    b'"', b"xmlns:a='b c'", b" a:b='1'", b"a:", b"http://[", b"https://x:99999/", b"9" * 19, b"<?x ?>", b"<!--",
    b" xml:base='http://['", "\u0130".encode(), b"\xed\xa0\x80", b"&#0;", b"&#xD800;", b"&#146;", b"<link/>",
]  # fmt: skip
changes = st.tuples(st.floats(0, 1), st.sampled_from(["insert", "cut", "end", "byte"]), st.sampled_from(JUNK))


def changed(document: bytes, made: list[tuple[float, str, bytes]]) -> bytes:
    """Break a document in some places."""
    data = bytearray(document)
    for share, how, junk in made:
        at = int(share * len(data))
        if how == "insert":
            data[at:at] = junk
        elif how == "cut":
            del data[at : at + 7 * len(junk)]
        elif how == "end":
            del data[at + 500 :]
        elif data:
            data[at % len(data)] ^= 0x1F
    return bytes(data)


@settings(max_examples=60)
@given(st.sampled_from(DOCUMENTS), st.lists(changes, max_size=6))
def test_a_broken_document_is_read_as_far_as_it_goes(document: bytes, made: list[tuple[float, str, bytes]]) -> None:
    """No error, and what was taken once is not new again."""
    content = changed(document, made)
    for found in (read_document(content, None, None, FEED.location), read_file(content, "/spool/a.xml")):
        check(found, FEED, NO_PROFILE, NOW)
        known = choose(Known(), found.entries, NOW).known
        assert choose(known, found.entries, NOW).fresh == ()
        assert found.entries or found.parts or found.problems


def test_references_to_windows_signs_are_read_as_browsers_do() -> None:
    """They stand for controls by their number, and for signs in all feeds that have them."""
    title = "The pier&#146;s &#x96; &#xD800;end&#0;"
    (entry,) = read_document(
        f"<rss><channel><item><title>{title}</title></item></channel></rss>".encode(), None, None, "x"
    ).entries
    assert entry.title == "The pier\u2019s \u2013 end"
