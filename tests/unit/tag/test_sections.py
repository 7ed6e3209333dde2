"""What a source files an article under speaks for a subject only where the article's own words do too."""

import tomllib
from importlib.resources import files

import pytest

from schemas.article import ArticleContent, Url
from schemas.subject import Subject
from streams.tag.tagger import explain_subjects, subjects_of
from streams.tag.terms import bare, load_sections

LANGUAGES = sorted(folder.name for folder in files("streams.lang").iterdir() if (folder / "subjects.toml").is_file())
SPORT, CRICKET, POLITICS = "medtop:15000000", "medtop:20000888", "medtop:11000000"
BODY = "Rain stopped the match after an hour. The players come back on Monday."


def _article(*sections: str, path: str = "", body: str = BODY, language: str = "en") -> ArticleContent:
    url = Url(raw=path, clean=f"https://lantern.example/{path}", key=f"lantern.example/{path}") if path else None
    return ArticleContent(body=body, language=language, sections=sections, url=url)


def _named(code: str, article: ArticleContent) -> Subject | None:
    return next((one for one in subjects_of(article) if one.code == code), None)


def _points(code: str, article: ArticleContent) -> float:
    return sum(points for one in explain_subjects(article) if one.code == code for _, points in one.sections)


@pytest.mark.parametrize(
    "article",
    [
        _article("Sport"),
        _article("News > Sport"),
        _article(path="sport/rain-stops-the-match"),
        _article(path="news/Sports/2026/rain-stops-the-match"),
        _article("Deportes", body="El partido fue suspendido. Los jugadores vuelven el lunes.", language="es"),
        _article("खेल", body="बारिश से मैच रुका. खिलाड़ी सोमवार को लौटेंगे.", language="hi"),
        _article(path="sports/barish", body="बारिश से मैच रुका. खिलाड़ी सोमवार को लौटेंगे.", language="hi"),
    ],
)
def test_a_section_speaks_beside_the_words(article: ArticleContent) -> None:
    """Stated or in the address, in the language or in English: it makes surer, and is told apart from the words."""
    bare_article = article.model_copy(update={"sections": (), "url": None})
    found, before = _named(SPORT, article), _named(SPORT, bare_article)
    assert found
    assert found.confidence > (before.confidence if before else 0)
    assert len(found.sections) == 1
    assert found.evidence


def test_a_section_never_speaks_alone() -> None:
    """An article that has no word of it is not about it, whatever it is filed under."""
    assert _named(POLITICS, _article("Politics")) is None
    assert subjects_of(_article("Politics", body="The lantern was lit at nine.")) == ()


def test_only_names_that_are_known_speak() -> None:
    """Key words and folders of every page mean nothing."""
    assert subjects_of(_article("Latest", "Rain in May", path="news/2026/05/rain")) == subjects_of(_article())


def test_a_narrower_section_leads_down() -> None:
    """The name of a kind of sport is for that sport too."""
    found = _named(CRICKET, _article("Cricket"))
    assert found
    assert found.sections == ("Cricket",)


def test_the_title_is_no_folder() -> None:
    """The last part of an address names the page itself."""
    assert _points(SPORT, _article(path="sport")) == 0.0


def test_many_sections_share_their_points() -> None:
    """Who files everything under everything says little."""
    assert _points(SPORT, _article("Sport", "Politics", "Health")) == pytest.approx(1.0)


def test_an_address_that_cannot_be_read_says_nothing() -> None:
    """A broken address is no error."""
    broken = Url(raw="x", clean="https://[broken/sport/match", key="x")
    assert subjects_of(_article().model_copy(update={"url": broken})) == subjects_of(_article())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_means_two_subjects(language: str) -> None:
    """However it is spelt, a name is for one subject; and each language knows some."""
    tables = tomllib.loads((files("streams.lang") / language / "subjects.toml").read_text("utf-8"))["sections"]
    meanings = {(bare(name), code) for code, names in tables.items() for name in names}
    assert len(meanings) == len(load_sections(language)) > 0
