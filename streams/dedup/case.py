"""Case: a new article with all that the rules ask of it, made once.

Called by the judge; rulings and evidence read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.article import TaggedArticle
from schemas.relation import ChangedField
from schemas.state import TextState
from streams.dedup.signature import Signature
from streams.dedup.texts import Text, count_notes, field_hashes, identity_keys, signature_of, text_of, text_state_of
from streams.dedup.times import Bounds, bounds_of

MAX_NOTES = 0xFFFF
LOW_32_BITS = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Case:
    """A new article as the rules see it; `named_keys` holds what it is known by: guid and url."""

    article: TaggedArticle
    offset: int
    signature: Signature
    state: TextState
    text: Text
    named_keys: Mapping[str, int]
    fields: Mapping[ChangedField, int]
    published: Bounds
    notes: int

    @property
    def keys(self) -> tuple[int, ...]:
        """Give the keys without their names."""
        return tuple(self.named_keys.values())


def case_of(article: TaggedArticle, offset: int) -> Case:
    """Reduce the article at an offset of the sequence to what is asked of it."""
    signature = signature_of(article)
    state = text_state_of(article, signature)
    return Case(
        article=article,
        offset=offset,
        signature=signature,
        state=state,
        text=text_of(state, article.source),
        named_keys=identity_keys(article),
        fields={name: value & LOW_32_BITS for name, value in field_hashes(article, state, signature.figures).items()},
        published=bounds_of(article.published),
        notes=min(count_notes(article), MAX_NOTES),
    )
