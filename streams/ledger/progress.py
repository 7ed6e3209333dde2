"""How long readings of the log are shown while they last: `audit` and `trace` call what the verbs hand in."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is under way, and the offsets done and in all."""


def silent(what: str, done: int, total: int) -> None:
    """Show no progress."""
    del what, done, total
