"""Judge: decides on each article of the sequence in turn and remembers what later decisions need.

Called by the dedup agent and by `newsstream process`. It is a pure function of the articles it was given, in their
order: no clock, no random numbers, no network.
"""

from dataclasses import dataclass

from schemas.article import Hop, TaggedArticle
from schemas.relation import RelatedArticle
from schemas.state import StateRow
from streams.dedup.deliveries import Deliveries
from streams.dedup.index import BucketIndex
from streams.dedup.memory import Memory
from streams.dedup.rulings import Case, Ruling, rule
from streams.dedup.texts import count_notes, entry_of, field_hashes, identity_keys, text_of, text_state_of
from streams.dedup.versions import Versions

DEDUP_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many entries each structure may hold."""

    articles: int = 1_000_000
    keys: int = 5_000_000
    raw_partitions: int = 1_024
    gaps_a_partition: int = 1_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided on one article, and the row that makes a restart remember it."""

    related: RelatedArticle
    row: StateRow


class Judge:
    """Dedup's memory and its decisions; one at a time in a cluster."""

    def __init__(self, limits: Limits = Limits()) -> None:
        """Begin with an empty memory."""
        self._deliveries = Deliveries(limits.raw_partitions, limits.gaps_a_partition)
        self._versions = Versions(limits.articles, limits.keys)
        self._memory = Memory(BucketIndex(limits.articles), limits.articles)
        self._applied_offset = -1

    @property
    def applied_offset(self) -> int:
        """The highest offset of `news.tagged` whose row is in the memory; -1 at first."""
        return self._applied_offset

    def sizes(self) -> dict[str, int]:
        """Give the number of entries by structure."""
        return {"texts": len(self._memory), "raw_partitions": len(self._deliveries)} | self._versions.sizes()

    def judge(self, article: TaggedArticle, offset: int) -> Verdict | None:
        """Decide on the article at `offset` of the sequence and remember it; None when this delivery was judged."""
        raw = article.provenance.raw
        if self._deliveries.has(raw):
            return None
        self._memory.advance(article.retrieved_at.timestamp() if article.retrieved_at else None)
        case = _case_of(article, offset)
        ruling = rule(case, self._versions, self._memory)
        row = _row(case, ruling, self._deliveries.expected(raw))
        self.apply(row)
        return Verdict(_related(article, ruling), row)

    def apply(self, row: StateRow) -> None:
        """Take in the row of an article that was judged; all rows in their order rebuild the same memory."""
        entry = entry_of(row)
        self._memory.advance(entry.retrieved_at)
        self._deliveries.add(row.raw, row.expected)
        if self._versions.remember(row, entry) and row.text.exact:
            self._memory.add(entry)
        self._applied_offset = max(self._applied_offset, row.offset)


def _case_of(article: TaggedArticle, offset: int) -> Case:
    state = text_state_of(article)
    return Case(
        article=article,
        offset=offset,
        state=state,
        text=text_of(state, article.source),
        keys=identity_keys(article),
        fields=field_hashes(article, state),
        notes=count_notes(article),
    )


def _row(case: Case, ruling: Ruling, expected: tuple[int, int]) -> StateRow:
    return StateRow(
        offset=case.offset,
        raw=case.article.provenance.raw,
        expected=expected,
        source=case.article.source,
        retrieved_at=case.article.retrieved_at,
        uri=ruling.uri,
        version=ruling.version,
        event=ruling.made_by,
        is_head=ruling.is_head,
        keys=ruling.keys,
        family=ruling.family,
        text=case.state,
        fields=dict(case.fields),
        notes=case.notes,
    )


def _related(article: TaggedArticle, ruling: Ruling) -> RelatedArticle:
    hops = (*article.provenance.hops, Hop(stage="dedup", version=DEDUP_VERSION))
    fields = {name: getattr(article, name) for name in TaggedArticle.model_fields}
    return RelatedArticle.model_construct(
        **fields | {"provenance": article.provenance.model_copy(update={"hops": hops})},
        uri=ruling.uri,
        version=ruling.version,
        event=ruling.event,
        relation=ruling.relation,
        story=None,
        revision=ruling.revision,
        is_latest=ruling.is_latest,
    )
