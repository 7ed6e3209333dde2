"""Who made it: "Reported by: X Edited by: Y" -> people with roles, desks, agencies.

Called by `page` for each short line; pure look-ups in the language packs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.article import Person
from streams.lang.folding import fold
from streams.lang.lexicon import lexicon
from streams.lang.phrases import Found, PhraseTable
from streams.lang.press import given_names, is_agency, name_words
from streams.normalize.names import (
    MIN_NAME,
    Site,
    cut_at_bars,
    is_desk,
    is_outlet,
    is_person,
    leading_name,
    may_stand_alone,
    printed_name,
    split_names,
)
from streams.normalize.script import has_case, has_no_stops, is_dense, is_hangul

MAX_LENGTH = 220
CREDIT = "credit"
MAX_OUTLET = 12
"""Characters of an outlet's name in Han or kana before a label: "新流新闻记者 方亦舟"."""
_WIDE = str.maketrans("：，（）／｜", ":,()/|")
_SENTENCES = re.compile(r"[다요]\.\s|。")
"""The end of a sentence in Korean, Chinese or Japanese: what follows in one line with it is a caption's credit."""
_DENSE_MARKS = ("|", "=", "＝")
"""What a label in Han or kana may end with besides a colon: "文｜", "写真＝"."""
_COUNTED = re.compile(r"(?<=[^\W\d])\d{1,2}$")
"""The number of a footnote or of comments, right behind a name."""
_NAME_WORDS = range(2, 4)
_GLUED = re.compile(r"[a-z]{2,4}(?=[A-Z][a-z])")
_HANDLE = re.compile(r"(?:^|\s)@\w+")
_BEFORE_LABEL = " \t|/-–—·•(,;*[>►▪"


@dataclass(frozen=True, slots=True)
class Attribution:
    """What one line tells of the makers."""

    people: tuple[Person, ...] = ()
    desks: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.desks or self.agencies)

    def __add__(self, other: "Attribution") -> "Attribution":
        """Join two lines' attributions; nobody is named twice."""
        known = {fold(person.name) for person in self.people}
        new = tuple(person for person in other.people if fold(person.name) not in known)
        desks = tuple(desk for desk in other.desks if desk not in self.desks)
        agencies = tuple(agency for agency in other.agencies if agency not in self.agencies)
        return Attribution(self.people + new, self.desks + desks, self.agencies + agencies)


NOBODY = Attribution()


def read_labelled(text: str, site: Site, language: str) -> Attribution:
    """Read a line whose names stand behind labels ("Edited by:"), or behind a "By" at its start; else nobody."""
    if len(text) > MAX_LENGTH:
        return NOBODY
    text = text if text.isascii() else text.translate(_WIDE)
    folded = fold(text)
    roles = list(lexicon().roles.search(folded))
    labels = _labels(text, folded, roles, site, language)
    if not labels:
        return _with_names_before(text, folded, roles, site, language) or _with_roles_after(text, folded, site)
    ends = [label.start for label in labels[1:]] + [len(text)]
    total = NOBODY
    for label, end in zip(labels, ends, strict=True):
        total += _read_names(text[label.end : end], label.kind, site)
    return total


def read_bare(text: str, site: Site) -> Attribution:
    """Read a line that is nothing but names, desks or agencies; else nobody."""
    pieces = split_names(_HANDLE.sub("", text))
    found = _classify([_before_place(piece) for piece in pieces], "author", site)
    if any(_is_one_word(person.name) or _is_phrase(person.name) for person in found.people):
        return NOBODY
    found = replace(found, people=tuple(person for person in found.people if may_stand_alone(person.name)))
    named = {*found.desks, *found.agencies, *(one.name for one in found.people)}
    others = sum(
        piece not in named and (_is_place(piece, found) or _is_aside(piece, site)) for piece in map(str.strip, pieces)
    )
    return (
        found
        if found and len(found.people) + len(found.desks) + len(found.agencies) + others == len(pieces)
        else NOBODY
    )


def _is_one_word(name: str) -> bool:
    return has_case(name) and " " not in name


def _is_phrase(name: str) -> bool:
    """Tell names from other lines in capital letters: "Zur Playlist", "Middle East", "Assistant Sports Editor"."""
    words = [fold(word) for word in name.split()]
    jobs = sum(word in lexicon().jobs or word in lexicon().menu_words for word in words)
    return words[0] in name_words().never_first or jobs * 2 > len(words) or fold(name) in name_words().regions


def is_label(folded: str) -> bool:
    """Tell whether a line is a label and nothing else ("By", "Kommentar von"): the names stand on the next lines."""
    bare = folded.strip(_BEFORE_LABEL + ":")
    if any(opener.whole(bare) for opener in lexicon().openers.values()):
        return True
    found = lexicon().roles.opening(bare)
    return found is not None and found.end == len(bare) and " " in bare and found.kind != CREDIT


def _is_aside(piece: str, site: Site) -> bool:
    """Tell whether a piece is a job ("Enviado especial"), a measure ("3 Minutes") or an outlet beside a name."""
    is_time = piece[0].isdigit() or lexicon().labels.opening(fold(piece)) is not None
    return _is_title(piece) or is_time or is_outlet(piece, site)


def names_job(text: str) -> bool:
    """Tell whether a piece of the line is nothing but what its maker is called: "Jane Doe, correspondent"."""
    return any(all(fold(word) in lexicon().jobs for word in piece.split()) for piece in split_names(text)[1:])


def is_job(folded: str) -> bool:
    """Tell whether a line tells what a maker is called and where: "Corresponsal en Atenas"."""
    return folded.split(" ", 1)[0].strip(",") in lexicon().jobs


def _with_names_before(text: str, folded: str, roles: Sequence[Found], site: Site, language: str) -> Attribution:
    """Read "A. Author | Edited by B. Editor": the first label stands behind a name that has none."""
    first = next((found for found in roles if _is_label(folded, found)), None)
    if first is None or first.start == 0 or not first.is_spaced or first.kind == "photographer":
        return NOBODY
    before = text[: first.start]
    if before.count("(") > before.count(")"):  # a caption with its credit: "The bridge (Source: Quay News)"
        return NOBODY
    authors = read_bare(before, site)
    return authors + read_labelled(text[first.start :], site, language) if authors else NOBODY


def _labels(text: str, folded: str, roles: Sequence[Found], site: Site, language: str) -> list[Found]:
    """Labels that open the line or a part of it; in scripts without spaces an outlet may stand before the first."""
    labels = _opener(text, folded, language)
    for found in roles:
        if labels and found.start < labels[-1].end:
            continue
        before = folded[labels[-1].end if labels else 0 : found.start].strip(_BEFORE_LABEL)
        opens = labels or not before or (is_dense(before) and len(before) <= MAX_OUTLET and is_outlet(before, site))
        if opens and _is_label(folded, found):
            labels.append(found)
    return labels


def _opener(text: str, folded: str, language: str) -> list[Found]:
    """The bare "by" of the page's language, or of English, before a name."""
    start = len(folded) - len(folded.lstrip(_BEFORE_LABEL))
    seam = _GLUED.match(text)
    for code in (language, "en"):
        opener = lexicon().openers.get(code)
        found = opener.opening(folded, start) if opener else None
        if found and text[found.end :].strip() and (found.is_spaced or not folded[found.end].isalnum()):
            return [found]
        if opener and seam and (glued := _glued_opener(folded[: seam.end()], opener)):
            return [glued]
    return []


def _glued_opener(beginning: str, opener: PhraseTable) -> Found | None:
    """Read "byNora Quill": the capital letter says where the name begins."""
    found = opener.opening(beginning)
    return found if found and found.end == len(beginning) else None


def _is_label(folded: str, found: Found) -> bool:
    """A single noun ("story") or a credit is a label only before a colon; a phrase ("edited by") needs none."""
    label, behind = folded[found.start : found.end], folded[found.end :].lstrip()
    if label.endswith((".", ",")) or behind.startswith((":", "/", "・")):
        return True
    if is_dense(label) and behind.startswith(_DENSE_MARKS):
        return True
    if found.kind == CREDIT:
        return False
    is_apart = has_no_stops(label) and folded.startswith(" ", found.end)
    is_named = found.start == 0 and _is_name(behind)
    return is_named or " " in label or is_apart or (is_dense(label) and len(label) > 1)


def _is_name(folded: str) -> bool:
    """Two or three words and no more, the first a given name that is known: "Photos Bruno Calvet"."""
    words = folded.split()
    return len(words) in _NAME_WORDS and words[0] in given_names()


def _read_names(segment: str, role: str, site: Site) -> Attribution:
    named = segment.lstrip(" :/・|=＝")
    if is_dense(named):
        named = named.split("/", 1)[0]
    pieces = split_names(cut_at_bars(named))
    return _classify(pieces, role, site, stop=True)


def _classify(pieces: list[str], role: str, site: Site, *, stop: bool = False) -> Attribution:
    """Sort the pieces; with `stop` what follows the first piece that is nothing known is another matter."""
    total = NOBODY
    pieces = [_behind_outlet(piece, site) for piece in pieces]
    for piece in map(_without_job, map(leading_name, map(_before_outlet, pieces)) if stop else pieces):
        if is_agency(piece) or role == CREDIT:
            total += Attribution(agencies=(piece,))
        elif is_desk(piece, site):
            total += NOBODY if total.people and _is_title(piece) else Attribution(desks=(piece,))
        elif is_person(piece, site) and not _is_place(piece, total):
            total += Attribution(people=(Person(name=printed_name(piece), role=role),))
        elif stop and not site.is_named(piece):
            break
    return total


def _before_place(piece: str) -> str:
    """Cut the place behind a name that stands alone: "Omar Haddad in Seoul" -> "Omar Haddad"."""
    words = piece.split()
    ends = (i for i, word in enumerate(words) if i >= MIN_NAME and word in name_words().behind)
    return " ".join(words[: next(ends, len(words))])


def _behind_outlet(piece: str, site: Site) -> str:
    """Cut the publisher's name before a maker's: "L'Ouest Dimanche Yann Le Gall" -> "Yann Le Gall"."""
    name = site.behind(piece)
    words = name.split() if name else []
    return piece if len(words) < MIN_NAME or any(fold(word) in lexicon().jobs for word in words) else " ".join(words)


def _is_title(piece: str) -> bool:
    return all(fold(word) in lexicon().jobs for word in piece.split())


def _before_outlet(piece: str) -> str:
    """Cut whom a maker writes for: "Dolores Chang For Quaymail.example" -> "Dolores Chang"."""
    words = piece.split()
    if len(words) > MIN_NAME and lexicon().whole.whole(fold(words[-1])) == "share":
        words.pop()  # "Follow", a button beside the name
    ends = (i for i, word in enumerate(words) if i >= MIN_NAME and fold(word) in name_words().written_for)
    return " ".join(words[: next(ends, len(words))])


def _without_job(piece: str) -> str:
    """Cut what a maker is called: "unserem Redakteur Malte Krug" and "Malte Krug Chief Reporter" -> "Malte Krug"."""
    if lexicon().desks.whole(fold(piece)) or lexicon().teams.opening(fold(piece)):
        return piece
    words = _COUNTED.sub("", piece).split()
    half = len(words) // 2  # a portrait's name is printed beside the byline's
    if half >= MIN_NAME and words[:half] == words[half:]:
        words = words[:half]
    while len(words) > MIN_NAME and fold(words[-1]) in lexicon().jobs:
        words.pop()
    while len(words) > 1 and (lexicon().roles.whole(fold(words[0])) or _is_small(words[0])):
        words.pop(0)
    return " ".join(words)


def _is_small(word: str) -> bool:
    return has_case(word[0]) and word[0].islower() and fold(word).strip(".'") not in name_words().particles


def _is_place(piece: str, total: Attribution) -> bool:
    """One word behind a name of several, or behind an agency, is where it was written.

    In scripts without capitals what stands behind a desk is its outlet or its town.
    """
    if total.desks and not total.people and not has_case(piece) and not is_dense(piece):
        return True
    if " " in piece.strip() or is_dense(piece) or is_agency(piece):
        return False
    first = total.people[0].name if total.people else ""
    return (" " in first and piece.strip() not in first) or bool(
        total.agencies and not total.people and not is_agency(piece)
    )


def _with_roles_after(text: str, folded: str, site: Site) -> Attribution:
    """Names that their role follows, as in Korean; before "=" they open a paragraph, which `dateline` reads."""
    total, reached = NOBODY, 0
    if _SENTENCES.search(text):
        return NOBODY
    for found in lexicon().roles_after.search(folded):
        if folded.startswith("=", found.end + 1):
            return NOBODY
        *before, last = split_names(text[reached : found.start]) or [""]
        named = [*(name for name in before if is_hangul(name) and may_stand_alone(name)), _last_word(last)]
        total += _classify([name for name in named if name], found.kind, site)
        reached = found.end
    return total


def _last_word(piece: str) -> str:
    """Cut the place before a name in Hangul or Han: "부산 박서윤" -> "박서윤"."""
    return piece.rsplit(maxsplit=1)[-1] if is_dense(piece) else piece
