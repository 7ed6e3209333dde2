"""The layout of dedup's rows: what was written is read back, byte for byte what it always was, and nothing else is."""

from array import array

import pytest

from schemas.relation import EventKind
from schemas.state import HEAD, LAYOUT, StateRow, TextState
from schemas.wire import UndecodableRecordError

ROW = StateRow(
    offset=5120,
    born=5119,
    family=17,
    raw=(2**63, 1841, 0, 2),
    expected=(1841, 0),
    source=77,
    retrieved_at=1_772_437_510.5,
    published=(1_772_430_000, 1_772_430_059),
    clock=1_772_437_511.0,
    uri=(2**64 - 1, 1),
    version=2,
    versions=3,
    event=EventKind.CORRECTED,
    is_head=True,
    is_indexed=False,
    keys=(2**64 - 1, 5),
    text=TextState(9, 7, 24, array("I", [3_120_045, 2**32 - 1]), array("I", [1]), signature=2, level=1),
    fields=(1, 2, 3, 4, 5, 6),
    notes=1,
)


def test_a_row_comes_back() -> None:
    """Every field survives."""
    assert StateRow.decode(ROW.encode()) == ROW


def test_the_layout_does_not_move() -> None:
    """A field that moves or grows is another layout, with a number of its own."""
    value = ROW.encode()
    assert (LAYOUT, HEAD.size, len(value)) == (4, 172, 172 + 2 * 8 + 2 * 4 + 4)
    assert (value[:9].hex(), value[45:56].hex()) == ("040000000000000080", "0201000201020102000100")
    assert ROW.key().hex() == "ffffffffffffffff000000000000000100000002"


@pytest.mark.parametrize(
    "value",
    [b"", b'{"offset": 5120}', b"\x03" + ROW.encode()[1:], ROW.encode()[:-1], ROW.encode() + b"\0", b"\x04\xff" * 100],
)
def test_anything_else_is_refused(value: bytes) -> None:
    """JSON of the first layout, the layout before, and what is cut or too long."""
    with pytest.raises(UndecodableRecordError):
        StateRow.decode(value)
