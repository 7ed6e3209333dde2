"""The bound in bytes: who waits for room, and who never has to."""

import asyncio

import pytest

from streams.engine.room import Room


async def test_whoever_comes_to_a_full_room_waits_until_something_leaves() -> None:
    """However many there are, what is held stays within the limit and one more."""
    room = Room(limit_bytes=10)
    await room.enter(4)
    await room.enter(7)
    waiting = asyncio.create_task(room.enter(1))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(waiting), 0.01)
    room.leave(4)
    await asyncio.wait_for(waiting, 1)


async def test_a_value_larger_than_the_room_passes_alone() -> None:
    """Nothing is too large to be processed; it only comes by itself."""
    room = Room(limit_bytes=10)
    await asyncio.wait_for(room.enter(100), 1)
    room.leave(100)
    await asyncio.wait_for(room.enter(1), 1)
