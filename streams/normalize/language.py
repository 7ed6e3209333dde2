"""The language of a text: by script where a script has one, by frequent words where it has many.

Called by `page`, `html` and `feeds`; no model, so nothing is loaded that the packs don't hold.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from streams.lang.folding import fold
from streams.lang.lexicon import lexicon

UNDETERMINED = "und"
MIN_LETTERS = 12
SAMPLE = 2000
MIN_HITS, MIN_SHARE, OWN_LETTER = 2, 0.04, 0.5
MIN_SHARE_AGAINST_HINT = 0.2
"""Where the producer names a language of which we have no frequent words, another has to be this evident: a tenth of
the words of Hausa are frequent in Portuguese, while of a report in Portuguese they are a quarter or more."""
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~]+")
_SCRIPTS = {
    "DEVANAGARI": ("hi", "mr", "ne"),
    "BENGALI": ("bn",),
    "GURMUKHI": ("pa",),
    "GUJARATI": ("gu",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "KANNADA": ("kn",),
    "MALAYALAM": ("ml",),
    "ORIYA": ("or",),
    "SINHALA": ("si",),
    "THAI": ("th",),
    "HEBREW": ("he",),
    "GREEK": ("el",),
    "HANGUL": ("ko",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy",),
}
_SHARED = {"LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI"}
_KANA_SHARE = 0.08
_TRADITIONAL = frozenset(
    "國會這個為來時學對說與們從後發經過還沒東車長門開關電話實點臺灣體處應當種變裡報記書萬華業務產區縣"
)
_SIMPLIFIED = frozenset(
    "国会这个为来时学对说与们从后发经过还没东车长门开关电话实点台湾体处应当种变里报记书万华业务产区县"
)


def language_of(text: str, hint: str | None = None) -> str:
    """Give the BCP 47 code of `text`, `und` when it's too short to tell.

    A hint of the producer decides only what the text leaves open, which is more where we don't know his language.
    """
    sample = text[:SAMPLE]
    scripts = _scripts(sample)
    if sum(scripts.values()) < MIN_LETTERS:
        return _hinted(hint) or UNDETERMINED
    script = scripts.most_common(1)[0][0]
    if script == "CJK" or scripts["HIRAGANA"] or scripts["KATAKANA"]:
        return _east_asian(sample, scripts)
    if script in _SCRIPTS and script not in _SHARED:
        return _SCRIPTS[script][0]
    named = _hinted(hint)
    is_unknown = named is not None and named.partition("-")[0].lower() not in lexicon().stopwords
    return _by_words(sample, script, MIN_SHARE_AGAINST_HINT if is_unknown else MIN_SHARE) or named or UNDETERMINED


def _scripts(text: str) -> Counter[str]:
    scripts: Counter[str] = Counter()
    for char, count in Counter(text).items():
        if char.isalpha():
            scripts[_script_of(char)] += count
    return scripts


@lru_cache(maxsize=10_000)
def _script_of(char: str) -> str:
    return unicodedata.name(char, "?").split(" ", 1)[0].split("-", 1)[0]


def _east_asian(text: str, scripts: Counter[str]) -> str:
    kana, han, hangul = scripts["HIRAGANA"] + scripts["KATAKANA"], scripts["CJK"], scripts["HANGUL"]
    if hangul > han:
        return "ko"
    if kana > _KANA_SHARE * (kana + han):
        return "ja"
    traditional = sum(char in _TRADITIONAL - _SIMPLIFIED for char in text)
    simplified = sum(char in _SIMPLIFIED - _TRADITIONAL for char in text)
    return "zh-Hant" if traditional > simplified else "zh"


def _by_words(text: str, script: str, min_share: float) -> str | None:
    """The language whose frequent words and own letters are met most; None when nothing stands out."""
    words = Counter(_WORD.findall(fold(text)))
    own = Counter(text.lower())
    scores: defaultdict[str, float] = defaultdict(float)
    for signs, weight, by_language in ((words, 1.0, _languages_of_words()), (own, OWN_LETTER, _languages_of_letters())):
        for sign in signs.keys() & by_language.keys():
            for code in by_language[sign]:
                scores[code] += weight * signs[sign]
    ranked = sorted(((score, code) for code, score in scores.items() if _writes(code, script)), reverse=True)
    if not ranked or ranked[0][0] < max(MIN_HITS, min_share * sum(words.values())):
        return None
    (best, code), *others = ranked
    return None if others and others[0][0] == best else code


@cache
def _languages_of_words() -> Mapping[str, tuple[str, ...]]:
    return _inverted(lexicon().stopwords)


@cache
def _languages_of_letters() -> Mapping[str, tuple[str, ...]]:
    return _inverted({code: frozenset(lexicon().letters[code]) for code in lexicon().stopwords})


def _inverted(signs: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    languages: dict[str, list[str]] = {}
    for code, of_language in signs.items():
        for sign in of_language:
            languages.setdefault(sign, []).append(code)
    return {sign: tuple(codes) for sign, codes in languages.items()}


@cache
def _writes(code: str, script: str) -> bool:
    word = max(lexicon().stopwords[code], key=len)
    return unicodedata.name(word[0], "?").startswith(script)


def _hinted(hint: str | None) -> str | None:
    code = (hint or "").strip().replace("_", "-")
    return code if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", code) else None
