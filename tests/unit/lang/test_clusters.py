"""A text folded in parts is the text folded at once, and each part says where it comes from."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from streams.lang.clusters import folded_form, stretches

SIGNS = st.text(
    st.sampled_from("aZé\u0301\u0323ßﬁ½…\u00a0\u00ad\u200b，。國ｶﾞ\uff9e\u1100\u1161\u11a8각का\u093cİΐ𝐀😀\n "),
    max_size=40,
)


@given(st.one_of(st.text(), SIGNS))
@example("\u1100\u1161")
def test_parts_fold_to_the_whole(text: str) -> None:
    """Wherever composition joins, splits or swaps signs, the parts are cut around it."""
    parts = list(stretches(text))
    assert "".join(part.folded for part in parts) == folded_form(text)


@given(st.one_of(st.text(), SIGNS))
def test_parts_stand_side_by_side(text: str) -> None:
    """Each begins where the one before ends, in the text and in its folded form; a plain one is sign for sign."""
    parts = list(stretches(text))
    assert [part.begin for part in parts[:1]] == [0] * bool(text)
    assert all((one.end, one.at + len(one.folded)) == (other.begin, other.at) for one, other in pairwise(parts))
    assert all(len(part.folded) == part.end - part.begin for part in parts if part.is_plain)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"),
        ("cafe\u0301", "café"),
        ("ｶﾞ", "ガ"),
        ("\u1100\u1161\u11a8", "각"),
        ("so\u00adft", "soft"),
        ("1½…", "11\u20442..."),
    ],
)
def test_folded_form(text: str, folded: str) -> None:
    """Case, width, composition and unseen signs make no difference."""
    assert folded_form(text) == folded
