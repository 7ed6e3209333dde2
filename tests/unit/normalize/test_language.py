"""The language is told by the text; the producer's hint counts where the text leaves it open."""

import pytest

from streams.normalize.language import language_of

SOMALI = (
    "Dowladda ayaa sheegtay in dadka deegaanka lagu caawin doono biyo iyo cunto, iyo in dhaqaatiir la geyn doono "
    "tuulooyinka ku dhow webiga oo per la ciid."
)


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("The ferry was late again, and the harbour master said that nobody had told him of it.", None, "en"),
        ("The ferry was late again, and the harbour master said that nobody had told him of it.", "ha", "en"),
        ("La nave era in ritardo e il capitano non ha detto nulla di quello che era successo.", "so", "it"),
        (SOMALI, "so", "so"),
        ("Ok 12", "sv", "sv"),
        ("Ok 12", None, "und"),
        ("Ok 12", "no language", "und"),
    ],
)
def test_language(text: str, hint: str | None, language: str) -> None:
    """A language without frequent words of ours is believed, unless the text is another one beyond doubt."""
    assert language_of(text, hint) == language
