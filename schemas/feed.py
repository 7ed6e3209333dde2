"""FeedRow: what ingest remembers of one source of its list, the value of `news.feeds.state`.

Written in the same transaction as the raw records that it includes; read back when a member is given its partition.
"""

from typing import Literal

from pydantic import Field

from schemas.wire import Instant, Model


class Known(Model):
    """What a feed has shown: its last entries, and how far its texts and times can be trusted to stand still."""

    entries: str = Field(
        "", description="Base64 of 48 bytes an entry; the layout is that of `streams/ingest/fingerprint.py`."
    )
    listings: int = Field(0, ge=0, description="Listings so far that had something new.")
    noise: int = Field(0, ge=0, le=2, description="What is passed over as noise: 1 numbers, 2 all but the title.")
    restless: int = Field(0, ge=0, description="Listings in a row in which most entries had changed.")
    calm: int = Field(0, ge=0, description="Listings in a row in which less noise would have been passed over too.")
    has_loose_times: bool = Field(default=False, description="Its entries have other times on each fetch.")


class Rhythm(Model):
    """When a feed has something new, and how its last fetches went."""

    hours: tuple[float, ...] = Field((), description="New entries by hour of the day in UTC, older ones weighing less.")
    days: float = Field(0.0, ge=0, description="Days over which they were counted, older ones weighing less.")
    last_ms: int = Field(0, ge=0, description="Last fetch that went well, epoch milliseconds; 0 before the first.")
    fresh_ms: int = Field(0, ge=0, description="Last fetch that brought something new.")
    failures: int = Field(0, ge=0, description="Failed fetches in a row.")
    unchanged: int = Field(0, ge=0, description="Fetches in a row that brought nothing new.")
    is_retired: bool = Field(
        default=False,
        description="The server said that it is gone for good (410): it is retired with this row.",
    )


class Web(Model):
    """What the servers said the last time, to be sent back or followed the next time."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = Field(None, description="Hash of the document that was read last.")
    moved_to: str | None = Field(None, description="Where permanent redirects lead.")
    moved_times: int = Field(0, ge=0, description="How often in a row they led there.")
    status: int | None = Field(None, description="HTTP status of the last answer.")
    is_slow: bool = Field(default=False, description="It took long, or there was no answer: it waits among its like.")


class FeedRow(Model):
    """How one feed, folder or file stands: what was taken from it, how it answered, and when it is asked again."""

    form: Literal[1] = Field(1, description="A row of another form is forgotten, not misread.")
    feed: str = Field(min_length=1, description="Id of the source: its normalized address or its path.")
    listed: str = Field("", description="Hash of its location as the list has it: with another it is asked anew.")
    known: Known = Known()
    rhythm: Rhythm = Rhythm()
    web: Web = Web()
    files: str = Field("", description="Base64 of 8 bytes a file of a folder that was taken: hashes of their contents.")
    offset: int = Field(0, ge=0, description="How many bytes of a file of lines were taken.")
    head: str = Field("", description="Hash of its beginning: with another one it is another file.")
    visited_at: Instant | None = Field(None, description="When it was asked last, however it answered.")
    next_at: Instant | None = Field(None, description="When it is asked again; none when it is retired.")
    problem: str | None = Field(None, description="What was wrong the last time, in words.")
    records: int = Field(0, ge=0, description="Raw records sent of it so far.")

    def key(self) -> bytes:
        """Give the compacted topic's key: the newest row of a source stays."""
        return self.feed.encode()
