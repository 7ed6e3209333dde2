"""StateRow: what dedup remembers of one judged version, the value of `news.dedup.state`, in a binary layout.

Written by the dedup agent in one transaction with the verdict; read back in full when a worker takes over. JSON took
1,270 bytes an article and seven times as long to read.

A value is `FIXED`, packed little-endian without gaps, then `keys` times 8 bytes, `fingerprints` times 4 and `numbers`
times 4. A key is the uri's 16 bytes and the version's 4, big-endian. A record without a value is a version that was
forgotten. The layout's number counts for the meaning too, but for fingerprints and
numbers, whose definition has a number of its own.
"""

import struct
from array import array
from typing import NamedTuple, Self

from schemas.relation import ChangedField, EventKind
from schemas.wire import UndecodableRecordError

LAYOUT = 4
"""Layout 1 was JSON, 2 had no times of publication, 3 no signature. A row of another layout is refused: half a memory
would give other verdicts than the whole.
"""
FIELDS: tuple[ChangedField, ...] = ("title", "standfirst", "body", "byline", "published", "modified")
EVENTS = tuple(EventKind)
DELIVERY = (
    ("layout", "B"),
    ("raw_partition", "Q"),
    ("raw_offset", "Q"),
    ("raw_item", "I"),
    ("raw_items", "I"),
    ("expected_offset", "Q"),
    ("expected_item", "I"),
    ("offset", "Q"),
)
"""Names and `struct` codes of what a row says of its record, in their order."""
VERSION = (
    ("event", "B"),  # place in EVENTS
    ("is_head", "B"),
    ("is_indexed", "B"),
    ("signature", "B"),
    ("level", "B"),
    ("keys", "B"),
    ("numbers", "B"),
    ("fingerprints", "H"),
    ("notes", "H"),
    ("born", "q"),
    ("family", "Q"),
    ("source", "Q"),
    ("retrieved_at", "d"),  # seconds since 1970, NaN when unknown
    ("published_from", "I"),  # seconds since 1970, 0 when unknown
    ("published_until", "I"),
    ("clock", "d"),
    ("uri_high", "Q"),
    ("uri_low", "Q"),
    ("version", "I"),
    ("versions", "I"),
    ("title", "Q"),
    ("exact", "Q"),
    ("units", "I"),
    *((f"field_{name}", "I") for name in FIELDS),
)
"""What it says of the version, behind that: this is what the memory holds."""
FIXED = DELIVERY + VERSION
HEAD = struct.Struct("<" + "".join(code for _, code in FIXED))
DELIVERED = struct.Struct("<" + "".join(code for _, code in DELIVERY))
KEPT = struct.Struct("<" + "".join(code for _, code in VERSION))
KEY = struct.Struct(">QQI")


class TextState(NamedTuple):
    """A text in short, as later ones are compared with it. Hashes are unsigned; 0 stands for an empty text.

    `title` and `exact` are 64 bits of the headline's and the text's letters, `units` its length in words, or in
    characters where no blanks are written. `fingerprints` are 32 bits of sampled shingles in the order of the text,
    `numbers` 32 bits of each different number; of the fingerprints of a long text only those with `level` low bits of 0
    are kept. `signature` is the number of the definition that both are of: each text is compared by one
    that it has in common with the other.
    """

    title: int
    exact: int
    units: int
    fingerprints: "array[int]"
    numbers: "array[int]"
    signature: int
    level: int = 0


class StateRow(NamedTuple):
    """One judged version; the last row of each, in their order, rebuild the stage's memory.

    `offset` is that of `news.tagged` which the row includes, `born` that of the article which brought this text,
    `family` that of the first article with this text or one much like it. `raw` is raw partition (64 bits of topic and
    number), offset, item and items; `expected` the place that was next there before it. `published` is the first and
    the last second at which the article may have been published, 0 and 0 when unknown. `clock` is the stage's event
    time. `versions` counts those of the uri so far. `event` is what made the version; a later fetch leaves it.
    """

    offset: int
    born: int
    family: int
    raw: tuple[int, int, int, int]
    expected: tuple[int, int]
    source: int
    retrieved_at: float
    published: tuple[int, int]
    clock: float
    uri: tuple[int, int]
    version: int
    versions: int
    event: EventKind
    is_head: bool
    is_indexed: bool
    keys: tuple[int, ...]
    text: TextState
    fields: tuple[int, ...]
    notes: int

    def key(self) -> bytes:
        """Give the compacted topic's key: one row for each version of a uri, the newest stays."""
        return KEY.pack(*self.uri, self.version)

    def encode(self) -> bytes:
        """Give the record's value."""
        text = self.text
        delivery = (LAYOUT, *self.raw, *self.expected, self.offset)
        flags = (EVENTS.index(self.event), self.is_head, self.is_indexed, text.signature, text.level)
        counts = (len(self.keys), len(text.numbers), len(text.fingerprints), self.notes)
        origin = (self.born, self.family, self.source, self.retrieved_at, *self.published, self.clock)
        chain = (*self.uri, self.version, self.versions, text.title, text.exact, text.units, *self.fields)
        head = HEAD.pack(*delivery, *flags, *counts, *origin, *chain)
        return head + array("Q", self.keys).tobytes() + text.fingerprints.tobytes() + text.numbers.tobytes()

    @classmethod
    def decode(cls, value: bytes) -> Self:
        """Read a record's value.

        Raises:
            UndecodableRecordError: it is of another layout, or not as long as it says.
        """
        check(value)
        head = dict(zip((name for name, _ in FIXED), HEAD.unpack_from(value), strict=True))
        keys, prints, numbers = head["keys"], head["fingerprints"], head["numbers"]
        tail = struct.unpack_from(f"<{keys}Q{prints + numbers}I", value, HEAD.size)
        units = array("I", tail[keys:])
        text = TextState(
            title=head["title"],
            exact=head["exact"],
            units=head["units"],
            fingerprints=units[:prints],
            numbers=units[prints:],
            level=head["level"],
            signature=head["signature"],
        )
        return cls(
            offset=head["offset"],
            born=head["born"],
            family=head["family"],
            raw=(head["raw_partition"], head["raw_offset"], head["raw_item"], head["raw_items"]),
            expected=(head["expected_offset"], head["expected_item"]),
            source=head["source"],
            retrieved_at=head["retrieved_at"],
            published=(head["published_from"], head["published_until"]),
            clock=head["clock"],
            uri=(head["uri_high"], head["uri_low"]),
            version=head["version"],
            versions=head["versions"],
            event=EVENTS[head["event"]],
            is_head=bool(head["is_head"]),
            is_indexed=bool(head["is_indexed"]),
            keys=tail[:keys],
            text=text,
            fields=tuple(head[f"field_{name}"] for name in FIELDS),
            notes=head["notes"],
        )


def check(value: bytes) -> None:
    """See that a value is a row of this layout.

    Raises:
        UndecodableRecordError: it is of another layout, or not as long as it says.
    """
    if len(value) < HEAD.size or value[0] != LAYOUT:
        found = value[0] if value else "none"
        msg = f"a state row of layout {found}, not {LAYOUT}: remake news.dedup.state; dedup then begins without memory"
        raise UndecodableRecordError(msg)
    event, _, _, _, _, keys, numbers = value[DELIVERED.size : DELIVERED.size + 7]
    fingerprints = int.from_bytes(value[DELIVERED.size + 7 : DELIVERED.size + 9], "little")
    if event >= len(EVENTS) or len(value) != HEAD.size + 8 * keys + 4 * (fingerprints + numbers):
        msg = f"a state row of {len(value)} bytes that contradicts its own head: news.dedup.state is damaged"
        raise UndecodableRecordError(msg)
