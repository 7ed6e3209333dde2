"""Tag an article: the subjects that its words speak for, with the words as evidence.

Called by the tag agent and by `newsstream process`, once for each article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeVar

from schemas.article import ArticleContent, Hop, NormalizedArticle, TaggedArticle
from schemas.subject import Evidence, Subject
from streams.lang.folding import fold
from streams.tag.findings import Finding, Texts, findings_in, texts_of
from streams.tag.matcher import matcher_for
from streams.tag.rules.book import RuleBook
from streams.tag.rules.expressions import Places
from streams.tag.scores import choose, scores_of
from streams.tag.sections import Filed, sections_of
from streams.tag.terms import Voice
from streams.tag.vocabulary import Topic, topics

TAG_VERSION = "4"

UNKNOWN_LANGUAGE = "subjects_language_unknown"
"""The flag of an article that only the editors' rules can speak of: there are no terms in its language."""
MAX_SUBJECTS = 6
MAX_EVIDENCE = 5
NO_RULES = RuleBook()
_Voice = TypeVar("_Voice", bound=Voice)


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a subject was or was not said: its score and confidence, and what speaks for it with its points.

    That is every term with its first place, and every section that the source files the article under.
    """

    code: str
    label: str
    score: float
    confidence: int
    terms: tuple[tuple[Evidence, float], ...]
    sections: tuple[tuple[str, float], ...]


def tag(article: NormalizedArticle, book: RuleBook = NO_RULES) -> TaggedArticle:
    """Give the article with its subjects, the surest first, and this stage's hop; pure.

    An article in a language without terms, or without convincing words, has the subjects that the editors' rules give.
    """
    version = f"{TAG_VERSION}+rules.{book.version}" if book.version else TAG_VERSION
    hops = (*article.provenance.hops, Hop(stage="tag", version=version))
    flag = () if matcher_for(article.language) else (UNKNOWN_LANGUAGE,)
    return TaggedArticle.model_construct(
        **vars(article)
        | {"provenance": article.provenance.model_copy(update={"hops": hops}), "flags": (*article.flags, *flag)},
        subjects=subjects_of(article, book),
    )


def subjects_of(article: ArticleContent, book: RuleBook = NO_RULES) -> tuple[Subject, ...]:
    """Give the subjects, the surest first.

    They are the first-level ones that convince, the deeper ones that enough of the evidence names, and what the
    editors' rules give; less what those take away.
    """
    texts = texts_of(article)
    findings = findings_in(texts, article.language)
    filed = sections_of(article, findings)
    chosen = sorted(choose([*findings, *filed]).items(), key=lambda one: (-one[1], one[0]))
    own = [_subject(code, confidence, findings, filed, texts) for code, confidence in chosen[:MAX_SUBJECTS]]
    return _ruled(own, texts, article.language, book) if book.rules else tuple(own)


def _ruled(own: Sequence[Subject], texts: Texts, language: str, book: RuleBook) -> tuple[Subject, ...]:
    """Put the editors' word beside the tagger's own: theirs counts where both speak of a subject."""
    ruling = book.judge({field: fold(text) for field, text in texts.items()}, language)
    given = {topic.code: _given(topic, confidence, places, texts) for topic, confidence, places in ruling.given}
    kept = [one for one in own if one.code not in given and ruling.refused.isdisjoint((one.code, *one.ancestors))]
    return tuple(sorted((*kept, *given.values()), key=lambda one: (-one.confidence, one.code)))


def _given(topic: Topic, confidence: int, places: Places, texts: Texts) -> Subject:
    evidence = (
        Evidence(text=texts[place.field][place.start : place.end], field=place.field, start=place.start)
        for place in places[:MAX_EVIDENCE]
    )
    return Subject(
        code=topic.code,
        label=topic.label,
        confidence=confidence,
        evidence=tuple(evidence),
        ancestors=topic.ancestors,
    )


def explain_subjects(article: ArticleContent) -> tuple[Explained, ...]:
    """Give each first-level subject that any term speaks for, said or not, the strongest first; for people to read."""
    texts = texts_of(article)
    findings = findings_in(texts, article.language)
    filed = sections_of(article, findings)
    scores = scores_of([*findings, *filed])
    return tuple(
        Explained(
            code,
            topics()[code].label,
            round(scores.points[code], 2),
            scores.confidence(code),
            tuple((finding.quoted(texts), round(points, 2)) for points, finding in _supporters(code, findings)),
            tuple((one.name, round(points, 2)) for points, one in _supporters(code, filed)),
        )
        for code in sorted(scores.points, key=lambda code: (-scores.points[code], code))
    )


def signs_of(article: ArticleContent) -> dict[str, tuple[float, float, float]]:
    """Give what the confidence of each first-level subject is made of: logarithms of score, share and terms."""
    scores = scores_of(findings_in(texts_of(article), article.language))
    return {code: scores.signs(code) for code in scores.points}


def _subject(code: str, confidence: int, findings: Sequence[Finding], filed: Sequence[Filed], texts: Texts) -> Subject:
    topic = topics()[code]
    return Subject(
        code=code,
        label=topic.label,
        confidence=confidence,
        evidence=tuple(finding.quoted(texts) for _, finding in _supporters(code, findings)[:MAX_EVIDENCE]),
        sections=tuple(one.name for _, one in _supporters(code, filed)),
        ancestors=topic.ancestors,
    )


def _supporters(code: str, voices: Sequence[_Voice]) -> list[tuple[float, _Voice]]:
    """Give what speaks for a subject with its points, the strongest first."""
    found = [(one.points * weight, one) for one in voices if (weight := one.term.speaks_for.get(code))]
    found.sort(key=itemgetter(0), reverse=True)
    return found
