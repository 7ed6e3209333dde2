"""HTML -> the lines that a reader sees, each with the kind that its place in the markup gives it.

Called by `html` for pages and by `feeds` for the markup inside entries. No recursion: depth costs nothing but time.
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from streams.lang.folding import fold
from streams.normalize.decode import clean_text
from streams.normalize.lines import MAX_LINES, Line

_HIDDEN = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "head",
        "iframe",
        "object",
        "select",
        "option",
        "textarea",
        "canvas",
        "math",
        "audio",
        "video",
    }
)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "ruby", "s", "samp",
     "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img"}
)  # fmt: skip
_KINDS = {
    "nav": "menu", "footer": "footer", "aside": "aside", "figcaption": "caption", "button": "button", "form": "form", "dialog": "dialog", "menu": "menu", "input": "form",
}  # fmt: skip
_ROLES = {
    "navigation": "menu",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "contentinfo": "footer",
    "search": "form",
    "complementary": "aside",
}
OUTSIDE = "outside"
_NO_DISPLAY = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


def parse(text: str) -> _Element | None:
    """Parse HTML as far as it can be; None when there is nothing in it."""
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return etree.fromstring(clean_text(text).encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def lines_of(root: _Element) -> tuple[Line, ...]:
    """Give the visible lines in order, numbered by the line of the source where their block begins."""
    main = _main(root)
    lines: list[Line] = []
    texts: list[str] = []
    place, block = 1, 0
    kinds: list[str] = []
    ended = False

    def flush() -> None:
        nonlocal block
        text = " ".join("".join(texts).split())
        texts.clear()
        if text and len(lines) < MAX_LINES:
            block += 1
            lines.append(
                Line(max(place, 1), text, fold(text), block, kind=kinds[-1] if kinds else OUTSIDE if ended else None)
            )

    for event, element, text in _events(root):
        if event == "text":
            texts.append(text)
            continue
        if element.tag not in _INLINE:
            flush()
            place = element.sourceline or place
        if event == "start" and (kind := _kind(element)):
            kinds.append(kind)
        elif event == "end":
            if _kind(element):
                flush()
                kinds.pop()
            if element is main:
                flush()
                ended = True
    flush()
    return tuple(lines)


def _events(root: _Element) -> Iterator[tuple[str, _Element, str]]:
    """Walk the visible tree: starts, ends and texts."""
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        unseen = (
            element.tag in _HIDDEN
            or element.get("hidden") is not None
            or _NO_DISPLAY.search(element.get("style") or "") is not None
        )
        if event == "start":
            hidden += unseen
            if not hidden:
                yield "start", element, ""
                yield "text", element, element.text or ""
        else:
            if not hidden:
                yield "end", element, ""
            hidden -= unseen
            if not hidden and element.tail:
                yield "text", element, element.tail


def _kind(element: _Element) -> str | None:
    return _ROLES.get(element.get("role") or "") or _KINDS.get(str(element.tag))


def _main(root: _Element) -> _Element | None:
    """The element that holds the article: what says so, else the article element with the most text in paragraphs."""
    for element in root.iter():
        if element.get("itemprop") == "articleBody":
            return element
    articles = list(root.iter("article"))[:200] or list(root.iter("main"))[:1]
    return max(articles, key=_prose, default=None)


def _prose(element: _Element) -> int:
    return sum(len("".join(paragraph.itertext())) for paragraph in element.iter("p"))
