"""`newsstream audit`: holds every raw record against its outcome, its event and its dead letter."""

import asyncio
import time
from dataclasses import asdict
from typing import Annotated

import orjson
import typer

from streams.cli.failing import FINDINGS
from streams.cli.progress import progress_bar
from streams.ledger.audit import SETTLE_SECONDS, audit
from streams.ledger.report import Audited, Finding, Report
from streams.settings import Settings

SHOWN = 50
"""Findings that are printed; all are counted, and `--json` has more of them."""

app = typer.Typer(add_completion=False)


@app.command("audit")
def audit_(
    *,
    settle: Annotated[float, typer.Option(min=0, help="Seconds to wait for what is under way.")] = SETTLE_SECONDS,
    hours: Annotated[float | None, typer.Option(min=0, help="Only raw records of the last hours.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Hold every raw record against its outcome, its event and its dead letter.

    Judges what was sent before it began; what the stages still have is told as in flight. Exit codes: 0 all is
    accounted for once, 1 there are findings, 2 wrong usage, 3 no Kafka.
    """
    since_ms = None if hours is None else round((time.time() - hours * 3600) * 1000)
    report = asyncio.run(_audit(Settings().named_brokers, settle, since_ms))
    if as_json:
        typer.echo(orjson.dumps(asdict(report) | {"is_clean": report.is_clean}, option=orjson.OPT_NON_STR_KEYS))
    else:
        typer.echo("\n".join(lines(report)))
    raise typer.Exit(0 if report.is_clean else FINDINGS)


async def _audit(brokers: str, settle_seconds: float, since_ms: int | None) -> Report:
    with progress_bar("Waiting for what is under way") as show:
        return await audit(brokers, settle_seconds=settle_seconds, since_ms=since_ms, progress=show)


def lines(report: Report) -> list[str]:
    """Write a report out for people."""
    outcomes = " + ".join(f"{count:,} {name}" for name, count in report.outcomes.items()) or "none"
    repeated = " and ".join(f"{count:,} in {topic}" for topic, count in report.repeated.items() if count)
    said = [_audited(one) for one in report.audited]
    said += [f"outcomes: {outcomes} = {sum(report.outcomes.values()):,}"]
    if repeated:
        said.append(f"written again, as after a restart: {repeated}")
    if report.elsewhere:
        said.append(f"of records put into inner topics by hand: {report.elsewhere:,}")
    said += report.notes
    said += [_finding(one) for one in report.findings[:SHOWN]]
    if report.found:
        counts = ", ".join(f"{count:,} {kind.value}" for kind, count in report.found.items())
        return [*said, f"Not clean: {counts}. `newsstream audit --json` lists them."]
    return [*said, f"Clean: each record has its outcome, once; {report.in_flight:,} still in flight."]


def _audited(one: Audited) -> str:
    if one.begin == one.end:
        said = "nothing to audit"
    else:
        said = f"offsets {one.begin:,}-{one.end - 1:,}, {one.records:,} records with {one.articles:,} articles"
    if one.in_flight:
        said += f", {one.in_flight:,} records still in flight"
    if one.passed_by:
        said += f", {one.passed_by:,} older offsets passed by"
    return f"{one.topic} {one.partition}: {said}"


def _finding(one: Finding) -> str:
    where = f"{one.first:,}" if one.first == one.last else f"{one.first:,}-{one.last:,}"
    if one.items:
        first, last = one.items
        where += f" article {first}" if first == last else f" articles {first}-{last}"
    return f"{one.topic} {one.partition}: {where} {one.kind.value}: {one.what}"
