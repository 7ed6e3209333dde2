"""A worker whose broker went away between the look at its topics and the start."""

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
