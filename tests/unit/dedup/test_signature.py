"""Texts that differ only in what a reader doesn't see have one signature; shared runs leave shared fingerprints."""

import re
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.dedup.signature import MAX_NUMBERS, WORDS, folded_words, letters_hash, shingle_hashes, sign, winnow

WORD = st.text("abcdefghijklmnop", min_size=2, max_size=9)
HASHES = st.lists(st.integers(0, 2**64 - 1), max_size=80)


@given(words=st.lists(WORD, max_size=80), seed=st.randoms(use_true_random=False))
def test_case_blanks_and_punctuation_do_not_count(words: list[str], seed: Random) -> None:
    """The same words in other case, with other blanks and punctuation, give the same signature."""
    dressed = "".join(word.upper() + seed.choice([" ", ", ", ".\n\n", " - ", "! "]) for word in words)
    assert sign(dressed) == sign(" ".join(words))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("co\u00adoperate", "cooperate"),
        ("ﬁnance", "finance"),
        ("cafe\u0301", "café"),
        ("Straße", "STRASSE"),
        ("\uff21\uff22\uff23", "abc"),
        ("مـصر", "مصر"),
    ],
)
def test_unseen_differences(one: str, other: str) -> None:
    """Soft hyphens, ligatures, composed letters, widths and tatweel make no difference."""
    assert letters_hash(one) == letters_hash(other)


@pytest.mark.parametrize(("one", "other"), [("up 1.5 points", "up 15 points"), ("at 10:30", "at 1030")])
def test_a_point_in_a_number_counts(one: str, other: str) -> None:
    """Letters are equal, numbers aren't: a corrected decimal is a change."""
    assert sign(one).exact == sign(other).exact
    assert sign(one).numbers != sign(other).numbers


@given(HASHES, st.integers(1, 16))
def test_winnowing_leaves_no_gap(hashes: list[int], window: int) -> None:
    """Each window of hashes has a picked one, and each place is picked once, in order."""
    picked = winnow(np.array(hashes, np.uint64), window).tolist()
    assert picked == sorted(set(picked))
    for begin in range(max(len(hashes) - window + 1, min(len(hashes), 1))):
        assert any(begin <= at < begin + window for at in picked)


@given(before=st.lists(WORD, max_size=40), after=st.lists(WORD, max_size=40), seed=st.integers(0, 99))
def test_a_shared_run_is_seen(before: list[str], after: list[str], seed: int) -> None:
    """Two long texts with a common run of shingle + window - 1 words share a fingerprint."""
    run = [f"w{seed}x{number}" for number in range(WORDS.shingle + WORDS.window - 1)]
    padding = [f"p{number}" for number in range(60)]
    one, other = sign(" ".join([*before, *run, *padding])), sign(" ".join([*reversed(padding), *run, *after]))
    assert set(one.fingerprints) & set(other.fingerprints)


@pytest.mark.parametrize("text", ["", " .,;! ", "\u200b"])
def test_nothing_to_sign(text: str) -> None:
    """A text without letters has no units and no fingerprints."""
    assert (sign(text).units, sign(text).fingerprints) == (0, [])


def test_scripts_without_blanks_are_cut_into_characters() -> None:
    """A Chinese text is as long as words of two characters."""
    assert sign("中国人民银行宣布降低利率。").units == 6


@given(st.lists(WORD, min_size=1, max_size=30))
def test_shingles(words: list[str]) -> None:
    """There is a hash for each run of five words, and one where there are fewer."""
    assert len(shingle_hashes(words, 5)) == max(1, len(words) - 4)


@given(st.text())
def test_ascii_has_the_words_of_any_text(text: str) -> None:
    """A text is cut alike whether it is ASCII throughout or has one word, at its end, that isn't."""
    plain = text.encode("ascii", "ignore").decode()
    assert folded_words(f"{plain} \u00e9") == [*folded_words(plain), "\u00e9"]


@given(st.text("0123456789.,: ab\u0663\u2019\n"))
def test_numbers_are_those_of_the_whole_text(text: str) -> None:
    """What stands around a number has no part in it, of whatever script the number is."""
    found = sorted(set(re.findall(r"\d+(?:[.,:]\d+)*", text)))[:MAX_NUMBERS]
    assert sign(text).numbers == sign(" ; ".join(found)).numbers
    assert len(sign(text).numbers) == len(found)
