"""How an audit is written out for people."""

from dataclasses import replace

from streams.cli.audit import SHOWN, lines
from streams.ledger.report import Audited, Finding, FindingKind, Report

CLEAN = Report(
    audited=(Audited("news.raw", 0, 100, 1_600, 1_500, 1_620, 12, 100), Audited("news.raw", 1, 0, 0, 0, 0, 0, 0)),
    outcomes={"accepted": 1_600, "rejected": 8},
    repeated={"news.enriched": 3, "news.outcomes": 0},
    elsewhere=0,
    found={},
    findings=(),
)
IN_FLIGHT = "12 records still in flight"


def test_a_clean_report_says_what_was_looked_at_and_that_all_is_well() -> None:
    """Offsets by partition, counts that add up, what came twice, what is still under way."""
    assert lines(CLEAN) == [
        f"news.raw 0: offsets 100-1,599, 1,500 records with 1,620 articles, {IN_FLIGHT}, 100 older offsets passed by",
        "news.raw 1: nothing to audit",
        "outcomes: 1,600 accepted + 8 rejected = 1,608",
        "written again, as after a restart: 3 in news.enriched",
        "Clean: each record has its outcome, once; 12 still in flight.",
    ]


def test_a_finding_names_its_offsets_and_articles() -> None:
    """A range of offsets, one offset, and one article of a feed."""
    found = replace(
        CLEAN,
        found={FindingKind.MISSING: 5},
        findings=(
            Finding(FindingKind.MISSING, "no outcome", "news.raw", 3, 1_204, 1_207),
            Finding(FindingKind.MISSING, "no outcome", "news.raw", 3, 1_300, 1_300, (2, 2)),
        ),
    )
    assert lines(found)[-3:] == [
        "news.raw 3: 1,204-1,207 missing: no outcome",
        "news.raw 3: 1,300 article 2 missing: no outcome",
        "Not clean: 5 missing. `newsstream audit --json` lists them.",
    ]


def test_a_disaster_does_not_fill_the_screen() -> None:
    """All findings are counted, some are printed."""
    one = Finding(FindingKind.DOUBLED, "two outcomes", "news.raw", 0, 1, 1)
    found = replace(CLEAN, found={FindingKind.DOUBLED: 900}, findings=(one,) * 900)
    assert sum("two outcomes" in line for line in lines(found)) == SHOWN
    assert lines(found)[-1].startswith("Not clean: 900 doubled.")
