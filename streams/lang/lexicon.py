"""All packs merged into the tables that normalize looks things up in.

A page often mixes languages (English labels over a Bengali text), so phrases of every language count on every page;
only what would clash, the bare "by" and the order of day and month, is asked of the page's own language.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from streams.lang.folding import fold
from streams.lang.packs import ByKind, Pack, Phrases, load_packs
from streams.lang.phrases import PhraseTable

MINUTES_PER_UNIT = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43_200, "year": 525_600}
PERSIAN_MONTH = 100
"""What is added to the number of a month of the Persian calendar."""
_MARKS = {"year": "y", "month": "m", "day": "d", "hour": "h", "minute": "i", "second": "s"}


@dataclass(frozen=True, slots=True)
class DateWord:
    """What a word means inside a date: its class in a date's skeleton, and the number it stands for."""

    sign: str
    value: int = 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What every part of normalize looks up."""

    whole: PhraseTable
    opening: PhraseTable
    ending: PhraseTable
    inside: PhraseTable
    roles: PhraseTable
    roles_after: PhraseTable
    desks: PhraseTable
    teams: PhraseTable
    credits: PhraseTable
    media_calls: PhraseTable
    refusals: PhraseTable
    labels: PhraseTable
    connectors: frozenset[str]
    jobs: frozenset[str]
    surnames: tuple[str, ...]
    signed_below: frozenset[str]
    menu_words: frozenset[str]
    """Words of lines that are furniture as a whole: no name begins or ends with one of them."""
    date_words: Mapping[str, DateWord]
    units: Mapping[str, int]
    openers: Mapping[str, PhraseTable]
    orders: Mapping[str, str]
    stopwords: Mapping[str, frozenset[str]]
    letters: Mapping[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    """Build the tables from every pack, once."""
    packs = load_packs()
    return Lexicon(
        whole=_table(pack.furniture.whole for pack in packs),
        opening=_table(pack.furniture.opening for pack in packs),
        ending=PhraseTable(
            (phrase[::-1], kind)
            for pack in packs
            for kind, phrases in pack.furniture.ending.items()
            for phrase in phrases
        ),
        inside=_table(pack.furniture.inside for pack in packs),
        roles=_table([pack.byline.roles for pack in packs] + [{"credit": pack.credits} for pack in packs]),
        roles_after=_table(pack.byline.roles_after for pack in packs),
        desks=_plain("desk", (pack.byline.desks for pack in packs)),
        teams=_plain("desk", (pack.byline.teams for pack in packs)),
        credits=_plain("credit", (pack.credits for pack in packs)),
        media_calls=_plain("media_call", (pack.media_calls for pack in packs)),
        refusals=_plain("refusal", (pack.refusals for pack in packs)),
        labels=_table({"updated": pack.dates.updated, "published": pack.dates.published} for pack in packs),
        connectors=_words(pack.byline.connectors for pack in packs),
        jobs=_words(pack.byline.jobs for pack in packs),
        signed_below=frozenset(pack.code for pack in packs if pack.byline.is_signed_below),
        surnames=tuple(sorted(_words(pack.byline.surnames for pack in packs))),
        menu_words=_words(
            phrase.split() for pack in packs for phrases in pack.furniture.whole.values() for phrase in phrases
        ),
        date_words=_date_words(packs),
        units={
            fold(word): MINUTES_PER_UNIT[unit]
            for pack in packs
            for unit, words in pack.dates.units.items()
            for word in words
        },
        openers={pack.code: _plain("author", (pack.byline.openers,)) for pack in packs},
        orders={pack.code: pack.dates.order for pack in packs},
        stopwords={pack.code: _words((pack.stopwords,)) for pack in packs if pack.stopwords},
        letters={pack.code: frozenset(pack.letters) for pack in packs},
    )


def _table(tables: Iterable[ByKind]) -> PhraseTable:
    return PhraseTable((phrase, kind) for table in tables for kind, phrases in table.items() for phrase in phrases)


def _plain(kind: str, lists: Iterable[Phrases]) -> PhraseTable:
    return PhraseTable((phrase, kind) for phrases in lists for phrase in phrases)


def _words(lists: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(fold(word) for words in lists for word in words)


def _date_words(packs: tuple[Pack, ...]) -> dict[str, DateWord]:
    words: dict[str, DateWord] = {}
    for word, meaning in _all_date_words(packs):
        words.setdefault(fold(word), meaning)
    return words


def _all_date_words(packs: tuple[Pack, ...]) -> Iterator[tuple[str, DateWord]]:
    """Give words with the class that wins first: a month is a month, whatever else the word means elsewhere."""
    for pack in packs:
        for number, names in enumerate(pack.dates.months):
            yield from ((name, DateWord("M", number % 12 + 1)) for name in names)
        for number, names in enumerate(pack.dates.persian_months, 1):
            yield from ((name, DateWord("M", PERSIAN_MONTH + number)) for name in names)
        for name, before in pack.dates.eras.items():
            yield from ((name, DateWord("e", before)), (f"{name}元年", DateWord("Y", before + 1)))
    for pack in packs:
        for name, words in pack.dates.marks.items():
            yield from ((word, DateWord(_MARKS[name])) for word in words)
    for sign, field in (
        ("W", "weekdays"),
        ("a", "am"),
        ("p", "pm"),
        ("g", "ago"),
        ("o", "ordinals"),
        ("j", "joiners"),
        ("t", "today"),
    ):
        for pack in packs:
            words = getattr(pack.dates, field)
            yield from ((word, DateWord(sign)) for word in words)
