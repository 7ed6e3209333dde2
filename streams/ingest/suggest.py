"""Profiles of sources, proposed from what the stream has seen of them: as TOML, with the evidence beside each line.

Called by `newsstream sources suggest`. What is sure enough is a line that works; what only a person can judge is a
comment. Nothing is proposed that the profile says already or that no article needs.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from streams.ingest.seen import Clock, Seen, SourceSeen
from streams.lang.folding import letters_of
from streams.normalize.source import NO_PROFILE, SourceProfile

MIN_ARTICLES = 10
"""A source with fewer articles is not judged."""
MIN_CLOCKS = 5
"""Articles whose clock must stand close behind the same offset."""
CLOSE_MINUTES = 15
LATE_SHARE = 0.02
"""Share of clocks that may be wrong by themselves."""
SAME_LANGUAGE = 0.95
MIN_TIMES = 4
"""Unrelated articles that a line must stand on, as for prose in normalize's own memory."""
COMMON_SHARE = 0.2
MOST = 0.5
"""A maker who is named on more than half of a source's articles may be a desk."""
_OFFSETS = sorted([*range(-12 * 60, 14 * 60 + 1, 60), -570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765])
"""The offsets from UTC that clocks of the world have, in minutes (the tz database, 2026)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One line of a profile: its name and value, None where a person must judge, and the evidence."""

    evidence: str
    name: str | None = None
    value: str | tuple[str, ...] = ""


def suggest(seen: Seen, profiles: Mapping[str, SourceProfile]) -> str:
    """Give the profiles as TOML, the source with the most articles first; nothing when there is nothing to propose."""
    tables = [
        _table(source, found, proposals)
        for source, found in sorted(seen.sources.items(), key=lambda pair: (-pair[1].articles, pair[0]))
        if (proposals := tuple(proposals_of(found, profiles.get(source, NO_PROFILE))))
    ]
    return "\n".join(tables)


def proposals_of(seen: SourceSeen, profile: SourceProfile) -> Iterator[Proposal]:
    """Give what is proposed for one source, beside what its profile says."""
    if seen.articles < MIN_ARTICLES:
        return
    if profile.zone is None:
        yield from _zone(seen)
    if profile.language is None:
        yield from _language(seen)
    least = max(MIN_TIMES, COMMON_SHARE * seen.articles)
    known = {letters_of(one) for one in profile.title_suffixes}
    if suffixes := [one for one in seen.title_ends.common(least) if letters_of(one[0]) not in known]:
        yield _listed("title_suffixes", suffixes, seen, "end so many headlines")
    if lines := [one for one in seen.lines.common(least) if letters_of(one[0]) not in profile.furniture]:
        yield _listed("furniture", lines, seen, "stand in so many bodies")
    makers = [one for one in seen.people.most_common() if one[1] > MOST * seen.articles]
    if makers := [one for one in makers if letters_of(one[0]) not in profile.desks]:
        yield Proposal(f"desks or people? {_counted(makers)} articles; if a desk: desks = {_toml(_texts(makers))}")


def _zone(seen: SourceSeen) -> Iterator[Proposal]:
    if len(seen.clocks) < MIN_CLOCKS:
        return
    without = f"{len(seen.clocks)} articles print a clock without a zone"
    stated = {offset: count for offset, count in seen.offsets.items() if offset}  # UTC is what machines write
    if len(stated) == 1 and sum(stated.values()) >= MIN_CLOCKS:
        ((offset, count),) = stated.items()
        yield Proposal(f"{without}; {count} others say this one. {_SUMMER}", "zone", _written(offset))
    elif stated:
        told = ", ".join(f"{_written(offset)} ({count} articles)" for offset, count in sorted(stated.items()))
        yield Proposal(f"{without}; others say {told}: if clocks change there in summer, write the zone's name")
    elif estimate := _estimated(seen.clocks):
        offset, close = estimate
        why = (
            f"with this one {close} of them are less than {CLOSE_MINUTES} minutes older than their fetch, none younger"
        )
        yield Proposal(f"{without}; {why}. {_SUMMER}", "zone", _written(offset))


_SUMMER = 'Where clocks change in summer, write the zone\'s name instead, as in zone = "Europe/Lisbon".'


def _estimated(clocks: Sequence[Clock]) -> tuple[int, int] | None:
    """The smallest offset with which no article is younger than its fetch, if some are close to it."""
    ahead = sorted(
        (one.printed - one.fetched.astimezone(UTC).replace(tzinfo=None)).total_seconds() / 60 for one in clocks
    )
    latest = ahead[max(len(ahead) - 1 - int(LATE_SHARE * len(ahead)), 0)]
    offset = next((one for one in _OFFSETS if one >= latest - 1), None)  # a minute for clocks that differ
    if offset is None:
        return None
    close = sum(offset - CLOSE_MINUTES < one <= offset + 1 for one in ahead)
    return (offset, close) if close >= MIN_CLOCKS else None


def _language(seen: SourceSeen) -> Iterator[Proposal]:
    told = seen.languages.copy()
    open_ = told.pop("und", 0)
    if not told or not open_:
        return
    language, count = told.most_common(1)[0]
    if count >= max(SAME_LANGUAGE * told.total(), MIN_ARTICLES):
        evidence = f"{count} of {told.total()} articles are in it; of {open_} more the text is too short to tell"
        yield Proposal(evidence, "language", language)


def _listed(name: str, found: Sequence[tuple[str, int]], seen: SourceSeen, what: str) -> Proposal:
    return Proposal(f"these {what} of {seen.articles}: {_counted(found)}", name, _texts(found))


def _counted(found: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{json.dumps(text[:40], ensure_ascii=False)} {count}" for text, count in found)


def _texts(found: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    return tuple(text for text, _ in found)


def _table(source: str, seen: SourceSeen, proposals: Sequence[Proposal]) -> str:
    of = f"{seen.articles:,} articles"
    share = (
        f"{seen.dated / seen.articles:.0%} with their time and its zone, {seen.made / seen.articles:.0%} with a maker"
    )
    copies = f", and {seen.copies:,} copies of other sources'" if seen.copies else ""
    lines = [f"# {of}{copies}: {share}", f"[sources.{_toml(source)}]"]
    for one in proposals:
        lines.append(f"# {one.evidence}")
        if one.name:
            lines.append(f"{one.name} = {_toml(one.value)}")
    return "\n".join(lines) + "\n"


def _toml(value: str | tuple[str, ...]) -> str:
    """A value as TOML writes it; its strings are those of JSON."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "[" + ", ".join(map(_toml, value)) + "]"


def _written(offset: int) -> str:
    return f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"
