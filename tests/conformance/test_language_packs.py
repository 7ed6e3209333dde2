"""What every folder of streams/lang promises: its words do on a page what the pack says, without a line of code."""

import json
import re
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from schemas.article import NormalizedArticle, RawPosition
from streams.lang.lexicon import MINUTES_PER_UNIT
from streams.lang.packs import Pack, load_packs
from streams.normalize.stage import normalize, read_raw

PACKS = load_packs()
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")
"""BCP 47: a language, perhaps with its script."""
NO_LANGUAGE = "und"
RETRIEVED = datetime(2024, 6, 15, 12, 0, tzinfo=UTC)
TITLE = "Mill bridge reopens after repairs"
BODY = (
    "The old mill bridge carries traffic again after four years of repairs, the roads office said on the day.",
    "Lorries had to take the long way round by the ferry since the spring flood, and shops lost customers.",
    "The mayor thanked the workers and the neighbours, who had put up with dust and noise for so long.",
)


def _code(pack: Pack) -> str:
    return pack.code


def _read(*lines: str) -> NormalizedArticle:
    """Read a page of which these lines are the content."""
    page = {"content": "\n\n".join(lines), "source": "mill-post.example", "retrieved_at": RETRIEVED.isoformat()}
    raw = read_raw(json.dumps(page).encode())
    (article,) = normalize(raw, RawPosition(topic="news.raw", partition=0, offset=0), None, {})
    assert isinstance(article, NormalizedArticle), article
    return article


def _paragraphs(article: NormalizedArticle) -> list[str]:
    return article.body.split("\n\n")


def test_every_folder_is_a_pack() -> None:
    """No language is passed over because its file is missing or its folder misnamed."""
    folders = {folder.name for folder in files("streams.lang").iterdir() if folder.is_dir()} - {"__pycache__"}
    assert folders - {NO_LANGUAGE} == {pack.code for pack in PACKS}
    assert [code for code in folders - {NO_LANGUAGE} if not LANGUAGE.fullmatch(code)] == []


@pytest.mark.parametrize("pack", PACKS, ids=_code)
def test_pack_is_whole(pack: Pack) -> None:
    """A pack names all months or none, and units, marks and orders that exist."""
    assert len(pack.dates.months) in {0, 12}
    assert pack.dates.order in {"dmy", "mdy", "ymd"}
    assert pack.dates.units.keys() <= MINUTES_PER_UNIT.keys()
    assert all(word.strip() for words in pack.dates.months for word in words)


@pytest.mark.parametrize("pack", PACKS, ids=_code)
def test_every_month_is_read(pack: Pack) -> None:
    """A date with any name of any month becomes that day."""
    wrong = {
        name: found
        for month, names in enumerate(pack.dates.months, 1)
        for name in names
        if (found := _read(TITLE, f"12 {name} 2023", *BODY).published.at) != f"2023-{month:02}-12"
    }
    assert wrong == {}


@pytest.mark.parametrize("pack", PACKS, ids=_code)
def test_a_month_is_one_month(pack: Pack) -> None:
    """No name stands for two months."""
    names = [name for month in pack.dates.months for name in month]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("pack", PACKS, ids=_code)
def test_furniture_is_taken_out(pack: Pack) -> None:
    """A line that is furniture as a whole is not in the body, and not lost."""
    for phrases in pack.furniture.whole.values():
        for phrase in phrases:
            article = _read(TITLE, *BODY, phrase)
            assert phrase not in _paragraphs(article)
            assert phrase in [removed.text for removed in article.removed]


@pytest.mark.parametrize("pack", PACKS, ids=_code)
def test_no_maker_stays_in_the_body(pack: Pack) -> None:
    """Whoever is named behind a role's label is somewhere, but not in the text."""
    for phrases in pack.byline.roles.values():
        for phrase in phrases:
            line = f"{phrase}: Anna Berg"
            assert line not in _paragraphs(_read(TITLE, line, "12 March 2023", *BODY))


@pytest.mark.parametrize("pack", PACKS, ids=_code)
def test_the_text_itself_is_kept(pack: Pack) -> None:
    """Furniture of the language around a text takes nothing of the text with it."""
    menu = pack.furniture.whole.get("menu", ())[:3]
    assert _paragraphs(_read(*menu, TITLE, "12 March 2023", *BODY, *menu)) == list(BODY)
