"""The Kafka shell of tag: news.normalized -> news.tagged, whose one partition is the sequence."""

from schemas.article import NormalizedArticle
from streams.engine.records import Effects, Outgoing, Record, delivery_headers, raw_timestamp_of
from streams.engine.values import read_value
from streams.tag.rules.book import RuleBook
from streams.tag.tagger import tag

INPUTS = ("news.normalized",)
OUTPUT = "news.tagged"


class TagAgent:
    """Gives articles their subjects, by the tagger's own terms and by the editors' rules."""

    def __init__(self, book: RuleBook) -> None:
        """Work with these rules for as long as the process lives."""
        self._book = book

    def decide(self, record: Record) -> Effects:
        """Give the article with its subjects."""
        tagged = tag(read_value(NormalizedArticle, record), self._book)
        headers = delivery_headers(tagged.provenance.raw, raw_timestamp_of(record))
        return Effects((Outgoing(OUTPUT, tagged.source.encode(), tagged.encode(), headers),))
