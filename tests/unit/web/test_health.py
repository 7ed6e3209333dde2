"""What a worker answers when it is asked how it is."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from streams.engine.health import Health, Recovery
from streams.web.health import pages, serve


@pytest.fixture
def health() -> Health:
    """A stage that has its partitions."""
    return Health(partitions=frozenset({0, 1}))


@pytest.fixture
async def base(health: Health, unused_tcp_port: int) -> AsyncIterator[str]:
    """Serve the pages of a stage whose broker answers, and give their address."""

    async def answers() -> bool:
        return health.retrying != "broker away"

    async with serve(pages(health, answers), "127.0.0.1", unused_tcp_port):
        yield f"http://127.0.0.1:{unused_tcp_port}"


async def ask(url: str) -> tuple[int, dict[str, object]]:
    """Get a page: its status and its JSON."""
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json()


async def test_a_stage_that_has_all_it_needs_is_ready(base: str) -> None:
    """Ready says so and names no problem."""
    assert await ask(f"{base}/readyz") == (200, {"ready": True, "problems": []})


async def test_what_is_missing_is_said_in_words(base: str, health: Health) -> None:
    """Each problem has its sentence; alive is another question."""
    health.partitions, health.recovery, health.retrying = None, Recovery(), "broker away"
    status, answer = await ask(f"{base}/readyz")
    assert (status, answer["ready"]) == (503, False)
    assert answer["problems"] == [
        "the group has not shared out its partitions yet",
        "its memory is being read back: 0 of 0 records",
        "records can't be delivered: broker away",
        "the broker does not answer",
    ]
    assert await ask(f"{base}/livez") == (200, {"alive": True})


async def test_nothing_else_is_served(base: str) -> None:
    """No page shows state to a stranger."""
    async with aiohttp.ClientSession() as session, session.get(f"{base}/table") as response:
        assert response.status == 404


async def test_the_metrics_are_served_in_the_text_format(base: str) -> None:
    """Each metric has its help, and the build says its version."""
    async with aiohttp.ClientSession() as session, session.get(f"{base}/metrics") as response:
        text = await response.text()
    assert response.content_type == "text/plain"
    assert "# HELP newsstream_records_total " in text
    assert 'newsstream_build_info{version="' in text
