"""The Kafka shell of tag: news.normalized -> news.tagged, whose one partition is the sequence."""

from collections.abc import Callable

from schemas.article import NormalizedArticle, TaggedArticle
from streams.engine.records import Effects, Outgoing, Record, delivery_headers, raw_timestamp_of
from streams.engine.values import read_value
from streams.tag.rules.book import RuleBook
from streams.tag.tagger import tag

INPUTS = ("news.normalized",)
OUTPUT = "news.tagged"

Sketch = Callable[[TaggedArticle], tuple[str, bytes]]
"""Makes a header that spares the one writer of the sequence's verdicts what any number of processes can do here."""


class TagAgent:
    """Gives articles their subjects, by the tagger's own terms and by the editors' rules."""

    def __init__(self, book: RuleBook, sketch: Sketch) -> None:
        """Work with these rules for as long as the process lives."""
        self._book = book
        self._sketch = sketch

    def decide(self, record: Record) -> Effects:
        """Give the article with its subjects."""
        tagged = tag(read_value(NormalizedArticle, record), self._book)
        headers = (*delivery_headers(tagged.provenance.raw, raw_timestamp_of(record)), self._sketch(tagged))
        return Effects((Outgoing(OUTPUT, tagged.source.encode(), tagged.encode(), headers),))
