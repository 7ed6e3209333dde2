"""The book of rules: every rule that a newsroom wrote, asked of an article at once.

Made by `file` from what the setting `NEWSSTREAM_RULES` names; called by the tagger. Without rules nothing is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.subject import Field
from streams.tag.rules.expressions import TITLE, AtLeast, Expression, Found, Pattern, Places
from streams.tag.rules.words import Finder
from streams.tag.vocabulary import Topic

CONFIDENCE = 75
"""What a rule gives where its editors say nothing: they vouch for it, and nothing was measured."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule carries, and whether its topic is to come out."""

    line: int
    title: str
    body: str
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What gives an article a topic, and what keeps it from it; `line` is where the topic stands in the file."""

    topic: Topic
    line: int
    when: tuple[Expression, ...] = ()
    unless: tuple[Expression, ...] = ()
    confidence: int = CONFIDENCE
    title_confidence: int = CONFIDENCE
    languages: frozenset[str] = frozenset()
    examples: tuple[Example, ...] = ()

    def is_for(self, language: str) -> bool:
        """Tell whether the rule is for articles of a language: it names the language, or none at all."""
        return not self.languages or language.partition("-")[0].lower() in self.languages

    def terms(self) -> frozenset[Pattern]:
        """Give every term that the rule asks for."""
        return frozenset().union(*(expression.terms() for expression in (*self.when, *self.unless)))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules say of one article: topics that they give, and codes that they take away."""

    given: tuple[tuple[Topic, int, Places], ...] = ()
    refused: frozenset[str] = frozenset()


class RuleBook:
    """All rules with their terms in one index: a rule of which no term stands in an article is not asked at all."""

    def __init__(self, rules: Iterable[Rule] = (), version: str = "") -> None:
        """Index the rules; `version` tells this book from another."""
        self.rules = tuple(rules)
        self.version = version
        by_term: defaultdict[Pattern, list[int]] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            for term in rule.terms():
                by_term[term].append(number)
        self._by_term = by_term
        self._finder = Finder(by_term)

    def judge(self, folded: Mapping[Field, str], language: str) -> Ruling:
        """Ask the rules of an article; `folded` are its fields, folded."""
        if not self.rules:
            return Ruling()
        found = self._finder.find(folded)
        asked = sorted({number for term in found.places for number in self._by_term[term]})
        given, refused = [], set()
        for rule in (self.rules[number] for number in asked):
            if not rule.is_for(language):
                continue
            if any(expression.places(found) is not None for expression in rule.unless):
                refused.add(rule.topic.code)
            elif (places := _places(rule.when, found)) is not None:
                given.append((rule.topic, _confidence(rule, places), places))
        return Ruling(tuple(given), frozenset(refused))


def _places(when: tuple[Expression, ...], found: Found) -> Places | None:
    """Give the places of all lines that hold, those in the title first."""
    return AtLeast(1, when).places(found)


def _confidence(rule: Rule, places: Places) -> int:
    return rule.title_confidence if places and places[0].field == TITLE else rule.confidence
