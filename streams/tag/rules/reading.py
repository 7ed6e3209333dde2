"""Reads an expression: `title: ferr* or "car deck" and not (toy near/5 "ferry")`. Mistakes are told with their line.

Called by `file`, which gives the lines that belong to one expression.

    any   = all, { "or", all }
    all   = no, { "and", no }
    no    = "not", no | near
    near  = part, { "near/N", part }
    part  = "(", any, ")" | ("title" | "standfirst" | "body"), ":", part | word | phrase
          | "at least N of", "(", any, { ",", any }, ")" | "at least N times", part
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from schemas.subject import Field
from streams.errors import SettingsError
from streams.lang.folding import fold
from streams.tag.rules.expressions import AtLeast, Expression, Near, Not, Pattern, Term, Times, Within
from streams.tag.rules.words import STAR, pattern_of

FIELDS: dict[str, Field] = {"title": "title", "standfirst": "standfirst", "body": "body"}
MAX_DEPTH = 20
"""Brackets in brackets: more is no longer read by a person, and would end the reader's own stack."""
MAX_COUNT = 1_000
MIN_STEM = 2
"""Letters beside a star: `a*` is nearly every word."""
_SIGN = re.compile(r'"(?P<phrase>[^"]*)(?P<end>"?)|(?P<near>near/\d+)|(?P<mark>[():,])|(?P<word>[^\s():,"]+)|\s+')
KEYWORDS = frozenset({"and", "or", "not"})


class FaultError(SettingsError):
    """A mistake in a line, before the file's name is known."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


@dataclass(frozen=True, slots=True)
class Sign:
    """A word, phrase, bracket or other mark of an expression, with its line."""

    kind: str
    text: str
    line: int


def read_expression(lines: Sequence[tuple[int, str]]) -> Expression:
    """Read an expression from its numbered lines.

    Raises:
        FaultError: it can't be read, or would hold for an article of none of its words.
    """
    return _Reader([sign for number, text in lines for sign in _signs(number, text)], lines[0][0]).read()


def _signs(number: int, text: str) -> list[Sign]:
    signs = []
    for found in _SIGN.finditer(fold(text)):
        kind = found.lastgroup
        if kind is None:
            continue
        if kind == "end":
            if not found["end"]:
                raise FaultError(number, f"the phrase “{found['phrase'].strip()}” has no closing quotation mark")
            kind = "phrase"
        signs.append(Sign(kind, found[kind], number))
    return signs


class _Reader:
    """Takes one sign after the other."""

    def __init__(self, signs: list[Sign], line: int) -> None:
        self._signs = signs
        self._last = Sign("end", "the end", signs[-1].line if signs else line)
        self._at = 0
        self._depth = 0

    def read(self) -> Expression:
        """Read all of it."""
        expression = self._any()
        sign = self._sign()
        if sign.kind in {"word", "phrase"}:
            before = self._signs[self._at - 1]
            self._fail(
                f"“{before.text} {sign.text}”: two words side by side; put quotation marks around a phrase, "
                "or “and”, “or”, “near/5” between them"
            )
        if sign.kind != "end":
            self._fail(f"“{sign.text}” can't stand here")
        return expression

    def _any(self) -> Expression:
        return self._joined("or", self._all, least=1)

    def _all(self) -> Expression:
        return self._joined("and", self._no, least=None)

    def _joined(self, word: str, part: Callable[[], Expression], *, least: int | None) -> Expression:
        parts = [part()]
        while self._takes("word", word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else AtLeast(least or len(parts), tuple(parts))

    def _no(self) -> Expression:
        if self._takes("word", "not"):
            return Not(self._deeper(self._no))
        return self._near()

    def _near(self) -> Expression:
        left = self._part()
        while self._sign().kind == "near":
            distance = self._number(self._next().text.removeprefix("near/"))
            left = Near(left, self._part(), distance)
        return left

    def _part(self) -> Expression:
        sign = self._next()
        if (sign.kind, sign.text) == ("mark", "("):
            expression = self._deeper(self._any)
            self._expect(")")
            return expression
        if sign.kind == "word" and sign.text in FIELDS and self._takes("mark", ":"):
            return Within(FIELDS[sign.text], self._deeper(self._part))
        if (sign.kind, sign.text) == ("word", "at") and self._takes("word", "least"):
            return self._at_least()
        if sign.kind not in {"word", "phrase"} or (sign.kind == "word" and sign.text in KEYWORDS):
            self._at -= sign.kind != "end"
            self._fail(f"“{sign.text}” where a word, a “phrase” or a bracket was expected")
        return self._term(sign)

    def _at_least(self) -> Expression:
        count = self._number(self._next().text)
        if self._takes("word", "times"):
            return Times(count, self._deeper(self._part))
        if not self._takes("word", "of"):
            self._fail("after “at least” comes “3 times” and a word, or “2 of” and a list in brackets")
        parts = self._list()
        if count > len(parts):
            self._fail(f"at least {count} of {len(parts)} can never be")
        return AtLeast(count, parts)

    def _list(self) -> tuple[Expression, ...]:
        self._expect("(")
        parts = [self._deeper(self._any)]
        while self._takes("mark", ","):
            parts.append(self._deeper(self._any))
        self._expect(")")
        return tuple(parts)

    def _term(self, sign: Sign) -> Term:
        pattern: Pattern = pattern_of(sign.text)
        if not pattern:
            self._fail(f"“{sign.text}” has no letter or digit to look for")
        if "".join(pattern).count(STAR) != sign.text.count(STAR) or any(map(_is_bare, pattern)):
            self._fail(f"“{sign.text}”: a star stands at one end of a word that has {MIN_STEM} letters or more")
        return Term(pattern)

    def _number(self, text: str) -> int:
        if not (text.isdecimal() and len(text) <= len(str(MAX_COUNT)) and 1 <= int(text) <= MAX_COUNT):
            self._fail(f"“{text}” where a number from 1 to {MAX_COUNT} was expected")
        return int(text)

    def _deeper(self, part: Callable[[], Expression]) -> Expression:
        if self._depth == MAX_DEPTH:
            self._fail(f"more than {MAX_DEPTH} brackets in one another")
        self._depth += 1
        expression = part()
        self._depth -= 1
        return expression

    def _sign(self) -> Sign:
        return self._signs[self._at] if self._at < len(self._signs) else self._last

    def _next(self) -> Sign:
        sign = self._sign()
        self._at += sign is not self._last
        return sign

    def _takes(self, kind: str, text: str) -> bool:
        sign = self._sign()
        is_it = (sign.kind, sign.text) == (kind, text)
        self._at += is_it
        return is_it

    def _expect(self, mark: str) -> None:
        if not self._takes("mark", mark):
            self._fail(f"“{self._sign().text}” where “{mark}” was expected")

    def _fail(self, what: str) -> NoReturn:
        raise FaultError(self._sign().line, what)


def _is_bare(word: str) -> bool:
    """Tell whether a word has stars at both ends, or hardly a letter beside its star."""
    return word.count(STAR) > 1 or (STAR in word and len(word) <= MIN_STEM)
