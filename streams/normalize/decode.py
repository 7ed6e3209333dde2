"""Text as it came -> text that can be read: one form of each character, no invisible tricks, one kind of line end.

Called first for every content and every hint.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable

_ESCAPES = re.compile(r"\x1b\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)|\x1b\[[0-9;?]{0,40}[ -/]{0,4}[@-~]")
_CLEAN = (
    dict.fromkeys(
        [
            *range(0x09),
            *range(0x0E, 0x20),
            *range(0x7F, 0xA0),
            0xAD,
            0x200B,
            0x200E,
            0x200F,
            *range(0x202A, 0x202F),
            *range(0x2060, 0x206A),
            0xFEFF,
            0xFFFC,
        ],
        "",
    )
    | dict.fromkeys([0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F], " ")
    | {0x3000: "  "}  # the wide space parts a menu as two spaces do
    | dict.fromkeys([0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029], "\n")
)
"""What stands for each character that is invisible, a space or a line end."""
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_.:-]{2,40})")
_UTF16_MARKS = frozenset({b"\xff\xfe", b"\xfe\xff"})
SAMPLE = 100_000
_LAST_ASCII = 0x7F
_DROPPED = bytes(code for code, text in _CLEAN.items() if code <= _LAST_ASCII and not text)
_ASCII = bytes.maketrans(
    bytes(code for code, text in _CLEAN.items() if code <= _LAST_ASCII and text),
    "".join(text for code, text in _CLEAN.items() if code <= _LAST_ASCII).encode(),
)
_RARE = {chr(code).encode(): text.encode() for code, text in _CLEAN.items() if code > _LAST_ASCII}


def _any_of(signs: Iterable[bytes]) -> re.Pattern[bytes]:
    """Give a pattern of characters in UTF-8, filed under all but their last byte."""
    lasts: dict[bytes, bytes] = {}
    for sign in signs:
        lasts[sign[:-1]] = lasts.get(sign[:-1], b"") + sign[-1:]
    return re.compile(b"|".join(first + b"[" + re.escape(last) + b"]" for first, last in lasts.items()))


_IS_RARE = _any_of(_RARE)


def clean_text(text: str) -> str:
    """Give `text` in NFC with LF line ends, plain spaces, and without controls, escapes and direction marks.

    The joiners U+200C and U+200D stay: Persian and Indic words are spelt with them. The work is done on bytes: a page
    of HTML has some 300,000 characters, and to ask each of a table that is wider than a byte takes three times as long.
    """
    text = _ESCAPES.sub("", text) if "\x1b" in text else text
    data = text.replace("\r\n", "\n").encode(errors="ignore").translate(_ASCII, _DROPPED)  # half a character is none
    if data.isascii():
        return data.decode()
    return unicodedata.normalize("NFC", _IS_RARE.sub(_cleaned, data).decode())


def _cleaned(found: re.Match[bytes]) -> bytes:
    return _RARE[found[0]]


def bytes_of(content_base64: str) -> bytes | None:
    """Decode base64; None when it is not base64."""
    try:
        return base64.b64decode(content_base64, validate=False)
    except (binascii.Error, ValueError):
        return None


def declared_charset(data: bytes) -> str | None:
    """Give the charset that the document itself names in its first bytes; GB 2312 is read as what it grew into."""
    found = _DECLARED.search(data[:2048])
    charset = found[1].decode("ascii").lower() if found else None
    return "gb18030" if charset in {"gb2312", "gbk"} else charset


def decode_bytes(data: bytes, declared: str | None) -> str | None:
    """Read bytes by BOM, then as UTF-8, then as declared, then as the likeliest charset; None when nothing reads them.

    What is UTF-8 but for some broken bytes is UTF-8; each broken byte is replaced.
    """
    for charset in ("utf-8-sig", "utf-16" if data[:2] in _UTF16_MARKS else None, declared):
        if charset and (text := _decoded(data, charset)) is not None:
            return text
    replaced = data.decode("utf-8", "replace")
    if replaced.count("\ufffd") <= max(4, len(replaced) // 200):
        return replaced
    return _guessed(data)


def _decoded(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return None


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, and few contents need it

    best = from_bytes(data[:SAMPLE]).best()
    return _decoded(data, best.encoding) if best else None
