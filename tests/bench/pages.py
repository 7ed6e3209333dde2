"""Made-up raw pages for the bench: the shape of scraped text, with furniture, from a seed.

The sentences mean nothing; what counts is their length, their number and that no two articles share them by chance.
"""

import random
from collections.abc import Iterator

import orjson

PARAGRAPHS = 8
SENTENCES = 4
SOURCES = 40
REPEATED = 0.2
"""Share of articles that another publisher carries once more, so that the index has something to find."""

SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za bre cla dri fle gro ple sti tru".split()
VERBS = "opened closed approved rejected visited repaired measured counted promised delayed praised sold".split()
NOUNS = "bridge school harbour market budget orchestra river library factory stadium forest clinic railway".split()


def _name(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3))).capitalize()


def _sentence(rng: random.Random) -> str:
    return (
        f"The {rng.choice(NOUNS)} of {_name(rng)} was {rng.choice(VERBS)} after {_name(rng)} {_name(rng)} said that "
        f"{rng.randint(2, 900)} people from {_name(rng)} had {rng.choice(VERBS)} the {rng.choice(NOUNS)} in "
        f"{_name(rng)}."
    )


def _page(rng: random.Random, title: str, body: str, source: str) -> str:
    other = f"{_name(rng)} {rng.choice(VERBS)} the {rng.choice(NOUNS)} of {_name(rng)}"
    return (
        f"Tue, Jul 16, 2024\n\n{title} | Watch Video\n\n{_sentence(rng)}\n\nReported by:  {source} News Desk  "
        f"Edited by:  {_name(rng)} {_name(rng)} -- June 21st 2024 02:16 PM\n{title} | Watch Video\n\n{body}\n\n"
        f"Also Read: {other}\n\n- With inputs from agencies\n\nTop News view more...\n\nLatest News view more...\n"
    )


def raw_articles(count: int, seed: int = 1) -> Iterator[tuple[bytes, bytes]]:
    """Yield `count` pairs of key and value for `news.raw`, about 4 KB each; one seed, one stream."""
    rng = random.Random(seed)
    earlier: list[tuple[str, str]] = []
    for number in range(count):
        if earlier and rng.random() < REPEATED:
            title, body = rng.choice(earlier[-500:])
        else:
            title = f"{_name(rng)} {rng.choice(VERBS)} the {rng.choice(NOUNS)} of {_name(rng)} and {_name(rng)}"
            body = "\n\n".join(" ".join(_sentence(rng) for _ in range(SENTENCES)) for _ in range(PARAGRAPHS))
            earlier.append((title, body))
        source = f"paper{rng.randrange(SOURCES)}.example"
        yield (
            source.encode(),
            orjson.dumps(
                {
                    "url": f"https://{source}/news/{number}",
                    "source": source,
                    "retrieved_at": "2024-07-16T04:10:00Z",
                    "content": _page(rng, title, body, source.removesuffix(".example").upper()),
                }
            ),
        )
