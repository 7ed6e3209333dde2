"""What a site's robots.txt lets us do."""

import asyncio
from collections import Counter

import pytest

from streams.ingest import robots as module
from streams.ingest.answers import Answer
from streams.ingest.fetch import Failure, FetchError, Request
from streams.ingest.robots import Robots

RULES = b"""
User-agent: *
Disallow: /private/
Allow: /private/open
Disallow: /*.pdf$
Crawl-delay: 5

User-agent: newsstream
Disallow: /not-for-us
Crawl-delay: 9999
"""


class Sites:
    """Answers for robots.txt, and counts who was asked."""

    def __init__(self, **answers: Answer | FetchError) -> None:
        """Answer by the first label of the host."""
        self.answers = answers
        self.asked: Counter[str] = Counter()
        self.at = 0.0

    async def fetch(self, request: Request) -> Answer:
        """Answer, a moment later."""
        self.asked[request.address] += 1
        await asyncio.sleep(0)
        answer = self.answers[request.address.removeprefix("https://").partition(".")[0]]
        if isinstance(answer, FetchError):
            raise answer
        return answer

    def now(self) -> float:
        """Tell the time."""
        return self.at


def text(body: bytes, status: int = 200) -> Answer:
    """Make an answer."""
    return Answer(status, "", body=body)


async def test_our_own_rules_count_where_there_are_some() -> None:
    """A site that names us is obeyed in that; what it says to all others is not for us."""
    robots = Robots(Sites(a=text(RULES)).fetch)
    assert (await robots.permission("https://a.example/private/x")).why is None
    forbidden = await robots.permission("https://a.example/not-for-us/1")
    assert forbidden.why == "its site's robots.txt forbids it"
    assert (await robots.permission("https://a.example/")).interval_seconds == module.LONGEST_DELAY_SECONDS


async def test_the_longest_rule_and_its_wildcards_count() -> None:
    """RFC 9309, 2.2.2 and 2.2.3."""
    rules = RULES.replace(b"User-agent: newsstream", b"User-agent: another")
    robots = Robots(Sites(a=text(rules)).fetch)
    why = {
        path: (await robots.permission(f"https://a.example{path}")).why
        for path in ("/private/", "/private/open", "/x.pdf", "/x.pdf.html")
    }
    assert [path for path, one in why.items() if one] == ["/private/", "/x.pdf"]


@pytest.mark.parametrize(
    ("answer", "is_allowed"),
    [
        (text(b"", 404), True),
        (text(b"", 403), True),
        (text(b"\xff\xfe rubbish \x00" * 10), True),
        (text(b"User-agent: *\nDisallow: /" + b"\n#" * module.MAX_BYTES), False),
        (text(b"#" * module.MAX_BYTES + b"\nUser-agent: *\nDisallow: /"), True),
        (text(b"", 503), False),
        (text(b"", 429), False),
        (FetchError(Failure.TIMEOUT, "https://a.example/robots.txt", "nothing came"), False),
    ],
)
async def test_no_rules_are_no_rules(answer: Answer | FetchError, *, is_allowed: bool) -> None:
    """A site without the file forbids nothing; one that can't tell forbids all, for now."""
    robots = Robots(Sites(a=answer).fetch)
    assert ((await robots.permission("https://a.example/x")).why is None) == is_allowed


async def test_a_site_is_asked_once_however_many_pages_wait() -> None:
    """And again when what it said is old; sooner when it could not say it."""
    sites = Sites(a=text(b""), b=text(b"", 500))
    robots = Robots(sites.fetch, sites.now)
    for _ in range(2):
        await asyncio.gather(*[robots.permission(f"https://{one}.example/{n}") for one in "ab" for n in range(5)])
    assert set(sites.asked.values()) == {1}
    sites.at = module.ASKED_AGAIN_SECONDS
    await asyncio.gather(*[robots.permission(f"https://{one}.example/") for one in "ab"])
    assert list(sites.asked.values()) == [1, 2]
    sites.at = module.KEPT_SECONDS
    await robots.permission("https://a.example/")
    assert sites.asked["https://a.example/robots.txt"] == 2


async def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site that nobody asked for longest is forgotten first."""
    monkeypatch.setattr(module, "SITES", 2)
    sites = Sites(a=text(b""), b=text(b""), c=text(b""))
    robots = Robots(sites.fetch)
    for one in "abcba":
        await robots.permission(f"https://{one}.example/")
    assert [sites.asked[f"https://{one}.example/robots.txt"] for one in "abc"] == [2, 1, 1]
