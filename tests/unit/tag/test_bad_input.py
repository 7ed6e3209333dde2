"""What is hardly an article gets its subjects or an honest none, in bounded time."""

import pytest

from schemas.article import ArticleContent
from streams.tag.matcher import WORDS_REMEMBERED, WordMatcher, matcher_for
from streams.tag.tagger import subjects_of
from streams.tag.vocabulary import topics

SURE = 70


def tops(body: str = "", title: str | None = None, language: str = "en") -> dict[str, int]:
    """Give the first-level subjects with their confidence."""
    subjects = subjects_of(ArticleContent(title=title, body=body, language=language))
    return {one.code: one.confidence for one in subjects if not one.ancestors}


def test_a_headline_alone() -> None:
    """A headline is enough."""
    assert max(tops(title="Central bank raises interest rates as inflation climbs")) == "medtop:04000000"


def test_one_sentence() -> None:
    """So is a sentence."""
    assert "medtop:17000000" in tops("Forecasters expect heavy snow and gales on the coast.")


def test_two_languages() -> None:
    """What stands in the article's language counts, and the other one does no harm."""
    assert "medtop:15000000" in tops("The striker scored twice in the final. Der Stürmer traf im Finale zweimal.")


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < count; i++) { total += bank[i].rate; } // strike out the rest",
        "Shall I compare thee to a summer's day? Thou art more lovely and more temperate.",
        "a,b,c\n1,2,3\n" * 400,
        "court " * 3_000,
        "strike\u0000" * 500,
        "😀" * 2_000,
    ],
)
def test_no_absurd_confidence(body: str) -> None:
    """Code, a poem, a table, one word for ever, noise: nothing is said for sure."""
    assert all(confidence < SURE for confidence in tops(body).values())


@pytest.mark.parametrize("language", ["am", "ha", "my", "und", "xx"])
def test_a_language_without_terms_has_no_subjects(language: str) -> None:
    """Nothing is guessed from words that look like another language's."""
    assert not tops("The striker scored a goal.", title="Striker", language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_megabyte_without_a_blank(language: str) -> None:
    """A text that is one word is read to its limit, and kept in no memory."""
    assert not tops("x" * 1_000_000, language=language)


def test_a_headline_of_a_megabyte() -> None:
    """A page that came as one line is read to its limit too."""
    assert set(tops(title="striker ".ljust(10_000) + "inflation " * 100_000)) == {"medtop:15000000"}


def test_a_list_of_everything() -> None:
    """Where the words speak for all subjects alike none is said for sure."""
    words = "striker, inflation, parliament, vaccine, earthquake, police, blizzard, novelist, bishop, physicist"
    assert all(confidence < SURE for confidence in tops(words).values())


def test_a_gap_in_a_phrase() -> None:
    """However much stands between the words of a phrase that is no word, the phrase is looked for once."""
    assert tops("interest" + " .,\n" * 2_400 + "rates. " + "interest , " * 1_000)


def test_what_is_remembered_is_bounded() -> None:
    """Words that are never seen again do not fill the memory."""
    matcher = matcher_for("en")
    assert isinstance(matcher, WordMatcher)
    for start in range(0, WORDS_REMEMBERED + 2_000, 1_000):
        assert not matcher(" ".join(f"qx{number}" for number in range(start, start + 1_000)))
    assert len(matcher._starts) <= WORDS_REMEMBERED
    assert not matcher("q" * 1_000)
    assert "q" * 1_000 not in matcher._starts


def test_confidence_is_of_the_vocabulary() -> None:
    """Whatever is said is a live code with all its ancestors."""
    for one in subjects_of(ArticleContent(title="Striker and inflation", body="Court, vaccine.", language="en")):
        assert one.ancestors == topics()[one.code].ancestors
