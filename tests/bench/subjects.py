"""`tests/run subjects-bench`: the stage that tags, without Kafka: what an article that it never saw costs, by step.

    tests/run subjects-bench
    tests/run subjects-bench --words 350 --articles 500
    tests/run subjects-bench --rows ROWS.jsonl[.gz]

Half of the articles are read first, so that the words of a language are known as they are to a worker that has been at
work; the other half is timed, once, and like in a worker nothing is kept of an article that is done. The figure to
count with is the last line: how many articles a second one core gives their subjects, over all languages.

ROWS are {"raw": RawArticle}, of which those in languages with terms count; they should be real news. Without them
articles are invented to be hard: every eighth word is a term of the language, others are the words of its phrases, the
commonest most often, and the rest is made up, some words again and again and some never; they speak for nearly all
subjects at once, which no real article does. Figures are the processor's time; memory is what the process of a
language grew by until its terms were read, and until all articles were. `sketch` is made here for dedup.
"""

import argparse
import gzip
import json
import multiprocessing
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

import psutil

from schemas.article import NormalizedArticle, Provenance, RawPosition, TaggedArticle
from streams.dedup.sketch import header_of
from streams.normalize.stage import normalize, read_raw
from streams.tag.matcher import matcher_for
from streams.tag.tagger import tag
from streams.tag.terms import STAR, Terms, load_terms

LANGUAGES = ("en", "de", "fr", "ru", "ar", "hi", "zh")
WORDS, ARTICLES = 350, 400
TERMS, PHRASES = 0.12, 0.38
SENTENCE, PARAGRAPH = 17, 70
SYLLABLES = (
    "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za bre cla dri fle gro ple sti tru ven".split()
)
RAW = RawPosition(topic="news.raw", partition=0, offset=0)

Item = TypeVar("Item")


def invented(language: str, terms: Terms, words: int, count: int) -> Iterator[NormalizedArticle]:
    """Yield articles whose sentences mean nothing and have a language's terms in them; one language, one text."""
    random = Random(language)
    singles = [term.pattern.replace(STAR, "") for term in terms.terms if len(term.words) == 1]
    common = Counter(word.replace(STAR, "") for term in terms.terms for word in term.words if len(term.words) > 1)
    phrases, weights = tuple(common), tuple(number**2 for number in common.values())
    blank = "" if terms.is_spaceless else " "
    for number in range(count):
        chosen = [
            random.choice(singles) if dice < TERMS
            else random.choices(phrases, weights)[0] if dice < TERMS + PHRASES
            else _made_up(int(random.paretovariate(0.8)))
            for dice in (random.random() for _ in range(words))
        ]  # fmt: skip
        body = "".join(one + _after(at, blank) for at, one in enumerate(chosen, 1))
        yield NormalizedArticle(
            article_id=str(number),
            source="lantern.example",
            title=blank.join(chosen[:9]),
            body=body,
            language=language,
            provenance=Provenance(raw=RAW),
        )


def invented_of(words: int, count: int) -> dict[str, list[NormalizedArticle]]:
    """Give invented articles of each of the languages."""
    return {
        language: list(invented(language, terms, words, count))
        for language in LANGUAGES
        if (terms := load_terms(language))
    }


def _made_up(number: int) -> str:
    """Give the word with a number: the same word for the same number, longer ones for higher ones."""
    number, last = divmod(number, len(SYLLABLES))
    return (_made_up(number) if number else "") + SYLLABLES[last]


def _after(at: int, blank: str) -> str:
    return ".\n\n" if at % PARAGRAPH == 0 else f".{blank}" if at % SENTENCE == 0 else blank


def rows_of(path: Path) -> dict[str, list[NormalizedArticle]]:
    """Read the articles of a file, by language; languages without terms are left out."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    found: defaultdict[str, list[NormalizedArticle]] = defaultdict(list)
    for line in text.splitlines():
        for one in normalize(read_raw(json.dumps(json.loads(line)["raw"]).encode()), RAW, None, {}):
            if isinstance(one, NormalizedArticle):
                found[one.language.partition("-")[0]].append(one)
    return {
        language: found[language] for language in sorted(found) if load_terms(language) and len(found[language]) > 1
    }


def seconds_of(step: Callable[[Item], object], items: Sequence[Item]) -> float:
    """Give the processor's seconds for all items; what comes out is dropped, for a worker keeps none of it."""
    started = time.process_time()
    for item in items:
        step(item)
    return time.process_time() - started


@dataclass(frozen=True, slots=True)
class Measured:
    """A language's line, and what adds up over languages: the articles, and the seconds for their subjects."""

    line: str
    articles: int
    seconds: float


def measured(language: str, articles: Sequence[NormalizedArticle]) -> Measured:
    """Read a language's terms and time its articles; in a process of its own."""
    matcher_for("und")  # the vocabulary itself
    process = psutil.Process()
    before, started = process.memory_info().rss, time.process_time()
    matcher_for(language)
    loading, loaded = time.process_time() - started, process.memory_info().rss
    figures, seconds = figures_of(articles)
    used = process.memory_info().rss
    memory = f"{loading:>9.2f}{(loaded - before) / 2**20:>7.1f}{(used - before) / 2**20:>7.1f}"
    return Measured(f"{language:<8}{figures}{memory}", len(articles) // 2, seconds)


def figures_of(articles: Sequence[NormalizedArticle]) -> tuple[str, float]:
    """Time half of the articles after the other half was read; give the figures, and the seconds for subjects."""
    for article in articles[::2]:
        tag(article)
    unseen = [one.encode() for one in articles[1::2]]
    reading = seconds_of(NormalizedArticle.decode, unseen)
    decoded = list(map(NormalizedArticle.decode, unseen))
    tagging = seconds_of(tag, decoded)
    tagged = list(map(tag, decoded))
    sketching, writing = seconds_of(header_of, tagged), seconds_of(TaggedArticle.encode, tagged)
    letters = sum(len(one.body) for one in decoded) / len(unseen)
    said = sum(len(one.subjects) for one in tagged) / len(unseen)
    steps = "".join(f"{each / len(unseen) * 1_000:>10.3f}" for each in (reading, tagging, sketching, writing))
    return f"{len(unseen):>7}{letters:>9.0f}{said:>9.1f}{steps}{len(unseen) / tagging:>12,.0f}", tagging


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="tests/run subjects-bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=Path, help="articles as JSON Lines instead of invented ones")
    parser.add_argument("--words", type=int, default=WORDS, help=f"of an invented article (default {WORDS})")
    parser.add_argument("--articles", type=int, default=ARTICLES, help=f"of each language (default {ARTICLES})")
    options = parser.parse_args()
    given = rows_of(options.rows) if options.rows else invented_of(options.words, options.articles)
    print(f"{'':<33}CPU ms an article{'':>26}subjects:   terms read, MB with articles")
    print("        unseen  letters subjects    decode  subjects    sketch    encode  articles/s  seconds     MB     MB")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        done = []
        for language, articles in given.items():
            done.append(pool.submit(measured, language, articles).result())
            print(done[-1].line, flush=True)
    count, seconds = sum(one.articles for one in done), sum(one.seconds for one in done)
    print(f"subjects for {count:,} articles that were never seen: {count / seconds:,.0f} articles/s on one core")


if __name__ == "__main__":
    main()
