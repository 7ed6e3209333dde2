"""A log that can be read while the broker is away: what a client repeats many times a second is said now and then.

With the broker gone, aiokafka logs 20 to 50 lines a second in each process (counted in the logs of four stages over six
outages of a chaos run). And where it gives up it prints how it came to that, down to the socket: what becomes of it is
the loop's to say, so of the client's stack the error is told and no more.
"""

import logging
import time
from collections.abc import Callable

AGAIN_SECONDS = 30.0
"""How long the same message stays unsaid."""
KINDS = 200
"""Messages told apart at a time; the texts are templates of a library, so there are far fewer."""


class Seldom(logging.Filter):
    """Lets a message of aiokafka through once in a while, with the number of those that it stood for."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start with nothing said; `now` gives seconds."""
        super().__init__()
        self._now = now
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether the record is logged, by its logger and template; what varies in it makes no other message."""
        if not record.name.startswith("aiokafka"):
            return True
        kind, now = (record.name, str(record.msg)), self._now()
        said_at, unsaid = self._said.get(kind, (-AGAIN_SECONDS, 0))
        if now - said_at < AGAIN_SECONDS:
            self._said[kind] = (said_at, unsaid + 1)
            return False
        if len(self._said) >= KINDS:
            self._said.clear()
        self._said[kind] = (now, 0)
        error = record.exc_info[1] if record.exc_info else None
        if unsaid or error:
            told = record.getMessage() + (f": {error!r}" if error else "")
            record.msg = f"{told} ({unsaid} more like this)" if unsaid else told
            record.args = record.exc_info = record.exc_text = None
        return True
