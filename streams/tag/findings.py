"""Findings: which terms an article's fields hold, where each stands first, and how much its places count.

Called by the tagger, once for each article.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.article import ArticleContent
from schemas.subject import Evidence, Field
from streams.tag.matcher import matcher_for
from streams.tag.terms import Term

FIELD_FACTORS: Mapping[Field, float] = {"title": 3.0, "standfirst": 2.0, "body": 1.0}
LEAD_CHARACTERS = 400
LEAD_FACTOR = 1.5
"""A report says at once what it is about; what comes late is background."""
FIELD_CHARACTERS = 10_000
"""Of a longer field only the beginning is read: time is bounded, whatever comes."""
TIMES_COUNTED = 4

Texts = Mapping[Field, str]


@dataclass(slots=True)
class Finding:
    """A term with its first place, and what all its places together add for each unit of weight."""

    term: Term
    field: Field
    start: int
    end: int
    points: float
    times: int = 1
    quote: Evidence | None = None

    def quoted(self, texts: Texts) -> Evidence:
        """Give the term as it stands in the article; it may speak for several subjects, and is quoted once."""
        if self.quote is None:
            self.quote = Evidence(text=texts[self.field][self.start : self.end], field=self.field, start=self.start)
        return self.quote


def texts_of(article: ArticleContent) -> Texts:
    """Give what is read of an article."""
    return {
        "title": (article.title or "")[:FIELD_CHARACTERS],
        "standfirst": (article.standfirst or "")[:FIELD_CHARACTERS],
        "body": article.body[:FIELD_CHARACTERS],
    }


def findings_in(texts: Texts, language: str) -> list[Finding]:
    """Find the terms that speak for any subject, in the order of their first places."""
    matcher = matcher_for(language)
    found: dict[Term, Finding] = {}
    if matcher is None:
        return []
    for field, text in texts.items():
        factor, lead = FIELD_FACTORS[field], LEAD_CHARACTERS if field == "body" else 0
        for term, start, end in matcher(text):
            points = factor * LEAD_FACTOR if start < lead else factor
            finding = found.get(term)
            if finding:
                finding.times += 1
                if finding.times <= TIMES_COUNTED:
                    finding.points += points / finding.times
            elif term.tops:
                found[term] = Finding(term, field, start, end, points)
    return list(found.values())
