"""Spans name only what stands in the other text too, word for word, in any script and composition."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.dedup.signature import MAX_UNITS, Signature, folded_words, sign
from streams.dedup.spans import MAX_SPANS, Units, added_spans, covered, shared_spans, told

WORDS = st.lists(st.sampled_from("harbour wall crack night Straße ﬁre cafe\u0301 … 1½ कि ま".split()), max_size=60)
SPACELESS = st.lists(st.sampled_from("港口的防波堤出现裂缝，。ｶﾞ"), max_size=80)
TEXTS = st.one_of(WORDS.map(" ".join), SPACELESS.map("".join))
OLD = " ".join(f"word{number}" for number in range(200))


def stands_in(part: str, text: str) -> bool:
    """Tell whether the words of a part stand in a text one after the other."""
    return f" {' '.join(folded_words(part))} " in f" {' '.join(folded_words(text))} "


def shared(new: str, old: str) -> tuple[Units, set[int]]:
    """Give the units of the new text and what fingerprints of it the old one has."""
    signature = sign(new)
    return Units.of(new, signature), set(signature.fingerprints) & set(sign(old).fingerprints)


@given(TEXTS, TEXTS)
def test_a_span_stands_in_both(new: str, old: str) -> None:
    """Also where the same few words come over and over, and where signs fold to several."""
    spans = shared_spans(*shared(new, old))
    letters = "".join(folded_words(old))
    assert all("".join(folded_words(new[slice(*span)])) in letters for span in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert all(begin < end for begin, end in spans)


@given(TEXTS)
def test_a_text_stands_in_itself(text: str) -> None:
    """Every fingerprint is found again, but for one that begins or ends within a sign; and nothing is new."""
    units, all_of_them = shared(text, text)
    is_found = bool(shared_spans(units, all_of_them))
    assert is_found == bool(units.signature.fingerprints) or not set("½ﾞ").isdisjoint(text)
    assert added_spans(units, all_of_them) == ()


@pytest.mark.parametrize("tail", ["", " ﬁnal", "… \u00ad"])
def test_what_was_added_is_not_in_the_old_text(tail: str) -> None:
    """A paragraph in the middle is one added span, which holds it, and no shared one reaches into it."""
    paragraph = " ".join(f"new{number}" for number in range(30))
    new = f"{OLD[:700]} {paragraph} {OLD[701:]}{tail}"
    units, known = shared(new, OLD)
    begin, end = new.index("new0"), new.index(paragraph) + len(paragraph)
    assert all(not stands_in(new[slice(*span)], paragraph) for span in shared_spans(units, known))
    added = added_spans(units, known)
    assert [span for span in added if span[0] <= begin and end <= span[1]]
    assert covered(added, new) < 0.35


def test_spans_are_of_the_text_as_it_is() -> None:
    """Signs that fold to several, or to none, don't move what stands behind them."""
    part = "engineers closed the harbour on Monday after a crack grew"
    new = f"½ … \u00ad ﬁ {part}"
    spans = shared_spans(*shared(new, part))
    assert new[spans[0][0] : spans[-1][1]] in part
    assert all(stands_in(new[slice(*span)], part) for span in spans)


def test_only_the_first_letters_of_an_endless_word_are_known() -> None:
    """A word of which just the beginning was compared is in no span."""
    new, old = (f"one two three four {'x' * 64}{tail} six seven eight nine ten" for tail in ("a", "b"))
    assert all("x" not in new[slice(*span)] for span in shared_spans(*shared(new, old)))


def test_a_thinned_signature_tells_no_additions() -> None:
    """Where fingerprints were left out, what lacks one may be old all the same."""
    assert added_spans(Units.of("any text", Signature(1, 2, [], (), level=1)), ()) == ()


def test_a_regular_choice_of_many_is_told() -> None:
    """The number of spans is bounded, and they come from all of the text."""
    many = [(at, at + 1) for at in range(5 * MAX_SPANS)]
    assert (len(told(many)), told(many)[:2], told(many[:3]), told([])) == (
        MAX_SPANS,
        ((0, 1), (5, 6)),
        tuple(many[:3]),
        (),
    )


def test_a_million_odd_signs_are_not_walked() -> None:
    """What stands behind the part that is compared is not looked at."""
    text = "½" * 1_000_000
    assert len(shared_spans(*shared(text, text))) <= MAX_UNITS
