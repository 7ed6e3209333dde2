"""What an HTML page says of itself in its head: JSON-LD and meta tags.

Called by `html`; hints are evidence beside the text, and every value can be missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import orjson
from lxml.etree import _Element

_ARTICLES = ("Article", "BlogPosting", "Report")
_MAX_NODES = 2000
MAX_LISTED = 50
_TITLES = ("og:title", "twitter:title", "dc.title")
_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date.issued",
    "parsely-pub-date",
    "pubdate",
    "publish-date",
    "dcterms.created",
    "sailthru.date",
)
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time", "last-modified", "dcterms.modified")
_SECTION = "article:section"


@dataclass(frozen=True, slots=True)
class Hints:
    """What the head of a page states."""

    title: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    site_name: str | None = None
    language: str | None = None
    sections: tuple[str, ...] = ()


def read_hints(root: _Element) -> Hints:
    """Read the hints of a parsed page."""
    article = _article(root)
    meta = _meta(root)
    return Hints(
        title=_text(article.get("headline")) or _first(meta, _TITLES),
        published=_text(article.get("datePublished")) or _first(meta, _PUBLISHED),
        modified=_text(article.get("dateModified")) or _first(meta, _MODIFIED),
        authors=tuple(_authors(article.get("author"))),
        site_name=meta.get("og:site_name"),
        language=root.get("lang"),
        sections=tuple(_texts(article.get("articleSection") or meta.get(_SECTION))),
    )


def _meta(root: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and (content := element.get("content")):
            found.setdefault(name.lower(), content.strip())
    return found


def _first(meta: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _article(root: _Element) -> Mapping[str, object]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            for node in _nodes(script.text or ""):
                if any(str(kind).endswith(_ARTICLES) for kind in _listed(node.get("@type"))):
                    return node
    return {}


def _nodes(text: str) -> Iterator[Mapping[str, object]]:
    """Every object of a JSON-LD script that isn't inside an article, breadth first."""
    try:
        waiting: list[object] = [orjson.loads(text)]
    except orjson.JSONDecodeError:
        return
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            waiting.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _texts(value: object) -> Iterator[str]:
    return (text for one in _flat(value) if (text := _text(one)))


def _authors(value: object) -> Iterator[str]:
    """Names of the authors that are people, or that are not said to be anything else."""
    for author in _flat(value):
        if isinstance(author, str):
            yield author
        elif isinstance(author, dict) and author.get("@type", "Person") in ("Person", ["Person"]):
            yield from (name for name in _flat(author.get("name") or _full_name(author)) if isinstance(name, str))


def _full_name(author: Mapping[str, object]) -> str | None:
    parts = [part for key in ("givenName", "additionalName", "familyName") if isinstance(part := author.get(key), str)]
    return " ".join(parts) or None


def _flat(value: object) -> Iterator[object]:
    """Lists of lists, as far as they go in good faith."""
    for one in _listed(value)[:MAX_LISTED]:
        yield from one[:MAX_LISTED] if isinstance(one, list) else [one]
