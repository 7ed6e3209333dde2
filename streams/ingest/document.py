"""What a document of a feed holds, as values: the document and its entries.

Made by `entries`, `markup` and `objects`; read by `known`, `check` and the loop.
"""

from dataclasses import dataclass

from schemas.raw import Signal
from streams.normalize.feeds import plain
from streams.normalize.item import Entry as Article

RECORD = "application/vnd.newsstream.raw+json"
"""Media type of an entry that is a record of `news.raw` already: its content goes out as it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a document."""

    content: bytes | str
    """A document of this entry alone, in the format of the whole."""
    content_type: str
    """Of `content`; `RECORD` for a record of `news.raw`."""
    guid: str | None = None
    link: str | None = None
    """Absolute, as the feed has it."""
    title: str | None = None
    """Without markup."""
    text: str = ""
    """Its text as the feed has it, may be markup: what tells a changed entry from an unchanged one."""
    published_raw: str | None = None
    updated_raw: str | None = None
    sections: tuple[str, ...] = ()
    """What the feed files it under."""
    signal: Signal | None = None
    problems: tuple[str, ...] = ()

    @classmethod
    def of(cls, article: Article, content: str, media_type: str) -> "Entry":
        """Make the entry of an article that was read, with the document of it alone."""
        return cls(
            content,
            media_type,
            guid=article.guid,
            link=article.url,
            title=plain(article.title or "") or None,
            text="\n".join(text for text in (article.summary, article.content) if text),
            published_raw=article.published,
            updated_raw=article.modified,
            sections=article.sections,
            signal=article.signal,
        )

    @property
    def needs_page(self) -> bool:
        """There is an address and nothing else: without the page behind it, it is no article."""
        return not (self.title or self.text or self.signal)


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one document."""

    format: str
    """In words: `RSS 2.0`, `Atom`, `JSON Feed`, `HTML`, and so on."""
    entries: tuple[Entry, ...] = ()
    title: str | None = None
    home: str | None = None
    """The page that the feed says it belongs to."""
    ttl_seconds: int | None = None
    """The time for which the feed asks to be left alone."""
    moved_to: str | None = None
    """The address at which the feed says it is from now on."""
    next_pages: tuple[str, ...] = ()
    """Where older entries stand (RFC 5005, JSON Feed): worth reading while everything on the page was new."""
    parts: tuple[str, ...] = ()
    """Documents that this one is an index of, the newest first: the entries of a sitemap index are in those."""
    feeds: tuple[str, ...] = ()
    """Feeds that a page announces."""
    problems: tuple[str, ...] = ()
    """What is wrong with it, in words for people."""
    is_whole: bool = True
    """Nothing is missing that may be there when the same bytes are sent again, or that broke on the way."""
