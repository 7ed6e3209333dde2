"""Curves of dedup's rules: `python tests/quality/measure_rules.py [RULE ...] [--seeds SEED ...] [--labelled FOLDER]`.

For each number of the rules it prints, at values around the chosen one, how many repeats are linked rightly and how
many articles wrongly, of the drawn streams and of a labelled stream beside them. What each article is compared with is
found once, with the chosen numbers: a curve doesn't say what other links would make of boilerplate.
"""

import argparse
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

import orjson
from drawn.scores import draw_stream

from schemas.enriched import EnrichedArticle
from streams.cli.process import Chain
from streams.dedup import decide
from streams.dedup.decide import RULES, Likeness, Rules, compare
from streams.dedup.memory import Candidates, Memory
from streams.dedup.rulings import most_alike
from streams.dedup.texts import Text

SEEDS = (11, 12, 13)
FACTORS = (0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5)
OF_KNOWN, OF_FAMILIES = {"same_story"}, {"sure_share", "sure_share_other_title", "sure_copy_share"}
COMPARING = [rule.name for rule in fields(Rules) if rule.name not in OF_KNOWN | OF_FAMILIES]
"""The numbers that decide between a text and one that was found for it."""


@dataclass(frozen=True)
class Labelled:
    """An article as it is sent, and which earlier ones it may be linked to; none for an article of its own."""

    id: str
    raw: dict[str, object]
    targets: frozenset[str]
    is_optional: bool = False


@dataclass(frozen=True)
class Choice:
    """What an article without a known address or equal letters may be linked to, and whether that is right."""

    is_repeat: bool
    found: Sequence[tuple[bool, Likeness]]


def drawn(seeds: Iterable[int]) -> Iterator[list[Labelled]]:
    """Give the drawn streams of the seeds."""
    for seed in seeds:
        yield [Labelled(item.id, item.raw, frozenset(item.gold.targets)) for item in draw_stream(seed)]


def labelled(folder: Path) -> Iterator[list[Labelled]]:
    """Give the labelled stream of a folder."""
    with gzip.open(folder / "dedup" / "dev.jsonl.gz", "rb") as lines:
        rows = [orjson.loads(line) for line in lines]
    yield [
        Labelled(row["id"], row["raw"], frozenset(row["gold"]["target"]), "none" in row["gold"]["relation"])
        for row in rows
    ]


def choices(stream: Sequence[Labelled]) -> Iterator[Choice]:
    """Run a stream through all stages; give the choice that each article had which came to be compared."""
    owners: dict[str, set[str]] = defaultdict(set)
    chain = Chain({})
    for at, one in enumerate(stream):
        with _listening() as heard:
            event = chain.process(orjson.dumps(one.raw), at)[0].event
        assert event, f"{one.id} is refused"
        for text, candidates in heard if not one.is_optional or not one.targets else []:
            compared = ((entry, compare(text, entry.text, candidates.common)) for entry in candidates.entries)
            found = [(bool(owners[entry.uri] & one.targets), likeness) for entry, likeness in compared]
            yield Choice(bool(one.targets), found)
        _own(owners, event, one)


def _own(owners: dict[str, set[str]], event: EnrichedArticle, one: Labelled) -> None:
    owners[event.uri].add(one.id)


@contextmanager
def _listening() -> Iterator[list[tuple[Text, Candidates]]]:
    heard: list[tuple[Text, Candidates]] = []
    asked = Memory.candidates

    def candidates(self: Memory, text: Text) -> Candidates:
        found = asked(self, text)
        heard.append((text, found))
        return found

    Memory.candidates = candidates  # type: ignore[method-assign] # listens while one article is judged
    try:
        yield heard
    finally:
        Memory.candidates = asked  # type: ignore[method-assign]


def tally(made: Sequence[Choice], rules: Rules) -> tuple[int, int]:
    """Give how many articles are linked rightly and wrongly under these rules."""
    right = wrong = 0
    decide.RULES = rules
    try:
        for one in made:
            if best := most_alike(one.found):
                right += best[0]
                wrong += not best[0]
    finally:
        decide.RULES = RULES
    return right, wrong


def curve(made: Sequence[Choice], name: str) -> Iterator[str]:
    """Give the counts at values around the chosen one of a rule, which bears a star."""
    chosen = getattr(RULES, name)
    for value in sorted({type(chosen)(chosen * factor) for factor in FACTORS}):
        right, wrong = tally(made, replace(RULES, **{name: value}))
        yield f"{'*' if value == chosen else ' '}{value:6.3g} {right:5} {wrong:3}"


def main() -> None:
    """Print a curve for each rule that is asked for, or for all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rules", nargs="*", default=COMPARING, choices=[*COMPARING, []], metavar="RULE")
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS, help="of the drawn streams")
    parser.add_argument("--labelled", type=Path, help="the folder of labelled data")
    options = parser.parse_args()
    streams = {"drawn": drawn(options.seeds), "labelled": labelled(options.labelled) if options.labelled else ()}
    made = {name: [one for stream in found for one in choices(stream)] for name, found in streams.items()}
    for name, of in made.items():
        print(f"{name}: {len(of)} articles were compared, {sum(one.is_repeat for one in of)} of them repeats")
    for rule in options.rules:
        print(f"{rule}: value, right and wrong links of {', '.join(name for name, of in made.items() if of)}")
        for lines in zip(*(curve(of, rule) for of in made.values() if of), strict=True):
            print("   ".join(lines), flush=True)


if __name__ == "__main__":
    main()
