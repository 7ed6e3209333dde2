"""Words that a scraper wrote together: "Jane DoePublished Jul 17" -> "Jane Doe Published Jul 17".

Called by `look` before a line is searched for times and makers; the text itself stays as it is.
"""

import re

from streams.lang.folding import fold
from streams.lang.lexicon import lexicon

_SEAM = re.compile(r"[A-ZÀ-ÞА-Я](?<=[^\W_A-ZÀ-ÞА-Я].)")
_WORD = re.compile(r"[^\W\d_]+")
_MONTH = "M"
"""The sign of a month among the words of dates."""
MAX_PHRASE = 40
MIN_HALF = 8
"""Characters of a text that is printed twice in a row, once for the eye and once for a reader's voice."""


def unglued(text: str) -> str:
    """Give `text` with a space before each label, job and month that is glued to the word before it."""
    half = len(text) // 2
    if half >= MIN_HALF and text[:half] == text[half:]:
        return text[:half]
    cuts = [seam.start() for seam in _SEAM.finditer(text) if _is_known(text, seam.start())]
    pieces = (text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True))
    return " ".join(pieces) if cuts else text


def _is_known(text: str, at: int) -> bool:
    """A capital letter inside a word begins another one only if that is known: "McDonald" stays."""
    folded = fold(text[at : at + MAX_PHRASE])
    word = _WORD.match(folded)
    meaning = lexicon().date_words.get(word[0]) if word else None
    is_month = meaning is not None and meaning.sign == _MONTH
    return is_month or (word is not None and word[0] in lexicon().jobs) or lexicon().labels.opening(folded) is not None
