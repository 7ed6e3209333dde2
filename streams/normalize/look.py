"""What one line says by itself: furniture, dates with labels, makers; position comes later.

Called by `page` for every line.
"""

import re
from dataclasses import dataclass

from streams.lang.folding import fold
from streams.lang.lexicon import lexicon
from streams.lang.phrases import Found
from streams.lang.press import is_agency
from streams.normalize.byline import NOBODY, Attribution, read_labelled
from streams.normalize.furniture import kind_of
from streams.normalize.lines import Line
from streams.normalize.names import Site, is_desk
from streams.normalize.script import width
from streams.normalize.times.choose import Dated
from streams.normalize.times.mentions import Ago, Mention, find_ago, find_mentions

MAX_META = 260
MAX_GAP = 4
MAX_DESK = 40
_OVERRULED = frozenset({"menu", "tags", "footer", "stamp", "share"})
"""Kinds of words that stand beside dates ("3 minute read") and don't make the line furniture."""
MAX_REST = 14
"""Letters that may stand beside a date on a line that is nothing but a date ("IST", "Last")."""
_EDGES = " \t|·•-–—,;/()[]:"


@dataclass(frozen=True, slots=True)
class Seen:
    """A line with what its own words tell."""

    line: Line
    kind: str | None = None
    dates: tuple[Dated, ...] = ()
    makers: Attribution = NOBODY
    rest: str = ""
    """What is left of the line without its dates and their labels."""
    is_loose: bool = False
    """More stands beside the date than a date line has: only under a headline it is one."""

    @property
    def is_meta(self) -> bool:
        """The line is there to tell when or by whom."""
        return bool(self.makers or (self.dates and self.kind is None and not self.is_loose))

    @property
    def is_plain(self) -> bool:
        """The line's words make it neither furniture nor meta."""
        return self.kind is None and not self.is_meta


def look(line: Line, site: Site, language: str, order: str) -> Seen:
    """Read one line."""
    kind = line.kind or kind_of(line, site)
    if len(line.text) > MAX_META:
        return Seen(line, kind, rest=line.text)
    mentions: tuple[Mention | Ago, ...] = find_mentions(line.folded, order) or _ago(line)
    labels = list(lexicon().labels.search(line.folded)) if mentions else []
    dates, rest = _dated(line, mentions, labels)
    makers = read_labelled(rest, site, language)
    if kind == "caption" and not _opens_with_maker(rest, makers):
        makers = NOBODY
    is_loose = bool(mentions) and not makers and _told(rest) > MAX_REST and not _opens(labels, mentions)
    if not makers and not dates and width(line.text) <= MAX_DESK and is_desk(line.text):
        makers = Attribution(desks=(line.text.strip(_EDGES),))
    if not makers and not dates and width(line.text) <= MAX_DESK and is_agency(line.text):
        makers = Attribution(agencies=(line.text.strip(_EDGES),))
    is_told = makers or (dates and not is_loose and (kind in _OVERRULED or dates[0].label))
    return Seen(line, None if is_told else kind, dates, makers, rest, is_loose)


def _opens_with_maker(rest: str, makers: Attribution) -> bool:
    """A photo's credit beside the writer's is a byline; alone, or behind a caption's text, it is the caption's."""
    is_labelled = lexicon().roles.opening(fold(rest)) is not None
    return is_labelled and any(person.role != "photographer" for person in makers.people)


def _told(rest: str) -> int:
    """Letters of the rest that are no words of dates: a second calendar's date says nothing else."""
    words = [word.strip(_EDGES) for word in fold(rest).split()]
    return sum(len(word) for word in words if word and not word.isdecimal() and word not in lexicon().date_words)


def _ago(line: Line) -> tuple[Ago, ...]:
    found = find_ago(line.folded) if width(line.text) < MAX_META / 4 else None
    return (found,) if found else ()


def _opens(labels: list[Found], mentions: tuple[Mention | Ago, ...]) -> bool:
    return bool(labels) and labels[0].start < MAX_GAP and labels[0].end + 3 >= mentions[0].start


def _behind(labels: list[Found], mention: Mention | Ago) -> Found | None:
    """A label that follows its date, as in Japanese, and ends the line's part."""
    return next((label for label in labels if 0 <= label.start - mention.end <= 1 and not label.is_spaced), None)


def _dated(line: Line, mentions: tuple[Mention | Ago, ...], labels: list[Found]) -> tuple[tuple[Dated, ...], str]:
    """Give the dates with their labels, and the rest of the line."""
    dates, rest, reached = [], [], 0
    for mention in mentions:
        own = [label for label in labels if reached <= label.start and label.end <= mention.start]
        label = own[-1] if own else None
        near = label and mention.start - label.end <= MAX_GAP
        if not near and (label := _behind(labels, mention)):
            near = True
        start = label.start if label and near and label.start < mention.start else mention.start
        dates.append(Dated(mention, line.text[mention.start : mention.end], label.kind if label and near else None))
        rest.append(line.text[reached:start])
        reached = max(mention.end, label.end if label and near else 0)
    rest.append(line.text[reached:])
    return tuple(dates), re.sub(r"\s+", " ", " | ".join(rest)).strip(_EDGES) if mentions else line.text
