"""EnrichedArticle: the value of `news.enriched` and `news.latest`, what subscribers read."""

from schemas.relation import RelatedArticle


class EnrichedArticle(RelatedArticle):
    """The finished article: every stage's addition and the whole provenance."""
