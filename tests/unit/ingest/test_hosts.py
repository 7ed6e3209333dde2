"""Turns at hosts, on a clock that moves only when somebody waits for it."""

import asyncio
from dataclasses import dataclass, field

from streams.ingest import hosts as module
from streams.ingest.hosts import Hosts


@dataclass
class Clock:
    """A clock that a sleep moves on."""

    at: float = 100.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Tell the time."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.slept.append(seconds)
        self.at += seconds
        await asyncio.sleep(0)


async def test_requests_to_a_host_begin_apart() -> None:
    """The first at once, each later one an interval after the one before; another host waits for nobody."""
    clock, began = Clock(), []
    hosts = Hosts(2, 0.5, clock.now, clock.sleep)
    for host in ("a.example", "b.example", "a.example", "a.example"):
        async with hosts.turn(host):
            began.append(clock.at)
    assert began == [100.0, 100.0, 100.5, 101.0]


async def test_a_host_that_asks_for_more_distance_gets_it() -> None:
    """Its own interval counts where it is the longer one."""
    clock, began = Clock(), []
    hosts = Hosts(2, 0.5, clock.now, clock.sleep)
    for _ in range(2):
        async with hosts.turn("a.example", 7.0):
            began.append(clock.at)
    assert began == [100.0, 107.0]


async def test_no_more_than_allowed_are_at_a_host() -> None:
    """The third waits until one of two has left."""
    hosts = Hosts(2, 0.0)
    inside, most, leave = 0, 0, asyncio.Event()

    async def ask() -> None:
        nonlocal inside, most
        async with hosts.turn("a.example"):
            inside += 1
            most = max(most, inside)
            await leave.wait()
            inside -= 1

    asked = [asyncio.create_task(ask()) for _ in range(5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert inside == 2
    leave.set()
    await asyncio.gather(*asked)
    assert most == 2


async def test_a_host_that_wants_to_be_left_alone_is() -> None:
    """`Retry-After` holds for everybody who asks there."""
    clock = Clock()
    hosts = Hosts(2, 0.5, clock.now, clock.sleep)
    hosts.leave_alone("a.example", 30.0)
    hosts.leave_alone("a.example", 5.0)
    assert hosts.seconds_until_free("a.example") == 30.0
    assert hosts.seconds_until_free("b.example") == 0.0
    async with hosts.turn("a.example"):
        assert clock.at == 130.0


async def test_hosts_that_nobody_waits_for_are_forgotten() -> None:
    """The memory is bounded, and a host that asked to be left alone is kept in it."""
    clock = Clock()
    hosts = Hosts(2, 0.5, clock.now, clock.sleep)
    hosts.leave_alone("angry.example", 1e6)
    for number in range(module.MANY_HOSTS + 10):
        async with hosts.turn(f"{number}.example"):
            clock.at += 1.0
    assert len(hosts) < 20
    for number in range(3):
        async with hosts.turn(f"{number}.example"):
            assert hosts._many == module.MANY_HOSTS
    assert hosts.seconds_until_free("angry.example") > 0
