"""Turns: each at its time, in order, and nobody held up by another."""

import asyncio
import time

import pytest

from streams.ingest.loop import Due, Slots, Turns


async def test_turns_come_in_the_order_of_their_times() -> None:
    """Whatever the order in which they were given; each until it has no next one."""
    seen: list[str] = []

    async def visit(due: Due[str]) -> Due[str] | None:
        seen.append(due.item)
        return Due(due.item, due.at_seconds + 0.02) if seen.count(due.item) < 2 else None

    now = time.time()
    await Turns(visit, time.time).run([Due("b", now + 0.01), Due("a", now), Due("c", now + 0.02)])
    assert seen[:2] == ["a", "b"]
    assert sorted(seen) == ["a", "a", "b", "b", "c", "c"]


async def test_nothing_to_do_is_done() -> None:
    """Without items there are no turns."""
    await asyncio.wait_for(Turns(lambda due: asyncio.sleep(0, due), time.time).run([]), 5)


async def test_one_that_hangs_holds_up_nobody() -> None:
    """While one visit waits, the others have theirs."""
    seen: list[str] = []
    others_are_done = asyncio.Event()

    async def visit(due: Due[str]) -> None:
        if due.item == "hanging":
            await others_are_done.wait()
        seen.append(due.item)
        if len(seen) == 3:
            others_are_done.set()

    await asyncio.wait_for(Turns(visit, time.time).run([Due(one, 0.0) for one in ("hanging", "a", "b", "c")]), 5)
    assert seen == ["a", "b", "c", "hanging"]


async def test_what_a_visit_raises_ends_all() -> None:
    """A failure of what all share is not hidden."""
    is_cancelled = asyncio.Event()

    async def visit(due: Due[int]) -> None:
        if due.item:
            msg = "lost"
            raise RuntimeError(msg)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            is_cancelled.set()
            raise

    with pytest.raises(ExceptionGroup):
        await Turns(visit, time.time).run([Due(0, 0.0), Due(1, 0.0)])
    assert is_cancelled.is_set()


async def test_the_slow_have_slots_of_their_own() -> None:
    """However many slow ones wait, a fast one gets its slot; and each is taken once and given back."""
    slots, leave = Slots(4), asyncio.Event()
    inside: list[bool] = []

    async def hold(*, is_slow: bool) -> None:
        async with slots.slot(is_slow=is_slow) as slot:
            for _ in range(2):
                await slot.take()
            inside.append(is_slow)
            await leave.wait()

    holding = [asyncio.create_task(hold(is_slow=True)) for _ in range(10)]
    holding += [asyncio.create_task(hold(is_slow=False)) for _ in range(10)]
    for _ in range(5):
        await asyncio.sleep(0)
    assert (inside.count(True), inside.count(False)) == (1, 4)
    leave.set()
    await asyncio.gather(*holding)
    assert len(inside) == 20


async def test_who_is_cancelled_ends_whatever_else_happens() -> None:
    """Also when a turn ends, or another is due, at that very moment."""

    async def visit(due: Due[int]) -> Due[int]:
        await asyncio.sleep(0)
        return Due(due.item, time.time())

    for _ in range(50):
        running = asyncio.create_task(Turns(visit, time.time).run([Due(number, 0.0) for number in range(20)]))
        for _ in range(5):
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running], timeout=5)
        assert running.cancelled()
