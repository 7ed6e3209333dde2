"""A term is found where it stands, as a word, a stem, an ending, a phrase or a piece of a text without blanks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.lang.folding import fold
from streams.tag.matcher import PieceMatcher, WordMatcher, matcher_for
from streams.tag.terms import Term, Terms, pattern_words

MATCHERS = {language: matcher_for(language) for language in ("en", "de", "ar", "hi", "zh", "ja", "ta")}


def terms_of(*patterns: str, is_spaceless: bool = False, prefixes: tuple[str, ...] = ()) -> Terms:
    """Give a term for each pattern; all speak for sport."""
    terms = tuple(Term(fold(one), pattern_words(fold(one)), {"medtop:15000000": 1.0}) for one in patterns)
    return Terms(terms, is_spaceless, prefixes)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("goal", "One GOAL each", ["GOAL"]),
        ("goal", "Two goals", []),
        ("goal*", "Two goals", ["goals"]),
        ("*liga", "Die Bundesliga ruht", ["Bundesliga"]),
        ("world cup", "The World-Cup final", ["World-Cup"]),
        ("world cup", "The world of cup cakes", []),
        ("world cup*", "Two world cups", ["world cups"]),
        ("world cup", "Of the world:\n\n - Cup fever", ["world:\n\n - Cup"]),
        ("cat*", "The cat sat by the category", ["cat", "category"]),
        ("goal* difference", "A goals difference", ["goals difference"]),
        ("ice hockey", "thin ice", []),
    ],
)
def test_word_patterns(pattern: str, text: str, found: list[str]) -> None:
    """A star stands for any ending or beginning; the words of a phrase stand next to one another."""
    matches = WordMatcher(terms_of(pattern))(text)
    assert [text[start:end] for _, start, end in matches] == found


def test_the_longest_phrase_wins() -> None:
    """Where two terms begin at one word, the one of more words is found, and nothing inside it."""
    matches = WordMatcher(terms_of("grand", "grand prix", "prix"))("the grand prix")
    assert [term.pattern for term, _, _ in matches] == ["grand prix"]


def test_a_joined_article_is_looked_through() -> None:
    """A language's prefixes are taken off a word that isn't known with them."""
    matches = WordMatcher(terms_of("حرب", prefixes=("ال",)))("بعد الحرب")
    assert [(start, end) for _, start, end in matches] == [(4, 9)]


@pytest.mark.parametrize(
    ("text", "found"),
    [("火箭队昨晚取胜", ["火箭队"]), ("火箭升空", ["火箭"]), ("用 ai 写作", ["ai"]), ("he said 火箭", ["火箭"])],
)
def test_pieces(text: str, found: list[str]) -> None:
    """The longest piece counts; a Latin term isn't found inside a Latin word."""
    matches = PieceMatcher(terms_of("火箭", "火箭队", "ai", is_spaceless=True))(text)
    assert [text[start:end] for _, start, end in matches] == found


@given(language=st.sampled_from(sorted(MATCHERS)), text=st.text(max_size=200))
def test_matches_do_not_overlap(language: str, text: str) -> None:
    """Whatever the text, matches lie within it, in order and apart."""
    matcher = MATCHERS[language]
    assert matcher is not None
    edges = [edge for match in matcher(text) for edge in match[1:]]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


@pytest.mark.parametrize("sign", [chr(code) for code in range(128)])
def test_words_end_at_the_same_signs_in_every_text(sign: str) -> None:
    """A text of ASCII alone, which has a way of its own, is cut into the words that it has before a foreign one."""
    matcher, text = WordMatcher(terms_of("goal", "cup")), f"goal{sign}cup"
    assert matcher(text) == matcher(f"{text} ß")
