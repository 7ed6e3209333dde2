"""Repeats: copies and versions of a story as publishers make them, each with the truth that dedup is to find."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from drawn.speech import Story
from drawn.stream import Draw, Gold, Told

SAME_PAPER = ("near", "update_of")
"""A reworked text under another address of the same publisher is the one or the other: both are right."""


def _page_and_start(draw: Draw, least: int = 8) -> tuple[Story, Told, str, float]:
    story = draw.story(least)
    told = draw.told(story, guid=f"tag:{draw.random.getrandbits(40)}")
    return story, told, *draw.start(told)


def exact(draw: Draw, trap: str, change: Callable[[Told], Told], **raw: object) -> None:
    """The same text once more, by the same publisher."""
    _, told, first, hours = _page_and_start(draw)
    draw.repeat(change(told), hours, draw.copy(trap, "exact", first), **raw)


def _under_another_address(told: Told) -> Told:
    return replace(told, path=f"{told.path}/print", guid=None)


def _decomposed(told: Told) -> Told:
    return replace(
        _under_another_address(told), text=tuple(unicodedata.normalize("NFD", one).upper() for one in told.text)
    )


def near(draw: Draw, trap: str, edit: Callable[[Draw, list[str]], list[str]]) -> None:
    """The same publisher's text with small changes under another address."""
    _, told, first, hours = _page_and_start(draw)
    changed = replace(_under_another_address(told), text=tuple(edit(draw, list(told.text))))
    draw.repeat(changed, hours, Gold(trap, draw.tongue.code, SAME_PAPER, (first,), ("duplicate", "updated")))


def _typos(draw: Draw, text: list[str]) -> list[str]:
    at = draw.random.randrange(len(text))
    text[at] = text[at].replace(text[at][5:7], text[at][6:4:-1], 1)
    return text


def _cut(draw: Draw, text: list[str]) -> list[str]:
    return text[: max(5, int(len(text) * draw.random.uniform(0.4, 0.8)))]


def _reorder(draw: Draw, text: list[str]) -> list[str]:
    at = draw.random.randrange(2, len(text) - 2) // 2 * 2
    return text[at:] + text[:at]


def _one_sentence_more(draw: Draw, text: list[str]) -> list[str]:
    return [*text, draw.story(1, 1).text()[0]]


def syndicated(draw: Draw, trap: str, edit: Callable[[Draw, Story], Sequence[str]], *, own_title: bool = True) -> None:
    """Another publisher's copy of a text, as its editor left it; only a credit more leaves it exact."""
    story, told, first, hours = _page_and_start(draw)
    title = draw.story().title if own_title else told.title
    copy = draw.told(story, edit(draw, story), draw.other_paper(told.source), title=title)
    gold = draw.copy(trap, "syndicated_copy", first)
    draw.repeat(copy, hours, replace(gold, kinds=("syndicated_copy", "exact")) if edit is _credited else gold)


def _as_is(_: Draw, story: Story) -> list[str]:
    return story.text()


def _credited(draw: Draw, story: Story) -> list[str]:
    return [*story.text(), draw.tongue.pick("credits", draw.fresh())]


def _own_lead(draw: Draw, story: Story) -> list[str]:
    return [draw.tongue.pick("leads", draw.fresh()), *story.text()[1:]]


def _cut_for_space(draw: Draw, story: Story) -> list[str]:
    return _cut(draw, story.text())


def _lightly_edited(draw: Draw, story: Story) -> list[str]:
    return [ways[int(draw.random.random() < 0.15)] for ways in story.sentences]


def _other_words(draw: Draw, story: Story) -> list[str]:
    return [draw.tongue.swap(sentence) for sentence in _lightly_edited(draw, story)]


def _rewritten(draw: Draw, story: Story) -> list[str]:
    """An editor rewrites the top sentence by sentence, drops some of the rest and keeps the other sentences."""
    top = int(len(story.sentences) * draw.random.uniform(0.25, 0.45))
    rest = [one for one in story.text()[top:] if draw.random.random() > 0.15]
    return [draw.tongue.pick("leads", draw.fresh()), *story.text(1)[:top], *rest]


def _with_local_news(draw: Draw, story: Story) -> list[str]:
    return [*draw.story(3, 5).text(), *story.text()]


def merged(draw: Draw, trap: str) -> None:
    """Another publisher joins most of two stories into one article."""
    pages = [_page_and_start(draw, 14) for _ in range(2)]
    text = [sentence for story, *_ in pages for sentence in story.text()[: int(len(story.sentences) * 0.7)]]
    copy = draw.told(draw.story(), text, draw.other_paper(pages[0][1].source))
    hours = max(at for *_, at in pages)
    other = pages[1][1].source == copy.source
    gold = Gold(
        trap, draw.tongue.code, ("syndicated_copy", "near"), tuple(first for *_, first, _ in pages), ("duplicate",)
    )
    draw.repeat(copy, hours, gold if other else replace(gold, kinds=("syndicated_copy",)))


def late_original(draw: Draw, trap: str) -> None:
    """The copy is fetched before the original, which is longer."""
    story = draw.story(14)
    copy = draw.told(story, _cut_for_space(draw, story))
    first, hours = draw.start(copy)
    original = draw.told(story, None, draw.other_paper(copy.source))
    draw.repeat(original, hours, draw.copy(trap, "syndicated_copy", first))


def versions(draw: Draw, trap: str, *edits: Callable[[Draw, Told], Told], event: str = "updated") -> None:
    """A page changes under its address: each change is the next version."""
    _, told, first, hours = _page_and_start(draw)
    for number, edit in enumerate(edits, 2):
        told = edit(draw, told)
        _, hours = draw.repeat(told, hours, draw.update(trap, number, first, event=event))


def _grown(draw: Draw, told: Told) -> Told:
    return replace(told, text=(*told.text, *draw.story(3, 12).text()))


def _other_title(draw: Draw, told: Told) -> Told:
    return replace(told, title=draw.story().title)


def _other_numbers(draw: Draw, told: Told) -> Told:
    digits = str.maketrans("0123456789", "".join(draw.random.sample("0123456789", 10)))
    return replace(told, text=tuple(sentence.translate(digits) for sentence in told.text))


def _noted(draw: Draw, told: Told) -> Told:
    return replace(told, extra=f"<p>{draw.tongue.pick('notes', draw.fresh())}</p>")


def new_url(draw: Draw, trap: str, *, has_guid: bool) -> None:
    """An update under a new address, with other numbers and more text; the guid stays or there is none."""
    story = draw.story()
    told = draw.told(story, guid=f"tag:{draw.random.getrandbits(40)}" if has_guid else None)
    first, hours = draw.start(told)
    grown = replace(_grown(draw, told), path=f"{told.path}/update")
    lively = [
        _other_numbers(draw, replace(grown, text=(one,))).text[0] if one.find("0") >= 0 else one for one in grown.text
    ]
    gold = Gold(
        trap, draw.tongue.code, ("update_of",) if has_guid else SAME_PAPER[::-1], (first,), ("updated", "duplicate")
    )
    draw.repeat(replace(grown, text=tuple(lively)), hours, gold)


def brief_to_full(draw: Draw, trap: str) -> None:
    """One sentence grows to the article under the same address."""
    story = draw.story()
    told = draw.told(story, [story.text()[0], draw.tongue.pick("brief", draw.fresh())])
    first, hours = draw.start(told)
    draw.repeat(replace(told, text=tuple(story.text())), hours, draw.update(trap, 2, first))


def out_of_order(draw: Draw, trap: str) -> None:
    """The longer version is fetched first, the older state of the page comes after it, fetched earlier."""
    story = draw.story(14)
    told = draw.told(story)
    first, hours = draw.start(told)
    early = replace(told, text=told.text[: len(told.text) * 2 // 3])
    before = {"retrieved_at": draw.items[-1].raw["retrieved_at"]}
    draw.repeat(early, hours, draw.update(trap, 2, first), **before)


def retracted(draw: Draw, trap: str) -> None:
    """The producer takes an article back, by its address and without its text."""
    _, told, first, hours = _page_and_start(draw)
    gone = replace(told, text=(draw.tongue.pick("brief", draw.fresh()),))
    draw.repeat(gone, hours, draw.update(trap, 2, first, event="retracted"), signal="retract")


REPEATS: Mapping[str, Callable[[Draw, str], None]] = {
    "exact_redelivery": lambda draw, trap: exact(draw, trap, lambda told: told),
    "exact_other_url": lambda draw, trap: exact(draw, trap, _under_another_address),
    "exact_tracking": lambda draw, trap: exact(
        draw, trap, lambda told: replace(told, path=f"{told.path}?utm_source=mail&fbclid=x{draw.random.random()}")
    ),
    "exact_unicode": lambda draw, trap: exact(draw, trap, _decomposed),
    "near_typos": lambda draw, trap: near(draw, trap, _typos),
    "near_cut": lambda draw, trap: near(draw, trap, _cut),
    "near_reorder": lambda draw, trap: near(draw, trap, _reorder),
    "near_sentence": lambda draw, trap: near(draw, trap, _one_sentence_more),
    "synd_headline": lambda draw, trap: syndicated(draw, trap, _as_is),
    "synd_credit": lambda draw, trap: syndicated(draw, trap, _credited, own_title=False),
    "synd_lead": lambda draw, trap: syndicated(draw, trap, _own_lead),
    "synd_cut": lambda draw, trap: syndicated(draw, trap, _cut_for_space, own_title=False),
    "synd_light": lambda draw, trap: syndicated(draw, trap, _other_words),
    "synd_heavy": lambda draw, trap: syndicated(draw, trap, _rewritten),
    "synd_local": lambda draw, trap: syndicated(draw, trap, _with_local_news),
    "synd_merged": merged,
    "order_late_original": late_original,
    "order_late_version": out_of_order,
    "upd_same_url": lambda draw, trap: versions(draw, trap, _grown),
    "upd_third_version": lambda draw, trap: versions(draw, trap, _grown, _other_title, _grown),
    "upd_title_only": lambda draw, trap: versions(draw, trap, _other_title),
    "upd_numbers": lambda draw, trap: versions(draw, trap, _other_numbers),
    "upd_brief_to_full": brief_to_full,
    "upd_guid_new_url": lambda draw, trap: new_url(draw, trap, has_guid=True),
    "upd_new_url": lambda draw, trap: new_url(draw, trap, has_guid=False),
    "corrected": lambda draw, trap: versions(draw, trap, _noted, event="corrected"),
    "retracted": retracted,
}
"""What makes a repeat, by the name of the trap that it sets."""
