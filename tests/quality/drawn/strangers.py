"""Strangers: articles that share much with earlier ones and yet repeat none."""

import html
from collections.abc import Callable, Mapping
from dataclasses import replace

from drawn.speech import Story, tongues
from drawn.stream import PAPERS, Draw

FEW, MANY = 3, 6


def series(draw: Draw, trap: str) -> None:
    """The same publisher fills the same template day after day, sometimes under the same headline."""
    title, body = draw.tongue.series[trap.removeprefix("neg_series_")]
    source = draw.random.choice(PAPERS)
    for _ in range(MANY):
        seed = draw.fresh()
        story = Story(draw.tongue.say(title, seed), ((draw.tongue.say(body, seed),),))
        draw.start(draw.told(story, source=source), trap)


def footer(draw: Draw, trap: str) -> None:
    """Different stories of a publisher, one of them brief, end with the same paragraph, which no markup tells apart."""
    source, tail = draw.random.choice(PAPERS), draw.tongue.pick("footers", draw.fresh())
    for least in (2, 4, 6, 9, 12, 15):
        story = draw.story(least, least + 3)
        draw.start(draw.told(story, source=source, extra=f"<p>{html.escape(tail)}</p>"), trap)


def wire_footer(draw: Draw, trap: str) -> None:
    """The same paragraph about a firm stands under different stories of different publishers."""
    tail = draw.tongue.pick("footers", draw.fresh())
    for least in (4, 6, 9, 12):
        draw.start(draw.told(draw.story(least, least + 3), extra=f"<p>{html.escape(tail)}</p>"), trap)


def live(draw: Draw, trap: str) -> None:
    """The posts of a live blog come each on a page of its own, under the same headline and introduction."""
    source, head, title = draw.random.choice(PAPERS), draw.tongue.pick("live", draw.fresh()), draw.story().title
    for _ in range(MANY):
        story = draw.story(2, 6)
        draw.start(draw.told(replace(story, title=title), [head, *story.text()], source), trap)


def quote(draw: Draw, trap: str) -> None:
    """Reporters of different publishers bring the same long quotation in their own texts."""
    quoted = draw.tongue.pick("quotes", draw.fresh())
    for _ in range(FEW):
        story = draw.story(8, 16)
        draw.start(draw.told(story, [*story.text()[:3], quoted, *story.text()[3:]]), trap)


def headline(draw: Draw, trap: str) -> None:
    """Different articles of a publisher share their headline."""
    source, title = draw.random.choice(PAPERS), draw.tongue.pick("alike", draw.fresh())
    for _ in range(FEW):
        draw.start(draw.told(replace(draw.story(2), title=title), source=source), trap)


def same_event(draw: Draw, trap: str) -> None:
    """Two reporters tell the same facts, each in words of their own and with what only they know."""
    story = draw.story(10, 16)
    first = draw.told(story, [*story.text(0), *draw.story(2, 5).text()])
    draw.start(first, trap)
    told = [*story.text(1)[::-1], *draw.story(2, 5).text()]
    draw.start(draw.told(draw.story(), told, draw.other_paper(first.source)), trap)


def translation(draw: Draw, trap: str) -> None:
    """The same story in another language is an article of its own."""
    seed, length = draw.fresh(), draw.random.randint(8, 16)
    first = draw.told(draw.tongue.story(seed, length))
    draw.start(first, trap)
    other = draw.random.choice([tongue for tongue in tongues() if tongue.code != draw.tongue.code])
    draw.start(draw.told(other.story(seed, length), source=draw.other_paper(first.source)), trap)


def reused_address(draw: Draw, trap: str) -> None:
    """A page holds one story today and another one tomorrow."""
    told = draw.told(draw.story())
    draw.start(told, trap)
    other = draw.story()
    draw.start(replace(told, title=other.title, text=tuple(other.text())), trap)


def background(draw: Draw, trap: str) -> None:
    """A publisher's new story repeats the background of an older one at its end."""
    told = draw.told(draw.story(12, 20))
    draw.start(told, trap)
    story = draw.story(9, 14)
    draw.start(draw.told(story, [*story.text(), *told.text[-3:]], told.source), trap)


STRANGERS: Mapping[str, Callable[[Draw, str], None]] = {
    **{f"neg_series_{name}": series for name in tongues()[0].series},
    "neg_footer": footer,
    "neg_wire_footer": wire_footer,
    "neg_live": live,
    "neg_quote": quote,
    "neg_headline": headline,
    "neg_same_event": same_event,
    "neg_translation": translation,
    "neg_url_reuse": reused_address,
    "neg_background": background,
}
"""What makes articles that repeat nothing, by the name of the trap that they set."""


def bystanders(draw: Draw, count: int) -> None:
    """Unrelated articles, a fifth of them brief."""
    for _ in range(count):
        draw.start(draw.told(draw.story(*((1, 3) if draw.random.random() < 0.2 else (6, 26)))))
