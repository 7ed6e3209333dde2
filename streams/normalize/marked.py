"""The outline of a page of HTML: its markup tells where the article is, its words what in there is no text.

Called by `page`.
"""

from collections.abc import Sequence
from dataclasses import replace

from streams.lang.folding import letters_of
from streams.lang.lexicon import lexicon
from streams.normalize.byline import is_label, read_bare
from streams.normalize.context import Context
from streams.normalize.credits import credit_of
from streams.normalize.head import MAX_NAMES, headline_of, standfirst_of, with_bare_names, with_repeats
from streams.normalize.layout import SENTENCE, head_end
from streams.normalize.look import Seen
from streams.normalize.names import Site
from streams.normalize.outline import Outline, ruled_outline, title_index

HEAD_LINES = 16
"""Lines above the first paragraph in which the article's makers are named."""
MAX_JOB = 4
"""Words of what a maker is called."""
MAIN_PART = 0.5
TOLD = 0.3
"""Share of the text that stands before its comments."""


def marked_outline(seen: Sequence[Seen], context: Context) -> Outline:
    """Find the outline of a page whose markup tells where its article is; of another one as of any text."""
    inside = [index for index, one in enumerate(seen) if one.line.is_inside]
    prose = next((i for i in inside if seen[i].is_plain and _is_sentence(seen[i])), None)
    if prose is None:
        return ruled_outline(seen, context)
    title = title_index(seen, prose, context)
    headline = headline_of(seen, title, context.site) if _is_stated(seen, title, context.title) else None
    judged = with_repeats(seen, title, headline, context.site)
    judged = _with_makers(with_bare_names(judged, title, prose, context.site), title, prose, context.site)
    judged = _without_copies(judged)
    start = min(max(head_end(judged, title), inside[0]), prose)
    end = _end(judged, start, inside[-1] + 1)
    body = tuple(i for i in range(start, end) if _is_body(judged[i]))
    return Outline(tuple(judged), title, headline, standfirst_of(judged, title, start), start, end, body)


def _is_stated(seen: Sequence[Seen], title: int, stated: str | None) -> bool:
    """Tell whether the line is what the head says, or that without the site's name behind it."""
    if stated is None or title < 0:
        return title >= 0
    shown, letters = seen[title].line.letters, letters_of(stated)
    return letters.startswith(shown) and len(shown) >= MAIN_PART * len(letters)


def _with_makers(seen: Sequence[Seen], title: int, prose: int, site: Site) -> list[Seen]:
    """Read the names in the head that the markup calls the makers'."""
    result = list(seen)
    for index in range(max(title, prose - HEAD_LINES, 0), prose):
        one = seen[index]
        if one.line.names_maker and not one.makers and one.line.wide <= MAX_NAMES:
            makers = read_bare(one.rest or one.line.text, site)
            if makers.people:
                result[index] = replace(one, kind=None, makers=makers)
    return result


def _is_sentence(one: Seen) -> bool:
    return one.line.wide >= SENTENCE and one.line.is_stop


def _is_body(one: Seen) -> bool:
    return one.line.is_inside and one.is_plain and credit_of(one.line.text) is None


def _without_copies(seen: Sequence[Seen]) -> list[Seen]:
    """Mark paragraphs that the page prints again, as for narrow screens, and lines that only call a maker something."""
    met: set[str] = set()
    result = list(seen)
    for index, one in enumerate(seen):
        if not (one.line.is_inside and one.is_plain):
            continue
        if one.line.folded in met:
            result[index] = replace(one, kind="repeated")
        elif _is_caption_of_maker(one):
            result[index] = replace(one, kind="byline")
        elif _is_sentence(one):
            met.add(one.line.folded)
    return result


def _is_caption_of_maker(one: Seen) -> bool:
    """Tell whether the line is a label without its value ("Author:"), or a job without its name ("Staff Reporter")."""
    bare = one.line.folded.strip(" :")
    words = bare.split()
    is_job = len(words) <= MAX_JOB and all(word.strip(",") in lexicon().jobs for word in words)
    return is_job or is_label(one.line.folded) or lexicon().labels.whole(bare) is not None


def _end(seen: Sequence[Seen], start: int, end: int) -> int:
    """Give the index of the readers' comments when they follow most of the text, else the end."""
    sizes = [one.line.wide if _is_body(one) else 0.0 for one in seen[start:end]]
    before = 0.0
    for index, size in enumerate(sizes, start):
        before += size
        if seen[index].kind == "comments" and before >= sum(sizes) * TOLD:
            return index
    return end
