"""One article of a feed or of a wire, as the document states it.

Made by `feeds` and `wire`, read by `entries`.
"""

from dataclasses import dataclass

from schemas.raw import Signal


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a feed, as the feed states it; texts may be markup."""

    title: str | None = None
    summary: str | None = None
    content: str | None = None
    url: str | None = None
    guid: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    publisher: str | None = None
    sections: tuple[str, ...] = ()
    signal: Signal | None = None
