"""Which lines below the headline are the article's: by their signs, and by their neighbours'."""

from collections.abc import Callable

from glassworks import HEADLINE, STORY
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import ArticleContent
from streams.normalize.lines import split_lines
from streams.normalize.look import Seen
from streams.normalize.outline import DROPPED, KEPT, LISTED, are_body
from streams.normalize.places import chances, points, weights
from streams.normalize.substance import Reading, signs_of

Read = Callable[..., ArticleContent]
SIGNS = sorted(weights().signs)

BOX = ("Subscribe now", "All crosswords of the week", "The paper as it was printed", "Sign in", "Advertisement")


@given(st.lists(st.lists(st.sampled_from(SIGNS), max_size=8).map(tuple), max_size=60))
def test_every_line_has_a_chance(lines: list[tuple[str, ...]]) -> None:
    """One number from nought to one for each line, whatever its signs are."""
    found = chances(lines)
    assert len(found) == len(lines)
    assert all(0.0 <= chance <= 1.0 for chance in found)


def test_unknown_signs_weigh_nothing() -> None:
    """A sign that the data do not know changes no chance and has no points."""
    lines = [("any", "stop"), ("any", "open")]
    assert chances([(*line, "of another world") for line in lines]) == chances(lines)
    assert points(("of another world",)) == ()


def test_ten_thousand_lines_keep_their_chances_apart() -> None:
    """Long pages underflow nothing."""
    found = chances([("any", "stop", "kept", "width 5"), ("any", "open", "left", "width 1")] * 5000)
    assert found[5000] > found[5001]


def test_a_body_goes_on_behind_a_box(read: Read) -> None:
    """Paragraphs on both sides of a box are the article's, the box is not."""
    page = "\n".join((HEADLINE, "3 March 2025", *STORY[:3], *BOX, *STORY[3:]))
    assert read(page).body.split("\n\n") == list(STORY)


def test_a_pictures_credit_behind_its_sentence_shows() -> None:
    """Words behind the last full stop, or in brackets, end a caption; an agency's inputs end an article."""
    texts = (
        "The otter on the quay of the northern harbour. Mara Quill",
        "The otter on the quay of the northern harbour (Mara Quill/The Post)",
        '"I do not work on Sundays either," she said at noon. (With PTI inputs)',
    )
    seen = [Seen(line) for line in split_lines("\n".join((*texts, "The otter went home, as it does every evening.")))]
    reading = Reading(seen, "en", frozenset(), -1, "", 0, len(seen), ())
    tailed = [any("tail" in sign for sign in signs) for signs in signs_of(reading)]
    assert tailed == [True, True, False, False]


def test_a_line_that_ends_like_a_sentence_is_kept_more_easily() -> None:
    """The rules' word stands unless a line's signs speak clearly, and for other lines they must speak more clearly."""
    chance = (DROPPED[True] + DROPPED[False]) / 2
    assert are_body([True, True], [("stop",), ("open",)], [chance, chance]) == [True, False]
    chance = (KEPT[True] + KEPT[False]) / 2
    assert are_body([False, False], [("stop",), ("open",)], [chance, chance]) == [True, False]


def test_a_long_list_is_no_body_but_where_the_rules_say_so() -> None:
    """Headlines one below the other, however likely each is, are not the article's; a shorter run may be a table."""
    for count, is_table in ((LISTED - 1, True), (LISTED, False)):
        ruled = [True, *[False] * (count - 1), False]
        signs = [*[("open",)] * count, ("stop",)]
        assert are_body(ruled, signs, [0.95] * (count + 1)) == [True, *[is_table] * (count - 1), True]


def test_a_teaser_that_breaks_off_ends_no_sentence() -> None:
    """Three full stops, or an ellipsis in brackets, say that the text goes on elsewhere."""
    texts = ("The harbour office counts the otters of the quay and finds...", "The harbour office counts otters […]")
    seen = [Seen(line) for line in split_lines("\n".join((*texts, "The harbour office counts the otters at noon.")))]
    found = signs_of(Reading(seen, "en", frozenset(), -1, "", 0, len(seen), ()))
    assert [{"stop", "ellipsis"} & set(signs) for signs in found] == [{"ellipsis"}, {"ellipsis"}, {"stop"}]
