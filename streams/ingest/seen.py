"""What the stream has seen of each source, counted from its events, as far as profiles can be proposed from it.

Called by `newsstream sources suggest` for every event of `news.enriched`. Only new articles count: an update would
count its story twice, and a copy another source's.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from schemas.article import Precision, ZoneSource
from schemas.enriched import EnrichedArticle
from schemas.relation import EventKind, RelationKind
from streams.lang.folding import letters_of
from streams.normalize.headline import SUFFIX

MAX_LINES = 2_000
"""Different lines and title ends that are counted of a source; those met but once make room."""
MAX_LINE = 200
MAX_CLOCKS = 1_000


@dataclass(slots=True)
class Clock:
    """A time that an article printed without a zone, beside the instant at which it was fetched."""

    printed: datetime
    fetched: datetime


@dataclass(slots=True)
class Lines:
    """Texts and how many articles had them; two of the same letters are one, written as it was met first."""

    counts: Counter[str] = field(default_factory=Counter)
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, texts: Iterator[str]) -> None:
        """Count the texts of one article, each once."""
        for letters, text in {letters_of(text): text for text in texts}.items():
            if letters:
                self.counts[letters] += 1
                self.texts.setdefault(letters, text)
        if len(self.counts) > MAX_LINES:
            for letters in [letters for letters, count in self.counts.items() if count == 1]:
                del self.counts[letters], self.texts[letters]

    def common(self, least: float) -> Iterator[tuple[str, int]]:
        """Give the texts that so many articles had, the most frequent first."""
        for letters, count in self.counts.most_common():
            if count >= least:
                yield self.texts[letters], count


@dataclass(slots=True)
class SourceSeen:
    """One source."""

    articles: int = 0
    copies: int = 0
    """Events that were copies of other sources' articles; they are not among the articles."""
    dated: int = 0
    """Articles whose publication is known to the minute, with its zone."""
    made: int = 0
    """Articles that name a maker."""
    languages: Counter[str] = field(default_factory=Counter)
    offsets: Counter[int] = field(default_factory=Counter)
    """Minutes before UTC, of the times that say their zone."""
    clocks: list[Clock] = field(default_factory=list)
    lines: Lines = field(default_factory=Lines)
    title_ends: Lines = field(default_factory=Lines)
    people: Counter[str] = field(default_factory=Counter)


class Seen:
    """All sources."""

    def __init__(self) -> None:
        """Have seen nothing."""
        self.sources: dict[str, SourceSeen] = {}

    def add(self, article: EnrichedArticle) -> None:
        """Count one event."""
        seen = self.sources.setdefault(article.source, SourceSeen())
        if article.relation.kind is RelationKind.SYNDICATED_COPY:
            seen.copies += 1
        if article.event is not EventKind.CREATED:
            return
        seen.articles += 1
        seen.languages[article.language] += 1
        seen.made += bool(article.byline.people or article.desk)
        seen.people.update({person.name for person in article.byline.people})
        seen.lines.add(line for line in article.body.split("\n\n") if len(line) <= MAX_LINE)
        seen.title_ends.add(_ends(article.title or ""))
        _add_time(seen, article)


def _add_time(seen: SourceSeen, article: EnrichedArticle) -> None:
    published = article.published
    if published.at is None or published.precision not in {Precision.MINUTE, Precision.SECOND}:
        return
    at = datetime.fromisoformat(published.at)
    seen.dated += at.tzinfo is not None
    if published.zone_source is ZoneSource.EXPLICIT and (offset := at.utcoffset()) is not None:
        seen.offsets[round(offset.total_seconds() / 60)] += 1
    elif at.tzinfo is None and article.retrieved_at and len(seen.clocks) < MAX_CLOCKS:
        seen.clocks.append(Clock(at, article.retrieved_at))


def _ends(title: str) -> Iterator[str]:
    """What stands behind each separator, as long as more stands in front of it."""
    for found in SUFFIX.finditer(title):
        head, tail = title[: found.start()], title[found.end() :]
        if 0 < len(tail) < len(head):
            yield tail
