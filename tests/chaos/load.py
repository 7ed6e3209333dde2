"""What publishers send while things go wrong: all kinds of raw records, good and bad, that a seed decides; pure."""

import random
from collections.abc import Callable, Iterator

import orjson
from articles import body, raw

SOURCES = [f"paper{number}.example" for number in range(12)]
NAMES_BACK = 200
"""How far back copies and updates reach: some to what is under way, most to what dedup remembers."""
LARGE_CHARACTERS = 1_000_000

FEED = """<rss version="2.0"><channel><title>Bridges</title>{items}</channel></rss>"""
ITEM = """<item><title>Ferry {number} stops in {name}</title><guid>{name}-{number}</guid>
<description>{text}</description></item>"""
POISON = (b"{broken", b'{"content": "\xff"}', b"[1, 2]", b'{"content": 5}', None)
NO_ARTICLES = (
    {"content": " "},
    {"content_type": "video/mp4", "content_base64": "AAAA"},
)

Raw = tuple[bytes | None, bytes | None]
"""Key and value."""


def raws(seed: int) -> Iterator[Raw]:
    """Yield raw records without end."""
    rng = random.Random(seed)
    makers, weights = zip(*MAKERS.items(), strict=True)
    number = 0
    while True:
        number += 1
        maker: Maker = rng.choices(makers, weights)[0]
        yield maker(rng, number)


def _name(number: int) -> str:
    return f"town{number}"


def _earlier(rng: random.Random, number: int) -> int:
    return max(1, number - min(rng.randrange(NAMES_BACK), rng.randrange(NAMES_BACK)))


def _source(number: int) -> str:
    return SOURCES[number % len(SOURCES)]


def _original(_: random.Random, number: int) -> Raw:
    source = _source(number)
    return source.encode(), raw(source, f"{number}", _name(number))


def _again(rng: random.Random, number: int) -> Raw:
    return _original(rng, _earlier(rng, number))


def _copy(rng: random.Random, number: int) -> Raw:
    source = rng.choice(SOURCES)
    return source.encode(), raw(source, f"copy/{number}", _name(_earlier(rng, number)))


def _update(rng: random.Random, number: int) -> Raw:
    earlier = _earlier(rng, number)
    source, name = _source(earlier), _name(earlier)
    content = f"{name} bridge opens after four years\n\n{body(name)}\n\nAt {number} it rained in {name} for hours."
    return source.encode(), raw(source, f"{earlier}", name, content=content)


def _feed(rng: random.Random, number: int) -> Raw:
    source, name = _source(number), _name(number)
    items = "".join(
        ITEM.format(number=item, name=name, text=body(f"{name} quay {item}")) for item in range(rng.randint(2, 6))
    )
    content = FEED.format(items=items)
    return source.encode(), raw(source, f"feed/{number}", name, content=content, content_type="application/rss+xml")


def _wrong_key(rng: random.Random, number: int) -> Raw:
    _, value = _original(rng, number)
    return rng.choice((None, b"nobody", rng.choice(SOURCES).encode() + b"x")), value


def _poison(rng: random.Random, number: int) -> Raw:
    return _source(number).encode(), rng.choice(POISON)


def _no_article(rng: random.Random, number: int) -> Raw:
    source = _source(number)
    return source.encode(), orjson.dumps({"source": source} | rng.choice(NO_ARTICLES))


def _large(_: random.Random, number: int) -> Raw:
    source, name = _source(number), _name(number)
    text = body(name)
    content = f"{name} bridge opens after four years\n\n{text * (LARGE_CHARACTERS // len(text))}"
    return source.encode(), raw(source, f"{number}", name, content=content)


Maker = Callable[[random.Random, int], Raw]
MAKERS: dict[Maker, float] = {
    _original: 60,
    _copy: 10,
    _update: 10,
    _again: 6,
    _feed: 4,
    _wrong_key: 4,
    _poison: 3,
    _no_article: 3,
    _large: 0.2,
}
"""The kinds of records by their weight."""
