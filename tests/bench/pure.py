"""The stages as pure functions, in this process, without Kafka: the limit that the pipeline is held against."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from schemas.article import NormalizedArticle, RawPosition, TaggedArticle
from schemas.enriched import EnrichedArticle
from schemas.relation import RelatedArticle
from streams.dedup.case import case_of
from streams.dedup.judge import Judge
from streams.normalize.stage import RawRecord, normalize, read_raw
from streams.publish.events import enrich, headers_of
from streams.tag.tagger import tag

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass
class Pure:
    """CPU seconds by step, over all articles."""

    articles: int
    seconds: dict[str, float] = field(default_factory=dict)

    def time(self, name: str, items: Sequence[Item], step: Callable[[Item], Result]) -> list[Result]:
        """Run one step over all items and note its CPU seconds."""
        started = time.process_time()
        results = [step(item) for item in items]
        self.seconds[name] = time.process_time() - started
        return results

    def lines(self) -> list[str]:
        """Give the table."""
        total = sum(self.seconds.values())
        steps = [
            f"  {name:<12}{seconds / self.articles * 1_000:>18.3f}{self.articles / seconds:>18,.0f}"
            for name, seconds in self.seconds.items()
        ]
        head = f"pure functions, one process, no Kafka: {self.articles / total:,.0f} articles/s"
        return [head, f"  {'step':<12}{'CPU s per 1,000':>18}{'articles/s':>18}", *steps]


def measure_pure(articles: Sequence[tuple[bytes, bytes]]) -> Pure:
    """Run each step over all articles before the next, and time each."""
    pure = Pure(len(articles))
    judge = Judge()
    raws = pure.time("decode raw", [value for _, value in articles], read_raw)
    normalized = pure.time("normalize", list(enumerate(raws)), _normalized)
    tagged = pure.time("tag", normalized, tag)
    related = pure.time("dedup", list(enumerate(tagged)), lambda pair: _related(judge, *pair))
    enriched = pure.time("publish", related, _published)
    values = pure.time("encode", enriched, EnrichedArticle.encode)
    pure.time("decode", values, EnrichedArticle.decode)
    return pure


def _normalized(pair: tuple[int, RawRecord]) -> NormalizedArticle:
    offset, raw = pair
    (result,) = normalize(raw, RawPosition(topic="news.raw", partition=0, offset=offset), None, {})
    if not isinstance(result, NormalizedArticle):
        msg = f"the bench's article {offset} was refused: {result.detail}"
        raise TypeError(msg)
    return result


def _published(article: RelatedArticle) -> EnrichedArticle:
    enriched = enrich(article)
    headers_of(enriched)
    return enriched


def _related(judge: Judge, offset: int, article: TaggedArticle) -> RelatedArticle:
    verdict = judge.judge(case_of(article, offset))
    if verdict is None:
        msg = f"the bench's article {offset} was judged twice"
        raise ValueError(msg)
    return verdict.of(article)
