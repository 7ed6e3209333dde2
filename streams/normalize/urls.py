"""An address in three forms: as sent, without tracking, and as a key for identity.

Called by `content` and `feeds`. Paths keep their case: on many servers it matters.
"""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from schemas.article import Url
from streams.lang.press import tracking

_KEY_PREFIXES = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_SESSION = re.compile(r";(?:jsessionid|sid|phpsessid)=[^/?;]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_INDEX = re.compile(r"/(?:index\.(?:html?|php)|amp)?/?$")


def url_of(raw: str | None) -> Url | None:
    """Give the three forms; None for no address or one that can't be read as an http address."""
    text = (raw or "").strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname:
        return None
    host = _host(parts, port)
    query = _clean_query(parts.query)
    parts = parts._replace(path=_resolved(parts.path))
    clean = urlunsplit((parts.scheme.lower(), host, parts.path, query, _route(parts.fragment)))
    return Url(raw=raw or "", clean=clean, key=_key(parts, host, query))


def _host(parts: SplitResult, port: int | None) -> str:
    host = (parts.hostname or "").rstrip(".")
    return host if port in {None, _DEFAULT_PORTS[parts.scheme.lower()]} else f"{host}:{port}"


def _resolved(path: str) -> str:
    """Resolve "." and ".." and cut a session id off the path."""
    path = _SESSION.sub("", path)
    if "/." not in path:
        return path
    kept: list[str] = []
    for part in path.split("/"):
        if part == ".." and len(kept) > 1:
            kept.pop()
        elif part not in {".", ".."}:
            kept.append(part)
    return "/".join(kept)


def _clean_query(query: str) -> str:
    known = tracking()
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if (folded := name.lower()) not in known.names and not folded.startswith(known.prefixes)
    ]
    return urlencode(kept) if len(kept) != len(parse_qsl(query, keep_blank_values=True)) else query


def _route(fragment: str) -> str:
    """A fragment that is a route ("#!/story/7") names a page; any other only a place on it."""
    return fragment if fragment.startswith(("!", "/")) else ""


def _key(parts: SplitResult, host: str, query: str) -> str:
    path = _INDEX.sub("", parts.path)
    ordered = urlencode(sorted(parse_qsl(query, keep_blank_values=True)))
    route = _route(parts.fragment)
    return _KEY_PREFIXES.sub("", host) + path + (f"?{ordered}" if ordered else "") + (f"#{route}" if route else "")
