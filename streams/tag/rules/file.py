"""Reads a file of rules, line by line, as editors write it; `deploy/newsroom.rules` shows every kind of line.

Called by the worker, by `process`, `explain` and `rules test` with the file that `NEWSSTREAM_RULES` names.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from streams.errors import SettingsError
from streams.tag.rules.book import CONFIDENCE, Example, Rule, RuleBook
from streams.tag.rules.expressions import Expression, Found
from streams.tag.rules.reading import FaultError, read_expression
from streams.tag.vocabulary import PREFIX, Topic, topics

MAX_BYTES = 4_000_000
KEYS = ("vocabulary", "topic", "under", "when", "unless", "confidence", "languages", "matches", "misses")
_PREFIX_SHAPE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_CODE_SHAPE = re.compile(r"[a-z][a-z0-9-]{1,30}:[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_CONFIDENCE = re.compile(r"(\d{1,3})(?:\s*,\s*in title\s+(\d{1,3}))?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

Lines = list[tuple[int, str]]


@dataclass
class _Draft:
    """A topic as its lines are read."""

    code: str
    label: str
    line: int
    under: tuple[int, str] | None = None
    when: list[Lines] = field(default_factory=list)
    unless: list[Lines] = field(default_factory=list)
    confidence: tuple[int, int] = (CONFIDENCE, CONFIDENCE)
    languages: frozenset[str] = frozenset()
    examples: list[Example] = field(default_factory=list)


def rules_of(path: Path | None) -> RuleBook:
    """Read the editors' rules; none without a file.

    Raises:
        SettingsError: the file can't be read, or a line of it is wrong.
    """
    if path is None:
        return RuleBook()
    try:
        content = path.read_bytes()
        return read_rules(content)
    except OSError as error:
        msg = f"the rules {path} can't be read: {error.strerror}"
    except FaultError as fault:
        msg = f"{path}, line {fault.line}: {fault}"
    raise SettingsError(msg)


def read_rules(content: bytes) -> RuleBook:
    """Read the text of a file of rules.

    Raises:
        FaultError: a line is wrong.
    """
    if len(content) > MAX_BYTES:
        raise FaultError(1, f"the file is over {MAX_BYTES:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FaultError(line, "this is not UTF-8: save the file as UTF-8") from error
    reader = _Reader()
    for number, said in enumerate(map(str.strip, text.splitlines()), 1):
        if said and not said.startswith("#"):
            reader.take(number, said)
    return RuleBook(_rules(reader.drafts), hashlib.sha256(content).hexdigest()[:8])


class _Reader:
    """Takes the lines; what a line says belongs to the topic above it."""

    def __init__(self) -> None:
        self.drafts: dict[str, _Draft] = {}
        self._prefixes = {PREFIX.removesuffix(":")}
        self._draft: _Draft | None = None
        self._open: Lines | None = None

    def take(self, number: int, line: str) -> None:
        """Read one line that says something."""
        key, _, rest = line.partition(" ")
        key = key.removesuffix(":")
        if key not in KEYS:
            self._go_on(number, line, key)
            return
        self._open = None
        if not rest.strip():
            raise FaultError(number, f"nothing behind “{key}”")
        getattr(self, f"_{key}")(number, rest.strip())

    def _go_on(self, number: int, line: str, key: str) -> None:
        """Take a line that goes on with the rule above."""
        if self._open is None:
            raise FaultError(number, f"“{key}” begins no line; a line begins with {', '.join(KEYS[:-1])} or {KEYS[-1]}")
        self._open.append((number, line))

    def _vocabulary(self, number: int, rest: str) -> None:
        if not _PREFIX_SHAPE.fullmatch(rest) or rest in self._prefixes:
            raise FaultError(number, f"“{rest}” can't be a prefix: small letters, digits and -, and not taken yet")
        self._prefixes.add(rest)

    def _topic(self, number: int, rest: str) -> None:
        code, _, label = (part.strip() for part in rest.partition(" "))
        known = topics().get(code)
        prefix = code.partition(":")[0]
        if not _CODE_SHAPE.fullmatch(code):
            raise FaultError(number, f"“{code}” is no code: write one like harbour:ferries, then its label")
        if prefix not in self._prefixes:
            raise FaultError(number, f"{code}: nothing says “vocabulary {prefix}” above")
        if code.startswith(PREFIX) and known is None:
            raise FaultError(number, f"{code} is no live code of the Media Topics")
        if code in self.drafts:
            raise FaultError(number, f"{code} stands on line {self.drafts[code].line} already")
        if not (known or label):
            raise FaultError(number, f"{code} needs a label behind it")
        self._draft = self.drafts[code] = _Draft(code, known.label if known else label, number)

    def _under(self, number: int, rest: str) -> None:
        draft = self._current(number)
        if draft.code.startswith(PREFIX):
            raise FaultError(number, "the Media Topics' order is their own")
        draft.under = number, rest

    def _when(self, number: int, rest: str) -> None:
        self._open = [(number, rest)]
        self._current(number).when.append(self._open)

    def _unless(self, number: int, rest: str) -> None:
        self._open = [(number, rest)]
        self._current(number).unless.append(self._open)

    def _confidence(self, number: int, rest: str) -> None:
        found = _CONFIDENCE.fullmatch(rest)
        both = [int(one) for one in found.groups(found[1])] if found else [-1]
        if not all(0 <= one <= 100 for one in both):  # noqa: PLR2004 - the ends of a hundred
            raise FaultError(number, f"“{rest}” is no confidence: write 0 to 100, or “70, in title 90”")
        self._current(number).confidence = both[0], both[1]

    def _languages(self, number: int, rest: str) -> None:
        codes = rest.replace(",", " ").split()
        for code in codes:
            if not _LANGUAGE.fullmatch(code):
                raise FaultError(number, f"“{code}” is no language: write codes like en, de, zh")
        self._current(number).languages = frozenset(codes)

    def _matches(self, number: int, rest: str) -> None:
        self._current(number).examples.append(_example(number, rest, is_wanted=True))

    def _misses(self, number: int, rest: str) -> None:
        self._current(number).examples.append(_example(number, rest, is_wanted=False))

    def _current(self, number: int) -> _Draft:
        if self._draft is None:
            raise FaultError(number, "this belongs to a topic, and none stands above")
        return self._draft


def _example(line: int, text: str, *, is_wanted: bool) -> Example:
    """Read `headline | body`; without the bar it is all body."""
    title, bar, body = (part.strip() for part in text.partition("|"))
    return Example(line, title if bar else "", body if bar else title, is_wanted)


def _rules(drafts: dict[str, _Draft]) -> Iterator[Rule]:
    for draft in drafts.values():
        ancestors = tuple(_ancestors(draft, drafts)) if draft.code not in topics() else topics()[draft.code].ancestors
        yield Rule(
            topic=Topic(draft.code, draft.label, ancestors),
            line=draft.line,
            when=_expressions(draft.when),
            unless=_expressions(draft.unless),
            confidence=draft.confidence[0],
            title_confidence=draft.confidence[1],
            languages=draft.languages,
            examples=tuple(draft.examples),
        )


def _expressions(several: Sequence[Lines]) -> tuple[Expression, ...]:
    expressions = tuple(map(read_expression, several))
    for lines, expression in zip(several, expressions, strict=True):
        if expression.places(Found()) is not None:
            raise FaultError(lines[0][0], "this holds for every article without these words: say what must be there")
    return expressions


def _ancestors(draft: _Draft, drafts: dict[str, _Draft]) -> Iterator[str]:
    """Give the codes above, nearest first; those of the Media Topics end the way up."""
    seen = {draft.code}
    while draft.under:
        line, code = draft.under
        if code in topics():
            yield from topics()[code].line
            return
        if code not in drafts:
            raise FaultError(line, f"{code} is neither a topic of this file nor a live code of the Media Topics")
        if code in seen:
            raise FaultError(line, f"{code} stands under itself")
        seen.add(code)
        yield code
        draft = drafts[code]
