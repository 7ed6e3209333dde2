"""An event held against the gold page it was made of: what is right, and per language which share of the pages is."""

import json
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from gold.pages import DAY_LENGTH, FOLDER, Page

FLOORS = FOLDER / "floors.toml"
FIELDS = ("title", "standfirst", "people", "desk", "published", "modified", "body")
"""What is right on a page or not; the score is the share of pages."""
WRITERS = {"author", "reporter", "correspondent", "writer"}
"""Words for one role: a page that says `By` does not tell which."""
LONG = 11
"""A removed line of more letters than this is also looked for inside paragraphs; shorter ones stand there by chance."""

Event = Mapping[str, Any]


def process(pages: Iterable[Page]) -> dict[str, Event]:
    """Send all pages through one `newsstream process`; give the events by page, an empty one where none was made."""
    sent = "".join(json.dumps(page.raw) + "\n" for page in pages)
    command = [sys.executable, "-m", "streams.cli.main", "process"]
    done = subprocess.run(command, input=sent, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return {row["id"]: row["event"] or {} for row in map(json.loads, done.stdout.splitlines())}


def wanted(page: Page) -> dict[str, Any]:
    """Give the value of each field that the page should have."""
    people = [(name, role) for name, role in page.head.get("people", [])]
    times = {key: page.head.get(key) for key in ("published", "modified")}
    fields = {"title": page.title, "standfirst": page.standfirst or None, "people": people}
    return {**fields, "desk": page.head.get("desk"), **times, "body": list(page.paragraphs)}


def found(event: Event) -> dict[str, Any]:
    """Give the value of each field that the event has, in the same form."""
    people = [(person["name"], person["role"]) for person in event.get("byline", {}).get("people", [])]
    times = {key: event.get(key, {}).get("at") for key in ("published", "modified")}
    fields = {"title": event.get("title"), "standfirst": event.get("standfirst"), "people": people}
    paragraphs = [one for one in event.get("body", "").split("\n\n") if one]
    return {**fields, "desk": event.get("desk"), **times, "body": paragraphs}


def wrong_fields(page: Page, event: Event) -> list[str]:
    """Give the fields that are not as the page says."""
    want, got = wanted(page), found(event)
    if got["body"] and (dateline := (event.get("dateline") or {}).get("raw")):  # may stay with the paragraph or go
        with_dateline = [f"{dateline} {got['body'][0]}", *got["body"][1:]]
        got["body"] = with_dateline if folded(with_dateline[0]) == folded(want["body"][0]) else got["body"]
    return [name for name in FIELDS if not _is_same(name, want[name], got[name])]


def left_lines(page: Page, event: Event) -> list[str]:
    """Give the lines that should have been removed and stand in the body."""
    kept, gold = (list(map(folded, paragraphs)) for paragraphs in (found(event)["body"], page.paragraphs))
    return [line for line in page.marked("R") if _is_left(folded(line), kept, gold)]


def _is_left(line: str, kept: list[str], gold: list[str]) -> bool:
    """A subhead may stand in a table of contents, too: then one print of it is right."""
    is_inside = len(line) > LONG and not any(line in one for one in gold) and any(line in one for one in kept)
    return is_inside or kept.count(line) > gold.count(line)


def folded(text: str | None) -> str:
    """Give a text in one composition and without white space, which pages print at will."""
    return "".join(unicodedata.normalize("NFC", text or "").split())


def _is_same(name: str, want: Any, got: Any) -> bool:  # noqa: ANN401 - each field has a form of its own
    if name == "body":
        return list(map(folded, want)) == list(map(folded, got))
    if name == "people":
        return sorted(map(_person, want)) == sorted(map(_person, got))
    if name in {"published", "modified"}:
        return _is_same_time(want, got)
    return folded(want) == folded(got)


def _person(person: tuple[str, str | None]) -> tuple[str, str | None]:
    """A name may stand in capitals or not; small letters of a Turkish name's capitals depend on the language."""
    name, role = person
    cased = folded(name).casefold().replace("\u0307", "").replace("ı", "i")
    return cased, "author" if role in WRITERS else role


def _is_same_time(want: str | None, got: str | None) -> bool:
    """Say whether two times are one: an instant where the page prints a zone, else the wall clock, or only the day."""
    if not want or not got or DAY_LENGTH in {len(want), len(got)}:
        return want == got
    expected, given = (datetime.fromisoformat(time).replace(second=0, microsecond=0) for time in (want, got))
    if expected.tzinfo:
        return given.tzinfo is not None and given == expected
    return given.replace(tzinfo=None) == expected


def shares(pages: Iterable[Page], events: Mapping[str, Event]) -> dict[str, dict[str, float]]:
    """Give by language how many pages there are, the share that is right in each field, and that of lines removed."""
    by_language: dict[str, list[Page]] = {}
    for page in pages:
        by_language.setdefault(page.language, []).append(page)
    return {language: dict(_shares(of_it, events)) for language, of_it in by_language.items()}


def _shares(pages: list[Page], events: Mapping[str, Event]) -> Iterator[tuple[str, float]]:
    yield "pages", len(pages)
    wrong = [wrong_fields(page, events[page.id]) for page in pages]
    yield from ((name, sum(name not in one for one in wrong) / len(pages)) for name in FIELDS)
    left = sum(len(left_lines(page, events[page.id])) for page in pages)
    yield "removed", 1 - left / (sum(len(page.marked("R")) for page in pages) or 1)


def floors() -> dict[str, dict[str, float]]:
    """Give what each language reached: the file's tables."""
    return tomllib.loads(FLOORS.read_text("utf-8"))


def write_floors(reached: Mapping[str, Mapping[str, float]], path: Path = FLOORS) -> None:
    """Write the floors with their comment; what the languages reached is rounded down to a tenth of a percent."""
    comment = path.read_text("utf-8").partition("\n\n")[0] + "\n"
    tables = (
        f"\n[{language}]\n"
        + "".join(f"{name} = {int(share * 1000 + 1e-6) / 1000:g}\n" for name, share in table.items())
        for language, table in sorted(reached.items())
    )
    path.write_text(comment + "".join(tables), "utf-8")
