"""How two spellings of a phrase are made equal before they are compared.

Called by every look-up of a phrase; offsets in the folded text are offsets in the text, so a match can be cut out.
"""

import re
import string
import unicodedata

_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u00b4`\u2032"), "'") | dict.fromkeys(
    map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"), '"'
)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_LETTERS = {
    ord("\u0130"): "i",  # the one letter whose lower case is two characters long
    ord("\u0131"): "i",
    ord("\u064a"): "\u06cc",  # Arabic and Persian write the same yeh and kaf with different code points
    ord("\u0649"): "\u06cc",
    ord("\u0643"): "\u06a9",
    ord("\u0623"): "\u0627",
    ord("\u0625"): "\u0627",
    ord("\u0451"): "\u0435",
    ord("\u00a0"): " ",
    ord("\u3000"): " ",
    ord("\u200c"): " ",
    ord("\u060c"): ",",
    ord("\uff0c"): ",",
    ord("\uff1a"): ":",
    ord("\uff08"): "(",
    ord("\uff09"): ")",
    ord("\uff0f"): "/",
    ord("\uff5c"): "|",
    ord("\uff0e"): ".",
}
# Greek capitals are printed without the accents of the small letters
_LETTERS |= dict(zip(map(ord, "άέήίόύώΆΈΉΊΌΎΏϊϋΐΰ"), "αεηιουωαεηιουωιυιυ", strict=True))
_DIGITS = {
    start + value: str(value)
    for start in (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xFF10)
    for value in range(10)
}
_TABLE = _QUOTES | _DASHES | _LETTERS | _DIGITS
_REPLACED = re.compile("[" + re.escape("".join(map(chr, _TABLE))) + "]")
_REPLACEMENTS = {chr(code): text for code, text in _TABLE.items()}


def fold(text: str) -> str:
    """Give `text` in lower case with one form of quotes, dashes, digits and look-alikes, character for character."""
    if text.isascii():  # most lines; the only ASCII sign of the table is the backtick
        return text.lower().replace("`", "'")
    # `translate` looks for every character in the table and takes six times as long
    return _REPLACED.sub(lambda sign: _REPLACEMENTS[sign[0]], text).lower()


_ASCII_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


def in_ascii(word: str) -> str:
    """Give a folded word as addresses write it, without marks on its letters; of other scripts, whatever is left."""
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char)).translate(
        _ASCII_LETTERS
    )


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


_PUNCTUATED = (
    *range(0x300),
    *range(0x600, 0x620),
    *range(0x2000, 0x2C00),
    *range(0x3000, 0x3040),
    *range(0xFE00, 0xFFF0),
)
"""Where Unicode keeps nearly all punctuation, spaces and symbols, with the full stops of Indic and Arabic scripts."""
_DROPPED = {code for code in (*_PUNCTUATED, 0x964, 0x965, 0x6D4) if not _is_letter(chr(code))} | {
    code for code, text in _TABLE.items() if not _is_letter(text)
}
_NO_LETTERS = re.compile("[" + re.escape("".join(map(chr, sorted(_DROPPED)))) + "]+")


_ASCII_ONLY_LETTERS = bytes.maketrans(string.ascii_uppercase.encode(), string.ascii_lowercase.encode())
_ASCII_DROPPED = bytes(code for code in range(128) if not chr(code).isalnum())


def letters_of(text: str) -> str:
    """Give the letters, marks and digits of `text`, folded: for comparing headlines and names of sites."""
    if text.isascii():
        return text.encode().translate(_ASCII_ONLY_LETTERS, _ASCII_DROPPED).decode()
    return fold(_NO_LETTERS.sub("", text))
