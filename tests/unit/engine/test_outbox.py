"""What of a batch goes to Kafka."""

from streams.engine.kafka import newest
from streams.engine.records import Outgoing


def test_of_the_rows_of_one_key_in_a_batch_only_the_last_is_written() -> None:
    """A compacted topic would drop the others anyway; rows of other keys, partitions and topics stay."""
    rows = [
        Outgoing("state", b"a", b"1", partition=0),
        Outgoing("state", b"b", b"1", partition=0),
        Outgoing("state", b"a", b"other", partition=1),
        Outgoing("state", b"a", b"2", partition=0),
    ]
    assert newest(rows) == [rows[1], rows[2], rows[3]]
