"""An expression holds for an article as an editor reads it, and shows the words that it holds by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.lang.folding import fold
from streams.tag.rules.book import Rule, RuleBook
from streams.tag.rules.reading import read_expression
from streams.tag.rules.words import TIMES_FOUND
from streams.tag.vocabulary import Topic

HARBOUR = Topic("harbour:ferries", "Ferries", ())


def found_in(expression: str, body: str, title: str = "") -> list[str] | None:
    """Give the words that speak for the expression, None where it does not hold."""
    book = RuleBook([Rule(HARBOUR, 1, when=(read_expression([(1, expression)]),))])
    texts = {"title": title, "body": body}
    ruling = book.judge({"title": fold(title), "body": fold(body)}, "en")
    return [texts[one.field][one.start : one.end] for one in ruling.given[0][2]] if ruling.given else None


@pytest.mark.parametrize(
    ("expression", "body", "found"),
    [
        ("ferry", "The Ferry was late.", ["Ferry"]),
        ("ferry", "The ferryman was late.", None),
        ("ferr*", "The ferryman took two ferries.", ["ferryman", "ferries"]),
        ("*boat", "A Motorboat and a boathouse.", ["Motorboat"]),
        ('"car deck"', "On the car deck; the car, deck by deck.", ["car deck", "car, deck"]),
        ('"car deck*"', "Both car decks were full.", ["car decks"]),
        ("car-deck", "The car-deck was full.", ["car-deck"]),
        ("“car deck”", "The car deck was full.", ["car deck"]),
        ("ferry and quay", "A ferry at the quay.", ["ferry", "quay"]),
        ("ferry AND quay", "A ferry at sea.", None),
        ("ferry or quay", "At the quay.", ["quay"]),
        ("ferry or quay and crane", "A ferry.", ["ferry"]),
        ("(ferry or quay) and crane", "A ferry.", None),
        ("ferry and not toy", "A toy ferry.", None),
        ("ferry and not toy", "A ferry.", ["ferry"]),
        ("ferry and not (toy near/2 box)", "A ferry in a toy shop with a box.", ["ferry"]),
        ("ferry near/3 strike", "The ferry crews on strike.", ["ferry crews on strike"]),
        ("ferry near/3 strike", "A strike by ferry crews.", ["strike by ferry"]),
        ("ferry near/3 strike", "The ferry that has no crew on strike.", None),
        ("ferry near/3 ferry", "The ferry.", None),
        ("ferry near/2 ferry", "Ferry after ferry.", ["Ferry after ferry"]),
        ("(ferry or boat) near/2 crew* near/2 strike", "The boat crews strike.", ["boat crews strike"]),
        ("at least 2 of (ferry, quay, crane)", "A crane at the quay.", ["crane", "quay"]),
        ("at least 2 of (ferry, quay, crane)", "A crane, a crane.", None),
        ("at least 2 times ferry", "A ferry.", None),
        ("at least 2 times (ferry or boat)", "A ferry, a boat.", ["ferry", "boat"]),
        ("title: ferry", "A ferry.", None),
        ("東京湾", "昨日の東京湾で船が", ["東京湾"]),
        ("東京 near/5 船", "東京湾で小さな船が", None),
        ("東京 near/6 船", "東京湾で小さな船が", ["東京湾で小さな船"]),
        ("paro*", "ПАРОМ paroм", ["paroм"]),
        ("паром*", "ПАРОМЫ стоят", ["ПАРОМЫ"]),
        ("मतदान", "आज मतदान हुआ", ["मतदान"]),
        ('"or"', "This or that.", ["or"]),
    ],
)
def test_expression(expression: str, body: str, found: list[str] | None) -> None:
    """It holds or not, and names its words as they stand in the text."""
    assert found_in(expression, body) == found


def test_a_find_in_the_title_counts_three_times() -> None:
    """One headline is as much as three mentions."""
    assert found_in("at least 3 times ferry", "", title="Ferry") == ["Ferry"]
    assert found_in("at least 4 times ferry", "", title="Ferry") is None


def test_a_field_is_looked_at_alone() -> None:
    """What stands elsewhere does not count."""
    assert found_in("title: (ferry and strike)", "A strike.", title="Ferry") is None
    assert found_in("title: (ferry and strike)", "", title="Ferry strike") == ["Ferry", "strike"]


def test_near_does_not_reach_from_title_to_body() -> None:
    """Words are near one another in one field only."""
    assert found_in("ferry near/9 strike", "Strike.", title="Ferry") is None


def test_repetition_is_bounded() -> None:
    """A word by the thousand is looked at so often and no more."""
    assert len(found_in("ferry", "ferry " * 5_000) or ()) == TIMES_FOUND


WORDS = st.lists(st.sampled_from(["ferry", "quay", "strike", "the", "東京"]), max_size=30).map(" ".join)


@given(body=WORDS, distance=st.integers(1, 8))
def test_near_is_the_same_from_both_sides(body: str, distance: int) -> None:
    """It does not matter which side of `near` is written first."""
    one = found_in(f"ferry near/{distance} strike", body)
    other = found_in(f"strike near/{distance} ferry", body)
    assert (one is None) == (other is None)


@given(body=WORDS)
def test_not_turns_an_answer_round(body: str) -> None:
    """With the quay given, either a thing holds or its `not` does."""
    body = f"quay {body}"
    assert (found_in("quay and ferry", body) is None) != (found_in("quay and not ferry", body) is None)
