"""A gold page, read from its file, with an error that names file and line where it is malformed."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FOLDER = Path(__file__).parent
END_OF_HEAD = "+++"
MARKS = {
    "T": "the headline, each time it stands there",
    "S": "the standfirst; several lines are one, joined by a space",
    "B": "a paragraph of the body, or its first line",
    "b": "the paragraph of the line before goes on",
    "H": "a sub-head: a paragraph of the body",
    "U": "used: byline, date line, dateline, desk; not in the body",
    "R": "removed: menus, clocks, captions, credits, teasers, share bars, comments, legal lines, advertisements",
}
NEEDED = {"url", "retrieved_at", "language", "shape"}
ALLOWED = NEEDED | {"published", "modified", "people", "desk", "title"}
NAME = re.compile(r"\d\d-[a-z0-9-]+\.page")
LEAD_IN = re.compile("⟦([^⟦⟧]*)⟧")
"""What opens a paragraph of the page and is not of the body, a desk or a reporter: `B ⟦Web Desk: ⟧The tide ...`."""
DAY_LENGTH = len("2026-03-04")


class MalformedPageError(Exception):
    """A gold page is not what its format asks for; says the file, the line and what to do."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")


@dataclass(frozen=True)
class Page:
    """An invented page: its head, and its lines as (mark, text), a blank line with an empty mark."""

    path: Path
    head: Mapping[str, Any]
    lines: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """`en/03-live-blog`."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def language(self) -> str:
        """The language's folder."""
        return self.path.parent.name

    @property
    def host(self) -> str:
        """The publisher's host: its name in the stream."""
        return urlsplit(self.head["url"]).hostname or ""

    @property
    def raw(self) -> dict[str, str]:
        """The page as a scraper sends it: a RawArticle, its lines without their marks."""
        content = LEAD_IN.sub(r"\1", "\n".join(text for _, text in self.lines))
        sent = {"id": self.id, "url": self.head["url"], "source": self.host, "retrieved_at": self.head["retrieved_at"]}
        return {**sent, "content_type": "text/plain", "content": content}

    def marked(self, mark: str) -> list[str]:
        """Give the texts of the lines that carry a mark."""
        return [text for one, text in self.lines if one == mark]

    @property
    def title(self) -> str:
        """The headline once: the head's where the page prints it with something more."""
        return str(self.head.get("title", self.marked("T")[0]))

    @property
    def standfirst(self) -> str:
        """What stands between headline and body, or nothing."""
        return " ".join(self.marked("S"))

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """The body, hard-wrapped lines joined."""
        found: list[str] = []
        for mark, text in self.lines:
            if mark in {"B", "H"}:
                found.append(LEAD_IN.sub("", text))
            elif mark == "b":
                found[-1] += f" {text}"
        return tuple(found)


def read_pages(languages: Iterable[str] = (), folder: Path = FOLDER) -> list[Page]:
    """Give the pages of the languages, or all, in the order of language and name.

    Raises:
        MalformedPageError: the first page that is malformed, or whose publisher has another page.
    """
    wanted = set(languages)
    paths = sorted(path for path in folder.glob("*/*.page") if not wanted or path.parent.name in wanted)
    pages = [read_page(path) for path in paths]
    known: dict[str, Page] = {}
    for page in pages:
        if (other := known.setdefault(page.host, page)) is not page:
            problem = f"{page.host} has a page already, {other.path}: each page has a publisher of its own"
            raise MalformedPageError(page.path, 1, problem)
    return pages


def read_page(path: Path) -> Page:
    """Read one file.

    Raises:
        MalformedPageError: it is not in the format; see the package.
    """
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    if not NAME.fullmatch(path.name):
        raise MalformedPageError(path, 1, "name the file <nn>-<kind>.page, as in 03-live-blog.page")
    if END_OF_HEAD not in lines:
        raise MalformedPageError(path, len(lines), f"no line {END_OF_HEAD} ends the head")
    head = list(takewhile(lambda line: line != END_OF_HEAD, lines))
    page = Page(path, _read_head(path, head), tuple(_read_lines(path, lines, len(head) + 1)))
    if missing := [mark for mark in "TB" if not page.marked(mark)]:
        raise MalformedPageError(path, len(head) + 2, f"no line is marked {missing[0]}: {MARKS[missing[0]]}")
    return page


def _read_head(path: Path, lines: list[str]) -> Mapping[str, Any]:
    try:
        head = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise MalformedPageError(
            path, int(found[1]) if found else len(lines), f"the head is no TOML: {error}"
        ) from None
    for problem, key in _problems(path, head):
        at = next((number for number, line in enumerate(lines, 1) if line.startswith(key)), 1)
        raise MalformedPageError(path, at, problem)
    return head


def _problems(path: Path, head: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((f"the head lacks {key}", key) for key in sorted(NEEDED - head.keys()))
    yield from ((f"the head knows no {key}, only {', '.join(sorted(ALLOWED))}", key) for key in head.keys() - ALLOWED)
    if not (urlsplit(str(head.get("url"))).hostname or "").endswith(".example"):
        yield "the host ends with .example, as those of invented publishers do", "url"
    if head.get("language") != path.parent.name:
        yield f"the page lies in the folder of {path.parent.name}", "language"
    if datetime.fromisoformat(head["retrieved_at"]).tzinfo is None if _is_time(head.get("retrieved_at")) else True:
        yield "retrieved_at is an instant, as in 2026-03-04T16:10:00Z", "retrieved_at"
    for key in ("published", "modified"):
        if key in head and not _is_time(head[key]):
            yield f'{key} is "2026-03-04", "2026-03-04T14:05" or "2026-03-04T14:05+05:30"', key
    if not all(isinstance(one, list) and len(one) == 2 for one in head.get("people", [])):
        yield 'people are [["Asha Rao", "reporter"], ...]', "people"


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value)) and len(value) >= DAY_LENGTH
    except ValueError:
        return False


def _read_lines(path: Path, lines: list[str], begin: int) -> Iterator[tuple[str, str]]:
    before = ""
    for number, line in enumerate(lines[begin:], begin + 1):
        mark, space, text = line.partition(" ")
        if line and (mark not in MARKS or not space or not text.strip()):
            raise MalformedPageError(path, number, f"a line is empty, or a mark of {' '.join(MARKS)}, a space and text")
        if mark == "b" and before not in {"B", "b"}:
            raise MalformedPageError(path, number, "b goes on with a paragraph, and the line before is none")
        before = mark
        yield mark, text
