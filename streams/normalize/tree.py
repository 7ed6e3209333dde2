"""XML as it came -> a tree, broken or not, in which no entity was ever defined and nothing was fetched.

Called by `feeds` for feeds and wire documents, and by `streams.ingest` before it takes them apart.
"""

import re
from dataclasses import dataclass
from html import unescape
from html.entities import html5

from lxml import etree
from lxml.etree import _Element

from streams.normalize.decode import clean_text

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,2000}(?:\[[^\]]{0,200000}\]\s{0,100})?>?", re.IGNORECASE)
_ENCODING = re.compile(r"<\?xml\b[^>]{0,200}\?>")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_LOOSE = re.compile(r"&(#\d{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?|<(?![A-Za-z_/!?])")
_VOID = re.compile(r"<(br|hr|img|wbr|input|meta)\b([^<>]{0,2000}?)/?>(?:\s{0,10}</\1>)?", re.IGNORECASE)
_WINDOWS = re.compile(r"&#(?:1[2-5]\d|x[89][0-9a-f]);", re.IGNORECASE)
"""References to controls, which mean what Windows-1252 has there: the standard of HTML reads them so."""
_NUMBERED = re.compile(r"&#(?:\d{1,9}|x[0-9a-f]{1,8});?", re.IGNORECASE)
_POSITION = re.compile(r", column \d+ \(<string>, line \d+\)$")
FEED_ROOT = re.compile(
    r"<(?:\w{1,20}:)?(?:rss|feed|rdf|urlset|sitemapindex|newsmessage|newsitem|nitf|opml)\b", re.IGNORECASE
)
"""Where a feed begins: servers print warnings in front of it."""
_ELEMENT = re.compile(r"<[A-Za-z_]")
SEARCHED = 10_000
_OWN = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


@dataclass(frozen=True, slots=True)
class Tree:
    """The root, None when nothing could be read; and what is wrong with the XML, in words, None when nothing is."""

    root: _Element | None
    problem: str | None = None


def parse_xml(text: str) -> Tree:
    """Read XML; what is broken is mended as far as it can be, as feed readers do."""
    cleaned = _DOCTYPE.sub("", _ENCODING.sub("", clean_text(text), count=1), count=1)
    cleaned = _WINDOWS.sub(lambda found: unescape(found[0]), cleaned[max(cleaned.find("<"), 0) :])
    try:
        return Tree(etree.fromstring(cleaned.encode(), _parser(recovers=False)))
    except (etree.XMLSyntaxError, ValueError) as error:
        problem = _POSITION.sub("", str(error))
    try:
        return Tree(etree.fromstring(_mended(cleaned).encode(), _parser(recovers=True)), problem)
    except (etree.XMLSyntaxError, ValueError):
        return Tree(None, problem)


def _parser(*, recovers: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recovers, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )


def _mended(text: str) -> str:
    """Escape what is no markup, write HTML's entities as characters, and close its void elements."""
    text = _NUMBERED.sub(_possible, text)
    begin = FEED_ROOT.search(text, 0, SEARCHED) or _ELEMENT.search(text)
    parts = _CDATA.split(text[begin.start() :] if begin else text)
    parts[::2] = [_VOID.sub(r"<\1\2/>", _LOOSE.sub(_escaped, part)) for part in parts[::2]]
    return "".join(parts)


def _possible(found: re.Match[str]) -> str:
    """Take out references to what is no character, such as half of one: lxml would read bytes that are no UTF-8."""
    char = unescape(found[0])
    return found[0] if char != "\ufffd" and (char.isprintable() or char.isspace()) else ""


def _escaped(found: re.Match[str]) -> str:
    name = found[1]
    if not name:
        return "&amp;" if found[0] == "&" else "&lt;"
    if name.startswith("#") or name in _OWN:
        return found[0]
    return html5.get(name, f"&amp;{name}")


def local_name(element: _Element) -> str:
    """Give an element's name in lower case without its namespace; nothing for what is no element."""
    return bare_name(element.tag).lower() if isinstance(element.tag, str) else ""


def bare_name(tag: str) -> str:
    """Give a name without its namespace, or without a prefix that nobody declared."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def language_of_element(element: _Element) -> str | None:
    """Give the language that an element, or the nearest one around it, says that it is in: `xml:lang`, RSS's own."""
    for one in (element, *element.iterancestors()):
        own = (child.text for child in one.iterchildren("{*}language"))  # in C: a channel may have thousands of items
        stated = one.get("{http://www.w3.org/XML/1998/namespace}lang") or next(own, None)
        if stated and stated.strip():
            return stated.strip()
    return None


def inner(element: _Element) -> str:
    """Give an element's text; markup inside it (XHTML content) as markup."""
    if not len(element):
        return (element.text or "").strip()
    return (element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)
