"""Judge: decides on each article of the sequence in turn and remembers what later decisions need.

Called by the dedup agent and by `newsstream process`. It is a pure function of the articles it was given, in their
order: no clock, no random numbers, no network.
"""

from dataclasses import dataclass

from schemas.article import TaggedArticle
from schemas.relation import EventKind, RelatedArticle, Relation
from schemas.state import StateRow

DEDUP_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many entries each structure may hold."""

    articles: int = 1_000_000
    keys: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided on one article, and the row that makes a restart remember it."""

    related: RelatedArticle
    row: StateRow


class Judge:
    """Dedup's memory and its decisions; one at a time in a cluster."""

    def __init__(self, limits: Limits = Limits()) -> None:  # noqa: B008 - a frozen value
        """Begin with an empty memory."""
        self._limits = limits
        self._applied_offset = -1

    @property
    def applied_offset(self) -> int:
        """The highest offset of `news.tagged` whose row is in the memory; -1 at first."""
        return self._applied_offset

    def sizes(self) -> dict[str, int]:
        """Give the number of entries by structure."""
        return {}

    def judge(self, article: TaggedArticle, offset: int) -> Verdict | None:
        """Decide on the article at `offset` of the sequence and remember it; None when it was judged before."""
        uri = f"urn:newsstream:article:{article.article_id}"
        fields = {name: getattr(article, name) for name in TaggedArticle.model_fields}
        related = RelatedArticle.model_construct(
            **fields, uri=uri, version=1, event=EventKind.CREATED, relation=Relation(), is_latest=True
        )
        row = StateRow(offset=offset, uri=uri, version=1, raw=article.provenance.raw, retrieved_at=article.retrieved_at)
        self.apply(row)
        return Verdict(related, row)

    def apply(self, row: StateRow) -> None:
        """Take in the row of an article that was judged; rows come in their order."""
        self._applied_offset = max(self._applied_offset, row.offset)
