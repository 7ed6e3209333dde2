"""A page of HTML as a naive scraper stores it: every block a line, menus and all, blank lines between blocks.

Called by `label_pages`: what the markup says of a page labels its lines, and the fit learns from these without it.
"""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from streams.normalize.blocks import parse

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i img ins kbd label mark picture q ruby rt rp s samp small"
    " source span strike strong sub sup time tt u var wbr del svg".split()
)
_UNSEEN = frozenset(
    "script style noscript template head iframe svg object embed audio video select option textarea input canvas map"
    " meta link title".split()
)
_TIGHT = frozenset("li tr td th dt dd br option".split())
"""Blocks that no blank line follows."""


def render(html: str, *, has_title: bool) -> str:
    """Give the text of a page, its own title first when it is asked for; nothing for what is no HTML."""
    root = parse(html)
    if root is None:
        return ""
    title = " ".join((root.findtext(".//title") or "").split()) if has_title else ""
    lines = [title, ""] if title else []
    for line in _lines(root):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()


def _lines(root: _Element) -> Iterator[str]:
    """Give the lines, and an empty one behind each block that is not set tightly."""
    texts: list[str] = []
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_block = element.tag not in _INLINE
        unseen += (element.tag in _UNSEEN) * (1 if event == "start" else -1)
        if is_block and not unseen:
            if line := " ".join("".join(texts).split()):
                yield line
            texts.clear()
            if event == "end" and element.tag not in _TIGHT:
                yield ""
        if not unseen:
            texts.append((element.text if event == "start" else element.tail) or "")
    if line := " ".join("".join(texts).split()):
        yield line
