"""Which element of a page holds its article, and what the elements inside it say they are.

Called by `blocks`. Each block of text has a value, in characters of prose; the article's element is the one whose
blocks sum up highest, and what is no prose counts against it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from streams.normalize.elements import Block, Tree
from streams.normalize.script import ends_sentence, width

MIN_SENTENCE, MIN_PROSE = 20, 120
"""Widths from which on a block is prose: with a full stop, and without one."""
LINKED = 0.5
"""Share of linked characters from which on a block is a way to elsewhere."""
LINK_VALUE, SHORT_VALUE, PART_VALUE = -20.0, -10.0, -2.0
_PARTS = frozenset({"td", "th", "li", "h2", "h3", "h4", "p", "dd", "dt", "figcaption"})
"""Elements in which an article too has short texts."""
MAX_SHARE, MAX_STRONG_SHARE = 0.35, 0.8
"""What holds more than this share of the page's prose is no furniture, whatever it is called."""
_STRONG = frozenset({"comments", "footer", "dialog"})
"""Readers' comments and the terms of cookies are often longer than the article."""
NARROW = 0.85
"""What holds so much of the article's prose holds the article: of 218 pages 2.7 % furniture is left; with 0.75 0.3 %
more of the bodies are lost, with 0.92 0.4 % more furniture is left."""
STATED = 0.3
"""An element that says it holds the article, and has so much of the page's best, is believed."""


@dataclass(frozen=True, slots=True)
class Places:
    """For each element: what kind of furniture it is or is in, and whether it is in the article's element."""

    kinds: Sequence[str | None]
    is_inside: Sequence[bool]


def places_of(tree: Tree) -> Places:
    """Judge the elements of a page."""
    values = [value_of(block, is_part=tree.tags[block.node] in _PARTS) for block in tree.blocks]
    kinds = _kinds(tree, values)
    held = [0.0] * len(tree.parents)
    for block, value in zip(tree.blocks, values, strict=True):
        if kinds[block.node] is None:
            held[block.node] += value
    _add_up(tree, held)
    holder = _narrowed(tree, held, _holder(tree, held))
    is_inside = [node == holder for node in range(len(held))]
    for node in range(holder + 1, len(held)):
        is_inside[node] = is_inside[tree.parents[node]]
    return Places(kinds, is_inside)


def value_of(block: Block, *, is_part: bool) -> float:
    """Give the characters of prose, or less than nothing."""
    size, linked = width(block.text), block.linked / len(block.text)
    if linked > LINKED:
        return LINK_VALUE
    if size >= (MIN_SENTENCE if ends_sentence(block.text) else MIN_PROSE):
        return size * (1 - linked)
    return PART_VALUE if is_part else SHORT_VALUE


def _kinds(tree: Tree, values: Sequence[float]) -> list[str | None]:
    prose = [0.0] * len(tree.parents)
    for block, value in zip(tree.blocks, values, strict=True):
        prose[block.node] += max(value, 0.0)
    _add_up(tree, prose)
    kinds: list[str | None] = [None] * len(prose)
    for node in range(1, len(prose)):
        own = tree.kinds[node]
        limit = MAX_STRONG_SHARE if own in _STRONG else MAX_SHARE
        kinds[node] = kinds[tree.parents[node]] or (own if prose[node] <= limit * prose[0] else None)
    return kinds


def _add_up(tree: Tree, values: list[float]) -> None:
    """Add the value of each element to those around it."""
    for node in range(len(values) - 1, 0, -1):
        values[tree.parents[node]] += values[node]


def _holder(tree: Tree, held: Sequence[float]) -> int:
    """Give the element with the most prose, or one that says it holds the page's article and has enough of that."""
    nodes = [node for node, tag in enumerate(tree.tags) if tag not in _PARTS]
    richest = max(nodes, key=lambda node: (held[node], node))
    stated = [node for node in tree.holders if held[node] >= STATED * held[richest]]
    return min(stated, key=lambda node: (tree.tags[node] == "main", node), default=richest)


def _narrowed(tree: Tree, held: Sequence[float], holder: int) -> int:
    """Go down while one element inside holds nearly all."""
    for node in range(holder + 1, len(held)):
        if tree.parents[node] == holder and tree.tags[node] not in _PARTS and held[node] >= NARROW * held[holder]:
            holder = node
    return holder
