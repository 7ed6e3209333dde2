"""How a client ends when its broker is gone."""

import asyncio

import pytest

from streams.engine.clients import stop


class Connections:
    """Stands in for a consumer's connections."""

    is_open = True

    async def close(self) -> None:
        """Close them."""
        self.is_open = False


class Consumer:
    """A consumer whose own fetch waits for its next try when it is stopped: aiokafka lets that cancellation out."""

    def __init__(self) -> None:
        """Be connected."""
        self._client = Connections()
        self.stopping = asyncio.Event()

    async def stop(self) -> None:
        """Cancel the fetch and await it."""
        fetch = asyncio.create_task(asyncio.sleep(3600))
        self.stopping.set()
        await asyncio.sleep(0)
        fetch.cancel()
        await fetch


async def test_a_fetch_that_is_cancelled_cancels_nobody_else() -> None:
    """A stage that read back its memory as the broker died ended of it, and stood still."""
    consumer = Consumer()
    await stop(consumer)
    assert not consumer._client.is_open


async def test_a_cancellation_that_is_meant_is_one() -> None:
    """Who cancels the caller while it stops a consumer is obeyed."""
    consumer = Consumer()
    stopping = asyncio.create_task(stop(consumer))
    await consumer.stopping.wait()
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopping
