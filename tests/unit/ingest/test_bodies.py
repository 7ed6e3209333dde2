"""Bodies: decompressed as they come, and never more of them than is allowed."""

import gzip
import zlib
from collections.abc import AsyncIterator

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.ingest.bodies import STEP_BYTES, BodyError, TooLargeError, _Body, read_body

LIMIT = 1_000_000
TEXT = b"The ferry is late. " * 500


def bare_deflate(data: bytes) -> bytes:
    """Compress without any header, as some servers do under the name of deflate."""
    maker = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return maker.compress(data) + maker.flush()


async def chunks(data: bytes, size: int) -> AsyncIterator[bytes]:
    """Give data in pieces."""
    for at in range(0, len(data), size):
        yield data[at : at + size]


@pytest.mark.parametrize("size", [1, 7, 100_000])
@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("GZIP ", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + b"\0\0 behind the end"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare_deflate(TEXT)),
        ("br", brotli.compress(TEXT)),
    ],
)
async def test_each_coding_gives_the_text(coding: str, data: bytes, size: int) -> None:
    """However it is compressed, and wherever it is cut in pieces."""
    assert await read_body(chunks(data, size), coding, LIMIT) == TEXT


@given(st.binary(max_size=3_000), st.integers(1, 50))
async def test_what_is_compressed_comes_back(data: bytes, size: int) -> None:
    """Any bytes, in any pieces."""
    assert await read_body(chunks(gzip.compress(data), size), "gzip", LIMIT) == data
    assert await read_body(chunks(brotli.compress(data), size), "br", LIMIT) == data


async def test_a_bomb_is_put_out_while_it_grows() -> None:
    """A megabyte of gzip that holds a gigabyte is refused after little more than the limit."""
    maker = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    bomb = b"".join(maker.compress(bytes(1 << 20)) for _ in range(64)) + maker.flush()
    with pytest.raises(TooLargeError, match="larger than 1,000,000 bytes"):
        await read_body(chunks(bomb, 1 << 20), "gzip", LIMIT)


async def test_a_small_bomb_is_put_out_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Brotli packs a gigabyte into some hundred bytes: what comes of them is made a step at a time."""
    made: list[int] = []
    keep = _Body._keep

    def count(body: _Body, data: bytes) -> None:
        made.append(len(data))
        keep(body, data)

    monkeypatch.setattr(_Body, "_keep", count)
    with pytest.raises(TooLargeError):
        await read_body(chunks(brotli.compress(bytes(1 << 27), quality=5), 1 << 20), "br", LIMIT)
    assert max(made) <= 2 * STEP_BYTES
    assert sum(made) <= LIMIT + 2 * STEP_BYTES


async def test_a_limit_is_kept_to_the_byte() -> None:
    """As much as is allowed is taken, and one byte more is not, compressed or not."""
    for coding, data in (
        ("", bytes(STEP_BYTES)),
        ("gzip", gzip.compress(bytes(STEP_BYTES))),
        ("br", brotli.compress(bytes(STEP_BYTES))),
    ):
        assert len(await read_body(chunks(data, 1_000), coding, STEP_BYTES)) == STEP_BYTES
        with pytest.raises(TooLargeError):
            await read_body(chunks(data, 1_000), coding, STEP_BYTES - 1)


async def test_an_endless_body_is_left_at_the_limit() -> None:
    """No more is asked for than is allowed."""
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield bytes(1_000)

    with pytest.raises(TooLargeError):
        await read_body(endless(), "", 10_000)
    assert asked == 11


@pytest.mark.parametrize(
    ("coding", "data", "why"),
    [
        ("zstd", b"x", "'zstd', which was not asked for"),
        ("gzip, gzip", b"x", "which was not asked for"),
        ("gzip", gzip.compress(TEXT)[:-20], "ends in the middle"),
        ("gzip", b"\x1f", "ends in the middle"),
        ("gzip", b"<html>no gzip at all", "is broken"),
        ("br", brotli.compress(TEXT)[:-5], "ends in the middle"),
        ("br", b"<html>no brotli at all", "is broken"),
        ("br", brotli.compress(TEXT) + b"behind the end", "is broken"),
        ("gzip", gzip.compress(TEXT)[:40] + b"\xff" * 400, "is broken"),
    ],
)
async def test_a_broken_body_says_what_is_wrong(coding: str, data: bytes, why: str) -> None:
    """Nothing is made of a beginning."""
    with pytest.raises(BodyError, match=why):
        await read_body(chunks(data, 10), coding, LIMIT)


async def test_nothing_is_nothing() -> None:
    """An empty body is empty even where it was to be compressed."""
    assert await read_body(chunks(b"", 1), "gzip", LIMIT) == b""
