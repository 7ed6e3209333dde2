"""Every language pack, found by its folder, uses kinds and roles that the rules know, and no word twice."""

import pytest

from streams.lang.folding import fold
from streams.lang.packs import Pack, load_packs

PACKS = load_packs()
KINDS = {
    "menu", "share", "ad", "section_head", "comments", "tags", "bio", "caption", "footer", "related", "promo", "stamp",
    "disclaimer", "correction", "media_call", "comment", "credit", "release", "summary",
}  # fmt: skip
ROLES = {"author", "reporter", "editor", "publisher", "photographer", "translator", "producer", "illustrator"}
MARKED_MONTHS = {"zh", "ja", "ko"}


@pytest.fixture(params=PACKS, ids=lambda pack: pack.code)
def pack(request: pytest.FixtureRequest) -> Pack:
    """One language's pack."""
    assert isinstance(request.param, Pack)
    return request.param


def test_it_has_twelve_months_or_marks_them_by_number(pack: Pack) -> None:
    """Every month can be read, by name or by its mark."""
    assert len(pack.dates.months) == (0 if pack.code in MARKED_MONTHS else 12)
    assert pack.dates.months or {"year", "month", "day"} <= set(pack.dates.marks)


def test_no_month_has_two_numbers(pack: Pack) -> None:
    """A name is one month."""
    names = [fold(name) for month in pack.dates.months for name in month]
    assert len(names) == len(set(names))


def test_it_knows_authors_and_editors(pack: Pack) -> None:
    """The two commonest labels of a byline are there, and no role is misspelt."""
    assert {"author", "editor"} <= set(pack.byline.roles) <= ROLES
    assert pack.byline.desks


def test_its_kinds_of_furniture_are_known_kinds(pack: Pack) -> None:
    """A misspelt kind would never be weighed."""
    furniture = pack.furniture
    assert set(furniture.whole) | set(furniture.opening) | set(furniture.ending) | set(furniture.inside) <= KINDS


def test_it_knows_related_links_and_advertisements(pack: Pack) -> None:
    """What stands inside most articles is known in every language."""
    assert pack.furniture.opening.get("related")
    assert pack.furniture.whole.get("ad")


def test_no_phrase_is_empty(pack: Pack) -> None:
    """An empty phrase would match everywhere."""
    tables = (
        pack.furniture.whole,
        pack.furniture.opening,
        pack.furniture.ending,
        pack.furniture.inside,
        pack.byline.roles,
    )
    assert all(phrase.strip() for table in tables for phrases in table.values() for phrase in phrases)
