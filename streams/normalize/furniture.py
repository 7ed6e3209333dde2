"""Is a line furniture, judged by its words alone? Position and neighbours are judged by `layout`.

Called by `page` for every line.
"""

import re

from streams.lang.folding import fold
from streams.lang.lexicon import lexicon
from streams.normalize.lines import Line
from streams.normalize.names import Site
from streams.normalize.script import is_dense
from streams.normalize.times.tokens import is_of_dates

LONG = 140
"""From this width on, with a full stop, a line is prose: only what opens prose-like furniture counts there."""
MAX_INSIDE, MAX_ENDING = 260, 160
MAX_CAPTION, CREDIT_TAIL = 500, 60
PROSE_KINDS = frozenset({"disclaimer", "related", "correction", "comments", "tags", "footer", "bio"})
SEPARATORS = ("|", "›", "»", "·", "•", " > ", " / ")
MIN_SEPARATED, MAX_LABEL = 3, 25
MIN_COVERED, MAX_COVERED = 2, 14
ARROWS = (" > ", "›", "»", "→")
"""Signs between the steps of a path; the last step is often the headline, and of any length."""
_PARTING = re.compile("[|›»·•>/→]")
"""Signs without which nothing is parted by `SEPARATORS` or `ARROWS`."""
_COUNTS = " :.…-0123456789()+,»›"
_TAIL = re.compile(r"(?<=.)[(（]([^()（）]{2,40})[)）]$")
_PUNCTUATED = re.compile(r"[\d:;,.!?]")
_CLOCK = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}(?:[:.]\d{2})?")
MAX_CLOCK_LINE, MAX_CLOCK_WORDS = 16, 2


def kind_of(line: Line, site: Site) -> str | None:
    """Give the kind of furniture that the line's words say it is, or None."""
    bare = line.bare
    if not bare or not any(char.isalnum() for char in bare):
        return "ornament"
    if kind := _whole(bare):
        return kind
    size = line.wide
    is_prose = size >= LONG and line.is_stop
    if kind := _opening(bare, is_prose=is_prose):
        return kind
    if site.is_named(bare):
        return "menu"
    if is_prose or size > MAX_INSIDE:
        return "caption" if size <= MAX_CAPTION and _ends_with_credit(bare) else None
    return _by_end_or_middle(line, bare, size)


def _opening(bare: str, *, is_prose: bool) -> str | None:
    """Give the kind of a line that begins as furniture does."""
    table = lexicon().opening
    found = table.opening(bare) or (table.opening(bare.lstrip(_COUNTS)) if bare[0] in _COUNTS else None)
    if found and (not is_prose or found.kind in PROSE_KINDS):
        return found.kind
    return "footer" if is_prose and bare.startswith("©") else None


def _whole(bare: str) -> str | None:
    """Give the kind of a line that is furniture as a whole."""
    if bare.endswith(":") and lexicon().whole.whole(bare.strip(_COUNTS)) == "menu":
        return None  # "Literature" is a menu's word; "Literature:", the materials of a recipe, is a heading
    whole = lexicon().whole
    stamp = "stamp" if is_clock(bare) else None
    return whole.whole(bare) or whole.whole(bare.strip(_COUNTS)) or _covered(bare) or stamp


def is_clock(bare: str) -> bool:
    """A clock and nothing else ("17.40", "4:30 PM", "16:05 น."): it stands above an entry of a live page."""
    found = _CLOCK.search(bare) if len(bare) <= MAX_CLOCK_LINE else None
    if found is None:
        return False
    beside = f"{bare[: found.start()]} {bare[found.end() :]}".split()
    words = [word.strip(".,:") for word in beside]
    return len(words) <= MAX_CLOCK_WORDS and all(map(is_of_dates, words))


def _by_end_or_middle(line: Line, bare: str, size: float) -> str | None:
    lookup = lexicon()
    if _is_credited(bare):
        return "caption"
    ending = lookup.ending.opening(bare[::-1]) if size <= MAX_ENDING else None
    if ending and ending.kind != "credit":
        return ending.kind
    if inside := next(lookup.inside.search(bare), None):
        return inside.kind
    return "menu" if _is_menu(line) else None


def _is_credited(bare: str) -> bool:
    """Brackets in Han or kana that end the line name a photographer: "…完最後一趟。(記者林小晴攝 4月14日)"."""
    found = _TAIL.search(bare[-CREDIT_TAIL:])
    roles = lexicon().roles.search(found[1]) if found and is_dense(found[1]) else iter(())
    return any(role.kind == "photographer" for role in roles)


def _ends_with_credit(bare: str) -> bool:
    """A sentence that ends with a photographer's credit is a caption."""
    tail = bare[-CREDIT_TAIL:]
    ending = lexicon().ending.opening(tail[::-1].lstrip(").]"))
    return (ending is not None and ending.kind == "caption") or any(
        found.kind == "caption" for found in lexicon().inside.search(tail)
    )


def _covered(bare: str) -> str | None:
    """Several known phrases in a row ("Facebook Share"), or a menu with one word that is not known."""
    words = bare.split()
    if not MIN_COVERED <= len(words) <= MAX_COVERED:
        return None
    if _longest(words, 0)[1] is None:
        return None
    kinds, unknown, index = [], 0, 0
    while index < len(words):
        length, kind = _longest(words, index)
        kinds.append(kind)
        unknown += kind is None
        index += length
    known = [kind for kind in kinds if kind]
    return known[0] if known and unknown * 2 <= max(0, len(known) - 1) * (len(known) > MIN_COVERED) else None


def _longest(words: list[str], index: int) -> tuple[int, str | None]:
    for length in (3, 2, 1):
        if kind := lexicon().whole.whole(" ".join(words[index : index + length])):
            return length, kind
    return 1, None


def _is_path(line: Line) -> bool:
    """Steps from the front page down: the first is a word of menus."""
    for arrow in ARROWS:
        parts = [part.strip() for part in line.text.split(arrow)]
        if len(parts) >= MIN_SEPARATED and all(parts) and lexicon().whole.whole(fold(parts[0])) == "menu":
            return True
    return False


def _is_menu(line: Line) -> bool:
    """Several short labels between separators or wide gaps: a menu or a path."""
    is_parted = _PARTING.search(line.text) is not None
    if is_parted and _is_path(line):
        return True
    if line.parts and all(len(part) <= MAX_LABEL for part in line.parts) and not _PUNCTUATED.search(line.text):
        return True
    return is_parted and _is_list(line)


def _is_list(line: Line) -> bool:
    """Short labels between separators, without a number."""
    for separator in SEPARATORS:
        parts = line.text.split(separator)
        if (
            len(parts) >= MIN_SEPARATED
            and all(0 < len(part.strip()) <= MAX_LABEL for part in parts)
            and not line.is_stop
        ):
            return not any(char.isdigit() for char in line.text)
    return False


def related_text(line: Line) -> str | None:
    """Give the headline behind "Also Read:", when one stands on the same line."""
    skipped = len(line.folded) - len(line.folded.lstrip(" \t*•·▪►▶»›|([-–"))
    opening = lexicon().opening.opening(line.folded, skipped)
    if opening is None or opening.kind != "related":
        return None
    text = line.text[opening.end :].strip(" :|-–—»›>").rstrip(")]")
    return text or None
