"""The article as it grows: what normalize reads out of a raw record, and then each stage's own addition."""

from enum import StrEnum

from pydantic import Field

from schemas.raw import Signal
from schemas.subject import Subject
from schemas.wire import Instant, Model


class Url(Model):
    """An address in the three forms that are used for different ends."""

    raw: str = Field(description="As the producer sent it.")
    clean: str = Field(description="Tracking removed, path and case kept: for people.")
    key: str = Field(description="What identity and matching use.")


class Person(Model):
    """One person of the byline; desks and agencies are not people."""

    name: str
    role: str | None = Field(None, description="author, reporter, editor, photographer, translator, ...")


class Byline(Model):
    """Who made the article: as printed, and as people with roles."""

    raw: str | None = None
    people: tuple[Person, ...] = ()


class Dateline(Model):
    """`MOSCOW (Reuters) -`: where the report was filed and by which agency."""

    raw: str
    place: str | None = None
    agency: str | None = None


class Precision(StrEnum):
    """The smallest unit that the source stated."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


class ZoneSource(StrEnum):
    """Where a time's zone comes from: the text itself, the source's profile, or nowhere."""

    EXPLICIT = "explicit"
    SOURCE = "source"
    NONE = "none"


class RejectedTime(Model):
    """A date that stands on the page and was not taken, with the reason."""

    raw: str
    why: str


class Moment(Model):
    """A time as honestly as the source allows.

    `at` is RFC 3339 with offset, or a local date-time or date when the zone or the time is unknown, or null.
    """

    at: str | None = None
    precision: Precision = Precision.NONE
    zone_source: ZoneSource = ZoneSource.NONE
    raw: str | None = None
    rejected: tuple[RejectedTime, ...] = ()


class Removed(Model):
    """Furniture that was taken out of the text: never lost, with its kind."""

    line: int = Field(ge=1, description="Line of the content it stands on, from 1.")
    text: str
    kind: str


class Link(Model):
    """A reference to another article that the page carries."""

    rel: str = Field(description="`related` for Also Read and the like.")
    text: str
    url: str | None = None


class ArticleContent(Model):
    """What can be read out of the page itself, with what was taken out."""

    url: Url | None = None
    language: str = Field("und", description="BCP 47; `und` when it can't be told.")
    title: str | None = None
    standfirst: str | None = None
    body: str = Field("", description="Paragraphs separated by a blank line, no furniture.")
    byline: Byline = Byline()
    desk: str | None = None
    credits: tuple[str, ...] = ()
    dateline: Dateline | None = None
    published: Moment = Moment()
    modified: Moment = Moment()
    removed: tuple[Removed, ...] = ()
    links: tuple[Link, ...] = ()
    sections: tuple[str, ...] = Field((), description="What the source files it under, in its own words.")
    flags: tuple[str, ...] = Field((), description="What a reader should know about how the values were found.")


class RawPosition(Model):
    """Which raw record an article came from: one *delivery*."""

    topic: str
    partition: int = Field(ge=0)
    offset: int = Field(ge=0)
    item: int = Field(0, ge=0, description="Which article of the record, from 0.")
    items: int = Field(1, ge=1, description="How many articles the record holds.")


class Hop(Model):
    """One stage that the article went through, with the version of its rules."""

    stage: str
    version: str


class Provenance(Model):
    """Where the article comes from and which stages made it."""

    raw: RawPosition
    hops: tuple[Hop, ...] = ()
    memory_offset: int | None = Field(
        None, ge=0, description="Raw offset that the memory of the source included; null where nothing was known."
    )


class NormalizedArticle(ArticleContent):
    """Value of `news.normalized`: the article with its identity and its origin."""

    article_id: str = Field(description="uuid5 of the raw value's SHA-256 and the item number.")
    source: str
    guid: str | None = None
    signal: Signal | None = None
    retrieved_at: Instant | None = Field(None, description="Null only where neither producer nor broker told.")
    provenance: Provenance


class TaggedArticle(NormalizedArticle):
    """Value of `news.tagged`: the article with its subjects."""

    subjects: tuple[Subject, ...] = ()
