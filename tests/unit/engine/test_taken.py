"""Records under way: those of this assignment only, committed as they were taken."""

from dataclasses import dataclass

from streams.engine.taken import Taken

PARTITION = ("news.related", 0)


@dataclass
class FakeMessage:
    """A record that was read in some assignment."""

    offset: int
    assignment: int
    tp: tuple[str, int] = PARTITION
    acked: bool = False


def test_a_record_kept_over_a_rebalance_is_stale() -> None:
    """It comes again behind those before it: to decide on it now would lose them in a stage with a memory."""
    taken = Taken()
    taken.assigned()
    assert taken.take(FakeMessage(1, assignment=1))
    taken.revoked()
    assert not taken.take(FakeMessage(2, assignment=1))
    taken.assigned()
    assert not taken.take(FakeMessage(2, assignment=1))
    assert taken.take(FakeMessage(1, assignment=2))


def test_the_commit_passes_missing_offsets_and_stops_at_what_is_not_acknowledged() -> None:
    """Transactions leave offsets without records; a record without its acknowledgement holds the commit."""
    taken = Taken()
    taken.assigned()
    messages = [FakeMessage(offset, assignment=1) for offset in (10, 11, 14, 18, 19)]
    assert all(taken.take(message) for message in messages)
    assert taken.pass_acknowledged(PARTITION) is None
    for message in (*messages[:3], messages[4]):
        message.acked = True
    assert taken.pass_acknowledged(PARTITION) == 15
    messages[3].acked = True
    assert taken.pass_acknowledged(PARTITION) == 20
    assert taken.pass_acknowledged(PARTITION) is None


def test_an_acknowledgement_from_before_a_rebalance_commits_nothing() -> None:
    """The record is taken again, and only that counts."""
    taken = Taken()
    taken.assigned()
    early, again = FakeMessage(5, assignment=1), FakeMessage(5, assignment=2)
    taken.take(early)
    taken.assigned()
    taken.take(again)
    early.acked = True
    assert taken.pass_acknowledged(PARTITION) is None
    again.acked = True
    assert taken.pass_acknowledged(PARTITION) == 6


def test_a_record_that_comes_twice_in_an_assignment_is_taken_once() -> None:
    """Faust goes back to the committed offset while an assignment is made; what was read before that comes again."""
    taken = Taken()
    taken.assigned()
    assert [taken.take(FakeMessage(offset, assignment=1)) for offset in (7, 8, 7, 8, 9)] == [
        True,
        True,
        False,
        False,
        True,
    ]
    taken.assigned()
    assert taken.take(FakeMessage(7, assignment=2))
