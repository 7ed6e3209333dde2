"""Fits the weights of the headline's signs on labelled pages, and says how well they hold on publishers unseen.

    python tests/quality/fit_prominence.py PAGES.jsonl[.gz] ... [--write]

PAGES are rows {"raw": RawArticle of text/plain, "gold": {"titles"}, "meta": {"source"}}. A page's chance to name the
right line is a softmax over its candidates; its logarithm is climbed with a pull towards nought. There is no chance in
it: the same pages give the same weights. `--write` puts them into `streams/normalize/prominence.toml`.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from schemas.raw import RawArticle
from streams.lang.folding import letters_of
from streams.lang.lexicon import lexicon
from streams.normalize.address import address_of
from streams.normalize.context import Context
from streams.normalize.decode import clean_text
from streams.normalize.head import headline_of
from streams.normalize.headline import most_prominent, page_title_of
from streams.normalize.language import language_of
from streams.normalize.layout import first_prose, weights, with_summaries
from streams.normalize.lines import split_lines
from streams.normalize.look import look
from streams.normalize.names import site_of
from streams.normalize.outline import front_of
from streams.normalize.prominence import Front, candidates
from streams.normalize.source import source_of

DATA = Path(__file__).parents[2] / "streams" / "normalize" / "prominence.toml"
FOLDS, PULL, STEPS, RATE = 5, 1.0, 600, 0.05
HEADER = """\
# What each sign of a headline weighs; written by tests/quality/fit_prominence.py, which tells how.
# {report}
"""
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Page:
    """A labelled page, ready for the search: its candidates with their signs, one row each."""

    source: str
    front: Front
    places: tuple[int, ...]
    names: tuple[str, ...]
    signs: Vector
    right: npt.NDArray[np.bool_]

    def is_found(self, fitted: Vector) -> bool:
        """Tell whether these weights find a line that shows one of the page's titles."""
        scores = dict(zip(self.places, (self.signs @ fitted).tolist(), strict=True))
        found = most_prominent(self.front, scores)
        return found is not None and bool(self.right[self.places.index(found)])


def read_pages(paths: Iterable[Path]) -> list[Page]:
    """Read the pages that have a title and whose producer gives none away."""
    rows = []
    for path in paths:
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        rows += [json.loads(line) for line in text.splitlines() if line.strip()]
    pages = [_page(row["raw"], row["gold"]["titles"], row["meta"]["source"]) for row in rows if row["gold"]["titles"]]
    return [page for page in pages if page is not None]


def _page(fields: dict[str, object], titles: list[str], source: str) -> Page | None:
    raw = RawArticle.model_validate_json(json.dumps(fields))
    if raw.title:
        return None
    context = Context(url=raw.url, site=site_of(source_of(raw)), retrieved_at=raw.retrieved_at, language=raw.language)
    lines = split_lines(clean_text(raw.content or ""))
    language = language_of("\n".join(line.text for line in lines), context.language)
    order = lexicon().orders.get(language.split("-")[0], "dmy")
    seen = with_summaries([look(line, context.site, language, order) for line in lines])
    front = front_of(seen, first_prose(seen, weights(seen)))
    found = candidates(front, address_of(context.url), page_title_of(front, context.site))
    if not found:
        return None
    headlines = [headline_of(seen, index, context.site) for index in found]
    known = {letters_of(title) for title in titles}
    names = tuple(sorted(next(iter(found.values()))))
    return Page(
        source=source,
        front=front,
        places=tuple(found),
        names=names,
        signs=np.array([[signs[name] for name in names] for signs in found.values()]),
        right=np.array([one is not None and letters_of(one.text) in known for one in headlines]),
    )


def fit(pages: Sequence[Page]) -> Vector:
    """Climb to the weights under which the right lines are likeliest (Adam, all pages at each step)."""
    useful = [page for page in pages if page.right.any()]
    fitted = np.zeros(len(useful[0].names))
    slope, spread = np.zeros_like(fitted), np.zeros_like(fitted)
    for step in range(1, STEPS + 1):
        gradient = PULL * fitted
        for page in useful:
            gradient += _gradient(page, fitted)
        slope = 0.9 * slope + 0.1 * gradient
        spread = 0.99 * spread + 0.01 * gradient**2
        fitted -= RATE * (slope / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return fitted


def _gradient(page: Page, fitted: Vector) -> Vector:
    scores = page.signs @ fitted
    chances: Vector = np.exp(scores - scores.max())
    among_right = chances * page.right
    slope: Vector = page.signs.T @ (chances / chances.sum() - among_right / among_right.sum())
    return slope


def held_out_share(pages: Sequence[Page]) -> float:
    """Give the share of pages found with weights that were fitted without any page of their publisher."""
    fold = [int(hashlib.sha256(page.source.encode()).hexdigest(), 16) % FOLDS for page in pages]
    found = 0
    for number in range(FOLDS):
        fitted = fit([page for page, one in zip(pages, fold, strict=True) if one != number])
        found += sum(page.is_found(fitted) for page, one in zip(pages, fold, strict=True) if one == number)
    return found / len(pages)


def main() -> None:
    """Fit, report, and write when told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="put the weights into the package")
    options = parser.parse_args()
    pages = read_pages(options.pages)
    fitted = fit(pages)
    share = sum(page.is_found(fitted) for page in pages) / len(pages)
    report = f"{len(pages)} pages: {share:.1%} found; {held_out_share(pages):.1%} by weights of other publishers."
    lines = [f"{name} = {weight:.2f}" for name, weight in zip(pages[0].names, fitted.tolist(), strict=True)]
    document = HEADER.format(report=report) + "\n[weights]\n" + "\n".join(lines) + "\n"
    print(document)
    if options.write:
        DATA.write_text(document, "utf-8")


if __name__ == "__main__":
    main()
