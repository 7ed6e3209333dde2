"""What one line says by itself: furniture, dates with labels, makers; position comes later.

Called by `page` for every line.
"""

from dataclasses import dataclass, field

from streams.lang.folding import fold
from streams.lang.lexicon import lexicon
from streams.lang.press import is_agency
from streams.normalize.byline import NOBODY, Attribution, read_labelled
from streams.normalize.credits import name_in_brackets
from streams.normalize.furniture import kind_of
from streams.normalize.glue import unglued
from streams.normalize.lines import Line
from streams.normalize.names import Site, is_desk
from streams.normalize.times.choose import Dated
from streams.normalize.times.line import read_times

MAX_META = 260
MAX_DESK = 40
_OVERRULED = frozenset({"menu", "tags", "footer", "stamp", "share"})
"""Kinds of words that stand beside dates ("3 minute read") and don't make the line furniture."""
MAX_REST = 14
"""Letters that may stand beside a date on a line that is nothing but a date ("IST", "Last")."""
MAX_LABELLED_REST = 40
"""Letters that may stand beside the date of "Jane Doe · Quay News · Posted: May 3", which is no sentence."""
_EDGES = " \t|·•-–—,;/()[]:"


@dataclass(slots=True)
class Seen:
    """A line with what its own words tell; as a line, nothing changes one."""

    line: Line
    kind: str | None = None
    dates: tuple[Dated, ...] = ()
    makers: Attribution = NOBODY
    rest: str = ""
    """What is left of the line without its dates and their labels."""
    is_loose: bool = False
    """More stands beside the date than a date line has: only under a headline it is one."""

    is_meta: bool = field(init=False)
    """The line is there to tell when or by whom."""
    is_plain: bool = field(init=False)
    """The line's words make it neither furniture nor meta."""

    def __post_init__(self) -> None:
        self.is_meta = bool(self.makers or (self.dates and self.kind is None and not self.is_loose))
        self.is_plain = self.kind is None and not self.is_meta


def look(line: Line, site: Site, language: str, order: str) -> Seen:
    """Read one line."""
    if line.is_far:
        return Seen(line, line.kind, rest=line.text)
    kind = line.kind or kind_of(line, site)
    if len(line.text) > MAX_META:
        return Seen(line, kind, rest=line.text)
    text = unglued(line.text)
    timed = read_times(text, line.folded if text is line.text else fold(text), order)
    dates, rest = timed.dates, timed.rest
    makers = read_labelled(rest, site, language)
    if kind == "caption" and not _opens_with_maker(rest, makers):
        makers = NOBODY
    is_labelled = any(dated.label for dated in dates) and not line.is_stop
    allowed = MAX_LABELLED_REST if is_labelled else MAX_REST
    is_loose = bool(dates) and not makers and _told(rest) > allowed and not timed.is_opened
    if not makers and not dates and kind != "menu" and line.wide <= MAX_DESK and is_desk(line.text, site):
        makers = Attribution(desks=(line.text.strip(_EDGES),))
    if not makers and not dates and line.wide <= MAX_DESK and is_agency(line.text):
        makers = Attribution(agencies=(line.text.strip(_EDGES),))
    if not makers and not dates:
        makers = name_in_brackets(line.text, site)
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
