"""How phrases are folded and looked up."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.lang.folding import fold, letters_of
from streams.lang.lexicon import lexicon
from streams.lang.phrases import PhraseTable


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("İstanbul’da", "istanbul'da"),
        ("٢٠٢٥", "2025"),
        ("“Yes” – no", '"yes" - no'),
        ("२१ जून", "21 जून"),
        ("来源：新华社", "来源:新华社"),
    ],
)
def test_spellings_of_one_thing_are_made_equal(text: str, folded: str) -> None:
    """Quotes, dashes, digits and letters that only look different fold into one."""
    assert fold(text) == folded


def test_letters_leave_out_all_that_is_none() -> None:
    """Two prints of a headline compare equal whatever stands around their words."""
    assert letters_of("“Fog” – again!") == letters_of("fog, again")


def test_the_longest_phrase_wins() -> None:
    """The phrase "also read" is found where "also" is a phrase too."""
    table = PhraseTable([("also", "a"), ("also read", "b")])
    found = table.opening("also read: more")
    assert found is not None
    assert found.kind == "b"


def test_a_phrase_ends_where_a_word_ends() -> None:
    """The phrase "by" does not open "bypass"."""
    assert PhraseTable([("by", "author")]).opening("bypass closed") is None


def test_scripts_without_spaces_need_no_word_end() -> None:
    """A Chinese label stands right before the name."""
    assert PhraseTable([("记者", "reporter")]).opening("记者王海") is not None


PHRASES = ("by", "edited by", "photo:", "(photo", ", photo", "©", "éd", "记者", "ก", "क")
PIECES = st.sampled_from((*PHRASES, " ", ",", "(", "_", "a", "é", "1", "文", "ั", "ि"))


def starts_of(table: PhraseTable, folded: str) -> Iterator[int]:
    """Ask every place of a text: where no letter stands before it, or one of a script without spaces begins it."""
    reached = 0
    for start, char in enumerate(folded):
        is_begin = start == 0 or not folded[start - 1].isalnum() or char in "记者文กั"
        if start >= reached and is_begin and (found := table.opening(folded, start)):
            reached = found.end
            yield start


@given(st.lists(PIECES).map("".join))
def test_a_search_finds_what_asking_at_every_word_finds(text: str) -> None:
    """No phrase is missed for the word that it is filed under."""
    table = PhraseTable((phrase, "any") for phrase in PHRASES)
    assert [found.start for found in table.search(text)] == list(starts_of(table, text))


@pytest.mark.parametrize(
    ("word", "sign", "value"), [("juin", "M", 6), ("декабря", "M", 12), ("कल", None, 0), ("كانون الثاني", "M", 1)]
)
def test_months_of_all_packs_are_known(word: str, sign: str | None, value: int) -> None:
    """A month is known on every page, in whatever language the page is."""
    found = lexicon().date_words.get(fold(word))
    assert (found.sign if found else None, found.value if found else 0) == (sign, value)
