"""A feed or a wire document -> its entries, each as one article.

Called by `content`. RSS and Atom are read by the local names of their elements, so that versions and prefixes don't
matter; document types are cut off first, so that no entity is ever defined.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

import orjson
from lxml import etree
from lxml.etree import _Element

from schemas.raw import Signal
from streams.normalize.decode import clean_text

MAX_ENTRIES = 5000
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,2000}(?:\[[^\]]{0,200000}\]\s{0,100})?>?", re.IGNORECASE)
_ENCODING = re.compile(r"^\s{0,100}<\?xml[^>]{0,200}\?>")
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
_CANCELLED = frozenset({"canceled", "cancelled", "withdrawn", "withheld"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a feed, as the feed states it; texts may be markup."""

    title: str | None = None
    summary: str | None = None
    content: str | None = None
    url: str | None = None
    guid: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    publisher: str | None = None
    signal: Signal | None = None


def read_xml_feed(text: str, url: str | None) -> tuple[Entry, ...]:
    """Read RSS or Atom, broken or not; no entries for what is neither."""
    cleaned = _DOCTYPE.sub("", _ENCODING.sub("", clean_text(text)), count=1)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True
    )
    try:
        root = etree.fromstring(cleaned.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ()
    if root is None:
        return ()
    home = _home(root) or url
    found = (element for element in root.iter() if _local(element) in {"item", "entry"})
    return tuple(_entry(element, home, root) for element, _ in zip(found, range(MAX_ENTRIES), strict=False))


def _local(element: _Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _home(root: _Element) -> str | None:
    return next(
        (link.text.strip() for link in root.iter() if _local(link) == "link" and link.text and link.text.strip()), None
    )


def _entry(element: _Element, home: str | None, root: _Element) -> Entry:
    texts: dict[str, str] = {}
    for child in element:
        if _local(child) not in _ELSEWHERE:
            texts.setdefault(_local(child), _inner(child))
    values = {field: next((texts[name] for name in names if texts.get(name)), None) for field, names in _NAMES.items()}
    source = next((child for child in element if _local(child) == "source"), None)
    return Entry(
        title=values["title"],
        summary=values["summary"],
        content=values["content"],
        published=values["published"],
        modified=values["modified"],
        guid=values["guid"],
        url=_link(element, home),
        authors=tuple(_authors(element)),
        language=root.get("{http://www.w3.org/XML/1998/namespace}lang") or None,
        publisher=_inner(source) if source is not None and not len(source) else None,
    )


def _inner(element: _Element) -> str:
    """The element's text; markup inside it (XHTML content) as markup."""
    if not len(element):
        return (element.text or "").strip()
    return (element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)


def _link(element: _Element, home: str | None) -> str | None:
    """The entry's own page: Atom's alternate link, RSS's link, or a guid that is one."""
    links = [child for child in element if _local(child) == "link"]
    alternate = (link.get("href") for link in links if link.get("rel", "alternate") == "alternate")
    texts = (_inner(link) for link in links)
    stated = next((link for link in (*alternate, *texts, _permalink(element)) if link), None)
    return _absolute(home, stated)


def _permalink(element: _Element) -> str | None:
    guids = (child for child in element if _local(child) == "guid" and child.get("isPermaLink", "true") == "true")
    return next((text for guid in guids if (text := _inner(guid)).startswith("http")), None)


def _absolute(home: str | None, link: str | None) -> str | None:
    try:
        return urljoin(home or "", link) if link else None
    except ValueError:
        return link


def _authors(element: _Element) -> Iterator[str]:
    for child in element:
        if _local(child) == "creator" and child.text:
            yield child.text.strip()
        elif _local(child) == "author":
            names = [one.text for one in child if _local(one) == "name"]
            yield from (name.strip() for name in names or [child.text] if name and name.strip())


def read_json_feed(text: str) -> tuple[Entry, ...]:
    """Read a JSON Feed, or one or several ninjs items."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        return ()
    if isinstance(document, list):
        items = document
    else:
        items = document.get("items", [document]) if isinstance(document, dict) else []
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return tuple(_json_entry(item) for item in found[:MAX_ENTRIES] if _has_text(item))


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


def _json_entry(item: Mapping[str, object]) -> Entry:
    return Entry(
        title=_pick(item, "title", "headline") or _nested(item, "headlines"),
        summary=_pick(item, "summary", "description_text", "description_html") or _nested(item, "descriptions"),
        content=_pick(item, "content_html", "content_text", "body_xhtml", "body_html", "body_text")
        or _nested(item, "bodies"),
        url=_pick(item, "url", "external_url", "canonical_url"),
        guid=_pick(item, "id", "uri", "guid"),
        authors=tuple(_json_authors(item)),
        published=_pick(item, "date_published", "firstpublished", "firstcreated", "versioncreated", "contentcreated"),
        modified=_pick(item, "date_modified", "contentmodified")
        or (_pick(item, "versioncreated") if item.get("firstcreated") or item.get("firstpublished") else None),
        language=_pick(item, "language"),
        signal=Signal.RETRACT if str(item.get("pubstatus", "")).lower() in _CANCELLED else None,
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


def plain(markup: str) -> str:
    """Give a one-line text that may be markup or escaped twice, as text."""
    text = unescape(_TAGS.sub("", unescape(markup) if "&lt;" not in markup else markup))
    return " ".join(clean_text(unescape(text) if "&#" in text or "&amp;" in text else text).split())
