"""Text as it came -> text that can be read: one form of each character, no invisible tricks, one kind of line end.

Called first for every content and every hint.
"""

import base64
import binascii
import re
import unicodedata

_ESCAPES = re.compile(r"\x1b\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)|\x1b\[[0-9;?]{0,40}[ -/]{0,4}[@-~]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
_INVISIBLE = dict.fromkeys(
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
        *range(0xD800, 0xE000),
    ]
)
_SPACES = dict.fromkeys([0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F], " ")
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_.:-]{2,40})")
_UTF16_MARKS = frozenset({b"\xff\xfe", b"\xfe\xff"})
SAMPLE = 100_000
_CLEAN = _INVISIBLE | _SPACES | {0x3000: "  "}  # the wide space parts a menu as two spaces do

_UNCLEAN = re.compile(f"[{re.escape(''.join(map(chr, _CLEAN)))}]+")
"""To look for what is to be changed takes an eighth of the time that `translate` takes for a page of HTML."""


def clean_text(text: str) -> str:
    """Give `text` in NFC with LF line ends, plain spaces, and without controls, escapes and direction marks.

    The joiners U+200C and U+200D stay: Persian and Indic words are spelt with them.
    """
    text = _LINE_ENDS.sub("\n", _ESCAPES.sub("", text) if "\x1b" in text else text)
    return unicodedata.normalize("NFC", _UNCLEAN.sub(_cleaned, text))


def _cleaned(found: re.Match[str]) -> str:
    return found[0].translate(_CLEAN)


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
