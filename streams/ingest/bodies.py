"""The body of an answer, decompressed as it comes, never more of it than is allowed. Called by `fetch`.

A bomb of a few kilobytes can hold gigabytes: what is decompressed is counted while it is made, in steps, so that there
is never more than one step too much in memory.
"""

import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Protocol

import brotli

CODINGS = "gzip, deflate, br"
"""What is asked for."""
STEP_BYTES = 64 * 1024
GZIP_MAGIC = b"\x1f\x8b"
CUT_OFF = "its compressed body ends in the middle"


class BodyError(Exception):
    """A body that can't be taken; the message says why, in words that go behind its address."""


class TooLargeError(BodyError):
    """There is more of it than is allowed."""

    def __init__(self, limit_bytes: int) -> None:
        """Say how much is allowed."""
        super().__init__(f"it is larger than {limit_bytes:,} bytes")


async def read_body(chunks: AsyncIterator[bytes], coding: str, limit_bytes: int) -> bytes:
    """Give the whole body, without its `Content-Encoding`.

    Raises:
        TooLargeError: it is longer than `limit_bytes`, before or after it was decompressed.
        BodyError: its coding is unknown, or it is broken.
    """
    make = _TAKERS.get(coding.strip().lower())
    if make is None:
        msg = f"it comes in the encoding {coding[:40]!r}, which was not asked for"
        raise BodyError(msg)
    taker, total = make(limit_bytes), 0
    async for chunk in chunks:
        total += len(chunk)
        if total > limit_bytes:
            raise TooLargeError(limit_bytes)
        taker.feed(chunk)
    return taker.end() if total else b""


class _Taker(Protocol):
    """Takes a body in pieces, and gives it whole."""

    def feed(self, chunk: bytes) -> None:
        """Take a piece."""

    def end(self) -> bytes:
        """Give what was taken, without its coding."""


class _Body:
    """What has come so far, as it is: never more than is allowed."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._body = bytearray()

    def feed(self, chunk: bytes) -> None:
        self._keep(chunk)

    def end(self) -> bytes:
        return bytes(self._body)

    def _keep(self, data: bytes) -> None:
        self._body += data
        if len(self._body) > self._limit_bytes:
            raise TooLargeError(self._limit_bytes)


class _Unpacked(_Body):
    """Brotli (RFC 7932)."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(limit_bytes)
        self._stream = brotli.Decompressor()

    def feed(self, chunk: bytes) -> None:
        self._keep(self._step(chunk))
        while not self._stream.can_accept_more_data():
            self._keep(self._step(b""))

    def _step(self, data: bytes) -> bytes:
        try:
            made: bytes = self._stream.process(data, output_buffer_limit=STEP_BYTES)
        except brotli.error as error:
            msg = f"its compressed body is broken ({error})"
            raise BodyError(msg) from error
        return made

    def end(self) -> bytes:
        if not self._stream.is_finished():
            raise BodyError(CUT_OFF)
        return super().end()


class _Inflated(_Body):
    """Gzip, also in several members, zlib, and the bare deflate that some servers send under the name of zlib."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(limit_bytes)
        self._head = b""
        self._stream: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> None:
        while chunk:
            if self._stream is None or self._stream.eof:
                self._head += chunk
                if len(self._head) < len(GZIP_MAGIC):
                    return
                if self._stream is not None and not self._head.startswith(GZIP_MAGIC):
                    return  # what stands behind the end, and is no further member, is nobody's
                chunk, self._head, self._stream = self._head, b"", _stream_of(self._head)
            self._keep(_inflate(self._stream, chunk))
            chunk = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def end(self) -> bytes:
        if self._stream is not None:
            self._keep(self._stream.flush())  # some bytes at most: no input waits any more
        if self._stream is None or not self._stream.eof:
            raise BodyError(CUT_OFF)
        return super().end()


def _stream_of(head: bytes) -> "zlib._Decompress":
    if head.startswith(GZIP_MAGIC):
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    is_zlib = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2]) % 31 == 0  # RFC 1950, 2.2
    return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


def _inflate(stream: "zlib._Decompress", data: bytes) -> bytes:
    try:
        return stream.decompress(data, STEP_BYTES)
    except zlib.error as error:
        msg = f"its compressed body is broken ({error})"
        raise BodyError(msg) from error


_TAKERS: Mapping[str, Callable[[int], _Taker]] = {
    **dict.fromkeys(("", "identity"), _Body),
    **dict.fromkeys(("gzip", "x-gzip", "deflate"), _Inflated),
    "br": _Unpacked,
}
