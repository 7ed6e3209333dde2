"""The language of a text: by script where a script has one, by frequent words where it has many.

Called by `page`, `html` and `feeds`; no model, so nothing is loaded that the packs don't hold.
"""

import re
import unicodedata
from collections import Counter

from streams.lang.folding import fold
from streams.lang.lexicon import lexicon

UNDETERMINED = "und"
MIN_LETTERS = 12
SAMPLE = 2000
MIN_HITS, MIN_SHARE, OWN_LETTER = 2, 0.04, 0.5
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

    A hint of the producer decides only what the text leaves open.
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
    return _by_words(sample, script) or _hinted(hint) or UNDETERMINED


def _scripts(text: str) -> Counter[str]:
    letters = Counter(char for char in text if char.isalpha())
    scripts: Counter[str] = Counter()
    for char, count in letters.items():
        scripts[unicodedata.name(char, "?").split(" ", 1)[0].split("-", 1)[0]] += count
    return scripts


def _east_asian(text: str, scripts: Counter[str]) -> str:
    kana, han, hangul = scripts["HIRAGANA"] + scripts["KATAKANA"], scripts["CJK"], scripts["HANGUL"]
    if hangul > han:
        return "ko"
    if kana > _KANA_SHARE * (kana + han):
        return "ja"
    traditional = sum(char in _TRADITIONAL - _SIMPLIFIED for char in text)
    simplified = sum(char in _SIMPLIFIED - _TRADITIONAL for char in text)
    return "zh-Hant" if traditional > simplified else "zh"


def _by_words(text: str, script: str) -> str | None:
    """The language whose frequent words and own letters are met most; None when nothing stands out."""
    words = Counter(_WORD.findall(fold(text)))
    own = Counter(text.lower())
    total = sum(words.values())
    scores = Counter(
        {
            code: sum(words[word] for word in stop)
            + OWN_LETTER * sum(own[letter] for letter in lexicon().letters[code])
            for code, stop in lexicon().stopwords.items()
            if _writes(stop, script)
        }
    )
    ranked = scores.most_common(2)
    if not ranked or ranked[0][1] < max(MIN_HITS, MIN_SHARE * total):
        return None
    return None if len(ranked) > 1 and ranked[0][1] == ranked[1][1] else ranked[0][0]


def _writes(stopwords: frozenset[str], script: str) -> bool:
    word = max(stopwords, key=len)
    return unicodedata.name(word[0], "?").startswith(script)


def _hinted(hint: str | None) -> str | None:
    code = (hint or "").strip().replace("_", "-")
    return code if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", code) else None
