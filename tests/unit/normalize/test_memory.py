"""The memory of a source: what it learns, what it must not learn, and that a replay remembers the same."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.article import NormalizedArticle, RawPosition
from schemas.source import SourceRow
from streams.normalize.memory import ARTICLES, LINES, STANDING
from streams.normalize.sources import MAX_SOURCE, Sources
from streams.normalize.stage import normalize, read_raw

LEAFLET = "Havenblad leaflet corner"
REEDS = "The gazette of the isles is printed on paper made of reeds that grow along the shore of the great lake."


def page(number: int, *furniture: str, path: str | None = None, words: str = "town") -> bytes:
    """Write a page about one town, with lines that the site adds."""
    told = [
        f"The council of {words}{number} met on point {k} and settled matter {number * 9 + k} then." for k in range(6)
    ]
    text = "\n\n".join([f"{words.title()}{number} opens bridge number {number}", *told[:4], *furniture, *told[4:]])
    return orjson.dumps({"url": f"https://isle.example/{path or number}", "source": "isle.example", "content": text})


def read(values: list[bytes], sources: Sources | None = None) -> list[NormalizedArticle]:
    """Read pages in their order, as the stage does."""
    sources = Sources("news.raw", 0) if sources is None else sources  # one that knows nothing is false
    found: list[NormalizedArticle] = []
    for offset, value in enumerate(values):
        raw = read_raw(value)
        memory = sources.row(raw.source)
        position = RawPosition(topic="news.raw", partition=0, offset=offset)
        results = normalize(raw, position, None, {}, memory)
        sources.learn(memory, raw.source, offset, results)
        found += [one for one in results if isinstance(one, NormalizedArticle)]
    return found


def taken(article: NormalizedArticle) -> list[str]:
    """Give what was taken out through memory."""
    return [one.text for one in article.removed if one.kind == STANDING]


def test_a_line_of_two_unrelated_articles_is_furniture_on_the_third() -> None:
    """It leaves the text and is kept in the account."""
    found = read([page(number, LEAFLET) for number in range(3)])
    assert [LEAFLET in taken(one) for one in found] == [False, False, True]
    assert LEAFLET not in found[2].body


def test_a_sentence_needs_more_sightings() -> None:
    """A paragraph may be the background of several stories."""
    found = read([page(number, REEDS) for number in range(6)])
    assert [REEDS in taken(one) for one in found] == [False] * 4 + [True] * 2


def test_versions_of_a_live_blog_teach_nothing() -> None:
    """Whatever their addresses, texts that share much of their lines are one story."""
    told = [f"Entry {k}: the storm moved on over the coast and took roof {k} with it." for k in range(20)]
    blogs = [page(number, *told[number : number + 12], LEAFLET) for number in range(5)]
    assert [taken(one) for one in read(blogs)] == [[]] * 5


def test_one_address_counts_once() -> None:
    """However often a page is fetched, and however it changes."""
    assert [taken(one) for one in read([page(n, LEAFLET, path="live") for n in range(5)])] == [[]] * 5


def test_an_article_is_read_again_as_it_was_read() -> None:
    """What was learned since does not make an update of an unchanged page."""
    pages = [page(number, LEAFLET) for number in range(4)]
    found = read([*pages, pages[0]])
    assert found[4].body == found[0].body


def test_the_offset_that_the_memory_included_is_told() -> None:
    """An article says which earlier ones it was read with."""
    assert [one.provenance.memory_offset for one in read([page(n) for n in range(3)])] == [None, 0, 1]


def test_sources_have_room_for_so_many() -> None:
    """The one that was not seen for longest goes, with a tombstone."""
    sources = Sources("news.raw", 0, capacity=2)
    rows = [
        sources.put(SourceRow(topic="news.raw", partition=0, offset=n, source=name, articles=()))
        for n, name in enumerate(["a", "b", "a", "c"])
    ]
    assert len(sources) == 2
    assert rows[-1][-1] == (b"news.raw:b", None)


@pytest.mark.parametrize("source", ["x" * (MAX_SOURCE + 1), ""])
def test_a_source_without_a_fit_name_is_not_remembered(source: str) -> None:
    """Its sender would choose the size of our rows, or mix all publishers that did not say who they are."""
    sources = Sources("news.raw", 0)
    read([orjson.dumps({"source": source, "content": "Ferry returns\n\nThe ferry sailed again."})], sources)
    assert len(sources) == 0


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 4), st.lists(st.text(max_size=40), max_size=5)), max_size=24), st.data())
def test_a_replay_from_any_row_remembers_the_same(drawn: list[tuple[int, list[str]]], data: st.DataObject) -> None:
    """Bounded, and whoever begins with the row of a record goes on as if it had read everything."""
    pages = [page(number, *lines) for number, lines in drawn]
    whole, cut = Sources("news.raw", 0), Sources("news.raw", 0)
    expected = read(pages, whole)
    at = data.draw(st.integers(0, len(pages)))
    read(pages[:at], cut)
    row = cut.row("isle.example")
    again = Sources("news.raw", 0)
    if row:
        again.put(SourceRow.decode(row.encode()))
    assert [one.body for one in read(pages[at:], again)] == [one.body for one in expected[at:]]
    remembered = whole.row("isle.example")
    articles = remembered.articles if remembered else ()
    assert len(articles) <= ARTICLES
    assert all(len(article.kept) <= LINES for article in articles)
