"""The places of lines in an article, by their signs: before the body, in it, among it (a box, a caption), or behind it.

Called by `outline`, and by `newsstream explain` for the signs behind a decision. The weights are data
(`substance.toml`), fitted by `tests/quality/fit_substance.py`: how well a sign suits a place, and which place follows
which. A line's chance to be body comes from its own signs and from all the others' (forward and backward over the
lines, in linear time), so a body that a box interrupts goes on behind it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from operator import mul

from streams.normalize.substance import Signs

PLACES = ("before", "body", "among", "behind")
FOLLOWERS = ("before before", "before body", "body body", "body among", "body behind", "among body", "among among",
             "behind behind")  # fmt: skip
Four = tuple[float, float, float, float]
_EVEN: Four = (0.0, 0.0, 0.0, 0.0)
_FLOOR = 1e-290


@dataclass(frozen=True, slots=True)
class Weights:
    """What a sign says for each place, and how likely one place follows another."""

    signs: Mapping[str, Four]
    follows: tuple[float, ...]
    """As factors, in the order of `FOLLOWERS`."""


@cache
def weights() -> Weights:
    """Give the weights of the data file."""
    document = tomllib.loads(files("streams.normalize").joinpath("substance.toml").read_text("utf-8"))
    signs: dict[str, Four] = {
        name: (0.0, body, among, behind) for name, (body, among, behind) in document["signs"].items()
    }
    return Weights(signs, tuple(exp(document["follows"][name]) for name in FOLLOWERS))


def chances(lines: Sequence[Signs]) -> list[float]:
    """Give each line's chance to be body, from 0 to 1."""
    if not lines:
        return []
    suits = [_suits(signs) for signs in lines]
    forward = _forward(suits, weights().follows)
    backward = _backward(suits, weights().follows)
    return [
        ahead[1] * back[1] / (sum(map(mul, ahead, back)) or 1.0) for ahead, back in zip(forward, backward, strict=True)
    ]


def points(signs: Signs) -> tuple[tuple[str, float], ...]:
    """Give the signs that weigh, each with what it adds to being body over the best of the other places."""
    known = weights().signs
    return tuple((sign, known[sign][1] - max(known[sign][0], *known[sign][2:])) for sign in signs if sign in known)


def _suits(signs: Signs) -> Four:
    """How well the signs suit each place, the best as 1."""
    known = weights().signs
    before = body = among = behind = 0.0
    for sign in signs:
        found = known.get(sign)
        if found is not None:
            body += found[1]
            among += found[2]
            behind += found[3]
    most = max(before, body, among, behind)
    return exp(before - most), exp(body - most), exp(among - most), exp(behind - most)


def _forward(suits: Sequence[Four], follows: Sequence[float]) -> list[Four]:
    bb, bt, tt, ta, tz, at, aa, zz = follows
    before, body, among, behind = suits[0][0], suits[0][1], 0.0, 0.0
    result = [(before, body, among, behind)]
    for one in suits[1:]:
        before, body, among, behind = (
            before * bb * one[0],
            (before * bt + body * tt + among * at) * one[1],
            (body * ta + among * aa) * one[2],
            (body * tz + behind * zz) * one[3],
        )
        total = before + body + among + behind or _FLOOR
        before, body, among, behind = before / total, body / total, among / total, behind / total
        result.append((before, body, among, behind))
    return result


def _backward(suits: Sequence[Four], follows: Sequence[float]) -> list[Four]:
    bb, bt, tt, ta, tz, at, aa, zz = follows
    before, body, among, behind = 1.0, 1.0, 0.0, 1.0
    result = [(before, body, among, behind)]
    for one in reversed(suits[1:]):
        first, text, box, last = before * one[0], body * one[1], among * one[2], behind * one[3]
        before, body, among, behind = (
            first * bb + text * bt,
            text * tt + box * ta + last * tz,
            text * at + box * aa,
            last * zz,
        )
        total = before + body + among + behind or _FLOOR
        before, body, among, behind = before / total, body / total, among / total, behind / total
        result.append((before, body, among, behind))
    result.reverse()
    return result
