"""One entry of a feed -> the article's content.

Called by `content` for each entry that `feeds` found.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from schemas.article import ArticleContent, Byline, Moment
from schemas.outcome import Reason
from streams.normalize.blocks import lines_of, parse
from streams.normalize.byline import NOBODY, Attribution, read_bare, read_labelled
from streams.normalize.context import Context
from streams.normalize.decode import clean_text
from streams.normalize.feeds import plain
from streams.normalize.headline import strip_labels
from streams.normalize.item import Entry
from streams.normalize.lines import Line, split_lines
from streams.normalize.page import read_page
from streams.normalize.refuse import Refusal
from streams.normalize.sections import section_names
from streams.normalize.times.choose import moment_of
from streams.normalize.urls import url_of

_MARKUP = re.compile(r"<[a-zA-Z/][^<>]{0,2000}>")
_MAILBOX = re.compile(r"\S{1,100}@\S{1,100}\s*(?:\(([^()]{1,100})\))?")


def read_entry(entry: Entry, context: Context) -> ArticleContent | Refusal:
    """Read one entry; `context` is the feed's."""
    title = plain(entry.title or "")
    lines = _lines(entry.content or entry.summary or "")
    if not title and not lines and entry.signal is None:
        return Refusal(Reason.EMPTY, "an entry without a title and without text")
    site = context.site.called(entry.publisher)
    headline = strip_labels(title, site).text or None
    own = replace(
        context, url=entry.url, site=site, title=headline, is_fragment=True, language=entry.language or context.language
    )
    return _with_stated(read_page(lines, own), entry, headline, own)


def _lines(text: str) -> tuple[Line, ...]:
    if _MARKUP.search(text) is None:
        return split_lines(clean_text(text if "&" not in text else plain_lines(text)))
    root = parse(text)
    return lines_of(root) if root is not None else ()


def plain_lines(text: str) -> str:
    """Give a text of several lines without the escapes of markup."""
    return "\n".join(plain(line) for line in text.split("\n"))


def _with_stated(content: ArticleContent, entry: Entry, headline: str | None, context: Context) -> ArticleContent:
    published = _moment(entry.published, context)
    modified = _moment(entry.modified, context)
    people = _people(entry.authors, content, context)
    return content.model_copy(
        update={
            "url": url_of(entry.url),
            "title": headline or content.title,
            "published": published if published.at else content.published,
            "modified": modified if modified.at and modified.at != published.at else Moment(),
            "byline": Byline(raw="; ".join(entry.authors) or None, people=people.people) if people else content.byline,
            "credits": tuple(dict.fromkeys([*content.credits, *people.agencies])),
            "desk": content.desk or next(iter(people.desks), None),
            "sections": section_names((*entry.sections, *context.sections)),
        }
    )


def with_word_of(
    content: ArticleContent, published: str | None, authors: Sequence[str], context: Context
) -> ArticleContent:
    """Let what a producer says apart from the content stand in where the content leaves time or makers open."""
    changes: dict[str, object] = {}
    stated = _moment(published, context)
    if stated.at and not content.published.at:
        changes["published"] = stated.model_copy(update={"rejected": content.published.rejected})
    people = _people(authors, content, context) if not content.byline.people else NOBODY
    if people.people:
        changes["byline"] = Byline(raw=content.byline.raw or "; ".join(authors), people=people.people)
    return content.model_copy(update=changes)


def _people(authors: Sequence[str], content: ArticleContent, context: Context) -> Attribution:
    people = NOBODY
    for author in authors:
        name = _MAILBOX.sub(lambda found: found[1] or "", plain(author))
        people += read_labelled(name, context.site, content.language) or read_bare(name, context.site)
    return people


def _moment(stated: str | None, context: Context) -> Moment:
    return moment_of(stated, context.zone) if stated else Moment()
