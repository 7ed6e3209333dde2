"""Feeds in XML -> their entries: RSS, Atom, sitemaps, NewsML-G2, NITF; and the feeds that a page of HTML announces.

Called by `entries`. An entry's own document is the feed's without its other entries and without what changes on each
fetch: the same entry has the same bytes tomorrow.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise

from lxml import etree
from lxml.etree import _Element

from streams.ingest.document import Document, Entry
from streams.normalize.blocks import parse
from streams.normalize.feeds import MAX_ENTRIES, absolute, entry_elements, home_of, read_element
from streams.normalize.tree import bare_name, inner, local_name, parse_xml

_FEED_TYPES = ("rss+xml", "atom+xml", "feed+json", "rdf+xml")
_KEPT = frozenset({"title", "link", "language", "author", "contributor", "creator", "publisher", "catalogref"})
"""What a feed says of all its entries; anything else in its head is not kept, most of it changes on each fetch."""
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_CUT_OFF = "the document is cut off inside its last entry, which is left out until it comes whole"
_TEXT_CLASSES = ("text", "composite", "")
_MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "feed": "application/atom+xml",
    "nitf": "application/nitf+xml",
    "newsitem": "application/vnd.iptc.g2.newsitem+xml",
    "newsmessage": "application/vnd.iptc.g2.newsmessage+xml",
}
_FORMATS = {
    "rdf": "RSS 1.0",
    "feed": "Atom",
    "nitf": "NITF",
    "newsitem": "NewsML-G2",
    "newsmessage": "NewsML-G2",
    "urlset": "sitemap",
    "sitemapindex": "sitemap index",
}


def read_markup(text: str, location: str) -> Document:
    """Read a document of XML."""
    tree = parse_xml(text)
    root = tree.root
    broken = (f"the XML is broken and was mended: {tree.problem}",) if tree.problem else ()
    if root is None:
        return Document("broken XML", problems=(f"the XML can't be read: {tree.problem}",))
    name = local_name(root)
    found = _FORMATS.get(name) or (f"RSS {root.get('version', '')}".strip() if name == "rss" else None)
    elements = list(entry_elements(root))
    if found is None and not elements:
        return Document("XML", problems=(*broken, f"this is XML, but no feed that can be read: its root is <{name}>"))
    if not _is_cut_off(text, elements):
        return _read(root, found or f"<{name}>", elements, location, broken)
    document = _read(root, found or f"<{name}>", elements[:-1], location, (*broken, _CUT_OFF))
    return replace(document, is_whole=False)


def _read(root: _Element, found: str, elements: list[_Element], location: str, problems: tuple[str, ...]) -> Document:
    texts = [one for one in elements if _is_text(one)]
    if len(texts) < len(elements):
        problems += (f"{len(elements) - len(texts)} items are no texts (pictures, graphics, video) and are left out",)
    if len(elements) == MAX_ENTRIES:
        problems += (f"only the first {MAX_ENTRIES:,} entries are read",)
    home = home_of(root) or location
    articles = [read_element(one, home) for one in texts]
    contents = list(_apart(texts))
    media_type = _MEDIA_TYPES.get(local_name(root), "application/xml")
    entries = tuple(Entry.of(*pair, media_type) for pair in zip(articles, contents, strict=True))
    head = dict(_head(root))
    parts = tuple(_parts(root)) if found == "sitemap index" else ()
    if not entries and not parts:
        problems += ("it has no entries",)
    return Document(
        found,
        entries,
        title=head.get("title"),
        home=home if home != location else None,
        ttl_seconds=_ttl(head),
        moved_to=head.get("new-feed-url"),
        next_pages=tuple(_next_pages(root, location)),
        parts=parts,
        problems=problems,
    )


def _is_cut_off(text: str, elements: list[_Element]) -> bool:
    """A transfer that broke ends inside an entry, which would come as an article without its end."""
    if not elements:
        return False
    tag = re.escape(bare_name(elements[-1].tag))
    opened = [one.start() for one in re.finditer(rf"<(?:\w+:)?{tag}[\s>]", text)]
    closed = [one.start() for one in re.finditer(rf"</(?:\w+:)?{tag}\s*>", text)]
    return len(opened) > len(closed) and (not closed or opened[-1] > closed[-1])


def _is_text(element: _Element) -> bool:
    """A NewsML-G2 item says of which class it is: `ninat:picture` is none of ours."""
    classes = (one.get("qcode") or "" for one in element.iter() if local_name(one) == "itemclass")
    return next(classes, "").rsplit(":", 1)[-1] in _TEXT_CLASSES


def _apart(elements: list[_Element]) -> Iterator[str]:
    """Give each element in a document of its own: the way down to it, with what stands there for all entries."""
    shells: dict[_Element, tuple[_Element, _Element]] = {}
    for element in elements:
        above = element.getparent()
        if above is None:
            yield etree.tostring(element, encoding="unicode", with_tail=False)
            continue
        if above not in shells:
            shells[above] = _shell(above)
        outer, holder = shells[above]
        holder.append(deepcopy(element))
        holder[-1].tail = None
        yield etree.tostring(outer, encoding="unicode")
        holder.remove(holder[-1])


def _shell(above: _Element) -> tuple[_Element, _Element]:
    """Give a copy of the tree with nothing in it but the way down to an element and the heads on that way.

    A copy and not a new tree: what a broken feed calls a namespace or a name may be none that could be made.
    """
    ancestors = [above, *above.iterancestors()]
    way = [parent.index(child) for child, parent in pairwise(ancestors)]
    outer = holder = deepcopy(above.getroottree().getroot())
    for index in reversed(way):
        within = holder[index]
        _strip(holder, within)
        holder = within
    _strip(holder, None)
    return outer, holder


def _strip(element: _Element, within: _Element | None) -> None:
    """Take out of an element what is no word about all entries; `within` stays."""
    element.text = None
    for child in list(element):
        if child is within:
            child.tail = None
        elif local_name(child) == "channel" and local_name(element) == "rdf":
            _strip(child, None)
            child.tail = None
        elif local_name(child) in _KEPT and child.get("rel", "alternate") == "alternate":
            child.tail = None
        else:
            element.remove(child)


def _head(root: _Element) -> Iterator[tuple[str, str]]:
    """What a feed says of itself: names and texts of the elements beside the entries, the first of a name last."""
    channel = next((one for one in root if local_name(one) == "channel"), root)
    for one in reversed(channel):
        if name := local_name(one):
            yield name, " ".join(inner(one).split())


def _ttl(head: dict[str, str]) -> int | None:
    """RSS's `ttl` in minutes, or the syndication module's period if it is a day or more: an hour is said by default."""
    if (ttl := head.get("ttl", "")).isdecimal() and len(ttl) < 9:  # noqa: PLR2004 - a number of minutes, no attack
        return int(ttl) * 60
    period = _PERIODS.get(head.get("updateperiod", "").lower(), 0)
    frequency = head.get("updatefrequency", "1")
    seconds = period // max(int(frequency) if frequency.isdecimal() and len(frequency) < 9 else 1, 1)  # noqa: PLR2004
    return seconds if seconds >= _PERIODS["daily"] else None


def _next_pages(root: _Element, location: str) -> Iterator[str]:
    for one in root.iter():
        if local_name(one) == "link" and one.get("rel") in {"next", "prev-archive"} and (href := one.get("href")):
            yield absolute(location, href.strip()) or ""


def _parts(root: _Element) -> Iterator[str]:
    """The sitemaps of an index, the last changed first."""
    found = []
    for one in root:
        texts = {local_name(child): (child.text or "").strip() for child in one}
        if loc := texts.get("loc"):
            found.append((texts.get("lastmod", ""), loc))
    yield from (loc for _, loc in sorted(found, key=lambda pair: pair[0], reverse=True))


def announced_feeds(text: str, location: str) -> tuple[str, ...]:
    """Give the addresses of the feeds that a page of HTML announces in its head."""
    root = parse(text)
    if root is None:
        return ()
    links = (one for one in root.iter("link") if (one.get("type") or "").lower().endswith(_FEED_TYPES))
    found = [absolute(location, href.strip()) for one in links if (href := one.get("href"))]
    return tuple(dict.fromkeys(one for one in found if one))
