"""Wire documents in XML -> their articles: NewsML-G2 and NITF, read by the local names of their elements.

Called by `feeds`. The standards: https://iptc.org/standards/newsml-g2/ and https://iptc.org/standards/nitf/.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime

from lxml import etree
from lxml.etree import _Element

from schemas.raw import Signal
from streams.normalize.item import Entry
from streams.normalize.tree import bare_name, inner, language_of_element, local_name

CANCELLED = frozenset({"canceled", "cancelled", "withdrawn", "withheld"})
"""Publication states of an item that is not to be used any more, or not yet."""
_SIGNALS = {"correction": Signal.CORRECT, "update": Signal.UPDATE}
_TEXTS = frozenset({"nitf", "html", "inlinedata"})


def read_news_item(item: _Element) -> Entry:
    """Read a `newsItem` of NewsML-G2: what the item says of itself, and its text as NITF, XHTML or plain text."""
    texts = _texts(item)
    created = texts.get("contentcreated") or texts.get("firstcreated")
    version = texts.get("versioncreated")
    body = next((one for one in item.iter() if local_name(one) in _TEXTS), None)
    return Entry(
        title=texts.get("headline") or texts.get("title"),
        summary=texts.get("description"),
        content=_content(body) if body is not None else None,
        guid=item.get("guid"),
        authors=tuple(_said(item, "by")) or tuple(_said(item, "creator")),
        published=created or version,
        modified=version if created else None,
        language=_tagged(item) or language_of_element(item),
        sections=tuple(_subjects(item)),
        signal=_signal(item),
    )


def read_nitf(document: _Element) -> Entry:
    """Read an `nitf` document."""
    headline = next((text for name in ("hl1", "hedline", "title") if (text := _first(document, name))), None)
    issued = next(
        (norm for one in document.iter() if local_name(one) == "date.issue" and (norm := one.get("norm"))), None
    )
    return Entry(
        title=headline,
        content=_content(document),
        guid=next((one.get("id-string") for one in document.iter() if local_name(one) == "doc-id"), None),
        authors=tuple(_said(document, "byline")),
        sections=tuple(
            name for one in document.iter() if (name := one.get("tobject.subject.type") or one.get("tobject.type"))
        ),
        published=_extended(issued) if issued else None,
        language=language_of_element(document),
    )


def _extended(norm: str) -> str:
    """A time in the basic form of ISO 8601, "20261103T090000Z", in the form that everyone else writes."""
    try:
        return datetime.fromisoformat(norm).isoformat()
    except ValueError:
        return norm


def _texts(item: _Element) -> dict[str, str]:
    """The first text of each element outside the article's own text."""
    texts: dict[str, str] = {}
    for child in item:
        if local_name(child) in {"itemmeta", "contentmeta"}:
            for one in child.iter():
                if not len(one) and (text := (one.text or "").strip()):
                    texts.setdefault(local_name(one), text)
    return texts


def _first(root: _Element, name: str) -> str | None:
    return next(_said(root, name), None)


def _said(root: _Element, name: str) -> Iterator[str]:
    """What the elements of a name say, on one line each, those that say something."""
    for one in root.iter():
        if local_name(one) == name:
            text = etree.tostring(one, method="text", encoding="unicode", with_tail=False)
            if line := " ".join(text.split()):
                yield line


def _subjects(item: _Element) -> Iterator[str]:
    """The agency's subjects by their names, in each language that they are named in."""
    for subject in item.iter():
        if local_name(subject) == "subject":
            yield from _said(subject, "name")


def _tagged(item: _Element) -> str | None:
    return next((tag for one in item.iter() if local_name(one) == "language" and (tag := one.get("tag"))), None)


def _signal(item: _Element) -> Signal | None:
    codes = {local_name(one): (one.get("qcode") or one.get("uri") or "") for one in item.iter()}
    if _code(codes.get("pubstatus", "")) in CANCELLED:
        return Signal.RETRACT
    return _SIGNALS.get(_code(codes.get("signal", "")))


def _code(qcode: str) -> str:
    """The code of "stat:canceled" or of ".../pubstatus/canceled"."""
    return qcode.replace("/", ":").rsplit(":", 1)[-1].lower()


def _content(body: _Element) -> str:
    """The text of an `nitf`, `html` or `inlineData` as markup whose names an HTML parser knows."""
    whole = next((one for one in body.iter() if local_name(one) in {"body.content", "body"}), body)
    whole = next((one for one in whole.iter() if local_name(one) == "body.content"), whole)
    copy = deepcopy(whole)
    for one in copy.iter():
        if isinstance(one.tag, str):
            name = bare_name(one.tag)
            one.tag = name if name.isalnum() and name[0].isalpha() else "span"
    etree.cleanup_namespaces(copy)
    return inner(copy)
