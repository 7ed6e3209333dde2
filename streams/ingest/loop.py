"""When each feed has its turn: a heap of due times, and a bounded number of feeds in hand. Called by `agent`.

A feed that is due waits for its host first and only then for a slot, so a host with a thousand feeds holds up nobody
else. One that failed the last time, or takes long, has slots of its own: a thousand dead servers, each of which takes
its minute to be given up, hold up one another and no feed that is well.
"""

import asyncio
import heapq
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

LONGEST_SLEEP_SECONDS = 3_600.0
TOGETHER = 50
"""Turns begun at a time: were ten thousand begun at once, the heartbeat of the group would wait for all of them."""
SLOW_SHARE = 4
"""A quarter as many slots for the slow: theirs are held for a minute, those of the others for a second."""


class Slots:
    """How many feeds a process has in hand, from the first byte asked for until what came of it is written."""

    def __init__(self, count: int) -> None:
        """Allow `count` feeds that are well, and some more that are not."""
        self._free = {False: asyncio.Semaphore(count), True: asyncio.Semaphore(max(1, count // SLOW_SHARE))}

    @asynccontextmanager
    async def slot(self, *, is_slow: bool) -> AsyncIterator["Slot"]:
        """Give a slot for the block; it is taken when the block asks for it."""
        slot = Slot(self._free[is_slow])
        try:
            yield slot
        finally:
            slot.give_back()


class Slot:
    """A slot, taken once however often it is asked for."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        """Be not yet taken."""
        self._free = free
        self._is_taken = False

    async def take(self) -> None:
        """Wait for it."""
        if not self._is_taken:
            await self._free.acquire()
            self._is_taken = True

    def give_back(self) -> None:
        """Let another have it."""
        if self._is_taken:
            self._free.release()
            self._is_taken = False


@dataclass(frozen=True, slots=True)
class Due(Generic[Item]):
    """An item, and when its turn is, in seconds since 1970."""

    item: Item
    at_seconds: float


Visit = Callable[[Due[Item]], Awaitable[Due[Item] | None]]
"""Called with an item when its turn has come; gives its next turn, or None when it has no more."""


class Turns(Generic[Item]):
    """Gives turns until no item has one any more."""

    def __init__(self, visit: Visit[Item], now: Callable[[], float]) -> None:
        """Take time from `now`, in seconds since 1970."""
        self._visit = visit
        self._now = now
        self._waiting: list[tuple[float, int, Due[Item]]] = []
        self._number = 0
        self._left = 0
        self._has_news = asyncio.Event()

    async def run(self, items: Iterable[Due[Item]]) -> None:
        """Visit every item at its time, and again when its visit says so; one visit of an item at a time.

        Raises:
            ExceptionGroup: of what visits raised; all others are cancelled then.
        """
        for due in items:
            self._left += 1
            self._put(due)
        async with asyncio.TaskGroup() as tasks:
            while self._left:
                await self._until_due_or_done()
                for _ in range(TOGETHER):
                    if self._waiting and self._waiting[0][0] <= self._now():
                        tasks.create_task(self._turn(heapq.heappop(self._waiting)[2]))
                await asyncio.sleep(0)

    def _put(self, due: Due[Item]) -> None:
        self._number += 1  # of two with one time, the one that came first
        heapq.heappush(self._waiting, (due.at_seconds, self._number, due))
        self._has_news.set()

    async def _until_due_or_done(self) -> None:
        self._has_news.clear()
        wait_seconds = self._waiting[0][0] - self._now() if self._waiting else LONGEST_SLEEP_SECONDS
        if self._left and wait_seconds > 0:
            with suppress(TimeoutError):  # Python 3.11's wait_for may swallow that we are cancelled; this doesn't
                async with asyncio.timeout(min(wait_seconds, LONGEST_SLEEP_SECONDS)):
                    await self._has_news.wait()

    async def _turn(self, due: Due[Item]) -> None:
        following = await self._visit(due)
        if following:
            self._put(following)
            return
        self._left -= 1
        self._has_news.set()
