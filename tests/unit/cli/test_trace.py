"""How a story is written out for people, whatever its producer wrote into it."""

from pathlib import Path

import orjson
import pytest

from schemas.article import RawPosition
from schemas.enriched import EnrichedArticle
from schemas.outcome import Outcome, OutcomeKind
from schemas.reason import Reason
from streams.cli.story import lines, row_line
from streams.cli.trace import fields_of, said_of
from streams.engine.records import Record
from streams.ledger.entries import Letter
from streams.ledger.story import Standing, Story
from streams.ledger.tables import Row
from streams.ledger.trace import Traced

EXAMPLE = Path(__file__).parents[3] / "schemas" / "examples" / "enriched-article" / "good-duplicate.json"
SENT_MS = 1_800_000_000_000
RAW = RawPosition(topic="news.raw", partition=1, offset=7)
COMMANDS = set("\x1b\x07\r\n\x9b\u202e")
NASTY = "\x1b[2J\x1b]0;owned\x07\u202e\r\n\x9b31m"


def story(nasty: str = "", **changed: object) -> Story:
    """Write the story of a published article; `nasty` stands wherever a producer's text does."""
    article = orjson.loads(EXAMPLE.read_bytes())
    article |= {"title": f"Bridge opens{nasty}", "source": f"a.example{nasty}", "flags": [f"flag{nasty}"]}
    article["byline"] = {"raw": None, "people": [{"name": f"A B{nasty}", "role": f"author{nasty}"}]}
    article["published"] = {"raw": f"today{nasty}", "rejected": [{"raw": f"then{nasty}", "why": f"why{nasty}"}]}
    article["removed"] = [{"line": 1, "text": "x", "kind": f"menu{nasty}"}] * 2
    value = EnrichedArticle.from_mapping(article | changed).encode()
    sent = orjson.dumps({"content": "x", "url": f"https://a.example/{nasty}", "source": f"a{nasty}"})
    outcome = Outcome(raw=RAW, outcome=OutcomeKind.DUPLICATE, detail=f"so{nasty}", stage="publish", uri="urn:a")
    records = {
        "news.raw": Record("news.raw", 1, 7, SENT_MS, None, sent),
        "news.normalized": Record("news.normalized", 1, 5, SENT_MS + 1_040, None, b""),
        "news.tagged": Record("news.tagged", 0, 5, SENT_MS + 1_041, None, b""),
        "news.related": Record("news.related", 0, 5, SENT_MS + 1_050, None, b""),
        "news.enriched": Record("news.enriched", 2, 3, SENT_MS + 1_060, None, value, (("ce_id", nasty.encode()),)),
        "news.outcomes": Record("news.outcomes", 0, 2, SENT_MS + 1_060, None, outcome.encode()),
    }
    return Story(RAW, records)


def test_a_story_has_a_paragraph_a_hop() -> None:
    """Each with its place, its time and what it took."""
    said = lines(story())
    assert said[0] == "Bridge opens"
    assert "sent        news.raw:1:7              2027-01-15 08:00:00.000" in said
    assert "normalize   news.normalized:1:5       2027-01-15 08:00:01.040  +1,040 ms" in said
    assert "outcome     news.outcomes:0:2         2027-01-15 08:00:01.060  +0 ms" in said
    assert "  taken out: 2 menu" in said
    assert "    not 'then': why" in said
    assert "  people: A B (author)" in said
    assert said[-1] == "In all 1,060 ms."


def test_a_verdict_has_its_evidence() -> None:
    """Each signal with the limit that it is held against, and how much is proven."""
    relation = {
        "kind": "near",
        "target": "urn:b",
        "target_version": 3,
        "signals": [
            {"name": "containment", "value": 0.9166, "limit": 0.6, "side": "at_least"},
            {"name": "same_source", "value": 1.0},
        ],
        "spans": [[0, 5], [7, 9]],
        "covered": 0.504,
        "earlier": True,
        "method": "shared-runs/3",
        "window": {"near_days": 7, "copy_days": 31},
    }
    said = lines(story(relation=relation))
    begin = said.index("  relation near urn:b version 3, by shared-runs/3")
    assert said[begin + 1 : begin + 5] == [
        "  containment 0.917 (at least 0.6), same_source 1",
        "  2 passages are proven to stand in the target, 50% of the body",
        "  it came later, and is surely the older one",
        "  looked 7 days back in its source, 31 in others",
    ]


def test_nothing_of_a_producers_reaches_the_terminal_as_a_command() -> None:
    """Not even what it wrote into a name, an address or a header."""
    traced = Traced((Row("news.raw", 1, 7, 0, 2, uri=f"urn{NASTY}"),) * 2, story(NASTY), 0)
    for line in said_of(traced, f"what{NASTY}"):
        assert not COMMANDS & set(line)


def test_an_article_under_way_says_where_it_waits() -> None:
    """Or that nobody has it any more."""
    records = {"news.raw": story().records["news.raw"]}
    waiting = lines(Story(RAW, records, standing=Standing("normalize", 1_204)))
    assert waiting[-1] == "Under way: before normalize, with 1,204 records ahead of it."
    assert "`newsstream audit`" in lines(Story(RAW, records, standing=Standing("normalize", None)))[-1]


def test_a_dead_letter_says_why_and_what_to_do() -> None:
    """With the record that failed, which is kept."""
    letter = Letter(RAW, RAW, "normalize", Reason.UNDECODABLE)
    headers = (
        ("__connect.errors.exception.message", b"not JSON: unexpected end"),
        ("ns-dlq-last-failed-at", b"2027-01-15T08:00:00.250+00:00"),
    )
    records = {
        "news.raw": Record("news.raw", 1, 7, SENT_MS, None, b"{"),
        "news.raw.dlq": Record("news.raw.dlq", 1, 0, SENT_MS, None, b"{", headers),
    }
    said = lines(Story(RAW, records, letter))
    assert "  1 bytes, which are no raw article" in said
    assert "dead letter news.raw.dlq:1:0          2027-01-15 08:00:00.250  +250 ms" in said
    assert "  undecodable at normalize: not JSON: unexpected end" in said
    assert any(line.startswith("  to redrive:") for line in said)


@pytest.mark.parametrize(("newest", "said"), [(1, "the latest version"), (9, "the latest until version 9 came")])
def test_an_older_version_says_that_there_is_a_newer_one(newest: int, said: str) -> None:
    """The newest says that it is."""
    latest = Record("news.latest", 2, 3, SENT_MS + 1_060, None, b"")
    assert f"  {said}" in lines(Story(RAW, {**story().records, "news.latest": latest}, newest_version=newest))


def test_a_version_that_came_late_says_why_it_is_not_the_latest() -> None:
    """Publish did not write it there."""
    assert "  not for news.latest: a later version had been judged before" in lines(story(is_latest=False))


def test_an_event_of_another_release_is_told_as_far_as_it_can_be_read() -> None:
    """Its hops stand where they stand."""
    records = {"news.enriched": Record("news.enriched", 2, 3, SENT_MS, None, b'{"of": "another release"}')}
    assert lines(Story(RAW, records))[:3] == [
        "(no headline)",
        "",
        "publish     news.enriched:2:3         2027-01-15 08:00:00.000",
    ]


def test_many_deliveries_are_counted_and_some_are_listed() -> None:
    """A feed's articles, or the copies of one."""
    rows = tuple(Row("news.raw", 1, 7, item, 300, "accepted", outcome_ms=SENT_MS) for item in range(300))
    said = said_of(Traced(rows, None, 0), "news.raw:1:7")
    assert said[0] == row_line(rows[0]) == "2027-01-15 08:00:00 news.raw:1:7:0 accepted"
    assert said[-2:] == ["... and 280 more", "Name one of them to see its story, like news.raw:1:7:0."]


def test_what_is_not_found_says_how_far_back_the_model_goes() -> None:
    """And which setting makes it go back further."""
    said = " ".join(said_of(Traced((), None, SENT_MS, "partition 0 of news.raw ends at 8"), "an id"))
    assert "an id; partition 0 of news.raw ends at 8." in said
    assert "2027-01-15 08:00 UTC" in said
    assert "NEWSSTREAM_TRACE_DAYS" in said


@pytest.mark.parametrize("traced", [Traced((), None, 0), Traced((Row("news.raw", 1, 7, 0, 1),), story(), SENT_MS)])
def test_programs_read_all_of_it(traced: Traced) -> None:
    """But the raw record's content, which may have 10 MB."""
    fields = orjson.loads(orjson.dumps(fields_of(traced), option=orjson.OPT_UTC_Z))
    assert len(fields["deliveries"]) == len(traced.rows)
    if traced.story:
        assert fields["story"]["article"]["title"] == "Bridge opens"
        assert [one["topic"] for one in fields["story"]["records"]] == list(traced.story.records)
        assert "content" not in fields["story"]["sent"]
