"""Fits what each sign of a line says of its place (before, in, among, behind the body), on labelled pages.

    python tests/quality/fit_substance.py PAGES.jsonl[.gz] ... [--write] [--without SIGN ...]

PAGES are rows {"raw": RawArticle of text/plain, "gold": {"title", "standfirst", "paragraphs"}, "meta": {"source"}};
a file that is named several times counts so often. Each page is learned from as it is, and once more as its paragraphs
alone. The likelihood of all right places is climbed with
a pull towards nought (L-BFGS over a chain of four places); there is no chance in it: the same pages give the same
weights. What is reported comes from weights that saw no page of the publisher. `--write` puts the weights into
`streams/normalize/substance.toml`; `--without` leaves signs out whose names begin so.
"""

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
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
from streams.normalize.outline import reading_of, ruled_outline
from streams.normalize.places import FOLLOWERS, PLACES
from streams.normalize.source import source_of
from streams.normalize.substance import Signs, signs_of, span_of

DATA = Path(__file__).parents[2] / "streams" / "normalize" / "substance.toml"
FOLDS, RARE = 5, 12
"""A sign that stands on fewer pages is left out."""
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
    """Read the pages, each also as its paragraphs alone."""
    rows = []
    for path in paths:
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        rows += [json.loads(line) for line in text.splitlines() if line.strip()]
    pages = []
    for number, row in enumerate(rows):
        raw = RawArticle.model_validate_json(json.dumps(row["raw"]))
        gold, source = row["gold"], row["meta"]["source"]
        lines = [line for paragraph in gold["paragraphs"] for line in paragraph.split("\n")]
        pages.append(_page(raw, lines, gold["standfirst"] or (), source))
        alone = [*([gold["title"]] if gold["title"] and number % 2 else ()), *lines]
        pages.append(replace(_page(replace_content(raw, "\n\n".join(alone)), lines, (), source), is_bare=True))
    return [page for page in pages if page.signs]


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
    return sorted(
        sign for sign, count in counts.items() if count >= RARE and not any(sign.startswith(one) for one in without)
    )


def matrix(page: Page, numbers: dict[str, int]) -> npt.NDArray[np.float32]:
    """Give a row a line, a column a sign."""
    rows = np.zeros((len(page.signs), len(numbers)), np.float32)
    for row, signs in zip(rows, page.signs, strict=True):
        row[[numbers[sign] for sign in signs if sign in numbers]] = 1.0
    return rows


def told(pages: Sequence[Page], chances: Sequence[Vector], dropped: float, kept: float) -> str:
    """Say how right the lines are, by words, on the pages themselves; bare ones are not counted."""
    found = right = gold = 0
    for page, chance in zip(pages, chances, strict=True):
        if page.is_bare:
            continue
        is_body = np.array(page.places) == PLACES.index("body")
        words = np.array(page.words)
        is_kept = np.where(np.array(page.ruled), chance >= dropped, chance > kept)
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
    options = parser.parse_args()
    pages = read_pages(options.pages)
    names = names_of(pages, options.without)
    numbers = {name: number for number, name in enumerate(names)}
    rows = [matrix(page, numbers) for page in pages]
    fold = np.array([int(hashlib.sha256(page.source.encode()).hexdigest(), 16) % FOLDS for page in pages])
    uses = np.array([fold != number for number in range(FOLDS)] + [np.ones(len(pages), bool)])
    chain = Chain(rows, [np.array(page.places) for page in pages], [page.words for page in pages], uses)
    fitted = climb(chain)
    report = _report(pages, [chain.chances(fitted, page, fold[page]) for page in range(len(pages))])
    document = HEADER.format(report=report) + _tables(names, *chain.weights(fitted, FOLDS))
    print(document if options.write else report)
    if options.write:
        DATA.write_text(document, "utf-8")


def _report(pages: Sequence[Page], chances: Sequence[Vector]) -> str:
    labelled = sum(not page.is_bare for page in pages)
    return (
        f"{labelled} pages, by weights of other publishers: {told(pages, chances, 0.2, 0.8)};"
        f" by rules alone: {told(pages, chances, -1, 2)}."
    )


def _tables(names: Sequence[str], signs: Vector, follows: Vector) -> str:
    told_of = [
        f'"{name}" = [{", ".join(f"{value:.2f}" for value in row)}]' for name, row in zip(names, signs, strict=True)
    ]
    followed = [f'"{name}" = {value:.2f}' for name, value in zip(FOLLOWERS, follows, strict=True)]
    return "\n[follows]\n" + "\n".join(followed) + "\n\n[signs]\n" + "\n".join(told_of) + "\n"


if __name__ == "__main__":
    main()
