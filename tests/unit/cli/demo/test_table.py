"""How a demo's rows look, on wide and narrow terminals and in a file."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from schemas.article import RawPosition
from schemas.outcome import Outcome, OutcomeKind, Reason
from streams.cli.demo.steps import Steps
from streams.cli.demo.table import Rows, print_summary
from streams.cli.demo.tally import Finished, Summary

REFUSED = Finished(
    Outcome(
        raw=RawPosition(topic="news.raw", partition=0, offset=0),
        outcome=OutcomeKind.REJECTED,
        reason=Reason.EMPTY,
        detail="no \x1b[2Jcontent 高温天气如何照顾家中老人" * 3,
        stage="normalize",
    ),
    None,
    0,
)
SUMMARY = Summary(3, 4, 3, {"accepted": 3, "rejected": 1}, {"none": 3}, 0, 40, 90)


def console_of(width: int) -> Console:
    """Give a console that writes into memory, not to a terminal."""
    return Console(file=io.StringIO(), width=width, highlight=False)


def written(console: Console) -> str:
    """Give what a console was told."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 160])
def test_a_row_fits_its_line_and_moves_no_cursor(width: int) -> None:
    """A hostile headline in wide letters is cut to what is left of the line."""
    console = console_of(width)
    rows = Rows(console, records=1)
    with rows.live():
        rows.add([REFUSED], SUMMARY)
    heading, row = written(console).splitlines()[1:]
    assert heading.split()[-2 if width == 160 else -1] == "title"
    assert "rejected" in row
    assert cell_len(row) <= width
    assert "\x1b" not in row


def test_the_account_shows_its_sum() -> None:
    """A reader can check it by eye."""
    console = console_of(100)
    print_summary(console, SUMMARY)
    assert "3 accepted + 1 rejected = 4 of 4" in written(console)
    assert "p50 40 ms, p99 90 ms" in written(console)


def test_steps_are_plain_lines_in_a_file() -> None:
    """Each is named once, however often it reports."""
    console = console_of(100)
    with Steps(console) as steps:
        steps.show("Fetching Kafka", 1, 10)
        steps.show("Fetching Kafka", 10, 10)
        steps.show("Starting Kafka")
    assert written(console).splitlines() == ["Fetching Kafka ...", "Starting Kafka ..."]
