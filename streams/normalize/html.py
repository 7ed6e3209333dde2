"""A page of HTML -> the article's content: its visible lines read like any page, with what its head says beside them.

Called by `content`.
"""

import re
from dataclasses import replace
from itertools import islice

from schemas.article import ArticleContent, Byline, Moment, Person
from schemas.outcome import Reason
from streams.lang.folding import fold, letters_of
from streams.normalize.blocks import lines_of, parse, text_of
from streams.normalize.byline import Attribution
from streams.normalize.context import Context
from streams.normalize.decode import clean_text
from streams.normalize.headline import strip_labels
from streams.normalize.hints import Hints, read_hints
from streams.normalize.names import Site, is_person, printed_name, split_names
from streams.normalize.page import read_page
from streams.normalize.prominence import terms
from streams.normalize.refuse import Refusal, refusal_of
from streams.normalize.times.choose import moment_of

MAX_HEADINGS = 10
MAX_DAY = 20
"""Characters of a day behind a title."""
_BARS = re.compile(r"\s[|–—-]\s")


def read_html(text: str, context: Context) -> ArticleContent | Refusal:
    """Read a page of HTML."""
    root = parse(text)
    if root is None:
        return Refusal(Reason.EMPTY, "the page has no markup that can be read")
    lines = lines_of(root)
    if refusal := refusal_of(lines):
        return refusal
    hints = read_hints(root)
    site = context.site.called(hints.site_name)
    headings = [clean_text(text_of(h1)) for h1 in islice(root.iter("h1"), MAX_HEADINGS)]
    title = _title(hints, headings, site) or context.title
    own = replace(context, site=site, title=title, language=context.language or hints.language, is_markup=True)
    content = read_page(lines, own)
    return _with_hints(content, hints, site)


def _title(hints: Hints, headings: list[str], site: Site) -> str | None:
    """The headline as shown: the heading that says what the head says, else one that shares words with it."""
    stated = strip_labels(clean_text(hints.title or ""), site).text
    shown = [heading for heading in headings if heading and not site.is_named(heading)]
    if not stated or any(letters_of(heading) == letters_of(stated) for heading in shown):
        return stated or (shown[0] if len(shown) == 1 else None)
    words = terms(fold(stated))
    return shown[0] if len(shown) == 1 and (not words or words & terms(fold(shown[0]))) else stated


def _with_hints(content: ArticleContent, hints: Hints, site: Site) -> ArticleContent:
    """Let the head's exact times stand in for the text's, and its authors for those that the text was taken to name."""
    published, modified = _published(hints), moment_of(hints.modified or "")
    changes: dict[str, object] = {"sections": hints.sections}
    if published.at:
        changes["published"] = published.model_copy(update={"rejected": content.published.rejected})
    if modified.at and modified.at != published.at:
        changes["modified"] = modified
    people = _agreed(content.byline.people, _stated_makers(hints, site))
    if people != content.byline.people:
        changes["byline"] = Byline(raw=content.byline.raw, people=people)
    return content.model_copy(update=changes)


def _published(hints: Hints) -> Moment:
    """The head's time, else the day behind the last bar of its title."""
    return moment_of(hints.published or _BARS.split(hints.title or "")[-1][:MAX_DAY])


def _agreed(shown: tuple[Person, ...], stated: tuple[Person, ...]) -> tuple[Person, ...]:
    """Weigh the head's authors against those that the page shows.

    The head completes a list that it shares a name with, and stands in for one that is missing. Where the two share
    none, the head names somebody else (a photographer, who put it online), and what readers see holds.
    """
    authors = [person for person in shown if person.role == "author"]
    names = {fold(person.name) for person in stated}
    if authors and not any(fold(person.name) in names for person in authors):
        return shown
    others = tuple(person for person in shown if person not in authors)
    known = {fold(person.name) for person in others}
    if known & names:
        return shown
    return (Attribution(stated) + Attribution(shown)).people


def _stated_makers(hints: Hints, site: Site) -> tuple[Person, ...]:
    """Give the authors that are people, with the capital letters that a name has."""
    names = [printed_name(name) for author in hints.authors for name in split_names(author)]
    cased = [name.title() if name.islower() else name for name in names]
    return tuple(Person(name=name, role="author") for name in dict.fromkeys(cased) if is_person(name, site))
