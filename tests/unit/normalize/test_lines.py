"""Pages -> lines: text that was broken by length becomes its paragraphs, everything else stays as it is."""

import textwrap

import pytest

from streams.normalize.furniture import kind_of
from streams.normalize.lines import split_lines
from streams.normalize.names import site_of

GREEK = (
    "Η βάρκα του παππού δεν ταξιδεύει πια. Είναι στο περιβόλι, γεμάτη χώμα, και μέσα της φυτρώνουν ντομάτες.",
    "Κάθε Αύγουστο την ποτίζουμε με τη σειρά. Όποιος ξεχάσει τη μέρα του, τρώει τη σαλάτα χωρίς λάδι και ζητά παρδόν.",
)
HEBREW = (
    "הסירה של סבא כבר לא מפליגה. היא עומדת בגינה, מלאה אדמה, ובתוכה צומחות עגבניות קטנות שאיש לא זכר לקטוף בזמן.",
    "בכל קיץ משקים אותה לפי התור. מי ששוכח את היום שלו אוכל סלט בלי שמן ומבקש סליחה מכל מי שיושב סביב השולחן.",
)
HEADLINES = (
    "הסירה של סבא חזרה לנמל",
    "שלושים ילדים ספרו את כל המדרגות של העיר העתיקה ומצאו אחת מיותרת",
    "הגשם איחר השנה",
    "מועצת הכפר החליטה פה אחד להשאיר את השעון מאחר בעשר דקות",
    "החתול של הדואר יצא לחופשה ארוכה",
)


def _texts(page: str) -> list[str]:
    return [line.text for line in split_lines(page)]


def _wrapped(paragraphs: tuple[str, ...], between: str) -> str:
    return between.join(textwrap.fill(paragraph, 48) for paragraph in paragraphs)


def test_a_full_line_goes_on_where_a_sentence_ends_with_it() -> None:
    """Blank lines between paragraphs tell that a full stop at the end of a line does not end one."""
    assert _texts(_wrapped(GREEK, "\n\n")) == list(GREEK)


def test_text_of_a_script_without_capitals_is_joined() -> None:
    """In Hebrew the length of the lines alone tells that they were broken."""
    assert _texts(_wrapped(HEBREW, "\n\n")) == list(HEBREW)


def test_headlines_below_one_another_stay_apart() -> None:
    """Lines without full stops are not broken text where their lengths don't explain the breaks."""
    assert _texts("\n".join(HEADLINES)) == list(HEADLINES)


def test_a_clock_alone_is_the_stamp_of_an_entry() -> None:
    """The clocks of a live page are furniture in every way of writing them; a number is none."""
    site = site_of("quay.example")
    kinds = {
        text: kind_of(split_lines(text)[0], site) for text in ("17.40", "4:30 PM", "16:05 น.", "kl. 17.40", "1 740")
    }
    assert kinds == {"17.40": "stamp", "4:30 PM": "stamp", "16:05 น.": "stamp", "kl. 17.40": "stamp", "1 740": None}


@pytest.mark.parametrize(
    ("text", "is_stop"),
    [
        ("„Der Kran steht schief, aber er steht.“", True),
        ("»Der Kran steht schief, aber er steht.«", True),
        ("اس نے کہا، ”کشتی چل رہی ہے۔“", True),
        ("彼は「橋は揺れない。」と言った（笑う。）", True),
        ("Der Hafen nennt ihn „den Schiefen“", False),
    ],
)
def test_a_quotation_that_closes_ends_a_sentence(text: str, is_stop: bool) -> None:  # noqa: FBT001 - a case
    """German and Urdu close with the mark that opens in English; only a full stop inside makes it a sentence."""
    (line,) = split_lines(text)
    assert line.is_stop is is_stop
