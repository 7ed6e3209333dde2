"""Whose turn it is at a host: how many requests at a time, how far apart, and none while it asks to be left alone.

Called by `fetch` around every request. Time is passed in, so that politeness is tested without waiting.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

MANY_HOSTS = 4_096
"""With more than these remembered, those are forgotten that nobody waits for and whose pause is over.

When most of them are waited for, that is looked at again only after there are twice as many: else ten thousand hosts
that are due at one moment would be gone through for each of them.
"""


@dataclass(slots=True)
class _Host:
    turns: asyncio.Semaphore
    users: int = 0
    free_at: float = field(default=0.0)


class Hosts:
    """Gives turns at hosts, in the order in which they were asked for."""

    def __init__(
        self,
        at_a_time: int,
        interval_seconds: float,
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Allow `at_a_time` requests to a host, the beginnings of which are `interval_seconds` apart."""
        self._at_a_time = at_a_time
        self._interval_seconds = interval_seconds
        self._now = now
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._many = MANY_HOSTS

    def __len__(self) -> int:
        """Give the number of hosts that are remembered."""
        return len(self._hosts)

    @asynccontextmanager
    async def turn(self, host: str, interval_seconds: float = 0.0) -> AsyncIterator[None]:
        """Wait for a turn and keep it for the block; `interval_seconds` is what the host itself asks for, if more."""
        one = self._host(host)
        one.users += 1
        try:
            async with one.turns:
                while (wait_seconds := one.free_at - self._now()) > 0:
                    await self._sleep(wait_seconds)
                one.free_at = self._now() + max(self._interval_seconds, interval_seconds)
                yield
        finally:
            one.users -= 1

    def leave_alone(self, host: str, seconds: float) -> None:
        """Let nobody have a turn for so long: the host said `Retry-After`."""
        one = self._host(host)
        one.free_at = max(one.free_at, self._now() + seconds)

    def seconds_until_free(self, host: str) -> float:
        """Give how long the host is to be left alone."""
        one = self._hosts.get(host)
        return max(0.0, one.free_at - self._now()) if one else 0.0

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            if len(self._hosts) >= self._many:
                self._forget_idle()
            self._hosts[host] = _Host(asyncio.Semaphore(self._at_a_time))
        return self._hosts[host]

    def _forget_idle(self) -> None:
        now = self._now()
        self._hosts = {name: one for name, one in self._hosts.items() if one.users or one.free_at > now}
        self._many = max(MANY_HOSTS, 2 * len(self._hosts))
