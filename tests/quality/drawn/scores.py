"""Scores: what dedup said of a drawn stream, held against the truth."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import orjson

from drawn.repeats import REPEATS
from drawn.speech import tongues
from drawn.strangers import STRANGERS, bystanders
from drawn.stream import Draw, Item
from schemas.enriched import EnrichedArticle
from streams.cli.process import Chain

KINDS = ("exact", "near", "syndicated_copy", "update_of")


def draw_stream(seed: int, each: int = 2, unrelated: int = 60) -> list[Item]:
    """Draw a stream in all languages: `each` of every trap, and unrelated articles in between."""
    items: list[Item] = []
    for tongue in tongues():
        draw = Draw(tongue, f"{seed}/{tongue.code}")
        for trap, make in {**REPEATS, **STRANGERS}.items():
            for _ in range(each):
                make(draw, trap)
        bystanders(draw, unrelated)
        items += draw.items
    return sorted(items, key=lambda item: item.hours)


def judge(items: Iterable[Item]) -> list[EnrichedArticle]:
    """Run a stream through all stages."""
    chain = Chain({})
    events = []
    for offset, item in enumerate(items):
        (result,) = chain.process(orjson.dumps(item.raw), offset)
        assert result.event, f"{item.id} is refused: {result.outcome.detail}"
        events.append(result.event)
    return events


@dataclass
class Tally:
    """Right and wrong links of one trap, language or kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    all: int = 0

    @property
    def precision(self) -> float:
        """The share of the links that are right."""
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        """The share of the repeats that are found."""
        return self.right / ((self.right + self.missed) or 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.right / ((2 * self.right + self.wrong + self.missed) or 1)


@dataclass
class Scores:
    """All counts of one or more streams."""

    links: Tally = field(default_factory=Tally)
    traps: Mapping[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    languages: Mapping[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    kinds: Mapping[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    events: Counter[bool] = field(default_factory=Counter)
    versions: Counter[bool] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str | None]] = field(default_factory=list)

    def add(self, items: list[Item], events: list[EnrichedArticle]) -> None:
        """Count one stream; a target is right when an earlier article with its uri is an accepted one."""
        owners: dict[str, set[str]] = defaultdict(set)
        for item, event in zip(items, events, strict=True):
            gold, kind = item.gold, str(event.relation.kind)
            is_right = bool(owners.get(event.relation.target or "", set()) & set(gold.targets))
            for tally in (self.links, self.traps[gold.trap], self.languages[gold.language]):
                _count(tally, is_linked=kind != "none", is_right=is_right, is_repeat=bool(gold.targets))
            self._count_kinds(item, kind, is_right=is_right)
            self.events[event.event in gold.events] += 1
            if gold.version:
                self.versions[event.version == gold.version and is_right] += 1
            if is_right != bool(gold.targets) or (kind != "none" and not is_right):
                self.wrong.append((gold.trap, item.id, kind))
            owners[event.uri].add(item.id)

    def _count_kinds(self, item: Item, kind: str, *, is_right: bool) -> None:
        is_hit = is_right and kind in item.gold.kinds
        if is_hit:
            self.kinds[kind].right += 1
        elif kind != "none":
            self.kinds[kind].wrong += 1
        if item.gold.targets and not is_hit:
            self.kinds[item.gold.kinds[0]].missed += 1

    @property
    def kind_macro_f1(self) -> float:
        """The mean of the kinds' F1."""
        return sum(self.kinds[kind].f1 for kind in KINDS) / len(KINDS)

    @property
    def false_merges(self) -> float:
        """The share of the hard strangers that are linked."""
        hard = [tally for trap, tally in self.traps.items() if trap in STRANGERS]
        return sum(tally.wrong for tally in hard) / sum(tally.all for tally in hard)

    @property
    def event_accuracy(self) -> float:
        """The share of the articles with a right event."""
        return self.events[True] / self.events.total()

    @property
    def version_accuracy(self) -> float:
        """The share of the versions with the right number."""
        return self.versions[True] / self.versions.total()


def _count(tally: Tally, *, is_linked: bool, is_right: bool, is_repeat: bool) -> None:
    tally.all += 1
    tally.right += is_right
    tally.wrong += is_linked and not is_right
    tally.missed += is_repeat and not is_right
