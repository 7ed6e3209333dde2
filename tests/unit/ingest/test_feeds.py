"""One visit to a feed: what is asked, what is taken, and what its row remembers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from schemas.feed import FeedRow
from streams.engine.records import Outgoing
from streams.ingest.answers import Answer
from streams.ingest.feeds import Feeds, Step
from streams.ingest.fetch import Failure, FetchError, Request
from streams.ingest.loop import Slots
from streams.ingest.pages import Pages
from streams.ingest.rows import MOVED_TIMES, address_of, row_of
from streams.ingest.sources import Source

NOW_MS = 1_773_480_600_000
LISTED = "https://quay.example/rss"
SOURCE = Source(LISTED, LISTED, shortest_seconds=60, longest_seconds=3_600)


def rss(*names: str, text: str = "The harbour is open again after the long repair of its quay.") -> bytes:
    """Write a feed of some entries."""
    items = "".join(
        f"<item><title>{one} opens</title><link>https://quay.example/{one}</link><guid>{one}</guid>"
        f"<description>{one}: {text}</description></item>"
        for one in names
    )
    return f"<rss version='2.0'><channel><title>Quay</title>{items}</channel></rss>".encode()


def good(body: bytes, **said: object) -> Answer:
    """Make an answer with a feed."""
    return Answer(200, LISTED, content_type="application/rss+xml", body=body, **said)  # type: ignore[arg-type]


@dataclass
class Web:
    """Answers by address; what has no answer there is 404."""

    answers: dict[str, Answer | FetchError] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    async def fetch(self, request: Request, when_it_has_its_turn: object = None) -> Answer:
        """Answer."""
        del when_it_has_its_turn
        self.asked.append(request)
        answer = self.answers.get(request.address, Answer(404, request.address))
        if isinstance(answer, FetchError):
            raise answer
        return answer


class Visitor:
    """Visits one source again and again, as the loop does."""

    def __init__(self, web: Web, source: Source = SOURCE) -> None:
        """Begin without a row."""
        self.web, self.source = web, source
        self.row = row_of(source, None)
        self.now_ms = NOW_MS
        self._feeds = Feeds(web, Pages(web, ()), lambda: self.now_ms)  # type: ignore[arg-type]

    async def visit(self) -> Step:
        """Make one visit, a minute after the one before."""
        self.now_ms += 60_000
        async with Slots(1).slot(is_slow=False) as slot:
            (step,) = [one async for one in self._feeds.visit(self.source, self.row, slot)]
        self.row = step.row
        return step


def titles(events: tuple[Outgoing, ...]) -> Iterator[str]:
    """Give the titles of raw records."""
    return (json.loads(event.value or b"")["title"] for event in events)


@pytest.fixture
def web() -> Web:
    """Give a web with one feed."""
    return Web({LISTED: good(rss("mole", "pier"), etag='"1"')})


async def test_what_is_new_is_taken_and_the_row_says_so(web: Web) -> None:
    """Records under their source's key, and the row that includes them."""
    step = await Visitor(web).visit()
    assert sorted(titles(step.events)) == ["mole opens", "pier opens"]
    assert {event.key for event in step.events} == {b"quay.example"}
    assert (step.row.records, step.row.web.status, step.row.web.etag, step.row.problem) == (2, 200, '"1"', None)
    assert step.counts == {"new": 2, "known": 0}


async def test_what_was_taken_is_not_taken_again(web: Web) -> None:
    """Neither when the server says 304, nor for the same bytes, nor in another order; a new text is an update."""
    visitor = Visitor(web)
    await visitor.visit()
    web.answers[LISTED] = Answer(304, LISTED)
    assert (await visitor.visit()).status == "304"
    assert web.asked[-1].etag == '"1"'
    for body in (rss("mole", "pier"), rss("pier", "mole")):
        web.answers[LISTED] = good(body)
        assert (await visitor.visit()).events == ()
    web.answers[LISTED] = good(rss("mole", "pier", text="It is closed once more, for a crane has fallen into the sea."))
    assert (await visitor.visit()).counts["changed"] == 2


@pytest.mark.parametrize(
    ("answer", "problem", "status"),
    [
        (Answer(500, LISTED), "HTTP 500", "500"),
        (Answer(304, LISTED), "HTTP 304", "304"),
        (good(b"<!doctype html><html><body>Log in</body></html>"), "HTML", "200"),
        (good(b""), "empty", "200"),
        (FetchError(Failure.TIMEOUT, LISTED, "nothing came for 20 s"), "nothing came for 20 s", "timeout"),
    ],
)
async def test_a_failure_is_told_and_comes_later(
    web: Web, answer: Answer | FetchError, problem: str, status: str
) -> None:
    """Nothing is taken, what was known is kept, and each failure in a row doubles the wait."""
    visitor = Visitor(web)
    if status != "304":
        await visitor.visit()
    known = visitor.row.known
    web.answers[LISTED] = answer
    waits = []
    for _ in range(2):
        step = await visitor.visit()
        assert step.row.next_at is not None
        assert step.row.visited_at is not None
        waits.append((step.row.next_at - step.row.visited_at).total_seconds())
    assert problem in (step.row.problem or "")
    assert (step.events, step.status, step.row.known, step.row.web.is_slow) == ((), status, known, True)
    assert waits[1] > waits[0] * 1.5


async def test_a_server_that_asks_for_time_gets_it(web: Web) -> None:
    """`Retry-After` is not undercut."""
    web.answers[LISTED] = Answer(503, LISTED, retry_after_seconds=7_200)
    row = (await Visitor(web).visit()).row
    assert row.next_at is not None
    assert row.visited_at is not None
    assert (row.next_at - row.visited_at).total_seconds() >= 7_200


async def test_a_feed_that_is_gone_is_retired(web: Web) -> None:
    """410 is its last answer; listed under another address it begins anew, and knows what was taken."""
    visitor = Visitor(web)
    await visitor.visit()
    web.answers[LISTED] = Answer(410, LISTED)
    row = (await visitor.visit()).row
    assert row.rhythm.is_retired
    assert row.next_at is None
    again = row_of(Source(LISTED, "http://quay.example/rss"), row)
    assert (again.rhythm.is_retired, again.known) == (False, row.known)


async def test_a_move_is_followed_when_it_was_told_often_enough(web: Web) -> None:
    """Three times in a row; when the new address then fails, the listed one is asked again."""
    visitor, new = Visitor(web), "https://new.example/rss"
    web.answers[LISTED] = good(rss("mole"), moved_to=new)
    for _ in range(MOVED_TIMES):
        assert address_of(SOURCE, visitor.row) == LISTED
        await visitor.visit()
    web.answers[new] = good(rss("mole", "pier"))
    assert (await visitor.visit()).counts["new"] == 1
    assert web.asked[-1].address == new
    web.answers[new] = Answer(410, new)
    assert not (await visitor.visit()).row.rhythm.is_retired
    assert address_of(SOURCE, visitor.row) == LISTED


async def test_a_move_that_is_taken_back_is_forgotten(web: Web) -> None:
    """Only redirects in a row count."""
    visitor = Visitor(web)
    for moved_to in ("https://new.example/rss", None, "https://new.example/rss"):
        web.answers[LISTED] = good(rss("mole"), moved_to=moved_to)
        await visitor.visit()
    assert visitor.row.web.moved_times == 1


async def test_what_was_cut_off_is_read_again_when_it_is_whole(web: Web) -> None:
    """Of a broken document what can be read is taken; no validator is kept that would hide the rest."""
    visitor, whole = Visitor(web), rss("mole", "pier")
    web.answers[LISTED] = good(whole[: whole.index(b"<item><title>pier") + 20], etag='"1"')
    step = await visitor.visit()
    assert "mole opens" in list(titles(step.events))
    assert step.row.problem
    assert step.row.web.etag is None
    web.answers[LISTED] = good(whole, etag='"1"')
    assert "pier opens" in list(titles((await visitor.visit()).events))


async def test_pages_are_taken_where_that_is_asked_for(web: Web) -> None:
    """The page with the feed's hints; where it can't be had, the entry as the feed has it."""
    page = b"<!doctype html><html><body><p>The whole story of the mole.</p></body></html>"
    web.answers |= {
        "https://quay.example/mole": Answer(200, "https://quay.example/mole", content_type="text/html", body=page),
        "https://quay.example/pier": Answer(200, "https://quay.example/pier", content_type="application/pdf"),
    }
    step = await Visitor(web, Source(LISTED, LISTED, is_full_text=True)).visit()
    found = {json.loads(event.value or b"")["guid"]: json.loads(event.value or b"") for event in step.events}
    assert found["mole"]["content"] == page.decode()
    assert (found["mole"]["title"], found["mole"]["content_type"]) == ("mole opens", "text/html")
    assert found["pier"]["content_type"] == "application/rss+xml"
    assert (step.counts["page"], step.counts["new"]) == (1, 1)


async def test_a_page_that_robots_forbid_is_not_asked_for(web: Web) -> None:
    """The entry itself is taken; the feed was published to be."""
    robots = b"User-agent: *\nDisallow: /mole"
    web.answers["https://quay.example/robots.txt"] = Answer(200, "", body=robots)
    step = await Visitor(web, Source(LISTED, LISTED, is_full_text=True)).visit()
    assert len(step.events) == 2
    assert "https://quay.example/mole" not in {one.address for one in web.asked}


async def test_the_parts_of_an_index_are_read(web: Web) -> None:
    """The entries stand in the parts; what one of them lacks is told, and the index is read again next time."""
    sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9"
    parts = "".join(f"<sitemap><loc>https://quay.example/{one}.xml</loc></sitemap>" for one in ("a", "b"))
    web.answers[LISTED] = good(f"<sitemapindex xmlns='{sitemap}'>{parts}</sitemapindex>".encode(), etag='"1"')
    web.answers["https://quay.example/a.xml"] = good(
        f"<urlset xmlns='{sitemap}' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url>"
        "<loc>https://quay.example/1</loc><n:news><n:title>Tide is high</n:title></n:news></url></urlset>".encode()
    )
    step = await Visitor(web).visit()
    assert list(titles(step.events)) == ["Tide is high"]
    assert "https://quay.example/b.xml: HTTP 404" in (step.row.problem or "")
    assert (step.row.web.etag, step.row.web.digest) == (None, None)


async def test_after_a_pause_older_pages_are_read(web: Web) -> None:
    """While all on a page is new there may be more behind it; a feed that is new to us is not read to its end."""

    def paged(*names: str) -> Answer:
        items = [{"id": one, "title": f"{one} opens", "content_text": f"The {one} is open."} for one in names]
        following = {"next_url": f"https://quay.example/{names[-1]}.json"}
        return good(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items} | following).encode())

    web.answers = {LISTED: paged("mole"), "https://quay.example/mole.json": paged("oldest")}
    visitor = Visitor(web)
    assert (await visitor.visit()).counts["new"] == 1
    web.answers |= {LISTED: paged("crane"), "https://quay.example/crane.json": paged("mole", "pier")}
    assert (await visitor.visit()).counts["new"] == 2


async def test_a_file_is_a_feed_too(web: Web, tmp_path: object) -> None:
    """A feed in a file is read like one from the web; when it can't be, that is said."""
    path = f"{tmp_path}/feed.xml"
    visitor = Visitor(web, Source(path, path))
    assert "can't be read" in ((await visitor.visit()).row.problem or "")
    with open(path, "wb") as file:  # noqa: ASYNC230, PTH123 - a test may wait for a disk
        file.write(rss("mole"))
    assert len((await visitor.visit()).events) == 1


async def test_a_row_is_what_comes_back(web: Web) -> None:
    """What is written is what is read back."""
    row = (await Visitor(web).visit()).row
    assert FeedRow.decode(row.encode()) == row
