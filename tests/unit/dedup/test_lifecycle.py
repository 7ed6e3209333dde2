"""What becomes of an article over its life: one table, judged alone and again through all stages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import orjson
import pytest

from schemas.article import Moment, Precision, Provenance, RawPosition, TaggedArticle, Url
from schemas.raw import Signal
from schemas.relation import RelatedArticle
from streams.cli.process import Chain
from streams.dedup.case import case_of
from streams.dedup.judge import Judge
from streams.dedup.limits import Limits

NIGHT = datetime(2026, 3, 2, tzinfo=UTC)
HARBOUR = (
    "Engineers closed the harbour at Aldermouth on Monday after a crack in the old wall grew by a hand in one night. "
    "Boats were moved to the northern quay, and fishermen will be paid for the days that they lose in the spring. "
    "The town means to vote on the repair as soon as divers have seen how deep the damage goes below the water line. "
    "Nobody was hurt, the port office said, but two cranes stand so close to the edge that they have to be taken apart."
)
MORE = "On Tuesday the minister promised help, and said that the quay would be dredged until larger boats can land."
LEAD = "Fishermen from three villages have nowhere to land their catch, and markets inland expect higher prices soon."
CLOCKS = (
    "The museum in Dunvale opens a hall of clocks this week, and its keeper promises that half of them are right. "
    "Visitors may wind the largest one by hand on Sundays, which takes four people and the better part of an hour. "
    "The oldest clock was found in a barn, under hay, where it had gone on ticking whenever the farmer shook the wall."
)
PAGE, GUID = "https://lantern.example/harbour", "tag:lantern.example,2026:1"


@dataclass(frozen=True)
class Sent:
    """One article as it is sent, fetched and published at hours of the night."""

    body: str = HARBOUR
    title: str = "Harbour at Aldermouth is closed"
    source: str = "lantern.example"
    url: str | None = PAGE
    guid: str | None = None
    fetched: int = 10
    published: int | None = 1
    signal: Signal | None = None


ARTICLE = Sent()
GROWN = replace(ARTICLE, body=f"{HARBOUR} {MORE}", fetched=12)
COPY = replace(ARTICLE, source="courier.example", url="https://courier.example/a", title="Crack shuts port", fetched=14)
WIRE = replace(ARTICLE, url=None, guid=GUID)
GONE = replace(WIRE, body="This report was withdrawn.", fetched=16, signal=Signal.RETRACT)
Told = tuple[str, int, str, bool, bool]
"""Event, version, relation, whether it is the older one, whether it is the latest of its uri."""

CREATED, DUPLICATE = ("created", 1, "none", False, True), ("duplicate", 1, "exact", False, False)
CASES: dict[str, tuple[Sequence[Sent], Sequence[Told]]] = {
    "a page fetched again unchanged": ([ARTICLE, replace(ARTICLE, fetched=11)], [CREATED, DUPLICATE]),
    "the same record sent again": ([ARTICLE, ARTICLE], [CREATED, DUPLICATE]),
    "a third version": (
        [ARTICLE, GROWN, replace(GROWN, body=f"{LEAD} {HARBOUR} {MORE}", fetched=13)],
        [CREATED, ("updated", 2, "update_of", False, True), ("updated", 3, "update_of", False, True)],
    ),
    "an old record sent again after a newer version": (
        [ARTICLE, GROWN, ARTICLE],
        [CREATED, ("updated", 2, "update_of", False, True), ("duplicate", 1, "exact", False, False)],
    ),
    "the newest version sent again after that": (
        [ARTICLE, GROWN, ARTICLE, GROWN],
        [CREATED, ("updated", 2, "update_of", False, True), DUPLICATE, ("duplicate", 2, "exact", False, False)],
    ),
    "a page that takes back what it added": (
        [ARTICLE, GROWN, replace(ARTICLE, fetched=13)],
        [CREATED, ("updated", 2, "update_of", False, True), ("updated", 3, "update_of", False, True)],
    ),
    "an older version that comes late": (
        [GROWN, ARTICLE],
        [CREATED, ("updated", 2, "update_of", True, False)],
    ),
    "another headline only": (
        [ARTICLE, replace(ARTICLE, title="Crack shuts the port of Aldermouth", fetched=11)],
        [CREATED, ("updated", 2, "update_of", False, True)],
    ),
    "an address that holds another story": (
        [ARTICLE, replace(ARTICLE, body=CLOCKS, title="A hall of clocks", fetched=12)],
        [CREATED, CREATED],
    ),
    "a copy": ([ARTICLE, replace(COPY, published=3)], [CREATED, ("duplicate", 1, "syndicated_copy", False, True)]),
    "an original that comes after its copy": (
        [replace(COPY, published=3), replace(ARTICLE, fetched=15)],
        [CREATED, ("duplicate", 1, "syndicated_copy", True, True)],
    ),
    "a copy that says no time": (
        [ARTICLE, replace(COPY, published=None)],
        [CREATED, ("duplicate", 1, "syndicated_copy", False, True)],
    ),
    "a note in the text": (
        [ARTICLE, replace(ARTICLE, body=f"{HARBOUR}\n\nCorrection: it was on Monday, not on Sunday.", fetched=12)],
        [CREATED, ("corrected", 2, "update_of", False, True)],
    ),
    "the producer's word of a correction": (
        [WIRE, replace(WIRE, body=HARBOUR.replace("Monday", "Sunday"), fetched=12, signal=Signal.CORRECT)],
        [CREATED, ("corrected", 2, "update_of", False, True)],
    ),
    "a retraction": ([WIRE, GONE], [CREATED, ("retracted", 2, "update_of", False, True)]),
    "a retraction sent again": (
        [WIRE, GONE, replace(GONE, fetched=17)],
        [CREATED, ("retracted", 2, "update_of", False, True), ("duplicate", 2, "exact", False, False)],
    ),
    "a retraction of what was never seen": ([GONE], [("retracted", 1, "none", False, True)]),
    "what was retracted before it came": (
        [GONE, WIRE],
        [("retracted", 1, "none", False, True), ("updated", 2, "update_of", True, False)],
    ),
    "a retracted article that is sent again": (
        [WIRE, GONE, WIRE],
        [CREATED, ("retracted", 2, "update_of", False, True), ("duplicate", 1, "exact", False, False)],
    ),
}


def told(article: RelatedArticle) -> Told:
    """Give what a case says of an article; an older version counts as the older one, also when it is sent again."""
    relation = article.relation
    return article.event.value, article.version, relation.kind.value, relation.earlier, article.is_latest


def tagged(sent: Sent, at: int) -> TaggedArticle:
    """Give the article as dedup gets it."""
    published = NIGHT + timedelta(hours=sent.published) if sent.published is not None else None
    return TaggedArticle(
        article_id=str(uuid5(NAMESPACE_URL, repr(sent))),
        source=sent.source,
        title=sent.title,
        body=sent.body,
        url=Url(raw=sent.url, clean=sent.url, key=sent.url.removeprefix("https://")) if sent.url else None,
        guid=sent.guid,
        signal=sent.signal,
        published=Moment(at=published.isoformat(), precision=Precision.SECOND) if published else Moment(),
        retrieved_at=NIGHT + timedelta(hours=sent.fetched),
        provenance=Provenance(raw=RawPosition(topic="news.raw", partition=0, offset=at)),
    )


def raw_of(sent: Sent) -> dict[str, object]:
    """Give the article as a scraper sends it."""
    published = (NIGHT + timedelta(hours=sent.published)).isoformat() if sent.published is not None else ""
    time = f'<meta property="article:published_time" content="{published}">' if published else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in sent.body.split("\n\n"))
    page = f"<html lang=en><head>{time}<title>{sent.title}</title></head><body><article><h1>{sent.title}</h1>{text}"
    fields = {
        "source": sent.source,
        "url": sent.url,
        "guid": sent.guid,
        "signal": sent.signal,
        "retrieved_at": (NIGHT + timedelta(hours=sent.fetched)).isoformat(),
        "content_type": "text/html",
        "content": f"{page}</article></body></html>",
    }
    return {name: value for name, value in fields.items() if value is not None}


@pytest.mark.parametrize("case", CASES)
def test_judged(case: str) -> None:
    """The rules alone say what the table says."""
    articles, expected = CASES[case]
    judge = Judge(Limits(articles=100, keys=400))
    sequence = [tagged(sent, at) for at, sent in enumerate(articles)]
    verdicts = [(one, judge.judge(case_of(one, at))) for at, one in enumerate(sequence)]
    assert [told(verdict.of(one)) for one, verdict in verdicts if verdict] == expected


@pytest.mark.parametrize("case", CASES)
def test_processed(case: str) -> None:
    """The same comes out when the articles go through all stages as pages."""
    articles, expected = CASES[case]
    chain = Chain({})
    events = [chain.process(orjson.dumps(raw_of(sent)), at)[0].event for at, sent in enumerate(articles)]
    assert [told(event) for event in events if event] == expected


@pytest.mark.parametrize("case", CASES)
def test_evidence_is_of_the_bodies(case: str) -> None:
    """Spans of a verdict stand in the version that it names, and what was added does not."""
    articles, _ = CASES[case]
    chain = Chain({})
    bodies: dict[tuple[str | None, int | None], str] = {}
    for at, sent in enumerate(articles):
        event = chain.process(orjson.dumps(raw_of(sent)), at)[0].event
        assert event
        other = bodies.get((event.relation.target, event.relation.target_version), "")
        assert all(event.body[slice(*span)] in other for span in event.relation.spans)
        assert all(event.body[slice(*span)] not in other for span in (event.revision.added if event.revision else ()))
        bodies.setdefault((event.uri, event.version), event.body)
