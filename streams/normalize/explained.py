"""Why a page of text was read as it was: the candidates for its headline and its lines, with scores and signs.

Called by `newsstream explain`. Pure; it reads the page again, by the same functions as `page` does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.raw import RawArticle
from streams.normalize.address import address_of
from streams.normalize.content import lines_of_text
from streams.normalize.context import Context
from streams.normalize.headline import page_title_of
from streams.normalize.layout import first_prose, weights, with_summaries
from streams.normalize.look import Seen
from streams.normalize.outline import Outline, front_of, outline_of, reading_of, ruled_outline
from streams.normalize.page import language_and_order, looked_at
from streams.normalize.places import chances, points
from streams.normalize.prominence import candidates, prominence, sign_weights
from streams.normalize.substance import signs_of, span_of

Points = tuple[tuple[str, float], ...]
"""Signs with what each adds to the score, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A line with its score: of headlines the weighed signs, of body lines the chance to be body."""

    line: int
    text: str
    score: float
    is_taken: bool
    points: Points


@dataclass(frozen=True, slots=True)
class Explanation:
    """The candidates for the headline, the likeliest first, and the lines that were asked, in order."""

    headlines: tuple[Scored, ...] = ()
    lines: tuple[Scored, ...] = ()


def explain_text(raw: RawArticle) -> Explanation:
    """Give the scores of a page of text; none for other content, which its markup explains."""
    found = lines_of_text(raw)
    if found is None:
        return Explanation()
    lines, context = found
    language, order = language_and_order(lines, context)
    seen = looked_at(lines, context, language, order)
    outline = outline_of(seen, context, language)
    return Explanation(_headlines(seen, outline, context), _lines(seen, outline, context, language))


def _headlines(seen: Sequence[Seen], outline: Outline, context: Context) -> tuple[Scored, ...]:
    summed = with_summaries(seen)
    front = front_of(summed, first_prose(summed, weights(summed)))
    found = candidates(front, address_of(context.url), page_title_of(front, context.site))
    scored = [
        Scored(
            line=seen[index].line.number,
            text=seen[index].line.text,
            score=prominence(signs),
            is_taken=index == outline.title,
            points=_ordered((name, sign_weights()[name] * value) for name, value in signs.items() if value),
        )
        for index, signs in found.items()
    ]
    return tuple(sorted(scored, key=lambda one: -one.score))


def _lines(seen: Sequence[Seen], outline: Outline, context: Context, language: str) -> tuple[Scored, ...]:
    reading = reading_of(ruled_outline(seen, context), context, language)
    signs = signs_of(reading)
    return tuple(
        Scored(
            line=outline.seen[index].line.number,
            text=outline.seen[index].line.text,
            score=chance,
            is_taken=index in outline.body,
            points=_ordered(points(own)),
        )
        for index, own, chance in zip(span_of(reading), signs, chances(signs), strict=True)
    )


def _ordered(found: Iterable[tuple[str, float]]) -> Points:
    return tuple(sorted(found, key=lambda one: -abs(one[1])))
