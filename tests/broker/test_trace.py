"""The trace on a real Kafka behind real stages: whatever became of an article, its whole story is found."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from articles import body, new_source, raw
from pipeline import Pipeline, outcomes_in, read_until

from schemas.outcome import OutcomeKind
from schemas.reason import Reason
from schemas.relation import EventKind, RelatedArticle, RelationKind
from streams.engine.clients import open_sender
from streams.engine.records import RAW, Record
from streams.ledger.story import Story
from streams.ledger.trace import Traced, trace
from streams.settings import Settings

pytestmark = pytest.mark.broker

FEED = """<rss version="2.0"><channel><title>A paper</title>
<item><title>One of the feed</title><link>https://{0}/one</link><guid>one-{0}</guid><description>{1}</description></item>
<item><title>Two of the feed</title><link>https://{0}/two</link><guid>two-{0}</guid><description>{2}</description></item>
</channel></rss>"""
INNER = ["news.normalized", "news.tagged", "news.related", "news.enriched"]
Trace = Callable[[str], Awaitable[Traced]]


@dataclass(frozen=True)
class Sent:
    """A publisher's articles by what becomes of them, each with its place in `news.raw`."""

    source: str
    places: Mapping[str, str]


@pytest.fixture
def look(pipeline: Pipeline, tmp_path: Path) -> Trace:
    """Give a trace with a model of its own."""
    settings = Settings(brokers=pipeline.brokers, data=tmp_path)
    return lambda wanted: trace(settings, wanted)


async def put(brokers: str, values: Mapping[str, bytes], key: bytes) -> dict[str, str]:
    """Send raw values; give where each of them stands."""
    async with open_sender(brokers) as sender:
        futures = {name: await sender.send(RAW, key, value) for name, value in values.items()}
        await sender.flush()
    return {name: f"{RAW}:{(at := future.result()).partition}:{at.offset}" for name, future in futures.items()}


async def send_all(brokers: str) -> Sent:
    """Send one article of each kind, and wait until each has its outcome."""
    source = new_source()
    longer = f"{source} bridge opens after four years\n\n{body(source)}\n\nIt rained."
    first = raw(source, "a", source)
    values = {
        "created": first,
        "updated": raw(source, "a", source, content=longer),
        "duplicate": raw(source, "b", source, content=longer),
        "rejected": raw(source, "empty", source, content=" \n "),
        "quarantined": b'{"url": "https://%s/broken", "content": 5}' % source.encode(),
        "feed": raw(
            source, "rss", source, content_type="application/rss+xml", content=FEED.format(source, body("x"), body("y"))
        ),
    }
    places = await put(brokers, values, source.encode())

    def have_outcomes(records: list[Record]) -> bool:
        known = [f"{one.raw.topic}:{one.raw.partition}:{one.raw.offset}" for one in outcomes_in(records)]
        return all(known.count(place) >= 1 + (name == "feed") for name, place in places.items())

    await read_until(brokers, ["news.outcomes"], have_outcomes)
    return Sent(source, places)


@pytest.fixture(scope="module")
def sent(pipeline: Pipeline) -> Sent:
    """Give what was sent once for all tests of this file."""
    return asyncio.run(send_all(pipeline.brokers))


def story_of(traced: Traced) -> Story:
    """Give the story that must be there."""
    assert traced.story is not None
    return traced.story


def verdict_of(traced: Traced) -> RelatedArticle:
    """Give the article with dedup's verdict, which must be there."""
    article = story_of(traced).article
    assert isinstance(article, RelatedArticle)
    return article


async def test_a_created_article_is_followed_through_every_hop(look: Trace, sent: Sent) -> None:
    """From the raw record to its outcome, all found, each later than the one before."""
    story = story_of(await look(sent.places["created"]))
    assert list(story.records) == [RAW, *INNER, "news.latest", "news.outcomes"]
    assert (story.notes, story.standing) == ((), None)
    assert story.sent is not None
    assert story.sent.source == sent.source
    assert story.outcome is not None
    assert story.outcome.outcome is OutcomeKind.ACCEPTED
    times = [story.records[topic].timestamp_ms for topic in (RAW, *INNER)]
    assert times == sorted(times)


async def test_an_article_is_found_by_all_its_names(look: Trace, sent: Sent) -> None:
    """By its ids, and by its address however it is spelt: the newest version first, and that one in full."""
    article = verdict_of(await look(sent.places["updated"]))
    address = f"http://www.{sent.source}/a/?utm_source=b"
    for name in (article.uri, address):
        traced = await look(name)
        assert [row.version for row in traced.rows if row.event != "duplicate"] == [2, 1]
        assert story_of(traced).newest_version == 2
    traced = await look(article.article_id)
    assert [row.uri for row in traced.rows] == [article.uri]
    assert traced.rows[0].ce_id is not None
    assert story_of(await look(traced.rows[0].ce_id)).raw == story_of(traced).raw


async def test_a_version_says_what_it_replaces(look: Trace, sent: Sent) -> None:
    """Its story has the revision."""
    article = verdict_of(await look(sent.places["updated"]))
    assert (article.event, article.version) == (EventKind.UPDATED, 2)
    assert article.revision is not None
    assert article.revision.changed_fields == ("body",)


async def test_a_duplicate_says_of_what(look: Trace, sent: Sent) -> None:
    """Its story has the relation, and the way to the other one."""
    article = verdict_of(await look(sent.places["duplicate"]))
    assert article.relation.kind in {RelationKind.EXACT, RelationKind.NEAR}
    target = await look(str(article.relation.target))
    assert {row.offset for row in target.rows} >= {int(sent.places["created"].split(":")[2])}


async def test_a_rejected_article_is_found_by_place_and_address(look: Trace, sent: Sent) -> None:
    """It has no id, and no hop behind the stage that refused it."""
    for name in (sent.places["rejected"], f"https://{sent.source}/empty"):
        story = story_of(await look(name))
        assert list(story.records) == [RAW, "news.outcomes"]
        assert story.outcome is not None
        assert story.outcome.reason is Reason.EMPTY


async def test_a_dead_letter_is_found_by_place_and_address(look: Trace, sent: Sent) -> None:
    """With its reason; and from the letter itself."""
    story = story_of(await look(sent.places["quarantined"]))
    assert list(story.records) == [RAW, "news.raw.dlq", "news.outcomes"]
    assert story.letter is not None
    assert (story.letter.reason, story.letter.stage) == (Reason.INVALID, "normalize")
    letter = story.records["news.raw.dlq"]
    for name in (f"https://{sent.source}/broken", f"{letter.topic}:{letter.partition}:{letter.offset}"):
        assert story_of(await look(name)).raw == story.raw


async def test_the_articles_of_a_feed_are_listed_and_told_one_by_one(look: Trace, sent: Sent) -> None:
    """The raw record's place means all of them, with an item behind it one, and so does a guid."""
    place = sent.places["feed"]
    listed = await look(place)
    assert listed.story is None
    assert [row.item for row in listed.rows] == [0, 1]
    for name in (f"{place}:1", f"two-{sent.source}"):
        story = story_of(await look(name))
        assert story.article is not None
        assert story.article.title == "Two of the feed"
        assert list(story.records) == [RAW, *INNER, "news.latest", "news.outcomes"]
    assert (await look(f"{place}:2")).rows == ()


async def test_an_article_under_way_is_shown_as_far_as_it_has_come(pipeline: Pipeline, look: Trace) -> None:
    """By its place and by its address, while a stage stands still."""
    source = new_source()
    tag = pipeline.stage("tag")
    tag.suspend()
    try:
        places = await put(pipeline.brokers, {"a": raw(source, "a", source)}, source.encode())
        await read_until(
            pipeline.brokers, ["news.normalized"], lambda records: source.encode() in [one.key for one in records]
        )
        for name in (places["a"], f"https://{source}/a"):
            story = story_of(await look(name))
            assert list(story.records) == [RAW, "news.normalized"]
            assert story.standing is not None
            assert story.standing.stage == "tag"
    finally:
        tag.resume()


@pytest.mark.parametrize("name", ["news.raw:0:999999999", "urn:newsstream:article:none", "https://nobody.example/"])
async def test_what_is_nowhere_is_not_found(look: Trace, sent: Sent, name: str) -> None:
    """Neither a row nor a story, and how far back was looked."""
    del sent
    traced = await look(name)
    assert (traced.rows, traced.story) == ((), None)
    assert traced.since_ms > 0
    assert bool(traced.why) == name.startswith("news.raw")


async def test_the_verb_says_so_and_ends_accordingly(pipeline: Pipeline, sent: Sent, tmp_path: Path) -> None:
    """0 and the article's JSON when it is found, 1 when it is not."""
    environment = os.environ | {"NEWSSTREAM_BROKERS": pipeline.brokers, "NEWSSTREAM_DATA": str(tmp_path)}
    for name, code in ((sent.places["created"], 0), ("nowhere", 1)):
        words = (sys.executable, "-m", "streams.cli.main", "trace", name, "--json")
        program = await asyncio.create_subprocess_exec(*words, env=environment, stdout=asyncio.subprocess.PIPE)
        output, _ = await program.communicate()
        assert program.returncode == code
        assert len(orjson.loads(output)["deliveries"]) == 1 - code
