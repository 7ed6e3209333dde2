"""Outcomes, events and dead letters held against the raw records that they are about: pure, in any order.

Called by `audit`, which reads them. An outcome that an upgrade worded anew is no contradiction to its event: both are
held to what they claim, which outcome under which uri.
"""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import xxhash

from schemas.article import RawPosition
from schemas.wire import InvalidRecordError
from streams.engine.records import Record, delivery_of
from streams.ledger.account import CODES, NO_RECORD, Account, Digest, Mark, Slots
from streams.ledger.checks import MISSING, WRONG, in_flight, run_check
from streams.ledger.entries import (
    EVENTS,
    OUTCOMES,
    is_event_labelled,
    is_outcome_labelled,
    read_event,
    read_letter,
    read_outcome,
)
from streams.ledger.report import Audited, Finding, FindingKind, Report
from streams.publish.events import OUTCOMES as OUTCOME_OF

LISTED = 1_000
"""Unknown or unreadable records that are told one by one."""
Place = tuple[str, int]
"""A topic and a partition."""


class Ledger:
    """The accounts of all raw partitions."""

    def __init__(self, accounts: Mapping[Place, Account]) -> None:
        """Keep these accounts."""
        self._accounts = accounts
        self._ends: Mapping[Place, int] = {}
        self._read: Counter[str] = Counter()
        self._found: Counter[FindingKind] = Counter()
        self._odd: list[Finding] = []
        self._elsewhere = 0

    def know_ends(self, ends: Mapping[Place, int]) -> None:
        """Learn where the topics end that a delivery may be of: beyond that, none can be."""
        self._ends = ends

    def add(self, record: Record) -> None:
        """Take in a record of news.outcomes, of news.enriched or of a topic of dead letters."""
        try:
            self._add(record)
        except InvalidRecordError:
            self._note(FindingKind.UNREADABLE, "no such record", record.topic, record.partition, record.offset)

    def wait(self, record: Record) -> None:
        """Note that a record stands before a stage that has not acknowledged it."""
        raw = delivery_of(record)
        account = self._accounts.get((raw.topic, raw.partition))
        if account:
            account.wait(raw.offset, raw.offset)

    def _add(self, record: Record) -> None:
        if record.topic == OUTCOMES:
            outcome = read_outcome(record)
            account = self._account(outcome.raw, "outcome")
            if account:
                account.add_outcome(outcome.raw, outcome.outcome, _digest(record, outcome.outcome, outcome.uri))
                self._labelled(account, outcome.raw, record, is_labelled=is_outcome_labelled(record, outcome))
        elif record.topic == EVENTS:
            event = read_event(record)
            account = self._account(event.raw, "event")
            if account:
                account.add_event(event.raw, _digest(record, OUTCOME_OF[event.event], event.uri))
                self._labelled(account, event.raw, record, is_labelled=is_event_labelled(record, event))
        elif account := self._account(raw := read_letter(record).raw, "dead letter"):
            account.add_letter(raw)

    def _labelled(self, account: Account, raw: RawPosition, record: Record, *, is_labelled: bool) -> None:
        self._read[record.topic] += 1
        if not is_labelled:
            account.mislabel(raw)

    def _account(self, raw: RawPosition, what: str) -> Account | None:
        """Give the account of a delivery that is audited; one that never was is noted."""
        if raw.offset >= self._ends.get((raw.topic, raw.partition), 0):
            self._note(FindingKind.UNKNOWN, f"{what} of no record", raw.topic, raw.partition, raw.offset)
            return None
        account = self._accounts.get((raw.topic, raw.partition))
        if account is None:
            self._elsewhere += 1
            return None
        return account if account.begin <= raw.offset < account.end else None

    def _note(self, kind: FindingKind, what: str, topic: str, partition: int, offset: int) -> None:
        self._found[kind] += 1
        if len(self._odd) < LISTED:
            self._odd.append(Finding(kind, what, topic, partition, offset, offset))

    def report(self, passed_by: Mapping[Place, int], notes: tuple[str, ...], *, has_all_letters: bool) -> Report:
        """Close the accounts; without all dead letters, one that is missing says nothing."""
        missing = MISSING if has_all_letters else MISSING[:-1]
        found, kinds, known = self._found.copy(), Counter[str](), Counter[str]()
        findings, audited = sorted(self._odd, key=lambda one: (one.topic, one.partition, one.first)), []
        for place, account in sorted(self._accounts.items()):
            slots = account.slots()
            for check in (*missing, *WRONG):
                result = run_check(check, slots, *place)
                found[check.kind] += result.size
                findings += result.findings
            waiting = len(in_flight(slots, missing))
            audited.append(_audited(place, slots, waiting, passed_by.get(place, 0)))
            kinds += _kinds(slots)
            known += Counter({OUTCOMES: _kinds(slots).total(), EVENTS: int(slots.has(Mark.EVENT).sum())})
        repeated = {topic: self._read[topic] - known[topic] for topic in (OUTCOMES, EVENTS)}
        return Report(tuple(audited), kinds, repeated, self._elsewhere, +found, tuple(findings), notes)


def _digest(record: Record, outcome: str, uri: str | None) -> Digest:
    identity = dict(record.headers).get("ce_id", b"")
    value = xxhash.xxh32_intdigest(identity + (record.value or b""))
    return Digest(value, xxhash.xxh32_intdigest(f"{outcome}|{uri}".encode()))


def _kinds(slots: Slots) -> Counter[str]:
    counts = np.bincount(slots.kinds, minlength=NO_RECORD + 1)
    return Counter({kind.value: int(counts[code]) for kind, code in CODES.items() if counts[code]})


def _audited(place: Place, slots: Slots, in_flight: int, passed_by: int) -> Audited:
    size = slots.end - slots.begin
    is_there = slots.kinds != NO_RECORD
    records, articles = int(is_there[:size].sum()), int(is_there.sum())
    return Audited(*place, slots.begin, slots.end, records, articles, in_flight, passed_by)
