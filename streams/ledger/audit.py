"""The audit: reads what the ledger topics say and holds it against the raw records, on a system that may be running.

Called by `newsstream audit`. What is judged lies below a watermark, the ends of the raw topics at the start. A record
that is under way is found waiting: the stages' inputs are read from where each group stands, front to back, so that
none slips past; only then the outcomes are read, to the ends that they have by then. What has no outcome and waits
nowhere is lost.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from streams.engine.records import Record
from streams.engine.spans import Log, Span, open_log
from streams.ledger.account import Account
from streams.ledger.entries import DEAD_LETTERS, EVENTS, OUTCOMES, RAW_TOPICS, stage_inputs
from streams.ledger.progress import Progress, silent
from streams.ledger.reconcile import Ledger, Place
from streams.ledger.report import Report
from streams.ledger.standing import needed_spans, standing_before

SETTLE_SECONDS = 30.0
LOOK_SECONDS = 0.5
FEW_WAITING = 1_000
"""With more before a stage it is not worth looking which ones they are, as long as there is time to wait."""
CLOCK_MS = 3_600_000
"""A producer's clock may be this far ahead of the broker's, which refuses more (`message.timestamp.after.max.ms`)."""
TOGETHER = 500
"""Doubtful offsets that lie closer than this are looked up in one go."""


async def audit(
    brokers: str, *, settle_seconds: float = SETTLE_SECONDS, since_ms: int | None = None, progress: Progress = silent
) -> Report:
    """Audit a cluster; `since_ms` leaves out raw records that are older, in milliseconds since 1970.

    Waits up to `settle_seconds` for the stages to finish what was sent before; what they still have is told as in
    flight. Memory: some twenty bytes an article that is audited.

    Raises:
        BrokerError: no Kafka answers, it fails meanwhile, or it has no raw topic.
    """
    async with open_log(brokers) as log:
        return await _Audit(log, progress).run(settle_seconds, since_ms)


class _Audit:
    """One audit of one cluster."""

    def __init__(self, log: Log, progress: Progress) -> None:
        self._log = log
        self._progress = progress

    async def run(self, settle_seconds: float, since_ms: int | None) -> Report:
        kept = await needed_spans(self._log, RAW_TOPICS)
        gone_ms = await self._gone()
        begin_ms = max(since_ms or 0, gone_ms + CLOCK_MS if gone_ms else 0)
        judged = await self._log.since(kept, begin_ms) if begin_ms else kept
        accounts = {(one.topic, one.partition): Account(one.begin, one.end) for one in judged}
        ledger = Ledger(accounts)
        await self._settle(ledger, accounts, settle_seconds)
        has_all_letters = await self._read_ledger(ledger, begin_ms - CLOCK_MS)
        await self._look_up_doubtful(accounts)
        passed_by = {(one.topic, one.partition): cut.begin - one.begin for one, cut in zip(kept, judged, strict=True)}
        return ledger.report(passed_by, tuple(_notes(gone_ms, has_all_letters)), has_all_letters=has_all_letters)

    async def _gone(self) -> int:
        """Give the time up to which outcomes or events have aged out, in milliseconds since 1970; 0 when none have."""
        gone_ms = 0
        for span in await needed_spans(self._log, (OUTCOMES, EVENTS)):
            if span.begin:
                gone_ms = max(gone_ms, await self._first_ms(span))
        return gone_ms

    async def _first_ms(self, span: Span) -> int:
        async for records in self._log.read([span]):
            if records:
                return records[0].timestamp_ms
        return round(time.time() * 1000)  # nothing is left: all that was there is gone

    async def _settle(self, ledger: Ledger, accounts: Mapping[Place, Account], settle_seconds: float) -> None:
        began = time.monotonic()
        while True:
            waited = time.monotonic() - began
            self._progress("Waiting for what is under way, seconds", round(waited), round(settle_seconds))
            most = FEW_WAITING if waited < settle_seconds else None
            if await self._mark_waiting(ledger, accounts, most):
                return
            await asyncio.sleep(min(LOOK_SECONDS, max(0.0, settle_seconds - waited)))

    async def _mark_waiting(self, ledger: Ledger, accounts: Mapping[Place, Account], most: int | None) -> bool:
        """Note what stands before a stage, unless it is too much; tell whether what is audited is through."""
        for account in accounts.values():
            account.forget_waiting()
        for topic, group in stage_inputs().items():
            waiting = await standing_before(self._log, topic, group)
            if most is not None and sum(one.size for one in waiting) > most:
                return False
            if topic in RAW_TOPICS:
                for one in waiting:
                    if one.size > FEW_WAITING or await self._has_records(one):
                        accounts[one.topic, one.partition].wait(one.begin, one.end - 1)
            else:
                await self._read(f"Looking at what stands before {group}", waiting, ledger.wait)
        return most is None or not any(account.is_waiting for account in accounts.values())

    async def _has_records(self, span: Span) -> bool:
        """Tell whether records stand there, and not only the mark of a transaction that ends behind the last one."""
        async for records in self._log.read([span]):
            if records:
                return True
        return False

    async def _read_ledger(self, ledger: Ledger, since_ms: int) -> bool:
        """Read what was said, to where it ends now; tell whether no dead letter has aged out."""
        spans = await self._log.spans((OUTCOMES, EVENTS, *DEAD_LETTERS))
        ends = await self._log.spans(tuple(stage_inputs()))
        ledger.know_ends({(one.topic, one.partition): one.end for one in ends})
        letters = [one for one in spans if one.topic in DEAD_LETTERS]
        said = [one for one in spans if one.topic not in DEAD_LETTERS]
        said = await self._log.since(said, since_ms) if since_ms > 0 else said
        await self._read("Reading outcomes and events", [*said, *letters], ledger.add)
        return not any(one.begin for one in letters)

    async def _read(self, what: str, spans: Sequence[Span], take: Callable[[Record], None]) -> None:
        total, done = sum(one.size for one in spans), 0
        async for records in self._log.read(spans):
            for record in records:
                take(record)
            done += len(records)
            self._progress(what, done, total)

    async def _look_up_doubtful(self, accounts: Mapping[Place, Account]) -> None:
        """See which offsets without any trace hold a record: some only mark a transaction, or have just aged out."""
        for (topic, partition), account in accounts.items():
            doubtful = account.doubt()
            if not doubtful.size:
                continue
            cuts = np.flatnonzero(np.diff(doubtful) > TOGETHER) + 1
            for part in np.split(doubtful, cuts):
                span = Span(topic, partition, int(part[0]), int(part[-1]) + 1)
                await self._read("Looking up raw records", [span], lambda record: account.confirm(record.offset))  # noqa: B023


def _notes(gone_ms: int, has_all_letters: bool) -> Iterator[str]:  # noqa: FBT001
    if gone_ms:
        gone = datetime.fromtimestamp(gone_ms / 1000, UTC)
        yield f"outcomes or events before {gone:%Y-%m-%d %H:%M} UTC are gone, raw records up to an hour later passed by"
    if not has_all_letters:
        yield "dead letters have aged out, so a missing one is no finding"
