"""The pure entry of normalize: a raw article -> what can be read out of it, one item an article.

Called by normalize's stage for every record and by `newsstream process`.
"""

import re
from dataclasses import dataclass, replace
from email.message import Message

from schemas.article import ArticleContent
from schemas.outcome import Reason
from schemas.raw import RawArticle, Signal
from streams.normalize.context import Context
from streams.normalize.decode import bytes_of, clean_text, declared_charset, decode_bytes
from streams.normalize.entries import read_entry, with_word_of
from streams.normalize.feeds import read_json_feed, read_xml_feed
from streams.normalize.html import read_html
from streams.normalize.item import Entry
from streams.normalize.lines import Line, split_lines
from streams.normalize.memory import NOTHING, Standing
from streams.normalize.names import site_of
from streams.normalize.page import read_page
from streams.normalize.refuse import Refusal, refusal_of
from streams.normalize.sections import section_names
from streams.normalize.source import NO_PROFILE, SourceProfile, Trust, source_of
from streams.normalize.tree import FEED_ROOT
from streams.normalize.urls import url_of

__all__ = ["Item", "ReadItem", "Refusal", "read_contents"]

TRUST_LOW = "source_trust_low"
TEXT, HTML, XML, JSON = "text", "html", "xml", "json"
_FEEDS = frozenset({XML, JSON})
_FORMS = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "application/rss+xml": XML,
    "application/atom+xml": XML,
    "application/rdf+xml": XML,
    "application/feed+json": JSON,
    "application/json": JSON,
    "application/vnd.iptc.ninjs+json": JSON,
    "application/vnd.iptc.g2.newsitem+xml": XML,
    "application/vnd.iptc.g2.newsmessage+xml": XML,
    "application/nitf+xml": XML,
}
_TEXTUAL = ("+xml", "/xml", "+json")
_TAG = re.compile(r"<[a-z!?/]")
"""What markup begins with; a headline may begin with "<속보>" or "<3"."""


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One article, with what its own item says of its identity."""

    content: ArticleContent
    guid: str | None = None
    signal: Signal | None = None


Item = ReadItem | Refusal


def read_contents(
    raw: RawArticle, profile: SourceProfile = NO_PROFILE, standing: Standing = NOTHING
) -> tuple[Item, ...]:
    """Read a raw article: at least one item; a feed gives one an entry, in its order."""
    media_type, charset = _content_type(raw.content_type)
    text = _text(raw, charset)
    if text is None:
        return (Refusal(Reason.UNDECODABLE, "the content's bytes are in no charset that can be told"),)
    if not text.strip() and raw.signal is Signal.RETRACT:
        return (ReadItem(ArticleContent(url=url_of(raw.url), title=raw.title), raw.guid, raw.signal),)
    if not text.strip():
        return (Refusal(Reason.EMPTY, "no content"),)
    form = _form(media_type, text)
    if form is None:
        return (Refusal(Reason.UNSUPPORTED_CONTENT_TYPE, f"{media_type} is neither text, HTML nor a feed"),)
    context = _context(raw, profile, standing)
    if form in _FEEDS:
        items = _read_feed(text, form, raw, context)
    else:
        content = read_html(text, context) if form == HTML else _read_text(text, context)
        items = (_item(content, raw, context),)
    return tuple(_as_trusted(item, raw, profile.trust, context) for item in items)


def _as_trusted(item: Item, raw: RawArticle, trust: Trust, context: Context) -> Item:
    if isinstance(item, Refusal) or trust is Trust.NORMAL:
        return item
    if trust is Trust.LOW:
        return replace(item, content=item.content.model_copy(update={"flags": (*item.content.flags, TRUST_LOW)}))
    return replace(item, content=with_word_of(item.content, raw.published, raw.authors, context))


def lines_of_text(raw: RawArticle) -> tuple[tuple[Line, ...], Context] | None:
    """Give the lines of a page of text with what is known beside them; None for content of any other form."""
    media_type, charset = _content_type(raw.content_type)
    text = _text(raw, charset)
    if not text or _form(media_type, text) != TEXT:
        return None
    return split_lines(clean_text(text)), _context(raw, NO_PROFILE, NOTHING)


def _content_type(stated: str) -> tuple[str, str | None]:
    message = Message()
    message["content-type"] = stated
    return message.get_content_type(), message.get_content_charset()


def _text(raw: RawArticle, charset: str | None) -> str | None:
    if raw.content is not None:
        return raw.content
    data = bytes_of(raw.content_base64 or "")
    return None if data is None else decode_bytes(data, declared_charset(data) or charset)


def _form(media_type: str, text: str) -> str | None:
    """What the content is read as: by its media type, and by how it begins where that says little."""
    if media_type in _FORMS:
        return _FORMS[media_type]
    if not media_type.endswith(_TEXTUAL) and not media_type.startswith("text/"):
        return None
    beginning = text[:1000].lstrip("\ufeff \t\r\n").lower()
    if beginning.startswith("{"):
        return JSON
    if FEED_ROOT.search(beginning):
        return XML
    return HTML if _TAG.match(beginning) else TEXT


def _context(raw: RawArticle, profile: SourceProfile, standing: Standing) -> Context:
    is_believed = profile.trust is not Trust.LOW
    site = replace(site_of(source_of(raw)), desks=profile.desks)
    for suffix in profile.title_suffixes:
        site = site.called(suffix)
    return Context(
        url=raw.url,
        site=site,
        zone=profile.zone,
        retrieved_at=raw.retrieved_at,
        title=clean_text(raw.title).strip() if raw.title and is_believed else None,
        language=(raw.language if is_believed else None) or profile.language,
        sections=raw.sections if is_believed else (),
        standing=replace(standing, stated=profile.furniture) if profile.furniture else standing,
    )


def _read_text(text: str, context: Context) -> ArticleContent | Refusal:
    lines = split_lines(clean_text(text))
    return refusal_of(lines) or read_page(lines, context)


def _item(content: ArticleContent | Refusal, raw: RawArticle, context: Context) -> Item:
    if isinstance(content, Refusal):
        return content
    sections = section_names((*context.sections, *content.sections))
    return ReadItem(content.model_copy(update={"url": url_of(raw.url), "sections": sections}), raw.guid, raw.signal)


def _read_feed(text: str, form: str, raw: RawArticle, context: Context) -> tuple[Item, ...]:
    entries = read_xml_feed(text, raw.url) if form == XML else read_json_feed(text)
    if not entries:
        return (Refusal(Reason.FEED_WITHOUT_ENTRIES, "the feed has no entries that can be read"),)
    return tuple(_entry_item(entry, raw, replace(context, title=None)) for entry in entries)


def _entry_item(entry: Entry, raw: RawArticle, context: Context) -> Item:
    content = read_entry(entry, context)
    if isinstance(content, Refusal):
        return content
    return ReadItem(content, entry.guid or raw.guid, entry.signal or raw.signal)
