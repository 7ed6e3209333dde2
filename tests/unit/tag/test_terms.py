"""The files of terms and the vocabulary agree; every file is found and read."""

from importlib.resources import files

import pytest

from streams.tag.matcher import matcher_for
from streams.tag.terms import STAR, load_terms, pattern_words
from streams.tag.vocabulary import topics

LANGUAGES = sorted(folder.name for folder in files("streams.lang").iterdir() if (folder / "subjects.toml").is_file())
TOP_TOPICS = 17


def test_the_vocabulary_is_a_tree() -> None:
    """There are 17 first-level topics, and every other one leads to one of them."""
    tops = {code for code, topic in topics().items() if not topic.ancestors}
    assert len(tops) == TOP_TOPICS
    assert {topic.top for topic in topics().values()} == tops


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_speaks_of_everything(language: str) -> None:
    """Each file has strong terms for each first-level topic."""
    terms = load_terms(language)
    assert terms is not None
    spoken = {topics()[code].top for term in terms.terms for code, weight in term.speaks_for.items() if weight == 1.0}
    assert len(spoken) == TOP_TOPICS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_found(language: str) -> None:
    """Each term, written as a text, is found whole: none is unreachable."""
    terms, matcher = load_terms(language), matcher_for(language)
    assert terms is not None
    assert matcher is not None
    for term in terms.terms:
        text = term.pattern.replace(STAR, "")
        assert [end for _, _, end in matcher(text)][-1:] == [len(text)], term.pattern


def test_a_language_that_shares_another_s_terms() -> None:
    """Bokmål by its own code is Norwegian, and Nigerian Pidgin is read by its English words."""
    assert load_terms("nb") is load_terms("no")
    assert matcher_for("pcm") is matcher_for("en")


@pytest.mark.parametrize("language", ["", "xx", "EN/..", "und"])
def test_a_language_without_terms(language: str) -> None:
    """No file, no terms, and no path outside the folder of languages."""
    assert load_terms(language) is None


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("world cup*", ("world", "cup*")), ("*liga", ("*liga",)), ("al-qaeda", ("al", "qaeda")), ("us*", ("us*",))],
)
def test_the_words_of_a_pattern(pattern: str, words: tuple[str, ...]) -> None:
    """A star stays with the word that it stands at."""
    assert pattern_words(pattern) == words
