"""Who published it, and what an operator states of that publisher: zone, language, names, furniture, trust.

Called by normalize's stage for the Kafka key and by `content` for what a page leaves open.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from schemas.raw import RawArticle
from streams.errors import SettingsError
from streams.lang.folding import letters_of

UNKNOWN_SOURCE = "unknown"
"""The Kafka key of what says of no source that it is its own."""
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


class Trust(StrEnum):
    """How far a source's word on its articles, apart from their pages, is taken."""

    HIGH = "high"
    """Where a page leaves open when it was published and by whom, what its producer says stands in."""
    NORMAL = "normal"
    LOW = "low"
    """Only the page itself is read; its articles are flagged `source_trust_low`."""


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """What an operator states of a source."""

    zone: tzinfo | None = None
    """Zone of the clock times that the source prints without one."""
    language: str | None = None
    """Of articles whose text and producer leave it open."""
    title_suffixes: tuple[str, ...] = ()
    """What stands behind its headlines: names of the site and of its sections."""
    furniture: frozenset[str] = frozenset()
    """Letters of lines that are on its pages and never of an article."""
    desks: frozenset[str] = frozenset()
    """Letters of what its bylines call desks and teams."""
    trust: Trust = Trust.NORMAL


NO_PROFILE = SourceProfile()


def source_of(raw: RawArticle) -> str | None:
    """Give the producer's own `source`, else the host of `url` in lower case without `www.`, else None."""
    if raw.source and (stated := raw.source.strip()):
        return stated
    try:
        host = urlsplit((raw.url or "").strip()).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") or None if host else None


def load_profiles(toml: bytes) -> Mapping[str, SourceProfile]:
    """Read `[sources."host.example"]` tables; what they may say are the names of `SourceProfile`.

    Raises:
        SettingsError: it is not such a file; the message names the source.
    """
    try:
        data = tomllib.loads(toml.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"the source profiles are not TOML: {error}"
        raise SettingsError(msg) from error
    sources = data.get("sources", {})
    if not isinstance(sources, dict) or set(data) - {"sources"}:
        msg = 'the source profiles have tables [sources."host"] and nothing else'
        raise SettingsError(msg)
    return {source: _profile(source, table) for source, table in sources.items()}


def _profile(source: str, table: object) -> SourceProfile:
    if not isinstance(table, dict):
        msg = f'source profile {source!r}: a table is wanted, [sources."{source}"]'
        raise SettingsError(msg)
    for name, value in table.items():
        if name not in _TEXTS + _LISTS:
            msg = f"source profile {source!r}: {name!r} is not known; it may say {', '.join(_TEXTS + _LISTS)}"
            raise SettingsError(msg)
        if not (isinstance(value, str) if name in _TEXTS else _is_texts(value)):
            msg = f"source profile {source!r}: {name} must be {'text' if name in _TEXTS else 'a list of texts'}"
            raise SettingsError(msg)
    return SourceProfile(
        zone=_zone(source, table["zone"]) if "zone" in table else None,
        language=table.get("language"),
        title_suffixes=tuple(table.get("title_suffixes", ())),
        furniture=frozenset(map(letters_of, table.get("furniture", ()))),
        desks=frozenset(map(letters_of, table.get("desks", ()))),
        trust=_trust(source, table.get("trust", Trust.NORMAL)),
    )


_TEXTS = ("zone", "language", "trust")
_LISTS = ("title_suffixes", "furniture", "desks")


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and letters_of(one) for one in value)


def _trust(source: str, name: str) -> Trust:
    try:
        return Trust(name)
    except ValueError as error:
        msg = f"source profile {source!r}: trust is one of {', '.join(Trust)}, not {name!r}"
        raise SettingsError(msg) from error


def _zone(source: str, name: str) -> tzinfo:
    if fixed := _OFFSET.fullmatch(name):
        sign, hours, minutes = fixed.groups()
        return timezone((1 if sign == "+" else -1) * timedelta(hours=int(hours), minutes=int(minutes)))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f'source profile {source!r}: {name!r} is neither an offset such as "+05:30" nor an IANA zone'
        raise SettingsError(msg) from error
