"""Scores of `newsstream process` on the gold pages, by language: `measure_gold.py [LANGUAGE ...]`.

`--show en/03` prints what differs on the page (`--show en`: on all of the language), `--raise` writes better floors
into `gold/floors.toml`. Ends with 1 where a floor is missed, with 2 where a page is malformed.
"""

import argparse
import sys
from collections.abc import Mapping

from gold.pages import MalformedPageError, Page, read_pages
from gold.scores import FIELDS, Event, floors, found, left_lines, process, shares, wanted, write_floors, wrong_fields

COLUMNS = (*FIELDS, "removed")


def main() -> int:
    """Print the scores and what was asked for; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="only these languages")
    parser.add_argument("--show", metavar="PAGE", help="print what differs on pages whose name begins like this")
    parser.add_argument("--raise", dest="is_raising", action="store_true", help="write better floors")
    options = parser.parse_args()
    try:
        pages = read_pages(options.languages)
    except (MalformedPageError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
    if not pages:
        parser.error(f"no pages of {', '.join(options.languages) or 'any language'}")
    events = process(pages)
    reached = shares(pages, events)
    if options.is_raising:
        write_floors(floors() | {language: _best(language, table) for language, table in reached.items()})
    if options.show:
        _show([page for page in pages if page.id.startswith(_name(options.show))], events)
    return _print_table(reached)


def _name(given: str) -> str:
    """Give a page's name for a path, too."""
    return "/".join(given.removesuffix(".page").split("/")[-2:])


def _best(language: str, table: Mapping[str, float]) -> dict[str, float]:
    floor = floors().get(language, {})
    return {name: max(share, floor.get(name, 0)) for name, share in table.items()}


def _print_table(reached: Mapping[str, Mapping[str, float]]) -> int:
    """Print a row a language, with `!` behind a missed floor; give 1 if there is one."""
    has_missed = False
    print(f"{'':<4}{'pages':>6}" + "".join(f"{name:>12}" for name in COLUMNS))
    for language, table in reached.items():
        missed = {name for name, floor in floors().get(language, {}).items() if table[name] < floor}
        cells = (f"{100 * table[name]:>11.1f}{'!' if name in missed else ' '}" for name in COLUMNS)
        print(f"{language:<4}{table['pages']:>6}" + "".join(cells), flush=True)
        has_missed = has_missed or bool(missed)
    return int(has_missed)


def _show(pages: list[Page], events: Mapping[str, Event]) -> None:
    for page in pages:
        event = events[page.id]
        print(f"{page.path}: {page.head['shape']}")
        want, got = wanted(page), found(event)
        for name in wrong_fields(page, event):
            _show_body(want[name], got[name]) if name == "body" else print(
                f"  {name}: {want[name]!r}, not {got[name]!r}"
            )
        for line in left_lines(page, event):
            print(f"  not removed: {line}")


def _show_body(want: list[str], got: list[str]) -> None:
    for text in want:
        print(*[f"  body lacks: {text}"] * (text not in got), sep="")
    for text in got:
        print(*[f"  body has:   {text}"] * (text not in want), sep="")


if __name__ == "__main__":
    sys.exit(main())
