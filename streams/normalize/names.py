"""Is it a person, a desk or an agency? And the pieces of a list of names.

Called by `byline`.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise

from streams.lang.folding import fold, letters_of
from streams.lang.lexicon import lexicon
from streams.lang.press import given_names, is_agency, is_town, name_words
from streams.normalize.script import has_case, has_no_stops, is_dense, is_hangul

MAX_NAME, MAX_ABBREVIATION = 45, 4
MIN_NAME = 2
"""Words of a full name."""
MAX_RUN = 12
"""Words of several names without commas."""
MIN_PART, MIN_LABEL, MAX_SITE, MAX_SITE_WORDS = 6, 3, 80, 5
MAX_INITIALS, MIN_ACRONYM = 4, 3
_HAN = re.compile("[\u3400-\u9fff ]+")
_HAN_LETTER, _HIRAGANA, _KATAKANA = (
    re.compile("[\u3400-\u9fff]"),
    re.compile("[\u3041-\u3096]"),
    re.compile("[\u30a1-\u30fa]"),
)
MAX_HAN = 6
"""Characters of a name in Han alone: two to four in Chinese, three to six in Japanese; foreign names have a dot."""
MAX_WORDS, MAX_DENSE = 6, 12
MAX_TEAM = 4
"""Words of a desk that its opening word tells."""
MAX_HANGUL, MAX_LONE, MAX_UNSPACED = 4, 4, 32
"""Letters of a Korean name, words of one in a script without capitals, letters of one in Thai."""
_PIECES = re.compile(r"\s*(?:[,;/|&+、；，／·•،]|\s[-–—]{1,2}\s|\s[-–—]{1,2}$|\()\s*")
_FORBIDDEN = re.compile(r"[\d?\u061f!:%@#<>\[\]{}=_*\"“”«»„।。]|\.\.|https?:")
_BARS = re.compile(r"\s[|—]\s")
_GRAMMAR = re.compile("を|する$|見る$|[을를로]\\s")
"""The Japanese particle of objects and two verbs, the Korean particles: a text with one of them is a phrase."""
_VOWELS = frozenset("AEIOUY")
_TRIM = " \t.,:;|/-–—·•()[]*~>»"


@dataclass(frozen=True, slots=True)
class Site:
    """How the publisher is called, as letters without accents, with and without "the"."""

    labels: frozenset[str]
    desks: frozenset[str] = frozenset()
    """Letters of what an operator calls desks of this publisher."""

    def is_named(self, text: str) -> bool:
        """Tell whether `text` is the publisher's name."""
        return len(text) <= MAX_SITE and _plain(letters_of(text)) in self.labels

    def is_part_of(self, text: str) -> bool:
        """Tell whether a word of `text` is a long part of the publisher's name: "Standard Sports" of riftstandard."""
        words = [_plain(letters_of(word)) for word in text.split()]
        return any(len(word) >= MIN_PART and label.endswith(word) for word in words for label in self.labels)

    def behind(self, text: str) -> str | None:
        """Give what stands behind the publisher's name at the start of `text`; None where it does not begin with it."""
        words = text.split(None, MAX_SITE_WORDS)
        ends = (i for i in range(1, len(words)) if self.is_named(" ".join(words[:i])))
        end = next(ends, None)
        return " ".join(words[end:]) if end else None

    def called(self, name: str | None) -> "Site":
        """Give the site with one more name, as the page or the feed states it."""
        return replace(self, labels=self.labels | _forms(name)) if name else self


def _plain(letters: str) -> str:
    """Letters without their accents, as hosts are spelt."""
    if letters.isascii():
        return letters
    base = (char for char in unicodedata.normalize("NFD", letters) if not unicodedata.combining(char))
    return "".join(base).replace("đ", "d")


def _forms(name: str) -> frozenset[str]:
    label = _plain(letters_of(name))
    return frozenset({label, label.removeprefix("the"), f"the{label}"}) if len(label) >= MIN_LABEL else frozenset()


def site_of(host: str | None) -> Site:
    """Give the names that a host suggests: "chenabtimes" of "www.chenabtimes.example"."""
    parts = (host or "").split(".")
    return Site(frozenset().union(_forms(host or ""), *map(_forms, parts[:-1])))


def split_names(text: str) -> list[str]:
    """Cut a list of names into its pieces, at commas, dashes and the word for "and"."""
    pieces: list[str] = []
    for piece in _PIECES.split(text):
        pieces.extend(_split_at_connectors(piece.strip(_TRIM_EDGE)))
    return [name for piece in pieces if piece for name in _split_at_given_names(piece)]


_TRIM_EDGE = " \t,:;|/-–—·•()[]*~>»="


def cut_at_bars(text: str) -> str:
    """Give a labelled list up to the first bar or long dash: behind it stands something else, often a place."""
    return _BARS.split(text, maxsplit=1)[0]


def _split_at_connectors(piece: str) -> list[str]:
    names: list[list[str]] = [[]]
    for word in piece.split():
        if fold(word) in lexicon().connectors and (names[-1] or (has_case(word) and word.islower())):
            names.append([])
        elif len(names[-1]) >= MIN_NAME and word.startswith(name_words().prefixed) and piece.count(" ") > MIN_NAME:
            names.append([word[1:]])
        else:
            names[-1].append(word)
    return [" ".join(words) for words in names if words]


def _split_at_given_names(piece: str) -> list[str]:
    """Part whole names with nothing between them, where each begins with a given name that is known."""
    words = piece.split()
    if len(words) < 2 * MIN_NAME or len(words) > MAX_RUN:
        return [piece]
    given = [fold(word) in given_names() for word in words]
    starts = [i for i, is_given in enumerate(given) if is_given and (i == 0 or not given[i - 1])]
    names = [" ".join(words[i:j]) for i, j in pairwise([*starts, len(words)])]
    is_whole = bool(starts) and starts[0] == 0 and all(" " in name for name in names) and len(set(names)) == len(names)
    return names if is_whole else [piece]


def is_desk(text: str, site: Site) -> bool:
    """Tell whether `text` names a desk, a team or an unnamed correspondent."""
    if site.desks and letters_of(text) in site.desks:
        return True
    folded = fold(text).strip(_TRIM)
    if folded.count(" ") in range(1, MAX_TEAM) and lexicon().teams.opening(folded) and ":" not in folded:
        return _is_shaped(text.strip(_TRIM).split())
    found = list(lexicon().desks.search(folded))
    if found and found[0].start == 0 and _is_own(text[found[0].end :].strip(_TRIM), site):
        return True
    if not found or len(folded) > MAX_NAME or _is_titled(folded.split()):
        return False
    return (found[-1].end >= len(folded) and _is_shaped(text.strip(_TRIM).split())) or found[0].end >= len(folded)


def _is_own(name: str, site: Site) -> bool:
    """Tell whether a desk is the publisher's by its name or its initials: "Redação TV Farol Norte", "Redacción EM"."""
    return site.is_named(name) or (1 < len(name) <= MAX_INITIALS and name.isupper())


def _is_titled(words: list[str]) -> bool:
    """Tell "Asha Menon Chief Correspondent" from "Special Correspondent": a whole name stands before the job."""
    return words[-1] in lexicon().jobs and sum(word not in lexicon().jobs for word in words) >= MIN_NAME


def is_person(text: str, site: Site) -> bool:
    """Tell whether `text` has the shape of a person's name and is neither a desk, an agency nor the publisher."""
    name = text.strip(_TRIM_EDGE)
    if not 1 < len(name) <= MAX_NAME or _FORBIDDEN.search(name):
        return False
    shaped = _is_dense_name(name) if is_dense(name) else _is_shaped(name.split())
    if has_no_stops(name) and not MIN_LABEL <= len(name) <= MAX_UNSPACED:
        return False
    return shaped and not (
        is_desk(name, site)
        or is_agency(name)
        or is_town(name)
        or is_outlet(name, site)
        or _is_acronym(name)
        or site.is_part_of(name)
        or _is_known(name)
    )


def may_stand_alone(name: str) -> bool:
    """Tell whether a name needs no label, where capital letters don't tell it from a button: "댓글", "スクラップ"."""
    if is_hangul(name):
        letters = name.replace(" ", "")
        return len(letters) in range(3, MAX_HANGUL + 1) and letters.startswith(lexicon().surnames)
    if is_dense(name):
        return "・" in name or (_HAN_LETTER.search(name) is not None and not _mixes_kana(name))
    if has_case(name):
        return True
    return name.count(" ") in range(1, MAX_LONE)


def _mixes_kana(name: str) -> bool:
    """Tell whether a text has both kinds of kana: names beside Han have one of them, sentences both."""
    return _HIRAGANA.search(name) is not None and _KATAKANA.search(name) is not None


def is_outlet(text: str, site: Site) -> bool:
    """Tell whether `text` names the publisher or an edition of it, or ends as papers and broadcasters are called."""
    edition = site.behind(text)
    is_edition = edition is not None and " " not in edition
    return is_edition or site.is_named(text) or fold(text).endswith(name_words().outlets)


def _is_acronym(name: str) -> bool:
    """Tell initials from names: "DR" and "AHA" alone, "NDG Sul de Minas" by a first word that nobody could speak."""
    first, _, rest = name.partition(" ")
    if not first.isascii() or not first.isupper():
        return False
    is_spoken = len(first) < MIN_ACRONYM or "." in first or not _VOWELS.isdisjoint(first)
    return len(first) <= MAX_INITIALS if not rest else not is_spoken and not rest.isupper()


def _is_dense_name(name: str) -> bool:
    longest = MAX_HAN if _HAN.fullmatch(name) else MAX_DENSE
    return len(name.replace(" ", "")) <= longest and not _GRAMMAR.search(name)


def _is_shaped(words: list[str]) -> bool:
    if not 1 <= len(words) <= MAX_WORDS:
        return False
    small = [fold(word).strip(".'") in name_words().particles for word in words]
    if small[-1] or sum(small) * 2 > len(words):
        return False
    return all(
        is_small or not has_case(word[0]) or word[0].isupper() or "'" in word[:3]
        for word, is_small in zip(words, small, strict=True)
    )


def _is_known(name: str) -> bool:
    """A word of a menu or a month is no name."""
    folded = fold(name)
    words = folded.split()
    return (
        lexicon().whole.whole(folded) is not None
        or lexicon().labels.whole(folded) is not None
        or all(word in lexicon().date_words for word in words)
        or all(word in lexicon().jobs or word in lexicon().menu_words for word in words)
    )


def leading_name(text: str) -> str:
    """Give a piece up to the first word that can't be of a name: "Omar Haddad in Seoul" -> "Omar Haddad"."""
    words = text.split()
    for index, word in enumerate(words):
        if (
            index > 1
            and has_case(word[0])
            and word[0].islower()
            and fold(word).strip(".'") not in name_words().particles
        ):
            return " ".join(words[:index])
    return text


def printed_name(text: str) -> str:
    """Give the name as a name: one printed in capitals gets its capital letters back in place."""
    name = text.strip(_TRIM_EDGE)
    if name.endswith(".") and len(name.split()[-1]) > MAX_ABBREVIATION:
        name = name.rstrip(".")
    letters = [char for char in name if char.isalpha()]
    shouted = len(letters) > MIN_LABEL and all(char.isupper() for char in letters if has_case(char)) and has_case(name)
    return name.title() if shouted else name
