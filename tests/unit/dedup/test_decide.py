"""Likeness is the same from both sides, and the rules say which likeness is a copy."""

from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.relation import RelationKind, Side
from streams.dedup.decide import Demand, Likeness, compare, is_same_story, near_kind
from streams.dedup.texts import Text

PRINTS = st.lists(st.integers(0, 30), max_size=30)
TEXTS = st.builds(
    lambda prints, numbers, title, source, units: Text(
        source, title, 0, units, array("I", prints), array("I", sorted(set(numbers))), signature=2
    ),
    PRINTS,
    PRINTS,
    st.integers(0, 2),
    st.integers(1, 2),
    st.integers(0, 300),
)
COPY = Likeness(
    new_in_old=0.9,
    old_in_new=0.9,
    cover=0.8,
    start=0.0,
    runs=5,
    changed_numbers=0.0,
    numbers=6,
    units=200,
    is_same_title=True,
    is_same_source=True,
)


@given(TEXTS, TEXTS)
def test_likeness_is_symmetric(one: Text, other: Text) -> None:
    """To compare the other way round swaps the two shares and changes nothing else that decides."""
    there, back = compare(one, other), compare(other, one)
    assert (there.new_in_old, there.old_in_new) == (back.old_in_new, back.new_in_old)
    assert there.containment == back.containment
    if one.units != other.units:
        assert near_kind(there) == near_kind(back)


@given(TEXTS)
def test_a_text_is_like_itself(text: Text) -> None:
    """A text is wholly contained in itself, with the same numbers."""
    likeness = compare(text, text)
    assert likeness.containment == (1.0 if text.fingerprints else 0.0)
    assert likeness.changed_numbers == 0


@given(TEXTS, TEXTS)
def test_boilerplate_counts_for_nothing(one: Text, other: Text) -> None:
    """Texts that share only common passages share nothing."""
    assert compare(one, other, frozenset(one.fingerprints)).containment == 0


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, RelationKind.NEAR),
        ({"is_same_source": False}, RelationKind.SYNDICATED_COPY),
        ({"changed_numbers": 0.6, "numbers": 20}, None),
        ({"changed_numbers": 0.6}, RelationKind.NEAR),
        ({"units": 90, "runs": 1, "new_in_old": 0.7, "old_in_new": 0.7}, None),
        ({"units": 90, "new_in_old": 0.7, "old_in_new": 0.7}, RelationKind.NEAR),
        ({"is_same_source": False, "cover": 0.2}, RelationKind.SYNDICATED_COPY),
        ({"is_same_source": False, "cover": 0.2, "runs": 2}, None),
        ({"is_same_source": False, "cover": 0.2, "new_in_old": 0.39, "old_in_new": 0.39}, None),
        ({"changed_numbers": 0.6, "numbers": 2}, RelationKind.NEAR),
        ({"cover": 0.2}, None),
        ({"new_in_old": 0.5, "old_in_new": 0.5}, None),
        ({"new_in_old": 0.7, "old_in_new": 0.7, "is_same_title": False}, None),
        ({"new_in_old": 0.2, "old_in_new": 0.9}, RelationKind.NEAR),
        ({"is_same_title": False, "start": 0.5, "runs": 2}, None),
        ({"is_same_title": False, "units": 90, "new_in_old": 0.85, "old_in_new": 0.85}, None),
        ({"is_same_title": False, "units": 90}, RelationKind.NEAR),
        ({"is_same_source": False, "units": 50}, None),
        ({"is_same_source": False, "units": 90, "new_in_old": 0.7, "old_in_new": 0.7}, None),
        ({"is_same_source": False, "units": 90}, RelationKind.SYNDICATED_COPY),
        ({"is_same_source": False, "new_in_old": 0.5, "old_in_new": 0.5, "start": 0.6, "runs": 1, "numbers": 2}, None),
        ({"is_same_source": False, "new_in_old": 0.5, "old_in_new": 0.5, "start": 0.6}, RelationKind.SYNDICATED_COPY),
        ({"is_same_source": False, "new_in_old": 0.5, "old_in_new": 0.5, "runs": 1, "changed_numbers": 0.6}, None),
        (
            {"is_same_source": False, "new_in_old": 0.5, "old_in_new": 0.5, "start": 0.6, "runs": 1},
            RelationKind.SYNDICATED_COPY,
        ),
        ({"units": 30, "changed_numbers": 0.4, "numbers": 2}, None),
    ],
)
def test_rules(change: dict[str, float], kind: RelationKind | None) -> None:
    """Each guard alone turns a copy into none."""
    assert near_kind(replace(COPY, **change)) is kind  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("containment", "is_same_title", "same"), [(0.0, True, True), (0.2, False, True), (0.05, False, False)]
)
def test_same_story(containment: float, is_same_title: bool, same: bool) -> None:  # noqa: FBT001 - a table's column
    """Under a known address the same headline or an eighth of the text is enough."""
    likeness = replace(COPY, new_in_old=containment, old_in_new=containment, is_same_title=is_same_title)
    assert is_same_story(likeness) is same


@pytest.mark.parametrize(
    ("value", "side", "is_met"), [(0.5, Side.AT_LEAST, True), (0.4, Side.AT_LEAST, False), (0.6, Side.AT_MOST, False)]
)
def test_a_demand_is_met_on_its_side(value: float, side: Side, is_met: bool) -> None:  # noqa: FBT001 - a table's column
    """A floor is kept from above, a ceiling from below."""
    assert Demand("share", value, 0.5, side).is_met is is_met
