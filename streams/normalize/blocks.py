"""HTML -> the lines that a reader sees, each with the kind that its place in the markup gives it.

Called by `html` for pages and by `feeds` for the markup inside entries.
"""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from streams.normalize.container import LINKED, Places, places_of
from streams.normalize.decode import clean_text
from streams.normalize.elements import UNSEEN, Block, Tree, tree_of
from streams.normalize.lines import MAX_LINES, Line
from streams.normalize.script import ends_sentence

OUTSIDE, LINKS = "outside", "related"
LINKED_PROSE, MIN_LINKED = 0.8, 60
"""Share of linked characters of links in a sentence that leads away, and the length of paragraphs that never do."""
NEAR = 16
"""Lines around the article that may tell of it: its date, its makers."""
_BEFORE = frozenset({"menu", "footer", "dialog", "form", "button"})
"""Kinds that hold above the article too, where the other words of classes stand beside its head."""


def parse(text: str) -> _Element | None:
    """Parse HTML as far as it can be; None when there is nothing in it."""
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return etree.fromstring(clean_text(text).encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def lines_of(root: _Element) -> tuple[Line, ...]:
    """Give the visible lines in order, numbered by the line of the source where their block begins."""
    tree = tree_of(root)
    return tuple(_lines(tree, places_of(tree)))[:MAX_LINES]


def _lines(tree: Tree, places: Places) -> Iterator[Line]:
    inside = [index for index, block in enumerate(tree.blocks) if places.is_inside[block.node]]
    first, last = (inside[0], inside[-1]) if inside else (0, len(tree.blocks))
    for index, block in enumerate(tree.blocks):
        kind = places.kinds[block.node]
        if kind in UNSEEN:
            continue
        is_inside = places.is_inside[block.node]
        if index < first:
            kind = kind if kind in _BEFORE or index < first - NEAR else None
        elif not is_inside:
            kind = kind or OUTSIDE
        elif _leads_away(block, is_paragraph=tree.tags[block.node] == "p"):
            kind = kind or LINKS
        is_far = kind is not None and not first - NEAR <= index <= last + NEAR
        yield _line(block, kind, is_inside=is_inside, is_far=is_far)


def _line(block: Block, kind: str | None, *, is_inside: bool, is_far: bool) -> Line:
    return Line(
        block.place,
        block.text,
        kind=kind,
        is_inside=is_inside,
        names_maker=block.names_maker,
        is_far=is_far,
    )


def _leads_away(block: Block, *, is_paragraph: bool) -> bool:
    """Tell whether a text is there for its links; a paragraph may be one link from its first to its last word."""
    if ends_sentence(block.text):
        return block.linked > LINKED_PROSE * len(block.text) and not (is_paragraph and len(block.text) >= MIN_LINKED)
    return block.linked > LINKED * len(block.text)


def text_of(element: _Element) -> str:
    """Give all the text inside an element on one line."""
    return " ".join("".join(map(str, element.itertext())).split())
