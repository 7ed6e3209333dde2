"""What a log shows while a client repeats itself."""

import logging

from streams.cli.seldom import AGAIN_SECONDS, Seldom


class Clock:
    """A clock that a test sets."""

    seconds = 0.0

    def __call__(self) -> float:
        """Give the time."""
        return self.seconds


def record(name: str, node: int) -> logging.LogRecord:
    """Make a record that a logger of this name would."""
    return logging.LogRecord(name, logging.ERROR, __file__, 1, "no connection to node %d", (node,), None)


def test_a_client_that_repeats_itself_is_heard_once_in_a_while_and_counted() -> None:
    """Whatever node it speaks of: the message is the same."""
    clock = Clock()
    seldom = Seldom(clock)
    assert [seldom.filter(record("aiokafka.client", node)) for node in range(4)] == [True, False, False, False]
    clock.seconds = AGAIN_SECONDS
    later = record("aiokafka.client", 9)
    assert seldom.filter(later)
    assert later.getMessage() == "no connection to node 9 (3 more like this)"


def test_loggers_are_told_apart_and_ours_says_everything() -> None:
    """A dead letter's line is never the same as another's."""
    seldom = Seldom(Clock())
    assert seldom.filter(record("aiokafka", 1))
    assert seldom.filter(record("aiokafka.consumer.fetcher", 1))
    assert all(seldom.filter(record("streams.engine.loop", 1)) for _ in range(3))


def test_of_a_client_s_stack_the_error_is_told() -> None:
    """It gave up, which our own next line says what to do about; our own stacks are kept whole."""
    error = OSError("connection reset")
    theirs, ours = record("aiokafka.producer.sender", 1), record("streams.engine.loop", 1)
    theirs.exc_info = ours.exc_info = (OSError, error, None)
    seldom = Seldom(Clock())
    assert seldom.filter(theirs)
    assert seldom.filter(ours)
    assert theirs.getMessage() == "no connection to node 1: OSError('connection reset')"
    assert [bool(one.exc_info) for one in (theirs, ours)] == [False, True]
