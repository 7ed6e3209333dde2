"""Addresses without their credentials."""

import pytest

from streams.ingest.urls import AddressError, may_be_kept, target_of


def test_credentials_are_apart_from_the_address() -> None:
    """They are no part of what is asked for; a fragment isn't either."""
    target = target_of(" https://me:s%40cret@Feeds.Example:8443/rss?x=1#top ")
    assert (str(target.url), target.user, target.password) == ("https://feeds.example:8443/rss?x=1", "me", "s@cret")


@pytest.mark.parametrize("address", ["ftp://a.example/", "file:///etc/passwd", "/rss", "http://", "http://[::1", "x:"])
def test_what_cannot_be_fetched_is_refused(address: str) -> None:
    """Only http and https with a host."""
    with pytest.raises(AddressError):
        target_of(address)


def test_credentials_stay_within_their_origin() -> None:
    """A redirect to another host, port or scheme is followed without them, and brings none of its own."""
    target = target_of("https://me:secret@a.example/rss")
    assert target.following("/new").user == "me"
    for location in ("https://b.example/", "http://a.example/", "https://a.example:8443/", "//b.example/rss"):
        assert target.following(location).user is None
    assert target.following("https://you:x@b.example/").user is None


def test_a_redirect_leads_nowhere_but_to_the_web() -> None:
    """Its scheme is judged like that of the first address."""
    with pytest.raises(AddressError):
        target_of("https://a.example/").following("file:///etc/passwd")


def test_a_move_that_carries_a_secret_on_is_not_written_down() -> None:
    """What stands in the listed address as a password or a key must not end in a topic."""
    assert may_be_kept("https://b.example/rss?format=full", "https://a.example/rss?format=full")
    assert not may_be_kept("https://b.example/?k=0123456789abcdef", "https://a.example/?key=0123456789abcdef")
    assert not may_be_kept("https://b.example/secret/", "https://me:secret@a.example/")
