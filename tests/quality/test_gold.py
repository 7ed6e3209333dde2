"""What newsstream makes of the gold pages does not fall below what was reached; see measure_gold."""

from pathlib import Path

import pytest
from gold.pages import MalformedPageError, read_page, read_pages
from gold.scores import floors, left_lines, process, shares, write_floors, wrong_fields

HEAD = """url = "https://www.harbour.example/tide-clock"
retrieved_at = "2026-03-04T16:10:00Z"
language = "en"
shape = "one line a paragraph"
published = "2026-03-04T14:05+01:00"
people = [["Asha Rao", "reporter"]]
+++
"""
PAGE = """R Home | City
T Tide clock restored
U By Asha Rao
B ⟦Web Desk: ⟧The first paragraph
b which goes on.

H Forty winters
"""
EVENT = {
    "title": "Tide clock restored",
    "body": "The first paragraph which goes on.\n\nForty winters",
    "byline": {"people": [{"name": "Asha Rao", "role": "author"}]},
    "published": {"at": "2026-03-04T13:05:00Z"},
}


@pytest.fixture(scope="module")
def reached() -> dict[str, dict[str, float]]:
    """Score all pages once, in one stream."""
    pages = read_pages()
    return shares(pages, process(pages))


def _write(folder: Path, text: str, name: str = "01-clock.page") -> Path:
    path = folder / "en" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("language", floors())
def test_language_keeps_its_floors(language: str, reached: dict[str, dict[str, float]]) -> None:
    """What was reached stays reached, and no page is taken away."""
    missed = {
        name: reached[language][name] for name, floor in floors()[language].items() if reached[language][name] < floor
    }
    assert missed == {}


def test_every_language_has_floors(reached: dict[str, dict[str, float]]) -> None:
    """Pages without a floor measure nothing."""
    assert reached.keys() == floors().keys()


def test_a_page_is_sent_without_its_marks(tmp_path: Path) -> None:
    """The processor sees the page as a scraper does."""
    page = read_page(_write(tmp_path, HEAD + PAGE))
    assert page.raw["content"].split("\n")[3:] == [
        "Web Desk: The first paragraph",
        "which goes on.",
        "",
        "Forty winters",
    ]
    assert page.raw["source"] == "www.harbour.example"


def test_what_the_page_says_is_right(tmp_path: Path) -> None:
    """The same instant in another zone, and the same role by another word."""
    assert wrong_fields(read_page(_write(tmp_path, HEAD + PAGE)), EVENT) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Tide clock"),
        ("standfirst", "The first paragraph which goes on."),
        ("body", "The first paragraph\n\nwhich goes on.\n\nForty winters"),
        ("byline", {"people": [{"name": "Asha Rao", "role": "editor"}]}),
        ("published", {"at": "2026-03-04T14:05"}),
        ("published", {"at": "2026-03-04"}),
        ("modified", {"at": "2026-03-04T14:05"}),
    ],
)
def test_what_it_does_not_say_is_wrong(tmp_path: Path, field: str, value: object) -> None:
    """Each field is looked at, and what is made up counts like what is missed."""
    page = read_page(_write(tmp_path, HEAD + PAGE))
    assert wrong_fields(page, {**EVENT, field: value}) == ["people" if field == "byline" else field]


def test_furniture_in_the_body_is_counted(tmp_path: Path) -> None:
    """Alone or inside a paragraph."""
    page = read_page(_write(tmp_path, HEAD + PAGE + "R Read more: otter waits for bus\n"))
    body = EVENT["body"]
    assert left_lines(page, EVENT) == []
    assert left_lines(page, {"body": f"{body} Read more: otter waits for bus\n\nHome | City"}) == page.marked("R")


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (HEAD + PAGE + "X Home\n", 15, "a mark of"),
        (HEAD + "T Tide\n\nb which goes on\n", 10, "the line before is none"),
        (HEAD + "T Tide\n", 8, "no line is marked B"),
        (HEAD.replace("+++\n", ""), 6, "ends the head"),
        (HEAD.replace('"en"', '"en') + PAGE, 3, "no TOML"),
        (HEAD.replace("shape", "form") + PAGE, 1, "lacks shape"),
        (HEAD.replace(".example", ".test") + PAGE, 1, ".example"),
        (HEAD.replace('"en"', '"fr"') + PAGE, 3, "folder of en"),
        (HEAD.replace("T16:10:00Z", "") + PAGE, 2, "is an instant"),
        (HEAD.replace("2026-03-04T14:05+01:00", "4 March") + PAGE, 5, "published is"),
    ],
)
def test_a_malformed_page_is_named(tmp_path: Path, text: str, line: int, problem: str) -> None:
    """The error says the file, the line and what the format asks for."""
    path = _write(tmp_path, text)
    with pytest.raises(MalformedPageError, match=problem) as caught:
        read_page(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")


def test_each_page_has_its_own_publisher(tmp_path: Path) -> None:
    """What is learned of a source on one page would help the other."""
    for name in ("01-clock.page", "02-clock.page"):
        _write(tmp_path, HEAD + PAGE, name)
    with pytest.raises(MalformedPageError, match="has a page already"):
        read_pages(folder=tmp_path)


def test_floors_are_written_rounded_down(tmp_path: Path) -> None:
    """A floor is never above what was reached."""
    path = tmp_path / "floors.toml"
    path.write_text("# why\n\n[en]\ntitle = 0.5\n", "utf-8")
    write_floors({"fr": {"pages": 10, "title": 2 / 3}, "en": {"title": 1}}, path)
    assert path.read_text("utf-8") == "# why\n\n[en]\ntitle = 1\n\n[fr]\npages = 10\ntitle = 0.666\n"
