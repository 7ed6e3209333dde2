"""What a person sees of sources and of a run."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from schemas.feed import FeedRow, Rhythm, Web
from streams.cli.ingest.progress import Progress
from streams.cli.ingest.table import _fields, _span, _sum, _table
from streams.ingest.agent import Watched
from streams.ingest.feeds import Step
from streams.ingest.sources import Source

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
WELL = FeedRow(
    feed="https://quay.example/rss",
    rhythm=Rhythm(last_ms=1),
    web=Web(status=304),
    visited_at=NOW - timedelta(seconds=50),
    next_at=NOW + timedelta(minutes=12),
    records=1_234,
)
FAILING = FeedRow(
    feed="https://me:secret@quay.example/rss?key=abc",
    rhythm=Rhythm(failures=2),
    next_at=NOW,
    problem="[bold]HTTP 500\x1b[31m",
)
GONE = FeedRow(feed="https://quay.example/old", rhythm=Rhythm(is_retired=True), problem="HTTP 410")


def test_a_table_says_how_sources_stand() -> None:
    """Last visit, answer, next visit, records and problem, in words; no secrets, and nothing that a terminal obeys."""
    out = Console(file=StringIO(), width=200)
    out.print(_table([WELL, FAILING, GONE, FeedRow(feed="new")], NOW))
    assert isinstance(out.file, StringIO)
    well, failing, gone, new = out.file.getvalue().splitlines()[1:5]
    assert well.split() == "https://quay.example/rss well 50 s ago 304 in 12 min 1,234".split()
    assert failing.split()[1:] == "failing never due 0 [bold]HTTP 500 [31m".split()
    assert "secret" not in failing
    assert (gone.split()[1], new.split()[1]) == ("retired", "new")
    assert _sum([WELL, FAILING, GONE, WELL]) == "1 failing, 1 retired, 2 well"


def test_json_has_the_same() -> None:
    """Under names that stay."""
    fields = _fields(FAILING)
    assert (fields["standing"], fields["failures"], fields["next_visit"]) == ("failing", 2, NOW)
    assert "secret" not in str(fields["source"])


@pytest.mark.parametrize(("seconds", "said"), [(-3, "0 s"), (59, "59 s"), (60, "1 min"), (7_300, "2 h"), (9e5, "10 d")])
def test_spans_are_short(seconds: float, said: str) -> None:
    """In the largest unit that there is one of."""
    assert _span(seconds) == said


def test_a_run_is_told_in_sums(capsys: pytest.CaptureFixture[str]) -> None:
    """What fails is said once, when it begins to; at the end what came of all."""
    progress = Progress(2, is_once=True)
    source = Source("a", "https://quay.example/rss")
    for row in (WELL, FAILING, FAILING):
        progress.watch(Watched(source, row), Step((), row, "304"))
    progress.watch(Watched(Source("b", "b"), WELL), Step((), WELL, "200"))
    progress.close()
    progress.close()
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "https://quay.example/rss: [bold]HTTP 500 [31m",
        "2 sources visited, 1 of them failed; 0 records sent to news.raw",
    ]
    assert progress.failed == 1
