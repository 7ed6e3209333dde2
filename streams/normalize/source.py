"""Who published it, and what is known of that publisher: the time zone of its clocks.

Called by normalize's stage for the Kafka key and by `content` for times without a zone.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from schemas.raw import RawArticle
from streams.errors import SettingsError

_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """What an operator states of a source."""

    zone: tzinfo | None = None
    """Zone of the clock times that the source prints without one."""


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
    """Read `[sources."host.example"]` tables with `zone = "+05:30"` or an IANA name.

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
    if not isinstance(table, dict) or set(table) - {"zone"} or not isinstance(table.get("zone", ""), str):
        msg = f"source profile {source!r}: it may hold a zone as text, and nothing else"
        raise SettingsError(msg)
    return SourceProfile(_zone(source, table["zone"])) if "zone" in table else NO_PROFILE


def _zone(source: str, name: str) -> tzinfo:
    if fixed := _OFFSET.fullmatch(name):
        sign, hours, minutes = fixed.groups()
        return timezone((1 if sign == "+" else -1) * timedelta(hours=int(hours), minutes=int(minutes)))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f'source profile {source!r}: {name!r} is neither an offset such as "+05:30" nor an IANA zone'
        raise SettingsError(msg) from error
