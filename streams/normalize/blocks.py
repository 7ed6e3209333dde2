"""HTML -> the lines that a reader sees, each with the kind that its place in the markup gives it.

Called by `html` for pages and by `feeds` for the markup inside entries. No recursion: depth costs nothing but time.
"""

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.etree import _Element

from streams.lang.folding import fold, letters_of
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
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr",
})  # fmt: skip
_KINDS = {
    "nav": "menu", "menu": "menu", "footer": "footer", "aside": "aside", "figcaption": "caption", "button": "button",
    "input": "form", "dialog": "dialog",
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
_HOLDERS = frozenset({"article", "main"})
MAIN_SHARE = 0.25
"""An article that is named by the markup and holds less than a quarter of the page's paragraphs is a teaser."""
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
    collector = _Collector(_main(root))
    for event, element, text in _events(root):
        if event == "text":
            collector.texts.append(text)
        elif event == "start":
            collector.start(element)
        else:
            collector.end(element)
    collector.flush()
    return tuple(collector.lines)


class _Collector:
    """Gathers the texts of a block until the next block begins."""

    def __init__(self, main: _Element | None) -> None:
        self.lines: list[Line] = []
        self.texts: list[str] = []
        self._main = main
        self._kinds: list[str] = []
        self._place = 1
        self._is_behind_main = False

    def start(self, element: _Element) -> None:
        """Begin an element; one that says what it is gives its lines that kind."""
        self._bound(element)
        if kind := _kind(element):
            self.flush()
            self._kinds.append(kind)

    def end(self, element: _Element) -> None:
        """End an element; what follows the article is outside of it."""
        self._bound(element)
        if _kind(element):
            self.flush()
            self._kinds.pop()
        if element is self._main:
            self.flush()
            self._is_behind_main = True

    def _bound(self, element: _Element) -> None:
        if element.tag not in _INLINE:
            self.flush()
            self._place = max(self._place, cast("int | None", element.sourceline) or 1)

    def flush(self) -> None:
        """Make a line of the texts so far."""
        text = " ".join("".join(self.texts).split())
        self.texts.clear()
        if text and len(self.lines) < MAX_LINES:
            kind = self._kinds[-1] if self._kinds else OUTSIDE if self._is_behind_main else None
            self.lines.append(Line(self._place, text, fold(text), letters_of(text), kind=kind))


def text_of(element: _Element) -> str:
    """Give all the text inside an element on one line."""
    return " ".join("".join(map(str, element.itertext())).split())


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
            hidden += int(unseen)
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
    """The element that holds the article: the smallest that says so and holds enough of the page's paragraphs.

    `articleBody` says it of the page's own article; `article` stands around each teaser too.
    """
    stated, total = _stated(root)
    holding = [(not _is_body(element), prose, element) for element, prose in stated if prose >= MAIN_SHARE * total]
    return min(holding, key=lambda one: one[:2], default=(True, 0, None))[2]


def _is_body(element: _Element) -> bool:
    return element.get("itemprop") == "articleBody"


def _stated(root: _Element) -> tuple[list[tuple[_Element, int]], int]:
    """Give the elements that say they hold an article, with the length of their paragraphs, and the page's length."""
    total, paragraphs = 0, 0
    begun: list[int] = []
    stated: list[tuple[_Element, int]] = []
    for event, element, text in _events(root):
        if event == "text":
            total += len(text) if paragraphs else 0
        elif event == "start":
            paragraphs += element.tag == "p"
            begun.append(total)
        else:
            paragraphs -= element.tag == "p"
            length = total - begun.pop()
            if element.tag in _HOLDERS or _is_body(element):
                stated.append((element, length))
    return stated, total
