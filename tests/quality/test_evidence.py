"""What verdicts on invented streams say of shared text is true, and is most of what can be said."""

from collections.abc import Iterator

import pytest
from drawn.scores import draw_stream, judge

from schemas.enriched import EnrichedArticle
from streams.dedup.compare import passages
from streams.dedup.signature import folded_words

LONG = 200
"""Code points of shared passages from which on a share of them says something."""


@pytest.fixture(scope="module")
def pairs() -> list[tuple[EnrichedArticle, EnrichedArticle]]:
    """Give each article of a draw that has a target, with the version that its verdict names."""
    return list(_paired(judge(draw_stream(21, each=1, unrelated=5))))


def _paired(events: list[EnrichedArticle]) -> Iterator[tuple[EnrichedArticle, EnrichedArticle]]:
    known: dict[tuple[str, int | None], EnrichedArticle] = {}
    for event in events:
        if event.relation.target:
            yield event, known[event.relation.target, event.relation.target_version]
        known.setdefault((event.uri, event.version), event)


def _letters(text: str) -> str:
    return "".join(folded_words(text))


def test_every_span_stands_in_the_target(pairs: list[tuple[EnrichedArticle, EnrichedArticle]]) -> None:
    """Letter for letter, in all languages and for all kinds of repeats."""
    for new, old in pairs:
        letters = _letters(old.body or old.standfirst or old.title or "")
        assert all(_letters(new.body[slice(*span)]) in letters for span in new.relation.spans), new.relation
    assert sum(len(new.relation.spans) for new, _ in pairs) > 1_000


def test_spans_show_most_of_what_is_shared(pairs: list[tuple[EnrichedArticle, EnrichedArticle]]) -> None:
    """Of the passages that two texts share word for word the sketch proves 0.56 on a labelled stream."""
    shares = []
    for new, old in pairs:
        shared = [passage.new for passage in passages(new.body, old.body)]
        if (length := sum(end - begin for begin, end in shared)) > LONG:
            shares.append(sum(end - begin for begin, end in new.relation.spans) / length)
    assert sum(shares) / len(shares) > 0.5


def test_what_was_added_is_new(pairs: list[tuple[EnrichedArticle, EnrichedArticle]]) -> None:
    """Nothing that is called added stands in the version before as a whole, and a title alone adds nothing."""
    for new, old in pairs:
        if new.revision:
            before = _letters(old.body)
            assert all(_letters(new.body[slice(*span)]) not in before for span in new.revision.added)
            assert new.revision.added == () or "body" in new.revision.changed_fields
