"""What the judge says of an article after others, and that its rows are its whole memory."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import Provenance, RawPosition, Removed, TaggedArticle, Url
from schemas.raw import Signal
from schemas.relation import EventKind, RelatedArticle, RelationKind
from streams.dedup.case import case_of
from streams.dedup.judge import Judge, Verdict
from streams.dedup.limits import Limits

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
SYLLABLES = ("ka", "lo", "mi", "ren", "tas", "vu", "ber", "no", "sil", "gra", "pe", "dor")
SMALL = Limits(articles=1_000, keys=1_000)
PAGE = "https://lantern.example/harbour"


def prose(seed: int, words: int = 120) -> str:
    """Give a text of invented words; another seed gives another text."""
    random = Random(seed)
    return " ".join("".join(random.choices(SYLLABLES, k=random.randint(1, 4))) for _ in range(words))


HARBOUR = prose(1)


def article(  # noqa: PLR0913 - each is what one test is about
    offset: int,
    body: str = HARBOUR,
    *,
    title: str | None = "Harbour reopens",
    source: str = "lantern.example",
    url: str | None = None,
    guid: str | None = None,
    signal: Signal | None = None,
    hours: float | None = 0.0,
) -> TaggedArticle:
    """Give a tagged article that was delivered at `offset` and fetched `hours` after the morning."""
    return TaggedArticle(
        article_id=str(uuid5(NAMESPACE_URL, f"{source}{title}{body}{url}{guid}{signal}")),
        source=source,
        title=title,
        body=body,
        url=Url(raw=url, clean=url, key=url.removeprefix("https://")) if url else None,
        guid=guid,
        signal=signal,
        retrieved_at=None if hours is None else MORNING + timedelta(hours=hours),
        provenance=Provenance(raw=RawPosition(topic="news.raw", partition=0, offset=offset)),
    )


def verdicts(*articles: TaggedArticle) -> list[Verdict]:
    """Judge the articles in their order, from an empty memory."""
    judge = Judge(SMALL)
    given_verdicts = [judge.judge(case_of(one, offset)) for offset, one in enumerate(articles)]
    assert all(given_verdicts)
    return [one for one in given_verdicts if one]


def related(*articles: TaggedArticle) -> list[RelatedArticle]:
    """Judge the articles and give what is published."""
    return [verdict.of(one) for one, verdict in zip(articles, verdicts(*articles), strict=True)]


def test_the_first_of_a_chain_gives_its_uri() -> None:
    """A new article is version 1, under its own id."""
    first = article(0)
    (only,) = related(first)
    assert (only.uri, only.version, only.event) == (f"urn:newsstream:article:{first.article_id}", 1, EventKind.CREATED)
    assert (only.relation.kind, only.relation.target, only.is_latest) == (RelationKind.NONE, None, True)


@pytest.mark.parametrize(("url", "guid"), [(PAGE, None), (None, "tag:1")])
def test_an_unchanged_refetch(url: str | None, guid: str | None) -> None:
    """The same text under a known url or guid keeps uri and version, and isn't the latest news of it."""
    first, again = related(article(0, url=url, guid=guid), article(1, HARBOUR.upper(), hours=1, url=url, guid=guid))
    assert (again.uri, again.version, again.event) == (first.uri, 1, EventKind.DUPLICATE)
    assert (again.relation.kind, again.relation.target) == (RelationKind.EXACT, first.uri)
    assert (again.is_latest, again.revision) == (False, None)


def test_a_changed_text_is_the_next_version() -> None:
    """A known page with another text is version 2, and says what it replaces and changes."""
    first, second = related(article(0, url=PAGE), article(1, f"{HARBOUR} One more pier opened.", url=PAGE, hours=1))
    assert (second.uri, second.version, second.event) == (first.uri, 2, EventKind.UPDATED)
    assert (second.relation.kind, second.relation.target) == (RelationKind.UPDATE_OF, first.uri)
    assert second.revision is not None
    assert (second.revision.replaces, second.revision.changed_fields) == (1, ("body",))
    assert second.is_latest


def test_a_decimal_point_is_a_change() -> None:
    """A corrected number isn't passed over as the same letters."""
    _, second = related(article(0, f"{HARBOUR} 15 ships", url=PAGE), article(1, f"{HARBOUR} 1.5 ships", url=PAGE))
    assert second.event is EventKind.UPDATED


def test_articles_of_long_ago_find_one_another() -> None:
    """An archive that is sent in beside the day's news has its copies too: one looks back from its own time."""
    today = article(0, "Snow fell on the hills all night and the roads were closed until noon.", hours=24 * 800)
    old, copy = article(1, url=PAGE), article(2, source="other.example", url="https://other.example/1", hours=1)
    _, first, second = related(today, old, copy)
    assert (second.relation.kind, second.relation.target) == (RelationKind.EXACT, first.uri)


def test_a_late_older_fetch_is_not_the_latest() -> None:
    """A version that was fetched before the known one counts, but the known one stays the head."""
    newest = article(0, f"{HARBOUR} later", url=PAGE, hours=2)
    _, late, again = related(newest, article(1, url=PAGE, hours=1), article(2, f"{HARBOUR} later", url=PAGE, hours=3))
    assert (late.version, late.is_latest) == (2, False)
    assert (again.event, again.version) == (EventKind.DUPLICATE, 1)


@pytest.mark.parametrize(
    ("signal", "event"),
    [
        (Signal.UPDATE, EventKind.UPDATED),
        (Signal.CORRECT, EventKind.CORRECTED),
        (Signal.RETRACT, EventKind.RETRACTED),
    ],
)
def test_the_producers_own_word(signal: Signal, event: EventKind) -> None:
    """A signal on a known guid says what kind of next version it is."""
    _, second = related(article(0, guid="tag:1"), article(1, f"{HARBOUR} amended", guid="tag:1", signal=signal))
    assert (second.event, second.version, second.relation.kind) == (event, 2, RelationKind.UPDATE_OF)


@pytest.mark.parametrize("body", [HARBOUR, "This report was withdrawn.", ""])
def test_a_retraction_needs_no_likeness(body: str) -> None:
    """Whatever text a retraction comes with, it retracts what its guid names."""
    _, second = related(article(0, guid="tag:1"), article(1, body, guid="tag:1", signal=Signal.RETRACT, title=None))
    assert (second.event, second.version) == (EventKind.RETRACTED, 2)


def test_a_retraction_of_nothing_known() -> None:
    """A retraction whose target was never seen stands alone."""
    (only,) = related(article(0, signal=Signal.RETRACT, guid="tag:1"))
    assert (only.event, only.version, only.relation.kind) == (EventKind.RETRACTED, 1, RelationKind.NONE)


def test_an_added_correction_note_makes_it_corrected() -> None:
    """A note that normalize took out says that the new version corrects."""
    note = Removed(line=9, text="Correction: it was Tuesday.", kind="correction")
    corrected = article(1, f"{HARBOUR} on Tuesday", url=PAGE).model_copy(update={"removed": (note,)})
    assert related(article(0, url=PAGE), corrected)[1].event is EventKind.CORRECTED


@pytest.mark.parametrize("note", ["Korrektur: Es war Dienstag.", "更正\uff1a日期有误。", "Fe de erratas: era martes."])
def test_a_note_in_the_body_makes_it_corrected(note: str) -> None:
    """A note that stayed in the body counts in each language."""
    corrected = article(1, f"{HARBOUR}\n\n{note}", url=PAGE)
    assert related(article(0, url=PAGE), corrected)[1].event is EventKind.CORRECTED


@pytest.mark.parametrize("signal", [Signal.CORRECT, Signal.RETRACT])
def test_a_signal_without_a_change_counts_once(signal: Signal) -> None:
    """The producer's word alone makes a version; the same word again is a re-fetch."""
    told = [article(raw, guid="tag:1", signal=signal if raw else None) for raw in range(3)]
    assert [(one.version, one.event is EventKind.DUPLICATE) for one in related(*told)] == [
        (1, False),
        (2, False),
        (2, True),
    ]


def test_a_reused_address_is_a_new_chain() -> None:
    """Another headline over another text isn't an update of what the address held before."""
    first, second = related(article(0, url=PAGE), article(1, prose(2), title="Bridge closes", url=PAGE))
    assert second.uri != first.uri
    assert (second.event, second.relation.kind) == (EventKind.CREATED, RelationKind.NONE)
    assert second.relation.method == "reused-address/4"


def test_a_front_page_identifies_nothing() -> None:
    """Two articles that were both sent with the address of the front page are two articles."""
    first, second = related(
        article(0, url="https://lantern.example"), article(1, f"{HARBOUR} more", url="https://lantern.example")
    )
    assert first.uri != second.uri


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, RelationKind.EXACT),
        ({"source": "courier.example"}, RelationKind.EXACT),
        ({"source": "courier.example", "title": "Ships are back"}, RelationKind.SYNDICATED_COPY),
        ({"body": HARBOUR.replace(HARBOUR[:30], "a new first line")}, RelationKind.NEAR),
        ({"body": f"{HARBOUR} {prose(3, 40)}", "source": "courier.example"}, RelationKind.SYNDICATED_COPY),
    ],
)
def test_copies(change: dict[str, str], kind: RelationKind) -> None:
    """A copy under another address is an article of its own that points to the earlier one."""
    copy = article(1, **{"url": "https://lantern.example/copy", **change})  # type: ignore[arg-type]
    first, second = related(article(0, url=PAGE), copy)
    assert (second.version, second.event, second.relation.kind) == (1, EventKind.DUPLICATE, kind)
    assert (second.relation.target, second.uri != first.uri) == (first.uri, True)


def test_equal_bytes_without_an_address_get_their_own_uri() -> None:
    """Where the first article id is taken as a uri, the place in the sequence salts it."""
    first, second = related(article(0), article(1))
    assert second.relation.target == first.uri
    assert second.uri != first.uri


def test_a_series_is_no_copy() -> None:
    """The same template with other numbers is tomorrow's report."""
    template = "{} at the pier {} in the bay {} on the hill {} by the lake. " + prose(4, 60)
    days = (article(day, template.format(*range(day * 10, day * 10 + 4)), title=f"Day {day}") for day in range(2))
    assert related(*days)[1].relation.kind is RelationKind.NONE


@pytest.mark.parametrize(("days", "kind"), [(30, RelationKind.EXACT), (40, RelationKind.NONE)])
def test_old_texts_are_out_of_the_window(days: int, kind: RelationKind) -> None:
    """An equal text is looked for within 31 days of event time."""
    assert related(article(0), article(1, hours=24 * days))[1].relation.kind is kind


@pytest.mark.parametrize("days", [60, 100])
def test_an_address_is_known_for_a_window_of_its_own(days: int) -> None:
    """Versions outlast the copies of their text, until their address was not seen for three months."""
    hours = 24.0 * days
    steps = (article(0, url=PAGE), article(1, prose(2), title="Tide", hours=hours), article(2, url=PAGE, hours=hours))
    assert related(*steps)[2].event is (EventKind.DUPLICATE if days == 60 else EventKind.CREATED)


def test_what_is_out_of_every_window_goes_a_few_at_a_time() -> None:
    """After a gap in time each article forgets two others, in the topic too, and nothing stops for it."""
    judge = Judge(SMALL)
    for number in range(6):
        judge.judge(case_of(article(number, prose(number), title=str(number)), number))
    late = [judge.judge(case_of(article(at, prose(at), title=str(at), hours=24 * 365), at)) for at in range(6, 10)]
    assert [len(one.forgotten) for one in late if one] == [2, 2, 2, 0]
    assert judge.sizes()["versions"] == 4


def test_an_unknown_time_is_within_every_window() -> None:
    """An article without a time is compared like one that came just now."""
    assert related(article(0, hours=None), article(1, hours=None))[1].relation.kind is RelationKind.EXACT


def test_a_redelivery_is_no_verdict() -> None:
    """The same raw record, appended to the sequence twice, is judged once."""
    judge = Judge(SMALL)
    assert judge.judge(case_of(article(5), 0))
    assert judge.judge(case_of(article(5), 1)) is None


def test_the_newest_articles_are_kept() -> None:
    """Beyond the capacity the oldest text goes, and every structure stays within its limit."""
    judge = Judge(Limits(articles=3, keys=3))
    for number in range(6):
        judge.judge(case_of(article(number, prose(number), title=str(number), source=f"paper{number}"), number))
    assert judge.sizes() == {"versions": 3, "sources": 3, "raw_partitions": 1}


STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),  # which text
        st.sampled_from(["", " amended", " amended twice"]),
        st.sampled_from([None, PAGE, "https://courier.example/a"]),
        st.sampled_from([None, "tag:1"]),
        st.sampled_from(["lantern.example", "courier.example"]),
        st.sampled_from([None, None, Signal.CORRECT, Signal.RETRACT]),
        st.sampled_from([None, 0.0, 1.0, 24.0 * 20]),
        st.integers(0, 12),  # raw offset: some come twice
    ),
    max_size=14,
)


@given(steps=STEPS, cut=st.integers(0, 14))
def test_rows_are_the_whole_memory(steps: list[tuple[int, str, str, str, str, Signal, float, int]], cut: int) -> None:
    """A judge that is rebuilt from the rows, read back from bytes, judges on as the uninterrupted one does."""
    sequence = [
        article(raw, prose(text) + tail, url=url, guid=guid, source=source, signal=signal, hours=hours)
        for text, tail, url, guid, source, signal, hours, raw in steps
    ]
    judge, rebuilt = Judge(SMALL), Judge(SMALL)
    for offset, one in enumerate(sequence[:cut]):
        if verdict := judge.judge(case_of(one, offset)):
            rebuilt.apply([(verdict.row.key(), verdict.row.encode()), *((key, None) for key in verdict.forgotten)])
    assert (rebuilt.applied_offset, rebuilt.sizes()) == (judge.applied_offset, judge.sizes())
    for offset, one in enumerate(sequence[cut:], cut):
        assert rebuilt.judge(case_of(one, offset)) == judge.judge(case_of(one, offset))


@given(steps=STEPS)
def test_a_compacted_memory_judges_alike(steps: list[tuple[int, str, str, str, str, Signal, float, int]]) -> None:
    """From the last row of each key, without what was forgotten, an article of a known guid gets the same verdict."""
    judge, rebuilt = Judge(SMALL), Judge(SMALL)
    rows: dict[bytes, tuple[int, bytes]] = {}
    for offset, (text, tail, url, guid, source, _, hours, raw) in enumerate(steps):
        one = article(raw, prose(text) + tail, url=url, guid=guid, source=source, hours=hours)
        if verdict := judge.judge(case_of(one, offset)):
            rows[verdict.row.key()] = (verdict.row.offset, verdict.row.encode())
            for key in verdict.forgotten:
                rows.pop(key, None)
    if rows:
        rebuilt.apply([(key, value) for key, (_, value) in sorted(rows.items(), key=lambda one: one[1])])
    asked = article(99, prose(9), guid="tag:1")
    whole, compacted = judge.judge(case_of(asked, 99)), rebuilt.judge(case_of(asked, 99))
    assert whole is not None
    assert compacted is not None
    assert (whole.ruling.uri, whole.ruling.version) == (compacted.ruling.uri, compacted.ruling.version)


def test_a_scraper_whose_clock_is_years_ahead_does_not_make_the_memory_forget() -> None:
    """Event time never runs ahead of the time at which the raw record was written."""
    judge = Judge(SMALL)
    now = MORNING.timestamp()
    judge.judge(case_of(article(0, prose(1), source="lantern.example"), 0), now)
    judge.judge(case_of(article(1, prose(2), source="clock.example", hours=24 * 365 * 30), 1), now)
    copy = judge.judge(case_of(article(2, prose(1), source="beacon.example"), 2), now)
    assert copy
    assert copy.ruling.event is EventKind.DUPLICATE
