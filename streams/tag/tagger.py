"""Tag an article: the subjects that its words speak for, with the words as evidence.

Called by the tag agent and by `newsstream process`, once for each article.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from schemas.article import ArticleContent, Hop, NormalizedArticle, TaggedArticle
from schemas.subject import Evidence, Field, Subject
from streams.lang.folding import fold
from streams.tag.matcher import Match, Matcher, matcher_for
from streams.tag.rules.book import RuleBook
from streams.tag.rules.expressions import Places
from streams.tag.vocabulary import Topic, topics

TAG_VERSION = "3"

FIELD_FACTORS: Mapping[Field, float] = {"title": 3.0, "standfirst": 2.0, "body": 1.0}
LEAD_CHARACTERS = 400
LEAD_FACTOR = 1.5
"""A report says at once what it is about; what comes late is background."""
BODY_CHARACTERS = 10_000
TIMES_COUNTED = 4
MIN_CONFIDENCE = 33
"""A guess below this is worth less than silence: of 33, 36 and 40 it has the best F1 of the first level, on all
labelled articles and on those that are labelled in full; who wants only sure subjects asks for more confidence."""
DEEP_SHARE, NARROW_SHARE = 0.3, 0.5
"""A deeper subject needs this share of its first level's evidence, and each step down this share of the step above."""
UNKNOWN_LANGUAGE = "subjects_language_unknown"
"""The flag of an article that only the editors' rules can speak of: there are no terms in its language."""
MAX_SUBJECTS = 6
MAX_EVIDENCE = 5
BASE, BY_SCORE, BY_SHARE, BY_TERMS = 0.38, 0.75, 2.35, 0.80
"""A logistic regression on 5,530 labelled articles of 16 sources, on what comes out above 0.3. Fitted without the
source that is judged, confidence and share that is right differ by 0.032 on average (0.044 where all labels are
known)."""


NO_RULES = RuleBook()


@dataclass(frozen=True, slots=True)
class Scores:
    """The evidence for each subject: its score and how many terms speak for it; `total` is that of all first levels."""

    points: Mapping[str, float]
    terms: Mapping[str, int]
    total: float


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a subject was or was not said: its score, its confidence, and every term with its first place and points."""

    code: str
    label: str
    score: float
    confidence: int
    terms: tuple[tuple[Evidence, float], ...]


@dataclass(slots=True)
class Finding:
    """A term with its first place, and what all its places together add for each unit of weight."""

    match: Match
    field: Field
    points: float = 0.0
    times: int = 0


Supporters = list[tuple[float, Finding]]


def tag(article: NormalizedArticle, book: RuleBook = NO_RULES) -> TaggedArticle:
    """Give the article with its subjects, the surest first, and this stage's hop; pure.

    An article in a language without terms, or without convincing words, has the subjects that the editors' rules give.
    """
    version = f"{TAG_VERSION}+rules.{book.version}" if book.version else TAG_VERSION
    hops = (*article.provenance.hops, Hop(stage="tag", version=version))
    fields = {name: getattr(article, name) for name in NormalizedArticle.model_fields}
    flag = () if _matcher(article.language) else (UNKNOWN_LANGUAGE,)
    return TaggedArticle.model_construct(
        **fields
        | {"provenance": article.provenance.model_copy(update={"hops": hops}), "flags": (*article.flags, *flag)},
        subjects=subjects_of(article, book),
    )


def subjects_of(article: ArticleContent, book: RuleBook = NO_RULES) -> tuple[Subject, ...]:
    """Give the subjects, the surest first.

    They are the first-level ones that convince, the deeper ones that enough of the evidence names, and what the
    editors' rules give; less what those take away.
    """
    texts = _texts(article)
    findings = list(_findings(texts, article.language).values())
    chosen = sorted(_chosen(_scores(findings)).items(), key=lambda one: (-one[1], one[0]))
    said = chosen[:MAX_SUBJECTS]
    supporters = _supporters({code for code, _ in said}, findings)
    own = [_subject(code, confidence, supporters[code], texts) for code, confidence in said]
    return _ruled(own, texts, article.language, book) if book.rules else tuple(own)


def _ruled(own: Sequence[Subject], texts: Mapping[Field, str], language: str, book: RuleBook) -> tuple[Subject, ...]:
    """Put the editors' word beside the tagger's own: theirs counts where both speak of a subject."""
    ruling = book.judge({field: fold(text) for field, text in texts.items()}, language)
    given = {topic.code: _given(topic, confidence, places, texts) for topic, confidence, places in ruling.given}
    kept = [one for one in own if one.code not in given and ruling.refused.isdisjoint((one.code, *one.ancestors))]
    return tuple(sorted((*kept, *given.values()), key=lambda one: (-one.confidence, one.code)))


def _given(topic: Topic, confidence: int, places: Places, texts: Mapping[Field, str]) -> Subject:
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
    texts = _texts(article)
    findings = list(_findings(texts, article.language).values())
    scores = _scores(findings)
    supporters = _supporters(frozenset(_tops(scores)), findings)
    return tuple(
        Explained(
            code,
            topics()[code].label,
            round(scores.points[code], 2),
            _confidence(code, scores),
            tuple((_quote(finding, texts), round(points, 2)) for points, finding in supporters[code]),
        )
        for code in sorted(_tops(scores), key=lambda code: (-scores.points[code], code))
    )


def signs_of(article: ArticleContent) -> dict[str, tuple[float, float, float]]:
    """Give what the confidence of each first-level subject is made of: logarithms of score, share and terms."""
    scores = _scores(list(_findings(_texts(article), article.language).values()))
    return {code: _signs(code, scores) for code in _tops(scores)}


def _texts(article: ArticleContent) -> dict[Field, str]:
    return {
        "title": article.title or "",
        "standfirst": article.standfirst or "",
        "body": article.body[:BODY_CHARACTERS],
    }


def _matcher(language: str) -> Matcher | None:
    return matcher_for(language.partition("-")[0].lower())


def _findings(texts: Mapping[Field, str], language: str) -> dict[str, Finding]:
    matcher = _matcher(language)
    found: dict[str, Finding] = {}
    if matcher is None:
        return found
    for field, text in texts.items():
        for match in matcher(text):
            finding = found.get(match.term.pattern)
            if finding is None:
                finding = found[match.term.pattern] = Finding(match, field)
            finding.times += 1
            if finding.times <= TIMES_COUNTED:
                lead = LEAD_FACTOR if field == "body" and match.start < LEAD_CHARACTERS else 1.0
                finding.points += FIELD_FACTORS[field] * lead / finding.times
    return found


def _scores(findings: Sequence[Finding]) -> Scores:
    points: defaultdict[str, float] = defaultdict(float)
    terms: defaultdict[str, int] = defaultdict(int)
    for finding in findings:
        for code, weight in finding.match.term.speaks_for:
            points[code] += finding.points * weight
            terms[code] += 1
    return Scores(points, terms, sum(score for code, score in points.items() if not topics()[code].ancestors))


def _tops(scores: Scores) -> list[str]:
    return [code for code in scores.points if not topics()[code].ancestors]


def _chosen(scores: Scores) -> dict[str, int]:
    """Give the subjects to be said with their confidence; of those on one line only the first level and the deepest."""
    sure = {code: _confidence(code, scores) for code in _tops(scores)}
    sure = {code: confidence for code, confidence in sure.items() if confidence >= MIN_CONFIDENCE}
    deep = [code for code in scores.points if _is_named(code, sure, scores.points)]
    passed = {broader for code in deep for broader in topics()[code].ancestors}
    return sure | {code: _deep_confidence(code, sure, scores.points) for code in deep if code not in passed}


def _is_named(code: str, sure: Mapping[str, int], points: Mapping[str, float]) -> bool:
    topic = topics()[code]
    if not topic.ancestors or topic.top not in sure or points[code] < DEEP_SHARE * points[topic.top]:
        return False
    return all(points[narrow] >= NARROW_SHARE * points[broad] for narrow, broad in pairwise(topic.line[:-1]))


def _confidence(code: str, scores: Scores) -> int:
    """Give 0 to 100: how much evidence there is, how many terms give it, and how much of all evidence it is."""
    score, share, terms = _signs(code, scores)
    return round(100 / (1 + math.exp(-(BASE + BY_SCORE * score + BY_SHARE * share + BY_TERMS * terms))))


def _signs(code: str, scores: Scores) -> tuple[float, float, float]:
    score = scores.points[code]
    return math.log(score), math.log(score / scores.total), math.log(scores.terms[code])


def _deep_confidence(code: str, sure: Mapping[str, int], points: Mapping[str, float]) -> int:
    top = topics()[code].top
    return round(sure[top] * math.sqrt(points[code] / points[top]))


def _subject(code: str, confidence: int, supporters: Supporters, texts: Mapping[Field, str]) -> Subject:
    topic = topics()[code]
    return Subject(
        code=code,
        label=topic.label,
        confidence=confidence,
        evidence=tuple(_quote(finding, texts) for _, finding in supporters[:MAX_EVIDENCE]),
        ancestors=topic.ancestors,
    )


def _supporters(codes: AbstractSet[str], findings: Sequence[Finding]) -> dict[str, Supporters]:
    """Give for each of the subjects the terms that speak for it with their points, the strongest first."""
    found: dict[str, Supporters] = {code: [] for code in codes}
    for finding in findings:
        for code, weight in finding.match.term.speaks_for:
            if code in found:
                found[code].append((finding.points * weight, finding))
    for supporters in found.values():
        supporters.sort(key=lambda one: -one[0])
    return found


def _quote(finding: Finding, texts: Mapping[Field, str]) -> Evidence:
    match = finding.match
    return Evidence(text=texts[finding.field][match.start : match.end], field=finding.field, start=match.start)
