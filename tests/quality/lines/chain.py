"""A chain of places over the lines of pages, and how its weights are climbed to: numpy alone, several fits at once.

Called by `fit_substance`. Each fit uses some of the pages; all of them are computed side by side, page by page in
batches of like length. Sums run over factors, not logarithms, scaled at each line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streams.normalize.places import FOLLOWERS, PLACES

Vector = npt.NDArray[np.float64]
N_PLACES, BODY = len(PLACES), PLACES.index("body")
PULL, LOOSE_PULL, STEPS, REMEMBERED, ENOUGH = 25.0, 0.01, 40, 8, 2e-4
BATCHES = 6
MARGIN, LONG, MOST = 0.5, 20, 3.0
"""A wrong place must lose by this much for every 20 words of the line, up to 60: what counts are words, not lines."""
_ALLOWED = np.zeros((N_PLACES, N_PLACES), bool)
for _pair in FOLLOWERS:
    _ALLOWED[tuple(PLACES.index(place) for place in _pair.split())] = True
_FROM, _TO = (np.array([PLACES.index(pair.split()[end]) for pair in FOLLOWERS]) for end in (0, 1))
_FIRST, _LAST = np.array([1.0, 1.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0, 1.0])


@dataclass(frozen=True)
class _Batch:
    """Pages of like length, side by side."""

    rows: npt.NDArray[np.float32]
    right: npt.NDArray[np.int64]
    page: npt.NDArray[np.int64]
    """Number of the page of each row, among all."""
    at: npt.NDArray[np.int64]
    """Row of page p's line t; -1 behind its end."""
    members: npt.NDArray[np.int64]
    margin: Vector
    """By row and place: what is added to the score of a place that would keep a line wrongly, or drop it."""


class Chain:
    """The pages with their places, and which fit may use which page."""

    def __init__(
        self,
        rows: Sequence[npt.NDArray[np.float32]],
        places: Sequence[npt.NDArray[np.int64]],
        words: Sequence[Sequence[int]],
        uses: npt.NDArray[np.bool_],
    ) -> None:
        """Take a matrix, the right places and the lengths of the lines a page, and a row of pages a fit."""
        self._rows, self._words, self._uses = rows, words, uses
        self.fits, self.signs = len(uses), int(rows[0].shape[1])
        order = np.argsort([len(one) for one in rows], kind="stable")
        self._batches = [self._batch(members, places) for members in np.array_split(order, BATCHES) if len(members)]

    def _batch(self, members: npt.NDArray[np.int64], places: Sequence[npt.NDArray[np.int64]]) -> _Batch:
        lengths = [len(self._rows[one]) for one in members]
        at = np.full((len(members), max(lengths)), -1)
        for row, (length, start) in enumerate(zip(lengths, np.cumsum([0, *lengths[:-1]]), strict=True)):
            at[row, :length] = np.arange(start, start + length)
        right = np.concatenate([places[one] for one in members])
        words = np.concatenate([self._words[one] for one in members])
        is_wrong = (np.arange(N_PLACES) == BODY)[None] != (right == BODY)[:, None]
        return _Batch(
            margin=MARGIN * np.minimum(words / LONG, MOST)[:, None] * is_wrong,
            rows=np.concatenate([self._rows[one] for one in members]),
            right=right,
            page=np.repeat(np.arange(len(members)), lengths),
            at=at,
            members=members,
        )

    @property
    def size(self) -> int:
        """How many weights all fits have."""
        return self.fits * (self.signs * (N_PLACES - 1) + len(FOLLOWERS))

    def weights(self, fitted: Vector, fit: int) -> tuple[Vector, Vector]:
        """Give a fit's weights: a row a sign, and those of the followers."""
        own = fitted.reshape(self.fits, -1)[fit]
        return own[: -len(FOLLOWERS)].reshape(self.signs, N_PLACES - 1), own[-len(FOLLOWERS) :]

    def chances(self, fitted: Vector, page: int, fit: int) -> Vector:
        """Give the chance of each line of a page to be body, by one fit."""
        signs, follows = self.weights(fitted, fit)
        scores = np.pad(self._rows[page] @ signs, ((0, 0), (1, 0)))
        suits = _suits(scores[:, None, :])
        forward, backward, _ = _sums(suits[:, :, None, :], _factors(follows[None]), np.ones((len(suits), 1), bool))
        both = (forward * backward)[:, 0, 0, :]
        chance: Vector = both[:, BODY] / both.sum(1)
        return chance

    def slope(self, fitted: Vector) -> tuple[float, Vector]:
        """Give how unlikely the right places are, with the pull, and its slope."""
        pairs = [self.weights(fitted, fit) for fit in range(self.fits)]
        signs, follows = np.stack([one for one, _ in pairs]), np.stack([one for _, one in pairs])
        loss = PULL / 2 * float((signs**2).sum()) + LOOSE_PULL / 2 * float((follows**2).sum())
        signs_slope, follows_slope = PULL * signs, LOOSE_PULL * follows
        for batch in self._batches:
            more, one, other = self._batch_slope(batch, signs, follows)
            loss, signs_slope, follows_slope = loss + more, signs_slope + one, follows_slope + other
        return loss, np.concatenate([signs_slope.reshape(self.fits, -1), follows_slope], 1).ravel()

    def _batch_slope(self, batch: _Batch, signs: Vector, follows: Vector) -> tuple[float, Vector, Vector]:
        scores = batch.rows @ signs.transpose(1, 0, 2).reshape(self.signs, -1).astype(np.float32)
        scores = scores.reshape(len(batch.rows), self.fits, N_PLACES - 1).astype(float)
        known = np.concatenate([np.zeros((*scores.shape[:2], 1)), scores], 2) + batch.margin[:, None, :]
        suits, is_line = _suits(known), (batch.at >= 0).T
        laid = suits[np.where(batch.at < 0, 0, batch.at)].transpose(1, 2, 0, 3)
        laid = np.where(is_line[:, None, :, None], laid, 1.0)
        forward, backward, scale = _sums(laid, _factors(follows), is_line)
        used = self._uses[:, batch.members].astype(float)
        expected = (forward * backward)[: len(laid)].transpose(2, 0, 1, 3)[batch.at >= 0]
        expected /= expected.sum(2, keepdims=True)
        followed = _followed(forward, backward, laid, follows, is_line[:, None, :] * used[None])
        lines = np.arange(len(batch.rows))
        loss = np.log(scale).sum(0) * used
        per_line = known.max(2) - known[lines, :, batch.right]
        total = float(loss.sum() + (per_line * used[:, batch.page].T).sum())
        is_pair = batch.page[1:] == batch.page[:-1]
        steps = np.stack(
            [(batch.right[:-1] == a) & (batch.right[1:] == b) & is_pair for a, b in zip(_FROM, _TO, strict=True)], 1
        )
        seen = used[:, batch.page[1:]] @ steps
        total -= float((seen * follows).sum())
        expected[lines, :, batch.right] -= 1.0
        expected *= used[:, batch.page].T[:, :, None]
        flat = expected[:, :, 1:].reshape(len(lines), -1).astype(np.float32)
        slope = (batch.rows.T @ flat).reshape(self.signs, self.fits, N_PLACES - 1).transpose(1, 0, 2)
        return total, slope.astype(float), followed - seen


def _suits(known: Vector) -> Vector:
    """Give exponentials of the scores, the highest of a line as 1."""
    suits: Vector = np.exp(known - known.max(2, keepdims=True))
    return suits


def _factors(follows: Vector) -> Vector:
    factors = np.zeros((len(follows), N_PLACES, N_PLACES))
    factors[:, _FROM, _TO] = np.exp(np.clip(follows, -30, 30))
    return factors


def _sums(laid: Vector, factors: Vector, is_line: npt.NDArray[np.bool_]) -> tuple[Vector, Vector, Vector]:
    """Give forward and backward sums (line, fit, page, place) and the scales whose logarithms sum up to the whole."""
    forward, backward = np.zeros_like(laid), np.zeros_like(laid)
    scale = np.ones(laid.shape[:3])
    now = laid[0] * _FIRST
    for line in range(len(laid)):
        going = is_line[line][None, :, None]
        if line:
            now = np.where(going, (now @ factors) * laid[line], now)
        scale[line] = np.where(going[..., 0], now.sum(2), 1.0)
        now = now / scale[line][..., None]
        forward[line] = now
    ending = (now * _LAST).sum(2)
    then = np.broadcast_to(_LAST, now.shape) / ending[..., None]
    back = factors.transpose(0, 2, 1)
    for line in range(len(laid) - 1, -1, -1):
        backward[line] = then
        going = is_line[line][None, :, None]
        if line:
            then = np.where(going, ((laid[line] * then) / scale[line][..., None]) @ back, then)
    scale[0] *= ending
    return forward, backward, scale


def _followed(forward: Vector, backward: Vector, laid: Vector, follows: Vector, counted: Vector) -> Vector:
    """Give how often one place is expected to follow another, by fit; `counted` (line, fit, page) is 1 or nought."""
    factors = np.exp(np.clip(follows, -30, 30))
    behind = (laid * backward)[1:]
    pairs = forward[:-1][..., _FROM] * behind[..., _TO] * factors[None, :, None, :]
    whole = pairs.sum(3, keepdims=True)
    shares = np.divide(pairs, whole, out=np.zeros_like(pairs), where=whole > 0)
    expected: Vector = (shares * counted[1:, ..., None]).sum((0, 2))
    return expected


def climb(chain: Chain) -> Vector:
    """Give the weights of all fits under which their pages' right places are likeliest (L-BFGS)."""
    fitted = np.zeros(chain.size)
    loss, slope = chain.slope(fitted)
    moves: list[tuple[Vector, Vector]] = []
    for _ in range(STEPS):
        fitted_then, loss_then, slope_then = _step(chain.slope, fitted, loss, slope, _way(slope, moves))
        moves.append((fitted_then - fitted, slope_then - slope))
        moves = [pair for pair in moves[-REMEMBERED:] if pair[0] @ pair[1] > 0]
        is_done = loss - loss_then < ENOUGH * loss
        fitted, loss, slope = fitted_then, loss_then, slope_then
        if is_done:
            break
    return fitted


def _way(slope: Vector, moves: Sequence[tuple[Vector, Vector]]) -> Vector:
    """Give the way down: the slope, bent by what earlier moves showed of its curvature."""
    way = slope.copy()
    shares = []
    for move, change in reversed(moves):
        share = (move @ way) / (change @ move)
        shares.append(share)
        way -= share * change
    if moves:
        move, change = moves[-1]
        way *= (move @ change) / (change @ change)
    else:
        way /= max(1.0, float(np.linalg.norm(slope)))
    for (move, change), share in zip(moves, reversed(shares), strict=True):
        way += move * (share - (change @ way) / (change @ move))
    return -way


def _step(
    slope_of: Callable[[Vector], tuple[float, Vector]], fitted: Vector, loss: float, slope: Vector, way: Vector
) -> tuple[Vector, float, Vector]:
    """Go along the way, by half as long as it does not lead down."""
    length = 1.0
    while True:
        there = fitted + length * way
        loss_there, slope_there = slope_of(there)
        if loss_there <= loss + 1e-4 * length * float(slope @ way) or length < 1e-4:
            return there, loss_there, slope_there
        length /= 2
