"""What a source files an article under is kept, from every form of content, in the source's own words."""

import pytest

from schemas.raw import RawArticle
from streams.normalize.content import ReadItem, read_contents
from streams.normalize.sections import MAX_NAME, MAX_SECTIONS, section_names
from streams.normalize.source import SourceProfile, Trust

TEXT = "Otters return to the quay\n\nTwo otters were seen at the old quay on Monday, for the first time in ten years."
PAGE = f"<html><head>{{}}</head><body><article><h1>Otters return</h1><p>{TEXT}</p></article></body></html>"
RSS = "<rss><channel><item><title>Otters</title>{}<description>Two otters came.</description></item></channel></rss>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Otters</title>{}<summary>Two.</summary></entry></feed>'
G2 = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1"><contentMeta><headline>Otters</headline>
<subject qcode="medtop:06000000"><name xml:lang="en">Nature</name></subject></contentMeta>
<contentSet><inlineData contenttype="text/plain">Two otters came.</inlineData></contentSet></newsItem>"""
NITF = """<nitf><head><title>Otters</title><tobject tobject.type="news">
<tobject.subject tobject.subject.type="Nature"/></tobject></head><body><body.content><p>Two came.</p></body.content>
</body></nitf>"""


def _sections(content: str, content_type: str, profile: SourceProfile | None = None, **fields: object) -> list[str]:
    raw = RawArticle.model_validate({"content": content, "content_type": content_type} | fields)
    (item,) = read_contents(raw, profile) if profile else read_contents(raw)
    assert isinstance(item, ReadItem)
    return list(item.content.sections)


@pytest.mark.parametrize(
    ("content", "content_type", "sections"),
    [
        (TEXT, "text/plain", []),
        (PAGE.format(""), "text/html", []),
        (PAGE.format('<meta property="article:section" content="Nature">'), "text/html", ["Nature"]),
        (
            PAGE.format(
                '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Otters return",'
                ' "articleSection": ["Nature", " Quay &amp; port ", 7]}</script>'
            ),
            "text/html",
            ["Nature", "Quay & port"],
        ),
        (RSS.format("<category>Nature</category><category/><category>Port</category>"), "text/xml", ["Nature", "Port"]),
        (ATOM.format('<category term="nat" label="Nature"/><category term="port"/>'), "text/xml", ["Nature", "port"]),
        ('{"items": [{"id": "1", "title": "Otters", "tags": ["Nature", 7]}]}', "application/json", ["Nature"]),
        (
            '{"uri": "1", "headline": "Otters", "subject": [{"name": "Nature", "code": "1"}, {"code": "2"}]}',
            "application/json",
            ["Nature"],
        ),
        (G2, "application/vnd.iptc.g2.newsitem+xml", ["Nature"]),
        (NITF, "application/nitf+xml", ["news", "Nature"]),
    ],
)
def test_what_the_content_states(content: str, content_type: str, sections: list[str]) -> None:
    """Of pages, feeds and wire items."""
    assert _sections(content, content_type) == sections


@pytest.mark.parametrize(("content", "content_type"), [(TEXT, "text/plain"), (RSS.format(""), "text/xml")])
def test_what_the_producer_says(content: str, content_type: str) -> None:
    """His word is kept like the content's; that of a source that is not trusted is not."""
    assert _sections(content, content_type, sections=["Nature"]) == ["Nature"]
    assert _sections(content, content_type, SourceProfile(trust=Trust.LOW), sections=["Nature"]) == []


def test_both_say_the_same() -> None:
    """A name is listed once."""
    page = PAGE.format('<meta property="article:section" content="Nature">')
    assert _sections(page, "text/html", sections=["Port", "Nature"]) == ["Port", "Nature"]


def test_names_are_bounded() -> None:
    """A text is no name, and a list of key words is cut."""
    assert section_names(["a" * MAX_NAME, "b" * (MAX_NAME + 1), " ", "Port\n news"]) == ("a" * MAX_NAME, "Port news")
    assert len(section_names(map(str, range(99)))) == MAX_SECTIONS
