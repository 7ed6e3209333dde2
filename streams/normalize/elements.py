"""A parsed page -> its blocks of text, each with its place in the tree of elements.

Called by `blocks`. No recursion: depth costs nothing but time.
"""

import re
from dataclasses import dataclass, field
from typing import cast

from lxml import etree
from lxml.etree import _Element

from streams.lang.markup import Markup, Said, markup

ROOT = 0
HIDDEN = "hidden"
UNSEEN = frozenset({HIDDEN, "unseen"})
_NO_DISPLAY = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_HOLDERS = frozenset({"article", "main"})
BODY = "articleBody"


@dataclass(slots=True)
class Block:
    """A line of text between the bounds of block elements; nothing changes one."""

    node: int
    place: int
    """The line of the source where it begins."""
    text: str
    linked: int
    """Characters that are inside links."""
    names_maker: bool
    """The markup says that it names one who made the article."""


@dataclass(slots=True)
class Tree:
    """The block elements of a page in the order in which they begin, and the blocks between their bounds."""

    parents: list[int] = field(default_factory=lambda: [ROOT])
    tags: list[str] = field(default_factory=lambda: ["body"])
    kinds: list[str | None] = field(default_factory=lambda: [None])
    """What an element says it is."""
    holders: list[int] = field(default_factory=list)
    """Elements that say they hold an article."""
    blocks: list[Block] = field(default_factory=list)


def tree_of(root: _Element) -> Tree:
    """Walk the tree once."""
    walk = _Walk()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            walk.start(element)
        else:
            walk.end(element)
    walk.flush()
    return walk.tree


class _Walk:
    """Gathers the texts of a block until the next block begins.

    Pages have thousands of elements: what an element is, is asked once and kept until it ends.
    """

    def __init__(self) -> None:
        self.tree = Tree()
        self._names = markup()
        self._texts: list[str] = []
        self._linked = 0
        self._links = 0
        self._unseen = 0
        self._makers = 0
        self._has_maker = False
        self._open = [ROOT]
        self._marks: list[tuple[bool, bool, bool]] = []
        """For each element around: whether it is a block, a link, and names a maker."""
        self._place = 1

    def start(self, element: _Element) -> None:
        """Begin an element."""
        names, tag, get = self._names, str(element.tag), element.get
        if self._unseen or tag in names.unseen:
            self._unseen += 1
            return
        is_hidden = get("hidden") is not None or _is_undisplayed(get("style"))
        is_block, is_link = is_hidden or tag not in names.inline, tag == "a"
        said, rel, itemprop = names.said_by(get("class")), get("rel"), get("itemprop")
        is_maker = said.names_maker or names.said_by(rel).names_maker or names.said_by(itemprop).names_maker
        self._marks.append((is_block, is_link, is_maker))
        self._links += is_link
        if is_block:
            self._begin(element, HIDDEN if is_hidden else names.tags.get(tag) or _kind(element, said, names))
            if tag in _HOLDERS or itemprop == BODY:
                self.tree.holders.append(self._open[-1])
        if is_maker:
            self._makers += 1
            self._has_maker = True
        if text := element.text:
            self._add(text)

    def end(self, element: _Element) -> None:
        """End an element."""
        if self._unseen:
            self._unseen -= 1
        else:
            self._close()
        if not self._unseen and (tail := element.tail):
            self._add(tail)

    def flush(self) -> None:
        """Make a block of the texts so far."""
        if self._texts:
            if text := " ".join("".join(self._texts).split()):
                names_maker = self._makers > 0 or self._has_maker
                self.tree.blocks.append(Block(self._open[-1], self._place, text, self._linked, names_maker))
            self._texts.clear()
        self._linked = 0
        self._has_maker = False

    def _add(self, text: str) -> None:
        if not self._texts and text.isspace():
            return  # what most elements have between them
        self._texts.append(text)
        if self._links:
            self._linked += len(text.strip())

    def _begin(self, element: _Element, kind: str | None) -> None:
        self.flush()
        self._place = max(self._place, cast("int | None", element.sourceline) or 1)
        tree = self.tree
        node = len(tree.parents)
        tree.parents.append(self._open[-1])
        tree.tags.append(str(element.tag))
        tree.kinds.append(kind)
        self._open.append(node)

    def _close(self) -> None:
        is_block, is_link, is_maker = self._marks.pop()
        if is_block:
            self.flush()
            self._open.pop()
        self._links -= is_link
        self._makers -= is_maker


def _is_undisplayed(style: str | None) -> bool:
    return style is not None and _NO_DISPLAY.search(style) is not None


def _kind(element: _Element, said: Said, names: Markup) -> str | None:
    return names.roles.get(element.get("role") or "") or said.kind or names.said_by(element.get("id")).kind
