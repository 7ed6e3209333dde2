"""Where the article's body begins and ends, on invented pages of the shapes that mislead."""

from collections.abc import Callable

from glassworks import HEADLINE, STORY

from schemas.article import ArticleContent
from streams.normalize.layout import first_prose, weights
from streams.normalize.lines import split_lines
from streams.normalize.look import look
from streams.normalize.names import site_of

Read = Callable[..., ArticleContent]

OTHERS = (
    "Twelve orchards north of town say starlings ate most cherries before anybody could climb their ladders.",
    "Pupils planted beans upon twenty balconies, hoping neighbours might cook together when summer holidays begin.",
    "Chess players moved indoors because pigeons kept stealing pawns from tables under those tall chestnut trees.",
)
TEASERS = "\n".join(f"Cherries and beans {number}\nBalconies\nLadders\n{text}" for number, text in enumerate(OTHERS))
RULES = "\n\n".join(
    f"Members of our forum agree that rule {number} binds whoever writes a letter." for number in range(30)
)


def test_other_articles_behind_the_body_are_left_out(read: Read) -> None:
    """Teasers with sentences of their own, which share no word with the article, do not lengthen it."""
    page = "\n\n".join((HEADLINE, "3 March 2025", *STORY)) + "\n\n" + TEASERS
    assert read(page).body.split("\n\n") == list(STORY)


def test_more_prose_further_down_does_not_move_the_article(read: Read) -> None:
    """The text under the headline is the article, though the forum's rules behind it are longer."""
    gap = "\n".join(f"Section {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    page = "\n\n".join((HEADLINE, "3 March 2025", *STORY)) + f"\n{gap}\n{RULES}"
    assert read(page).body.startswith(STORY[0])


def test_an_articles_last_words_stay_though_they_repeat_nothing(read: Read) -> None:
    """A short ending right behind the text belongs to it, whatever its words."""
    page = "\n\n".join((HEADLINE, "3 March 2025", *STORY, "Nobody minds a crack or two, as long as they sing."))
    assert read(page).body.endswith("as they sing.")


def test_a_pictures_copyright_does_not_end_the_article(read: Read) -> None:
    """Paragraphs that follow a copyright line at once are the article's, as they are behind any picture."""
    page = "\n".join((HEADLINE, "3 March 2025", *STORY[:3], "© 2025 Quay Pictures", *STORY[3:]))
    assert read(page).body.split("\n\n") == list(STORY)


def test_a_longer_list_of_services_is_not_taken_for_the_article() -> None:
    """Each stands under its label, and no two of them follow each other."""
    menu = "\n".join(f"Menu point {number}" for number in range(20))
    services = "\n".join(
        f"Harbour voices {number}\nA page on which readers of the harbour find help, number {number}, from everybody."
        for number in range(20)
    )
    page = "\n".join((HEADLINE, *STORY[:3], menu, services))
    seen = [look(line, site_of("quay.example"), "en", "dmy") for line in split_lines(page)]
    assert seen[first_prose(seen, weights(seen))].line.text == STORY[0]


def test_headlines_that_were_cut_are_others_and_two_that_trail_off_are_not(read: Read) -> None:
    """Three in a row fit a narrow column; two are what somebody says."""
    cut = [f"Mayor of Upper Quay says that the bridge number {number} will ..." for number in range(3)]
    said = ["Well, the master said, and looked at the fire for a long while ...", "And then there were the bottles ..."]
    body = read("\n\n".join((HEADLINE, "3 March 2025", *STORY[:3], *said, *STORY[3:], *cut))).body
    assert not any(one in body for one in cut)
    assert all(one in body for one in said)
