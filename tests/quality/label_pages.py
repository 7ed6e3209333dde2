"""Pages of HTML -> labelled pages of text, for `fit_substance`: `label_pages.py PAGES.jsonl > LABELLED.jsonl`.

PAGES are rows {"url", "html", "body"}: a page, and the text that another extractor finds in it. The page is rendered as
a naive scraper would, and labelled by what newsstream reads out of its markup. It is left out where the two texts share
less than 93 % of their words, or the text is short: what markup gets wrong teaches nothing.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from lines.labels import body_lines, words_of
from lines.rendered import render

from schemas.raw import RawArticle
from streams.normalize.content import ReadItem, read_contents

MIN_AGREED, MIN_SHOWN, MIN_WORDS, MIN_PARAGRAPHS = 0.93, 0.9, 120, 3


def labelled(row: Mapping[str, str], *, has_title: bool) -> dict[str, object] | None:
    """Give the labelled page, or None when the witnesses disagree on it."""
    raw = RawArticle(content_type="text/html", content=row["html"], url=row["url"])
    item = read_contents(raw)[0]
    if not isinstance(item, ReadItem):
        return None
    paragraphs = item.content.body.split("\n\n")
    if not _is_agreed(item.content.body, row["body"]) or len(paragraphs) < MIN_PARAGRAPHS:
        return None
    text = render(row["html"], has_title=has_title)
    if not _is_shown(text.split("\n"), paragraphs):
        return None
    gold = {"title": item.content.title, "paragraphs": paragraphs}
    gold["standfirst"] = [item.content.standfirst] if item.content.standfirst else []
    return {
        "raw": {"url": row["url"], "content_type": "text/plain", "content": text},
        "gold": gold,
        "meta": {"source": urlsplit(row["url"]).hostname or row["url"], "by_markup": True},
    }


def _is_agreed(own: str, other: str) -> bool:
    words, others = Counter(words_of(own)), Counter(words_of(other))
    total = words.total() + others.total()
    return words.total() >= MIN_WORDS and 2 * (words & others).total() >= MIN_AGREED * total


def _is_shown(lines: Sequence[str], paragraphs: Sequence[str]) -> bool:
    """Tell whether nearly all of the paragraphs stand on lines of the text."""
    shown = sum(len(words_of(lines[index])) for index in body_lines(lines, paragraphs))
    return shown >= MIN_SHOWN * sum(len(words_of(paragraph)) for paragraph in paragraphs)


def main() -> None:
    """Label, one page a line; every other page gets its own title as first line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=Path)
    for number, line in enumerate(parser.parse_args().pages.read_text("utf-8").rstrip("\n").split("\n")):
        if found := labelled(json.loads(line), has_title=number % 2 == 0):
            sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
