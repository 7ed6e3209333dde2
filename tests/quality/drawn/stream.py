"""Stream: raw articles in the order of time, each with its gold: what dedup has to say of it."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from drawn.speech import Story, Tongue

BEGIN = datetime(2026, 5, 4, tzinfo=UTC)
PAPERS = tuple(f"{name}.example" for name in "lantern courier gazette beacon tribune ledger sentinel chronicle".split())
DUPLICATE = ("duplicate",)


@dataclass(frozen=True)
class Gold:
    """The truth: the kinds and events that are right, the first one best; no targets means no relation."""

    trap: str
    language: str
    kinds: tuple[str, ...] = ("none",)
    targets: tuple[str, ...] = ()
    events: tuple[str, ...] = ("created",)
    version: int | None = None


@dataclass(frozen=True)
class Item:
    """A raw article as a scraper sends it, when, and the truth on it."""

    id: str
    hours: float
    raw: dict[str, object]
    gold: Gold


@dataclass(frozen=True)
class Told:
    """What a publisher has on a page."""

    source: str
    path: str
    title: str
    text: tuple[str, ...]
    guid: str | None = None
    extra: str = ""
    """Markup behind the article: what other pages carry too."""


@dataclass
class Draw:
    """What is drawn for one language, growing."""

    tongue: Tongue
    seed: str
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the seed's own source of chance."""
        self.random = Random(self.seed)

    def fresh(self) -> str:
        """Give a seed that was not used yet."""
        return f"{self.seed}/{self.random.getrandbits(64):x}"

    def story(self, least: int = 8, most: int = 26) -> Story:
        """Tell a story that was not told yet."""
        return self.tongue.story(self.fresh(), self.random.randint(least, most))

    def told(self, story: Story, text: Sequence[str] | None = None, source: str = "", **more: str | None) -> Told:
        """Give the page that a publisher, any by default, makes of a story."""
        source = source or self.random.choice(PAPERS)
        path = f"news/{self.random.getrandbits(40)}"
        told = tuple(story.text() if text is None else text)
        return replace(Told(source, path, story.title, told), **more)  # type: ignore[arg-type] # its own fields

    def other_paper(self, source: str) -> str:
        """Give a publisher that is not this one."""
        return self.random.choice([paper for paper in PAPERS if paper != source])

    def later(self, hours: float) -> float:
        """Give a time up to a day and a half after `hours`."""
        return hours + self.random.uniform(0.2, 36)

    def send(self, told: Told, hours: float, gold: Gold, **raw: object) -> str:
        """Put a page into the stream; give its id."""
        item_id = f"{self.tongue.code}-{len(self.items)}"
        page = {
            "id": item_id,
            "url": f"https://www.{told.source}/{told.path}",
            "source": told.source,
            "retrieved_at": (BEGIN + timedelta(hours=hours)).isoformat(),
            "content_type": "text/html",
            "content": _page(told, self.tongue),
            "title": told.title,
            "guid": told.guid,
        }
        self.items.append(Item(item_id, hours, {**page, **raw}, gold))
        return item_id

    def start(self, told: Told, trap: str = "original") -> tuple[str, float]:
        """Send a page that repeats nothing, at any time of three weeks; give its id and the time."""
        hours = self.random.uniform(0, 500)
        return self.send(told, hours, Gold(trap, self.tongue.code)), hours

    def repeat(self, told: Told, hours: float, gold: Gold, **raw: object) -> tuple[str, float]:
        """Send a page some time after `hours`; give its id and the time."""
        at = self.later(hours)
        return self.send(told, at, gold, **raw), at

    def copy(self, trap: str, kind: str, *targets: str) -> Gold:
        """Give the truth on a copy."""
        return Gold(trap, self.tongue.code, (kind,), targets, DUPLICATE)

    def update(self, trap: str, version: int, *targets: str, event: str = "updated") -> Gold:
        """Give the truth on a next version."""
        return Gold(trap, self.tongue.code, ("update_of",), targets, (event,), version)


def _page(told: Told, tongue: Tongue) -> str:
    pairs = (told.text[at : at + 2] for at in range(0, len(told.text), 2))
    paragraphs = "".join(f"<p>{html.escape(tongue.between.join(pair))}</p>" for pair in pairs)
    head = f"<title>{html.escape(told.title)}</title>"
    body = f"<article><h1>{html.escape(told.title)}</h1>{paragraphs}{told.extra}</article>"
    return f'<!doctype html><html lang="{tongue.code}"><head>{head}</head><body>{body}</body></html>'
