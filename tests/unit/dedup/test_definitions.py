"""A new definition of the signature comes beside the old one: what was remembered by that is found as before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from schemas.article import Provenance, RawPosition, TaggedArticle, Url
from streams.dedup.case import case_of
from streams.dedup.judge import Judge, Rows
from streams.dedup.limits import Limits
from streams.dedup.rulings import Ruling
from streams.dedup.signature import DEFINITIONS, Signature, sign
from streams.dedup.sketch import header_of, read_header

OLD, NEW = 1, next(iter(DEFINITIONS))
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
MASK = 0xA5A5_0000
"""Leaves the low bits, by which the signatures of long texts are thinned."""
STORIES = 8
FOOTER = " ".join(f"foot{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(60))


def sign_old(text: str) -> Signature:
    """Sign a text so that it has no fingerprint, number or letter in common with what the release makes."""
    new = sign(text)
    prints, numbers = [one ^ MASK for one in new.fingerprints], sorted(one ^ MASK for one in new.numbers)
    return new._replace(exact=new.exact ^ MASK, fingerprints=prints, numbers=tuple(numbers))


@contextmanager
def release(definitions: Sequence[int]) -> Iterator[None]:
    """Run the release that has these definitions, the newest first."""
    signs, before = {OLD: sign_old, NEW: sign}, dict(DEFINITIONS)
    _have({definition: signs[definition] for definition in definitions})
    try:
        yield
    finally:
        _have(before)


def _have(definitions: Mapping[int, Callable[[str], Signature]]) -> None:
    DEFINITIONS.clear()
    DEFINITIONS.update(definitions)


def article(offset: int, story: int, tail: str = "", **fields: str) -> TaggedArticle:
    """Give the telling of a story that came at an offset, by the lantern unless the fields say otherwise."""
    random = Random(story)
    words = ["".join(random.choices(("ka", "lo", "mi", "ren", "tas", "vu", "ber"), k=4)) for _ in range(150)]
    address = f"{fields.get('source', 'lantern.example')}/{story}"
    return TaggedArticle.model_validate(
        {
            "article_id": str(UUID(int=offset)),
            "source": "lantern.example",
            "title": f"Story {story}",
            "body": f"{' '.join(words)} {tail}",
            "url": Url(raw=address, clean=address, key=address),
            "retrieved_at": MORNING + timedelta(minutes=offset),
            "provenance": Provenance(raw=RawPosition(topic="news.raw", partition=0, offset=offset)),
        }
        | fields
    )


def first_tellings() -> list[TaggedArticle]:
    """Give stories that share a footer."""
    return [article(number, number, FOOTER) for number in range(STORIES)]


def later_tellings() -> list[TaggedArticle]:
    """Give what is known by its address, changed or not, copies, equal or cut, and a new story with its copy."""
    beacon, courier = {"source": "beacon.example"}, {"source": "courier.example", "title": "Another headline"}
    told: list[tuple[int, str, dict[str, str]]] = [
        (0, FOOTER, {}),
        (1, "Two more were found on Tuesday, 17 in all.", {}),
        (2, FOOTER, beacon),
        (3, "With reports by the agency.", courier),
        (20, FOOTER, beacon),
        (20, "", courier),
        (1, "Two more were found on Tuesday, 19 in all.", {}),
    ]
    return [article(offset, story, tail, **fields) for offset, (story, tail, fields) in enumerate(told, STORIES)]


def judged(judge: Judge, articles: Sequence[TaggedArticle], begin: int) -> tuple[list[Ruling], Rows]:
    """Judge articles from an offset on; give what was ruled, and the rows."""
    verdicts = [judge.judge(case_of(one, offset)) for offset, one in enumerate(articles, begin)]
    found = [verdict for verdict in verdicts if verdict]
    return [one.ruling for one in found], [(one.row.key(), one.value) for one in found]


def remembered(definition: int) -> Rows:
    """Give the rows that a release with one definition wrote of the first tellings."""
    with release([definition]):
        return judged(Judge(Limits(articles=100, keys=100)), first_tellings(), 0)[1]


def heir(rows: Rows) -> Judge:
    """Give a judge that read rows back."""
    judge = Judge(Limits(articles=100, keys=100))
    judge.apply(rows)
    return judge


def relations(rulings: Sequence[Ruling]) -> list[object]:
    """Give all that is published of rulings."""
    return [(one.uri, one.version, one.event, one.relation, one.revision, one.is_latest) for one in rulings]


def test_a_new_definition_forgets_nothing() -> None:
    """By a memory of the old definition all is told as by one of the new, spans, signals and changed shares too."""
    with release([NEW]):
        expected, _ = judged(heir(remembered(NEW)), later_tellings(), STORIES)
    with release([NEW, OLD]):
        given, _ = judged(heir(remembered(OLD)), later_tellings(), STORIES)
    assert relations(given) == relations(expected)
    assert [one.event.value for one in given[:4]] == ["duplicate", "updated", "duplicate", "duplicate"]


def test_what_is_new_is_remembered_by_the_new_definition() -> None:
    """Only a version that was fetched again stays as it was first read: old rows go by themselves."""
    with release([NEW, OLD]):
        judge = heir(remembered(OLD))
        _, rows = judged(judge, later_tellings(), STORIES)
        assert judge.not_compared() == 0
    with release([NEW]):
        assert heir([*remembered(OLD), *rows]).not_compared() == STORIES


def test_a_restart_between_two_definitions_changes_nothing() -> None:
    """Rows of both, read back, judge on as the judge that wrote them."""
    later = later_tellings()
    with release([NEW, OLD]):
        judge = heir(remembered(OLD))
        _, rows = judged(judge, later[:4], STORIES)
        back = heir([*remembered(OLD), *rows])
        assert judged(back, later[4:], STORIES + 4) == judged(judge, later[4:], STORIES + 4)


def test_rows_of_a_definition_that_is_gone_are_counted_and_known_by_their_address() -> None:
    """A release that skipped one says what it can't compare; addresses still lead to their chains."""
    with release([NEW]):
        judge = heir(remembered(OLD))
        assert judge.not_compared() == STORIES
        rulings, _ = judged(judge, later_tellings(), STORIES)
    assert [(one.event.value, one.version) for one in rulings[1:4]] == [("updated", 2), ("created", 1), ("created", 1)]


def test_sketches_of_all_definitions_come_in_one_header() -> None:
    """A release reads its own definitions from what another wrote, or makes all of them anew."""
    with release([NEW, OLD]):
        _, both = header_of(article(0, 0))
        sketches = read_header(both)
    assert sketches is not None
    assert [one.state.signature for one in sketches] == [NEW, OLD]
    with release([OLD]):
        assert read_header(both) == [sketches[1]]
        _, one = header_of(article(0, 0))
    with release([NEW, OLD]):
        assert read_header(one) is None
