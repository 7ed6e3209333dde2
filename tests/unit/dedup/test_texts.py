"""What an article is reduced to: its correction notes, and a text that may be nearly nothing."""

import tomllib
from pathlib import Path

import pytest

from schemas.article import Provenance, RawPosition, Removed, TaggedArticle
from streams import lang
from streams.dedup.texts import count_notes, signature_of, text_state_of


def article(body: str, *removed: Removed) -> TaggedArticle:
    """Give an article with this body, out of which these lines were taken."""
    provenance = Provenance(raw=RawPosition(topic="news.raw", partition=0, offset=0))
    return TaggedArticle(article_id="a", source="a.example", body=body, removed=removed, provenance=provenance)


@pytest.mark.parametrize(
    ("body", "removed", "notes"),
    [
        ("The wall broke.", (), 0),
        ("The wall broke.", (("Correction: on Tuesday.", "correction"),), 1),
        ("The wall broke.", (("Whatever it says.", "correction"),), 1),
        ("Die Mauer brach.", (("Korrektur: am Dienstag.", "disclaimer"),), 1),
        ("Die Mauer brach.", (("Mehr zum Thema", "disclaimer"),), 0),
        ("The wall broke.\n\nCorrection: on Tuesday.", (), 1),
        ("He spoke of a correction: none came.", (), 0),
    ],
)
def test_correction_notes(body: str, removed: tuple[tuple[str, str], ...], notes: int) -> None:
    """A note counts once, in the body or taken out of it, whatever kind of furniture it was taken for."""
    taken = (Removed(line=1, text=text, kind=kind) for text, kind in removed)
    assert count_notes(article(body, *taken)) == notes


NOTES = sorted(Path(lang.__path__[0]).glob("*/corrections.toml"))


@pytest.mark.parametrize("notes", NOTES, ids=lambda path: path.parent.name)
def test_notes_of_a_language(notes: Path) -> None:
    """Each opening of each language makes a paragraph a note, in capitals too."""
    for opening in tomllib.loads(notes.read_text("utf-8"))["openings"]:
        assert count_notes(article(f"Body.\n\n{opening.upper()} ...")) == 1, opening


@pytest.mark.parametrize("body", ["", " ", "...", "Fire", "the of and a to in " * 50_000, "é" * 1_000_000])
def test_any_body_has_a_bounded_text(body: str) -> None:
    """An empty, tiny, monotonous or huge body gives a text of bounded size; only what has letters has a hash."""
    told = article(body)
    state = text_state_of(told, signature_of(told, 2), 2)
    assert (state.exact != 0) == any(char.isalpha() for char in body)
    assert len(state.fingerprints) <= 20_000
