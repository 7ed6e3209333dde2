"""Fits what each sign of a line says of its place (before, in, among, behind the body), on labelled pages.

    python tests/quality/fit_substance.py PAGES.jsonl[.gz] ... [--write] [--without SIGN ...] [--ablate]

PAGES are rows {"raw": RawArticle of text/plain, "gold": {"title", "standfirst", "paragraphs"}, "meta": {"source"}};
a file that is named several times counts so often. The gold pages are learned from, too. Each page is learned from as
it is, and once more as its paragraphs alone; one that `label_pages` made, as it is. The likelihood of all right places
is climbed with a pull towards nought (L-BFGS over a chain of four places); there is no chance in it: the same pages
give the same weights. What is reported comes from weights that saw no page of the publisher. `--write` puts the weights
into `streams/normalize/substance.toml`; `--without` leaves signs out whose names begin so; `--ablate` fits once more
without each family of signs in turn, and tells what goes with it.
"""

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from gold.pages import read_pages as gold_pages
from lines.chain import Chain, climb
from lines.labels import body_lines, words_of

from schemas.raw import RawArticle
from streams.lang.lexicon import lexicon
from streams.normalize.context import Context
from streams.normalize.decode import clean_text
from streams.normalize.language import language_of
from streams.normalize.lines import split_lines
from streams.normalize.look import look
from streams.normalize.names import site_of
from streams.normalize.outline import are_body, reading_of, ruled_outline
from streams.normalize.places import FOLLOWERS, PLACES
from streams.normalize.source import source_of
from streams.normalize.substance import Signs, signs_of, span_of

DATA = Path(__file__).parents[2] / "streams" / "normalize" / "substance.toml"
FOLDS, RARE = 5, 30
"""A sign that stands on fewer pages is left out."""
FAMILIES = {
    "what the rules found": ("kept", "left", "head", "first", "past"),
    "neighbours": ("-1", "-2", "1", "2"),
    "length": ("width",),
    "how it ends": ("stop", "open", "colon", "ellipsis", "question", "bracket"),
    "kind": ("furniture", "is", "meta", "dated"),
    "how it begins": ("quote", "bullet", "small", "figure", "label"),
    "what is in it": ("inside", "digits", "mention", "link", "parted"),
    "a credit's tail": ("tail", "bracket tail"),
    "capitals and stop words": ("capitals", "stops"),
    "place on the page": ("below", "to go", "read"),
    "runs of paragraphs": ("gap above", "gap below", "prose above", "prose below"),
    "headings and dates near": ("section", "since section", "byline", "since byline", "dated near"),
    "words of the opening": ("told", "headline", "around"),
    "words of the paragraphs": ("shared", "echoed"),
    "said twice": ("contained", "extends", "repeated"),
    "names of site and makers": ("site", "maker"),
}
HEADER = """\
# What each sign of a line says of its place: in the body, among it, behind it (before it is nought), and how well one
# place follows another; written by tests/quality/fit_substance.py, which tells how.
# {report}
"""
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Page:
    """A labelled page: the signs of its lines, and their places."""

    source: str
    signs: tuple[Signs, ...]
    places: tuple[int, ...]
    ruled: tuple[bool, ...]
    """Line i is body by the rules."""
    words: tuple[int, ...]
    is_bare: bool


def read_pages(paths: Iterable[Path]) -> list[Page]:
    """Read the labelled pages, then the gold ones, each also as its paragraphs alone."""
    rows = []
    for path in paths:
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        rows += [json.loads(line) for line in text.splitlines() if line.strip()]
    pages = []
    for number, row in enumerate([*rows, *_gold_rows()]):
        raw = RawArticle.model_validate_json(json.dumps(row["raw"]))
        gold, source = row["gold"], row["meta"]["source"]
        lines = [line for paragraph in gold["paragraphs"] for line in paragraph.split("\n")]
        page = _page(raw, lines, gold["standfirst"] or (), source)
        if row["meta"].get("by_markup"):
            pages.append(page)
            continue
        alone = [*([gold["title"]] if gold["title"] and number % 2 else ()), *lines]
        bare = _page(replace_content(raw, "\n\n".join(alone)), lines, (), source)
        pages += [page, replace(bare, is_bare=True)]
    return [page for page in pages if page.signs]


def _gold_rows() -> Iterator[dict[str, Any]]:
    for page in gold_pages():
        gold = {"title": page.title, "standfirst": [page.standfirst] if page.standfirst else []}
        yield {
            "raw": page.raw,
            "gold": gold | {"paragraphs": list(page.paragraphs)},
            "meta": {"source": page.host},
        }


def replace_content(raw: RawArticle, content: str) -> RawArticle:
    """Give the raw article with another text."""
    return raw.model_copy(update={"content": content})


def _page(raw: RawArticle, paragraphs: Sequence[str], standfirst: Sequence[str], source: str) -> Page:
    context = Context(site=site_of(source_of(raw)), url=raw.url, title=raw.title, language=raw.language)
    lines = split_lines(clean_text(raw.content or ""))
    language = language_of("\n".join(line.text for line in lines), raw.language)
    order = lexicon().orders.get(language.split("-")[0], "dmy")
    outline = ruled_outline([look(line, context.site, language, order) for line in lines], context)
    texts = [one.line.text for one in outline.seen]
    reading = reading_of(outline, context, language)
    span, ruled = span_of(reading), set(outline.body)
    body = body_lines(texts, paragraphs) | (body_lines(texts, standfirst) & ruled)
    inside = [index for index in span if index in body]
    return Page(
        source=source,
        signs=tuple(signs_of(reading)),
        places=tuple(_place(index, inside, body) for index in span),
        ruled=tuple(index in ruled for index in span),
        words=tuple(len(words_of(texts[index])) for index in span),
        is_bare=False,
    )


def _place(index: int, inside: Sequence[int], body: set[int]) -> int:
    if not inside or index < inside[0]:
        return PLACES.index("before")
    if index in body:
        return PLACES.index("body")
    return PLACES.index("behind" if index > inside[-1] else "among")


def names_of(pages: Sequence[Page], without: Sequence[str]) -> list[str]:
    """Give the signs that are common enough, in order."""
    counts = Counter(sign for page in pages for sign in set().union(*page.signs))
    left_out = {sign for sign in counts if any(sign == one or sign.startswith(f"{one} ") for one in without)}
    return sorted(sign for sign, count in counts.items() if count >= RARE and sign not in left_out)


def matrix(page: Page, numbers: dict[str, int]) -> npt.NDArray[np.float32]:
    """Give a row a line, a column a sign."""
    rows = np.zeros((len(page.signs), len(numbers)), np.float32)
    for row, signs in zip(rows, page.signs, strict=True):
        row[[numbers[sign] for sign in signs if sign in numbers]] = 1.0
    return rows


def told(pages: Sequence[Page], kept: Sequence[Sequence[bool]]) -> str:
    """Say how right the lines are that were kept, by words, on the pages themselves; bare ones are not counted."""
    found = right = gold = 0
    for page, lines in zip(pages, kept, strict=True):
        if page.is_bare:
            continue
        is_body = np.array(page.places) == PLACES.index("body")
        words, is_kept = np.array(page.words), np.array(lines)
        found += int(words[is_kept].sum())
        right += int(words[is_kept & is_body].sum())
        gold += int(words[is_body].sum())
    return f"{1 - right / found:.1%} furniture, {1 - right / gold:.1%} lost"


def main() -> None:
    """Fit, report, and write when told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="put the weights into the package")
    parser.add_argument("--without", nargs="*", default=[], help="signs to leave out, by how their names begin")
    parser.add_argument("--ablate", action="store_true", help="tell what each family of signs adds")
    options = parser.parse_args()
    pages = read_pages(options.pages)
    names, fitted, report = fit(pages, options.without)
    document = HEADER.format(report=report) + _tables(names, *fitted)
    print(document if options.write else report, flush=True)
    if options.write:
        DATA.write_text(document, "utf-8")
    for family, signs in FAMILIES.items() if options.ablate else ():
        print(f"without {family}: {fit(pages, [*options.without, *signs])[2]}", flush=True)


def fit(pages: Sequence[Page], without: Sequence[str]) -> tuple[list[str], tuple[Vector, Vector], str]:
    """Fit the weights: the signs' names, the weights that all pages give, and what those of other publishers reach."""
    names = names_of(pages, without)
    numbers = {name: number for number, name in enumerate(names)}
    rows = [matrix(page, numbers) for page in pages]
    fold = np.array([int(hashlib.sha256(page.source.encode()).hexdigest(), 16) % FOLDS for page in pages])
    uses = np.array([fold != number for number in range(FOLDS)] + [np.ones(len(pages), bool)])
    chain = Chain(rows, [np.array(page.places) for page in pages], [page.words for page in pages], uses)
    fitted = climb(chain)
    report = _report(pages, [chain.chances(fitted, page, fold[page]) for page in range(len(pages))])
    return names, chain.weights(fitted, FOLDS), report


def _report(pages: Sequence[Page], chances: Sequence[Vector]) -> str:
    labelled = sum(not page.is_bare for page in pages)
    kept = [are_body(page.ruled, page.signs, chance.tolist()) for page, chance in zip(pages, chances, strict=True)]
    return (
        f"{labelled} pages, by weights of other publishers: {told(pages, kept)};"
        f" by rules alone: {told(pages, [page.ruled for page in pages])}."
    )


def _tables(names: Sequence[str], signs: Vector, follows: Vector) -> str:
    told_of = [
        f'"{name}" = [{", ".join(f"{value:.2f}" for value in row)}]' for name, row in zip(names, signs, strict=True)
    ]
    followed = [f'"{name}" = {value:.2f}' for name, value in zip(FOLLOWERS, follows, strict=True)]
    return "\n[follows]\n" + "\n".join(followed) + "\n\n[signs]\n" + "\n".join(told_of) + "\n"


if __name__ == "__main__":
    main()
