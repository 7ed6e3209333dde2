"""A bound in bytes on what a worker holds, beside Faust's in records; used by `kafka`."""

import asyncio


class Room:
    """Lets values in until it is full; the last one may be larger than what was left, so a large one always passes."""

    def __init__(self, limit_bytes: int) -> None:
        """Be empty."""
        self._limit_bytes = limit_bytes
        self._held_bytes = 0
        self._is_free = asyncio.Event()
        self._is_free.set()

    async def enter(self, size: int) -> None:
        """Hold `size` bytes, as soon as there is room at all."""
        await self._is_free.wait()
        self._change(size)

    def leave(self, size: int) -> None:
        """Hold `size` bytes no more."""
        self._change(-size)

    def _change(self, size: int) -> None:
        self._held_bytes += size
        if self._held_bytes < self._limit_bytes:
            self._is_free.set()
        else:
            self._is_free.clear()
