"""The opening of a first paragraph: a dateline ("MOSCOW (Reuters) -"), a desk's lead-in ("CT News Desk:"), or both.

Called by `page`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.article import Dateline, Person
from streams.lang.folding import fold
from streams.lang.lexicon import lexicon
from streams.lang.press import agency_names, is_agency
from streams.normalize.names import Site, is_desk, is_person
from streams.normalize.script import has_case, is_dense
from streams.normalize.times.tokens import tokenize

MAX_HEAD, MAX_PLACE, MAX_WORDS = 90, 40, 4
MAX_PARTS, SHORT_WORD = 2, 3
FULL_NAME = 3
"""Characters of most Chinese names: what follows them in "記者林小晴花蓮14日電" is the place."""
_ENDS = re.compile(r"\s*(?:\.\s?[-–—]+|[-–—]{1,2}|:|：|=|।|\|)(?=\s|$)|\)\s*(?=[-–—])|(?<=\))\s")
_BRACKET = re.compile(r"^[\[(（【](?P<head>[^\])）】]{2,40})[\])）】]\s*(?P<rest>[^=\n]{0,30}=\s*|[-–—:：]+\s*)?")
_GROUP = re.compile(r"[(（]([^()（）]{1,40})[)）]")
_WIRE = re.compile(r"^(?P<place>[^\s\d，,。]{2,8})\d{1,2}月\d{1,2}日[电電](?:\s*[(（](?P<names>[^()（）]{2,30})[)）])?")
_BYLINED = re.compile(r"^[(（](?P<head>[^()（）]{4,40}?)\d{1,2}日[^()（）\d]{0,3}[電电][)）]")
_DASH = re.compile(r"\s[-–—]\s")
_DIALOGUE = re.compile(r"[-–—]\s")


@dataclass(frozen=True, slots=True)
class Lead:
    """What opens the first paragraph before its text."""

    dateline: Dateline | None = None
    desk: str | None = None
    people: tuple[Person, ...] = ()
    cut: int = 0
    """Characters that are no text at all: a desk or a reporter; a plain dateline stays in the text."""


NO_LEAD = Lead()


def lead_of(paragraph: str, site: Site) -> Lead:
    """Read the opening of a first paragraph; NO_LEAD when nothing is there for sure."""
    if _DIALOGUE.match(paragraph):
        return NO_LEAD
    found = _bracketed(paragraph, site) or _wire(paragraph) or _bylined(paragraph)
    return found or _headed(paragraph, site) or NO_LEAD


def _bracketed(paragraph: str, site: Site) -> Lead | None:
    """Read "(서울=연합뉴스) 이름 기자 =", "[안동=낙동일보]", "(Reuters) -"."""
    found = _BRACKET.match(paragraph)
    if found is None:
        return None
    place, _, agency = found["head"].partition("=")
    if not agency:
        lone = place.strip()
        return Lead(Dateline(raw=found[0].strip(), agency=lone)) if is_agency(lone) and found["rest"] else None
    name, kind = _reporter(found["rest"] or "")
    people = (Person(name=name, role=kind),) if kind and is_person(name, site) else ()
    named = agency.strip() if is_agency(agency) else None
    raw = paragraph[: found.end("head") + 1]
    return Lead(Dateline(raw=raw, place=place.strip(), agency=named), people=people, cut=found.end())


def _reporter(text: str) -> tuple[str, str | None]:
    role = next(lexicon().roles_after.search(fold(text)), None)
    return (text[: role.start].strip(), role.kind) if role else ("", None)


def _wire(paragraph: str) -> Lead | None:
    """Read "新华社昆明12月7日电": agency, place and day without a space."""
    folded = fold(paragraph[:12])
    agency = next((name for name in agency_names() if is_dense(name) and folded.startswith(name)), None)
    found = _WIRE.match(paragraph[len(agency) :]) if agency else None
    if agency is None or found is None:
        return None
    people = tuple(Person(name=name, role="reporter") for name in _wire_names(found["names"] or ""))
    raw = paragraph[: len(agency) + found.end()]
    return Lead(Dateline(raw=raw, place=found["place"], agency=paragraph[: len(agency)]), people=people)


def _bylined(paragraph: str) -> Lead | None:
    """Read "(中央社記者林小晴花蓮縣14日電)": agency, reporters, place and day in brackets."""
    found = _BYLINED.match(paragraph)
    agency = next((one for one in agency_names() if found and is_dense(one) and found["head"].startswith(one)), None)
    if found is None or agency is None:
        return None
    rest = found["head"][len(agency) :]
    label = lexicon().roles.opening(fold(rest))
    *names, last = rest[label.end :].split("、") if label else ["", rest]
    if label:
        names, last = [*names, last[:FULL_NAME]], last[FULL_NAME:]
    people = tuple(Person(name=name.strip(), role="reporter") for name in names if name.strip())
    return Lead(Dateline(raw=found[0], place=last.strip() or None, agency=agency), people=people)


def _wire_names(text: str) -> Iterator[str]:
    label = lexicon().roles.opening(fold(text))
    if label:
        yield from (name for name in re.split(r"[、,，\s]+", text[label.end :]) if name)


def _headed(paragraph: str, site: Site) -> Lead | None:
    """Read "PLACE, Jan 14 (AGENCY) -" and "Desk, place:": the longest opening that is nothing else."""
    ends = list(_ENDS.finditer(paragraph[:MAX_HEAD]))
    for end in reversed(ends):
        head = paragraph[: end.start()] + (")" if end[0].startswith(")") else "")
        if lead := _read_head(head.strip(), paragraph[: end.end()].strip(), end, site):
            return lead
    return None


def _read_head(head: str, raw: str, end: re.Match[str], site: Site) -> Lead | None:
    if lead := _with_maker(head, raw, end.end(), site):
        return lead
    if is_desk(head, site):
        return Lead(desk=head, cut=end.end())
    agency, places, is_dated = _parts(head)
    if places and is_desk(places[0], site) and all(map(_is_place, places[1:])):
        place = places[1] if len(places) >= MAX_PARTS else None
        return Lead(Dateline(raw=raw, place=place) if place else None, desk=places[0], cut=end.end())
    if not places or len(places) > MAX_PARTS or not all(_is_place(part) for part in places):
        return None
    if agency or is_dated or _stands_alone(places, end[0].strip()):
        return Lead(Dateline(raw=raw, place=", ".join(places), agency=agency))
    return None


def _with_maker(head: str, raw: str, cut: int, site: Site) -> Lead | None:
    """Read "PLACE (desk or reporter)"; a reporter only where no capitals make a region look like a name."""
    group = _GROUP.search(head)
    place = head[: group.start()].strip() if group else ""
    if group is None or group.end() < len(head) or not _is_place(place) or is_agency(group[1]):
        return None
    dateline = Dateline(raw=raw, place=place)
    if is_desk(group[1], site):
        return Lead(dateline, desk=group[1], cut=cut)
    is_name = " " in group[1] and not has_case(group[1]) and not is_dense(group[1]) and is_person(group[1], site)
    return Lead(dateline, people=(Person(name=group[1], role="reporter"),), cut=cut) if is_name else None


def _parts(head: str) -> tuple[str | None, list[str], bool]:
    """Give (agency, other parts, whether a day was among them)."""
    agency: str | None = None
    rest = head
    for group in _GROUP.finditer(head):
        agency = next((part.strip() for part in re.split(r"[/,]", group[1]) if is_agency(part)), agency)
        rest = rest.replace(group[0], " ")
    places: list[str] = []
    is_dated = False
    for part in re.split(r"\s*,\s*|،\s*|、|" + _DASH.pattern, rest.strip()):
        if is_agency(part):
            agency = part.strip()
        elif set(tokenize(fold(part)).signs) & set("DMY"):
            is_dated = True
        elif part.strip():
            places.append(part.strip())
    return agency, places, is_dated


def _is_place(text: str) -> bool:
    words = text.replace("/", " ").split()
    if (
        not 0 < len(words) <= MAX_WORDS
        or len(text) > MAX_PLACE
        or any(char in '?!"“«:;%' or char.isdigit() for char in text)
    ):
        return False
    if (
        lexicon().whole.whole(fold(text))
        or lexicon().labels.whole(fold(text))
        or lexicon().opening.whole(fold(text) + ":")
    ):
        return False
    return all(not has_case(word[0]) or word[0].isupper() or len(word) <= SHORT_WORD for word in words)


def _stands_alone(places: list[str], mark: str) -> bool:
    """Without an agency or a day: a place in capitals, or one or two words before a colon or a dash."""
    place = places[0]
    if has_case(place) and place.isupper():
        return len(place) >= SHORT_WORD
    return len(places) == 1 and len(place.split()) <= MAX_PARTS and mark in {":", "-", "–", "—", "："}
