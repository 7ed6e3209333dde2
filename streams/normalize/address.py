"""The words of a page's address: where it has a headline in it, that is a witness for the page's own.

Called by `headline` and `prominence`.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from streams.lang.folding import fold, in_ascii

WORDS = re.compile(r"[^\W\d_]{3,}|\d{2,}")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})


@dataclass(frozen=True, slots=True)
class Address:
    """The words of a page's path: in most addresses the longest part is the headline, the others are sections."""

    slug: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()

    def share(self, folded: str) -> float:
        """Give how well the words of a folded line and of the address cover each other, 0 to 1."""
        words = set(WORDS.findall(folded)) if self.slug else None
        if not words:
            return 0.0
        met = sum(word in self.slug or (not word.isascii() and self._spells(word)) for word in words)
        return 2 * met / (len(words) + len(self.slug))

    def _spells(self, word: str) -> bool:
        return in_ascii(word) in self.slug or in_ascii(word.translate(_UMLAUTS)) in self.slug


def address_of(url: str | None) -> Address:
    """Read the words of an address; none of one that can't be read."""
    try:
        parts = unquote(urlsplit(url or "").path).split("/")
    except ValueError:
        return Address()
    words = [frozenset(WORDS.findall(fold(part))) for part in parts]
    slug = max(words, key=len)
    return Address(slug, frozenset().union(*(found for found in words if found is not slug)))
