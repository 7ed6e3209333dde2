"""Credits to agencies: "- With inputs from agencies", "(PTI)", "Source: ANI".

Called by `page` for short lines.
"""

from streams.lang.folding import fold
from streams.lang.lexicon import lexicon
from streams.lang.press import is_agency

MAX_LENGTH = 120
_AROUND = " \t-–—()[]*:.•·/|"


def credit_of(text: str) -> str | None:
    """Give the one who is credited when the line is a credit and nothing else, as printed, else None."""
    bare = text.strip(_AROUND)
    if not bare or len(text) > MAX_LENGTH:
        return None
    if is_agency(bare):
        return bare
    found = lexicon().credits.opening(fold(bare))
    if found is None:
        return None
    return bare[found.end :].strip(_AROUND) or bare
