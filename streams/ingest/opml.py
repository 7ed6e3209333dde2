"""OPML, which every feed reader exports -> the addresses in it: http://opml.org/spec2.opml.

Called by `sources`.
"""

from collections.abc import Iterator
from typing import cast

from streams.normalize.decode import declared_charset, decode_bytes
from streams.normalize.tree import local_name, parse_xml


def read_opml(content: bytes) -> Iterator[tuple[int, str, str | None]]:
    """Give line, address and title of each outline that has an address, however deep; nothing of what is no OPML.

    An outline of a feed without `xmlUrl` gives its page: the page announces the feed.
    """
    root = parse_xml(decode_bytes(content, declared_charset(content)) or "").root
    if root is None:
        return
    for outline in root.iter():
        if local_name(outline) == "outline":
            said = {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}
            page = said.get("htmlurl") if said.get("type", "rss").lower() in {"rss", "atom"} else None
            if address := said.get("xmlurl") or page:
                yield (
                    cast("int | None", outline.sourceline) or 1,
                    address,
                    said.get("title") or said.get("text") or None,
                )
