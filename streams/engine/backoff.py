"""How long to wait before the next try: doubling, bounded, with jitter so that workers don't return in step."""

import random
from collections.abc import Iterator

FIRST_SECONDS = 0.2
LAST_SECONDS = 10.0


def waits(first_seconds: float = FIRST_SECONDS, last_seconds: float = LAST_SECONDS) -> Iterator[float]:
    """Yield seconds without end: each is between half of a bound and the bound, which doubles up to `last_seconds`."""
    bound = first_seconds
    while True:
        yield bound * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
        bound = min(bound * 2, last_seconds)
