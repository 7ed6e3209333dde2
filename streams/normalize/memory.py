"""What normalize learns of one source: lines that stand on unrelated articles are no article's own text.

Pure. `standing_of` is asked before an article is read, `learn` remembers it afterwards; `sources` keeps the sketches of
all sources. So furniture shows in languages and on sites whose phrases no word list has. A line counts once for each
group of related articles: versions of one address, equal headlines, or texts that share much of their other lines;
else the versions of a live blog would teach its own text as furniture.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from xxhash import xxh3_64_intdigest

from schemas.article import ArticleContent
from schemas.source import KnownArticle
from streams.lang.folding import letters_of
from streams.normalize.look import Seen

STANDING = "standing"
ARTICLES, LINES = 16, 64
"""Articles a source and lines an article that are remembered: at most 1,024 lines, the oldest article's go first."""
RELATED_SHARE = 0.3
"""Two articles that share this much of their other text are one story."""
GROUPS, PROSE_GROUPS = 2, 4
"""Unrelated articles that a line must have stood on; a sentence may be a story's background, so it needs more."""
PROSE = 80
"""Width from which on a sentence is prose, as in `layout`."""
WEIGHT = 0xFF

Sketch = tuple[KnownArticle, ...]
"""The last articles of a source, the oldest first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Lines that stand on unrelated articles of a source, each with on how many."""

    groups: Mapping[int, int] = field(default_factory=dict)
    own: frozenset[int] = frozenset()
    """Lines that an earlier fetch of this very article kept: it is read as it was read then."""
    stated: frozenset[str] = frozenset()
    """Letters of lines that an operator calls the source's furniture."""

    def marked(self, seen: Seen) -> Seen:
        """Give the line as standing matter, when it is; dates, makers and known furniture stay what they are."""
        if not (self.groups or self.stated) or not seen.is_plain:
            return seen
        if seen.line.letters in self.stated:
            return replace(seen, kind=STANDING)
        token = _token(seen.line.letters)
        is_prose = seen.line.is_stop and seen.line.wide >= PROSE
        needed = PROSE_GROUPS if is_prose else GROUPS
        return replace(seen, kind=STANDING) if self.groups.get(token, 0) >= needed and token not in self.own else seen


NOTHING = Standing()


def standing_of(sketch: Sketch, address: str | None) -> Standing:
    """Give what a source is known to print on article after article; `address` is the url key of the one to be read."""
    met = {(article.group, token) for article in sketch for token in (*article.kept, *article.standing)}
    counts = Counter(token for _, token in met)
    wanted = _hash(address)
    own = frozenset(token for one in sketch if wanted and one.address == wanted for token in one.kept)
    return Standing({token: groups for token, groups in counts.items() if groups >= GROUPS}, own)


def learn(sketch: Sketch, content: ArticleContent) -> Sketch:
    """Give the sketch with one more article; an article without text teaches nothing."""
    kept = _sample(_texts(content))
    if not kept:
        return sketch
    article = KnownArticle(
        address=_hash(content.url.key if content.url else None),
        title=_hash(letters_of(content.title or "")),
        group=0,
        kept=kept,
        standing=_sample(one.text for one in content.removed if one.kind == STANDING),
    )
    groups = {one.group for one in sketch if _is_related(one, article)}
    group = min(groups, default=_free_group(sketch))
    others = [one for one in sketch if not (article.address and one.address == article.address)]
    joined = [one.model_copy(update={"group": group}) if one.group in groups else one for one in others]
    return (*joined, article.model_copy(update={"group": group}))[-ARTICLES:]


def _free_group(sketch: Sketch) -> int:
    taken = {one.group for one in sketch}
    return next(number for number in range(len(sketch) + 1) if number not in taken)


def _texts(content: ArticleContent) -> Iterator[str]:
    yield from content.body.split("\n\n")
    if content.standfirst:
        yield content.standfirst


def _sample(texts: Iterable[str]) -> tuple[int, ...]:
    """The lowest hashes, so that of two versions of a long text the same lines are kept."""
    return tuple(sorted({_token(letters) for text in texts if (letters := letters_of(text))})[:LINES])


def _token(letters: str) -> int:
    """24 bits of hash and 8 of length in one number: lines are compared by all of it, and weighed by its end."""
    return (xxh3_64_intdigest(letters.encode()) & 0xFFFFFF) << 8 | min(1 + len(letters) // 4, WEIGHT)


def _hash(text: str | None) -> int:
    return xxh3_64_intdigest(text.encode()) & 0xFFFFFFFF if text else 0


def _is_related(one: KnownArticle, other: KnownArticle) -> bool:
    if (one.address and one.address == other.address) or (one.title and one.title == other.title):
        return True
    shared = set(one.kept) & set(other.kept)
    if not shared:
        return False
    heaviest = max(token & WEIGHT for token in shared)  # the line in question; what counts are the others
    rest = min(_weight(one.kept), _weight(other.kept)) - heaviest
    return rest <= 0 or _weight(shared) - heaviest >= RELATED_SHARE * rest


def _weight(tokens: Iterable[int]) -> int:
    return sum(token & WEIGHT for token in tokens)
