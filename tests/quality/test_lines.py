"""What the lines of pages are labelled by, and what the fit of their places climbs."""

import numpy as np
import pytest
from lines.chain import Chain
from lines.labels import body_lines
from lines.rendered import render

PARAGRAPHS = (
    "The otter sat at the stop all day until the bus had left.",
    "It left at noon, and nobody knew why.",
    "No bus came.",
)


def test_the_lines_of_the_paragraphs_are_body() -> None:
    """Each paragraph is found once, among furniture, in its order."""
    assert body_lines(["Home", PARAGRAPHS[0], "Share", PARAGRAPHS[1], PARAGRAPHS[2], "Contact"], PARAGRAPHS) == {
        1,
        3,
        4,
    }


def test_a_teaser_of_the_article_is_not() -> None:
    """Of two prints of a paragraph the one among its neighbours counts."""
    assert body_lines([PARAGRAPHS[0], "Sport", "Weather", *PARAGRAPHS], PARAGRAPHS) == {3, 4, 5}


def test_a_page_is_rendered_with_its_menus() -> None:
    """Each block is a line, items of lists are set tightly, scripts and the head are not shown."""
    html = (
        "<html><head><title>The Quay</title><script>no()</script></head><body><ul><li>Home</li><li>Sport</li></ul>"
        "<p>The <b>otter</b> left.</p>and so did we</body></html>"
    )
    assert render(html, has_title=True) == "The Quay\n\nHome\nSport\n\nThe otter left.\n\nand so did we"
    assert render(html, has_title=False).startswith("Home\n")


def test_the_slope_is_the_slope() -> None:
    """What the fit follows is how the likelihood changes, for every fit apart."""
    chance = np.random.default_rng(7)
    rows = [chance.integers(0, 2, (length, 5)).astype(np.float32) for length in (1, 4, 9)]
    places = [np.array([1]), np.array([0, 1, 2, 1]), np.array([1, 1, 2, 2, 1, 3, 3, 3, 3])]
    chain = Chain(
        rows, places, [[30] * len(one) for one in places], np.array([[True, True, False], [True, True, True]])
    )
    fitted = chance.normal(size=chain.size)
    _, slope = chain.slope(fitted)
    for at in range(chain.size):
        step = np.zeros(chain.size)
        step[at] = 1e-3
        change = (chain.slope(fitted + step)[0] - chain.slope(fitted - step)[0]) / 2e-3
        assert slope[at] == pytest.approx(change, abs=1e-2)
