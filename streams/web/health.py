"""`/livez`, `/readyz` and `/metrics` of one stage's process.

`/livez` answers as long as the event loop turns. `/readyz` is 200 only when the stage has its partitions, its memory
and a broker that answers, else 503 with the reasons in words. `/metrics` is in the text format of Prometheus.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from streams.engine.health import Health
from streams.metrics import REGISTRY

BrokerAnswers = Callable[[], Awaitable[bool]]


def pages(health: Health, broker_answers: BrokerAnswers) -> web.Application:
    """Make the three pages."""

    async def livez(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_: web.Request) -> web.Response:
        problems = health.problems()
        if not await broker_answers():
            problems.append("the broker does not answer")
        return web.json_response({"ready": not problems, "problems": problems}, status=503 if problems else 200)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})

    application = web.Application()
    application.router.add_get("/livez", livez)
    application.router.add_get("/readyz", readyz)
    application.router.add_get("/metrics", metrics)
    return application


@asynccontextmanager
async def serve(application: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Serve the pages while the block runs.

    Raises:
        OSError: the port is taken.
    """
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
