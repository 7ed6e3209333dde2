"""How a worker ends that nobody told to: its broker is away before the start, or something inside Faust crashes."""

import subprocess
import sys

CODE = """
from streams.engine.kafka import new_app
from streams.engine.worker import run_worker
from streams.errors import BrokerError
try:
    run_worker(new_app("nobody", "127.0.0.1:{port}", None), "127.0.0.1:{port}", 5.0)
except BrokerError as error:
    print(error)
"""


def test_a_broker_that_went_away_before_the_start_is_told_in_one_line(unused_tcp_port: int) -> None:
    """It is no bug of ours: no trace, and the error that the command's exit code 3 is made of."""
    code = CODE.format(port=unused_tcp_port)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.startswith(f"no Kafka answers at 127.0.0.1:{unused_tcp_port}")
    assert "Traceback" not in done.stderr


CRASH = """
import asyncio, faust
from streams.engine.kafka import new_app
from streams.engine.worker import Worker, run_worker
app = new_app("nobody", "127.0.0.1:1", None)

async def crash(self):
    await self.crash(RuntimeError("something inside"))
    self._schedule_shutdown(15)

Worker.start = crash
print(run_worker(app, "127.0.0.1:1", 5.0))
"""


def test_a_crash_inside_faust_is_no_orderly_end() -> None:
    """Whoever started the worker must learn of it: an exit code of 0 would say that all went well."""
    done = subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.strip() == "False", done.stderr
