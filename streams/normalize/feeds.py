"""A feed or a wire document -> its entries, each as one article.

Called by `content`, and by `streams.ingest`, which takes documents apart. RSS, Atom and sitemaps are read by the local
names of their elements, so that versions and prefixes don't matter; `wire` reads NewsML-G2 and NITF.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import islice
from urllib.parse import urljoin

import orjson
from lxml.etree import _Element

from schemas.raw import Signal
from streams.normalize.decode import clean_text
from streams.normalize.item import Entry
from streams.normalize.tree import inner, language_of_element, local_name, parse_xml
from streams.normalize.wire import CANCELLED, read_news_item, read_nitf

MAX_ENTRIES = 5000
_TAGS = re.compile(r"</?(?:b|i|em|strong|a|span|br|p|u|font|sup|sub|small|h\d|div|cite)\b[^<>]{0,2000}>", re.IGNORECASE)
_ELSEWHERE = frozenset({"source", "image", "textinput"})
_NAMES = {
    "title": ("title",),
    "summary": ("description", "summary"),
    "content": ("encoded", "content"),
    "published": ("pubdate", "published", "issued", "date", "created"),
    "modified": ("updated", "modified"),
    "guid": ("guid", "id"),
}


_ENTRY_NAMES = frozenset({"item", "entry", "newsitem", "nitf"})


def read_xml_feed(text: str, url: str | None) -> tuple[Entry, ...]:
    """Read RSS, Atom, a news sitemap, NewsML-G2 or NITF, broken or not; no entries for what is none of them."""
    root = parse_xml(text).root
    if root is None:
        return ()
    home = home_of(root) or url
    return tuple(read_element(element, home) for element in entry_elements(root))


def entry_elements(root: _Element) -> Iterator[_Element]:
    """Give the elements that are an article each, in their order."""
    found = (element for element in root.iter() if _is_entry(element) and not _is_inside(element))
    return islice(found, MAX_ENTRIES)


def _is_entry(element: _Element) -> bool:
    name = local_name(element)
    above = element.getparent()
    return name in _ENTRY_NAMES or (name == "url" and above is not None and local_name(above) == "urlset")


def _is_inside(element: _Element) -> bool:
    """The `nitf` of a news item is its text."""
    return any(_is_entry(above) for above in element.iterancestors())


def home_of(root: _Element) -> str | None:
    """Give the address that a feed's links are relative to: its own page, as RSS states it."""
    links = (one for one in root.iter() if local_name(one) == "link" and not _is_inside(one))
    return next((text for link in links if (text := (link.text or "").strip())), None)


def read_element(element: _Element, home: str | None) -> Entry:
    """Read one of the `entry_elements` of a document; `home` is what its links are relative to."""
    name = local_name(element)
    if name == "newsitem":
        return read_news_item(element)
    if name == "nitf":
        return read_nitf(element)
    return _page_of_sitemap(element) if name == "url" else _entry(element, home)


def _page_of_sitemap(element: _Element) -> Entry:
    """Read a page of a sitemap: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap."""
    texts: dict[str, str] = {}
    for child in element.iter():
        texts.setdefault(local_name(child), (child.text or "").strip())
    return Entry(
        title=texts.get("title") or None,
        url=texts.get("loc") or None,
        published=texts.get("publication_date") or None,
        modified=texts.get("lastmod") or None,
        language=texts.get("language") or None,
        publisher=texts.get("name") or None,
    )


def _entry(element: _Element, home: str | None) -> Entry:
    texts: dict[str, str] = {}
    for child in element:
        if local_name(child) not in _ELSEWHERE:
            texts.setdefault(local_name(child), inner(child))
    values = {field: next((texts[name] for name in names if texts.get(name)), None) for field, names in _NAMES.items()}
    source = next((child for child in element if local_name(child) == "source"), None)
    return Entry(
        title=values["title"],
        summary=values["summary"],
        content=values["content"],
        published=values["published"],
        modified=values["modified"],
        guid=values["guid"],
        url=_link(element, absolute(home, element.base) or home),
        authors=tuple(_authors(element)),
        sections=tuple(_categories(element)),
        language=language_of_element(element),
        publisher=inner(source) if source is not None and not len(source) else None,
    )


def _link(element: _Element, home: str | None) -> str | None:
    """The entry's own page: Atom's alternate link, RSS's link, or a guid that is one."""
    links = [child for child in element if local_name(child) == "link"]
    alternate = (link.get("href") for link in links if link.get("rel", "alternate") == "alternate")
    texts = (inner(link) for link in links)
    stated = next((link for link in (*alternate, *texts, _permalink(element)) if link), None)
    return absolute(home, stated)


def _permalink(element: _Element) -> str | None:
    guids = (child for child in element if local_name(child) == "guid" and child.get("isPermaLink", "true") == "true")
    return next((text for guid in guids if (text := inner(guid)).startswith("http")), None)


def absolute(home: str | None, link: str | None) -> str | None:
    """Give an address that may be relative in full; as it is when it can't be read."""
    try:
        return urljoin(home or "", link) if link else None
    except ValueError:
        return link


def _authors(element: _Element) -> Iterator[str]:
    for child in element:
        if local_name(child) == "creator" and child.text:
            yield child.text.strip()
        elif local_name(child) == "author":
            names = [one.text for one in child if local_name(one) == "name"]
            yield from (name.strip() for name in names or [child.text] if name and name.strip())


def _categories(element: _Element) -> Iterator[str]:
    """The categories of RSS by their text, those of Atom by their label, else their term."""
    for child in element:
        if local_name(child) == "category" and (name := child.get("label") or child.get("term") or child.text):
            yield name


def read_json_feed(text: str) -> tuple[Entry, ...]:
    """Read a JSON Feed, or one or several ninjs items."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        return ()
    return tuple(read_json_item(item) for item in json_items(document))


def json_items(document: object) -> list[dict[str, object]]:
    """Give the items of a parsed document that can be read: of a JSON Feed, of a list, or itself."""
    if isinstance(document, list):
        items = document
    else:
        items = document.get("items", [document]) if isinstance(document, dict) else []
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [item for item in found if _has_text(item)][:MAX_ENTRIES]


def _has_text(item: Mapping[str, object]) -> bool:
    return any(
        item.get(key)
        for key in (
            "title",
            "headline",
            "headlines",
            "content_html",
            "content_text",
            "body_html",
            "body_text",
            "bodies",
            "summary",
            "pubstatus",
        )
    )


def read_json_item(item: Mapping[str, object]) -> Entry:
    """Read one item of a JSON Feed, or one ninjs item."""
    return Entry(
        title=_pick(item, "title", "headline") or _nested(item, "headlines"),
        summary=_pick(item, "summary", "description_text", "description_html") or _nested(item, "descriptions"),
        content=_pick(item, "content_html", "content_text", "body_xhtml", "body_html", "body_text")
        or _nested(item, "bodies"),
        url=_pick(item, "url", "external_url", "canonical_url"),
        guid=_pick(item, "id", "uri", "guid"),
        authors=tuple(_json_authors(item)),
        sections=tuple(_json_sections(item)),
        published=_pick(item, "date_published", "firstpublished", "firstcreated", "versioncreated", "contentcreated"),
        modified=_pick(item, "date_modified", "contentmodified")
        or (_pick(item, "versioncreated") if item.get("firstcreated") or item.get("firstpublished") else None),
        language=_pick(item, "language"),
        signal=Signal.RETRACT if str(item.get("pubstatus", "")).lower() in CANCELLED else None,
    )


def _pick(item: Mapping[str, object], *names: str) -> str | None:
    return next((value for name in names if isinstance(value := item.get(name), str) and value.strip()), None)


def _nested(item: Mapping[str, object], name: str) -> str | None:
    """Ninjs 2 and later list headlines and bodies by role: the main one comes first."""
    listed = item.get(name)
    return (
        next((text for one in listed if isinstance(one, dict) and (text := _pick(one, "value"))), None)
        if isinstance(listed, list)
        else None
    )


def _json_authors(item: Mapping[str, object]) -> Iterator[str]:
    listed = item.get("authors") or [item.get("author")]
    for author in listed if isinstance(listed, list) else [listed]:
        if isinstance(author, dict) and isinstance(name := author.get("name"), str):
            yield name
        elif isinstance(author, str):
            yield author
    if byline := _pick(item, "byline", "by"):
        yield byline


def _json_sections(item: Mapping[str, object]) -> Iterator[str]:
    """The tags of a JSON Feed, and the subjects of a ninjs item by their names."""
    listed = item.get("tags") or item.get("subjects") or item.get("subject")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict) and (name := _pick(one, "name")):
            yield name


def plain(markup: str) -> str:
    """Give a one-line text that may be markup or escaped twice, as text."""
    text = unescape(_TAGS.sub("", unescape(markup) if "&lt;" not in markup else markup))
    return " ".join(clean_text(unescape(text) if "&#" in text or "&amp;" in text else text).split())
