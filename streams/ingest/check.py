"""What would be taken of a document, what not, and why: for `newsstream ingest check`.

Pure. Every entry is also read as normalize will read it, so that what is refused there is told here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas.article import Precision, ZoneSource
from schemas.feed import Known, Rhythm
from schemas.raw import RawArticle
from schemas.wire import InvalidRecordError
from streams.ingest.appeared import appeared_ms, stated_ms
from streams.ingest.document import RECORD, Document, Entry
from streams.ingest.known import choose
from streams.ingest.schedule import Fetch, Fetched, Next, next_poll
from streams.ingest.sources import Source
from streams.normalize.content import Refusal, read_contents
from streams.normalize.source import SourceProfile, source_of
from streams.normalize.times.choose import moment_of

FUTURE_MS = 60_000
"""A clock may be ahead of ours by so much."""
LONGEST_SUFFIX = 3
"""Letters of the second part of suffixes such as co.uk and com.br."""


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one entry."""

    is_taken: bool
    published: str
    """As normalize reads it, or why it doesn't."""
    title: str
    link: str
    notes: tuple[str, ...]
    """What is worth knowing of it, or why it is not taken."""


@dataclass(frozen=True, slots=True)
class Report:
    """A document, as a person wants to know it before they add it to their list."""

    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    problems: tuple[str, ...]
    """Nothing is taken when there are entries but problems say why not; empty when all is well."""

    @property
    def is_well(self) -> bool:
        """There is something to take."""
        return any(line.is_taken for line in self.lines)


def check(document: Document, source: Source, profile: SourceProfile, now_ms: int) -> Report:
    """Tell what a first visit at `now_ms` would make of a document."""
    taken = {id(entry) for entry, _ in choose(Known(), document.entries, now_ms).fresh}
    lines = tuple(_line(entry, source, profile, now_ms, is_chosen=id(entry) in taken) for entry in document.entries)
    following = _following(document, source, now_ms)
    return Report(tuple(_facts(document, source, lines, following, now_ms)), lines, document.problems)


def _following(document: Document, source: Source, now_ms: int) -> Next:
    appeared = tuple(appeared_ms(entry, 0, now_ms) for entry in document.entries)
    how = Fetched.FRESH if appeared else Fetched.SAME
    return next_poll(Rhythm(), source, Fetch(how, now_ms, appeared, ttl_seconds=document.ttl_seconds))


def _facts(
    document: Document, source: Source, lines: tuple[Line, ...], following: Next, now_ms: int
) -> Iterator[tuple[str, str]]:
    yield "format", document.format
    if document.title:
        yield "title", document.title
    yield "source", source.publisher or source.host or "the host of each entry's link"
    yield "entries", f"{len(lines)}, of which {sum(line.is_taken for line in lines)} would be taken"
    if document.parts:
        yield "index of", f"{len(document.parts)} documents, the newest: {document.parts[0]}"
    if document.next_pages:
        yield "older entries", ", ".join(document.next_pages)
    if document.moved_to:
        yield "moved to", document.moved_to
    if following.at_ms and (lines or document.parts):
        yield "next visit", f"in {duration((following.at_ms - now_ms) / 1000)}: {following.why}"


def duration(seconds: float) -> str:
    """Give a time that passes, as people say it."""
    for unit, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} seconds"


def _line(entry: Entry, source: Source, profile: SourceProfile, now_ms: int, *, is_chosen: bool) -> Line:
    refusal = _refusal(entry, source, profile, now_ms)
    notes = [*entry.problems]
    if not is_chosen:
        notes.append("it stands twice in the document")
    notes += [f"not an article: {refusal}"] if refusal else _notes(entry, source, now_ms)
    moment = moment_of(entry.published_raw or "", profile.zone)
    return Line(is_chosen and not refusal, moment.at or "unknown", entry.title or "", entry.link or "", tuple(notes))


def _refusal(entry: Entry, source: Source, profile: SourceProfile, now_ms: int) -> str | None:
    """Why normalize would refuse it; what is only an address is read from its page."""
    if entry.needs_page and entry.link:
        return None
    try:
        items = read_contents(_raw(entry, source, now_ms), profile)
    except InvalidRecordError as error:
        return str(error)
    refused = [item for item in items if isinstance(item, Refusal)]
    return refused[0].detail if len(refused) == len(items) else None


def _raw(entry: Entry, source: Source, now_ms: int) -> RawArticle:
    content = entry.content.decode("utf-8", "replace") if isinstance(entry.content, bytes) else entry.content
    if entry.content_type == RECORD:
        return RawArticle.decode(content.encode())
    return RawArticle(
        url=entry.link,
        source=source.publisher or source.host,
        retrieved_at=datetime.fromtimestamp(now_ms / 1000, UTC),
        content_type=entry.content_type,
        content=content,
        signal=entry.signal,
    )


def _notes(entry: Entry, source: Source, now_ms: int) -> Iterator[str]:
    if entry.needs_page:
        yield "only an address: its page is fetched for it"
    if not entry.guid and not entry.link:
        yield "neither guid nor link: it is known by its text alone, so a change of it is a new article"
    yield from _about_time(entry, now_ms)
    host = source_of(RawArticle(url=entry.link))
    if host and source.host and not _are_near(host, source.host):
        yield f"its link leads to another host, {host}; it is sent as of {source.publisher or source.host}"
    if entry.signal:
        yield f"it asks to {entry.signal.value} what was sent before under its name"


def _about_time(entry: Entry, now_ms: int) -> Iterator[str]:
    moment = moment_of(entry.published_raw or "")
    stated = stated_ms(entry)
    if not entry.published_raw:
        yield "it has no time of publication, and none is invented"
    elif moment.at is None:
        yield f"its time can't be read: {entry.published_raw[:60]!r}"
    elif moment.zone_source is ZoneSource.NONE and moment.precision in {Precision.MINUTE, Precision.SECOND}:
        yield "its time has no zone: it stays local unless the source's profile says the zone"
    if stated is not None and stated > now_ms + FUTURE_MS:
        yield "its time is in the future; it is taken now, with that time"


def _are_near(host: str, other: str) -> bool:
    """A feed may have a host of its own beside its pages': feeds.quay.example and news.quay.example."""
    return _name(host) == _name(other)


def _name(host: str) -> list[str]:
    """The part of a host that someone registered, and what is behind it, for all that its letters tell."""
    labels = host.split(".")
    is_short = len(labels) > 2 and len(labels[-2]) <= LONGEST_SUFFIX  # noqa: PLR2004 - quay.co.uk
    return labels[-3:] if is_short else labels[-2:]
