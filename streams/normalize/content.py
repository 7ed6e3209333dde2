"""The pure entry of normalize: a raw article -> what can be read out of it, one item an article.

Called by normalize's stage for every record and by `newsstream process`.
"""

from dataclasses import dataclass

from schemas.article import ArticleContent
from schemas.outcome import Reason
from schemas.raw import RawArticle, Signal
from streams.normalize.decode import clean_text
from streams.normalize.lines import split_lines
from streams.normalize.names import site_of
from streams.normalize.page import Context, read_page
from streams.normalize.refuse import Refusal, refusal_of
from streams.normalize.source import NO_PROFILE, SourceProfile, source_of
from streams.normalize.urls import url_of

__all__ = ["Item", "ReadItem", "Refusal", "read_contents"]


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One article, with what its own item says of its identity."""

    content: ArticleContent
    guid: str | None = None
    signal: Signal | None = None


Item = ReadItem | Refusal


def read_contents(raw: RawArticle, profile: SourceProfile = NO_PROFILE) -> tuple[Item, ...]:
    """Read a raw article: at least one item; a feed gives one an entry, in its order."""
    if raw.content is None:
        return (Refusal(Reason.EMPTY, "no content"),)
    return (_read_text(raw, raw.content, profile),)


def _read_text(raw: RawArticle, text: str, profile: SourceProfile) -> Item:
    lines = split_lines(clean_text(text))
    if refusal := refusal_of(lines):
        return refusal
    context = Context(
        url=raw.url,
        site=site_of(source_of(raw)),
        zone=profile.zone,
        retrieved_at=raw.retrieved_at,
        title=clean_text(raw.title) if raw.title else None,
        language=raw.language,
    )
    content = read_page(lines, context).model_copy(update={"url": url_of(raw.url)})
    return ReadItem(content, raw.guid, raw.signal)
