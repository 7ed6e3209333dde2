"""Addresses of the web as the fetcher needs them: checked, and apart from their credentials. Pure; called by `fetch`.

A name and password in an address are sent to its own origin, in a header, and nowhere else.
"""

from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from yarl import URL

SCHEMES = ("http", "https")
NO_ADDRESS = "it is no address of the web"
SECRET_LENGTH = 16
"""A value in a query that is as long may be a key; names of formats, sections and languages are shorter."""


class AddressError(Exception):
    """No address that can be fetched; the message says why, in words that go behind it."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address without its credentials, and the credentials."""

    url: URL
    user: str | None = None
    password: str = ""

    @property
    def host(self) -> str:
        """The host in lower case, as a name of its own even with another port."""
        return self.url.host or ""

    def following(self, location: str) -> "Target":
        """Give the target of a redirect; credentials stay only within the origin, and none are taken from it.

        Raises:
            AddressError: it leads to nothing that can be fetched.
        """
        try:
            there = target_of(urljoin(str(self.url), location.strip()))
        except ValueError as error:
            raise AddressError(NO_ADDRESS) from error
        if there.url.origin() == self.url.origin():
            return Target(there.url, self.user, self.password)
        return Target(there.url)


def target_of(address: str) -> Target:
    """Take an address apart.

    Raises:
        AddressError: it is not http or https, or has no host.
    """
    try:
        url = URL(address.strip())
        bare = url.with_user(None).with_fragment(None) if url.absolute else url
    except ValueError as error:
        raise AddressError(NO_ADDRESS) from error
    if url.scheme not in SCHEMES:
        msg = f"only http and https are fetched, not {url.scheme[:20] or 'a path'!r}"
        raise AddressError(msg)
    if not url.host:
        msg = "it names no host"
        raise AddressError(msg)
    return Target(bare, url.user or None, url.password or "")


def may_be_kept(address: str, location: str) -> bool:
    """Tell whether where `location` moved to may be written down: not if it carries on what may be a secret of it."""
    parts = urlsplit(location.strip())
    secrets = [unquote(parts.password or "")] if parts.password else []
    secrets += [value for pair in parts.query.split("&") if len(value := pair.partition("=")[2]) >= SECRET_LENGTH]
    return not any(secret in address for secret in secrets)
