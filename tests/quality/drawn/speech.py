"""Speech: sentences of invented news in several languages, filled in from a seed.

A slot in braces is a list of `words` that may hold slots themselves, or a number; a letter behind its name (`personb`)
makes another one of its kind. Lists are parallel: the same seed says the same in every language.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

_SLOT = re.compile(r"\{(\w+)\}")
_NUMBERS: Mapping[str, Callable[[Random], str]] = {
    "n": lambda random: str(random.randint(2, 9_000)),
    "n1": lambda random: str(random.randint(0, 6)),
    "n2": lambda random: str(random.randint(11, 99)),
    "pc": lambda random: f"{random.uniform(0.1, 9.9):.1f}",
    "big": lambda random: f"{random.randint(1_000, 9_999_999):,}",
    "clock": lambda random: f"{random.randint(0, 23)}:{random.randint(0, 59):02}",
}


@dataclass(frozen=True)
class Story:
    """A headline and sentences; of each sentence all the ways in which a reporter may put it."""

    title: str
    sentences: tuple[tuple[str, ...], ...]

    def text(self, way: int = 0) -> list[str]:
        """Give the sentences, each put in the given way."""
        return [ways[way % len(ways)] for ways in self.sentences]


@dataclass(frozen=True)
class Tongue:
    """One language's lists."""

    code: str
    between: str
    words: Mapping[str, Sequence[str]]
    texts: Mapping[str, Sequence[str]]
    series: Mapping[str, Sequence[str]]
    swaps: Mapping[str, str]
    facts: Sequence[Mapping[str, Sequence[str]]]

    def say(self, template: str, seed: str) -> str:
        """Fill a template; the first letter is a capital where the script has them."""
        said = _SLOT.sub(lambda slot: self._word(slot[1], seed), template)
        return said[:1].upper() + said[1:]

    def pick(self, kind: str, seed: str) -> str:
        """Say one of the texts of a kind: a lead, a footer, a correction note."""
        return self.say(Random(f"{seed}/{kind}").choice(self.texts[kind]), f"{seed}/{kind}")

    def story(self, seed: str, sentences: int) -> Story:
        """Tell a story of so many sentences."""
        random = Random(seed)
        facts = [random.choice(self.facts)["ways"] for _ in range(sentences)]
        told = tuple(tuple(self.say(way, f"{seed}/{at}") for way in ways) for at, ways in enumerate(facts))
        return Story(self.pick("titles", seed), told)

    def swap(self, sentence: str) -> str:
        """Put other words for some, as a copy editor does."""
        for word, other in self.swaps.items():
            sentence = sentence.replace(word, other)
        return sentence

    def _word(self, slot: str, seed: str) -> str:
        random = Random(f"{seed}/{slot}")
        name = next(slot[:end] for end in range(len(slot), 0, -1) if slot[:end] in {**self.words, **_NUMBERS})
        if name in _NUMBERS:
            return _NUMBERS[name](random)
        return _SLOT.sub(lambda inner: self._word(inner[1], f"{seed}/{slot}"), random.choice(self.words[name]))


@cache
def tongues() -> tuple[Tongue, ...]:
    """Give all languages that have a file."""
    folder = Path(__file__).with_name("languages")
    return tuple(Tongue(code=path.stem, **tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.iterdir()))
