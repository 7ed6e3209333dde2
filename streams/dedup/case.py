"""Case: a new article with all that the rules ask of it, made once.

Called by the judge; rulings and evidence read it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from schemas.article import TaggedArticle
from schemas.relation import ChangedField
from schemas.state import TextState
from streams.dedup.arrival import Arrival
from streams.dedup.signature import Signature
from streams.dedup.sketch import Sketch, sketches_of
from streams.dedup.spans import Units
from streams.dedup.texts import Text, text_of
from streams.dedup.times import Bounds


@dataclass(frozen=True)
class Case:
    """A new article as the rules see it; `named_keys` holds what it is known by: guid and url.

    It is remembered by the newest definition of a signature; `older` holds it by each of the others, to be compared
    with what was remembered by those.
    """

    article: Arrival
    offset: int
    signature: Signature
    state: TextState
    text: Text
    named_keys: Mapping[str, int]
    fields: Mapping[ChangedField, int]
    published: Bounds
    notes: int
    older: tuple["Case", ...] = ()

    @cached_property
    def units(self) -> Units:
        """Give the units of the body: they are asked for twice, of a version that changed it."""
        return Units.of(self.article.body, self.signature)

    @property
    def by_definition(self) -> tuple["Case", ...]:
        """Give the case by each definition, the newest first."""
        return (self, *self.older)

    def beside(self, text: Text) -> "Case":
        """Give the case by the definition that a remembered text is of; by the newest one where that is unknown."""
        return next((one for one in self.older if one.text.signature == text.signature), self)

    @property
    def keys(self) -> tuple[int, ...]:
        """Give the keys without their names."""
        return tuple(self.named_keys.values())


def case_of(article: TaggedArticle, offset: int) -> Case:
    """Reduce the article at an offset of the sequence to what is asked of it."""
    return sketched(Arrival.of(article), offset, sketches_of(article))


def sketched(article: Arrival, offset: int, sketches: Sequence[Sketch]) -> Case:
    """Give the case of an article whose sketches, the newest definition's first, are at hand."""
    newest, *others = sketches
    return _case(article, offset, newest, tuple(_case(article, offset, one) for one in others))


def _case(article: Arrival, offset: int, sketch: Sketch, older: tuple[Case, ...] = ()) -> Case:
    return Case(
        article=article,
        offset=offset,
        signature=sketch.signature,
        state=sketch.state,
        text=text_of(sketch.state, article.source),
        named_keys=sketch.named_keys,
        fields=sketch.fields,
        published=sketch.published,
        notes=sketch.notes,
        older=older,
    )
