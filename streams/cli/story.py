"""How `newsstream trace` writes an article's story out: a paragraph a hop, with its place, time and latency."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from textwrap import wrap

from schemas.article import Moment, NormalizedArticle, TaggedArticle
from schemas.cards import DEAD_LETTER_SUFFIX
from schemas.relation import RelatedArticle, RelationSignal
from schemas.subject import Subject
from streams.cli.terminal import printable
from streams.engine.records import Record
from streams.ledger.story import Story, recorded_ms
from streams.ledger.tables import Row

WIDTH = 120
WORDS_SHOWN = 5
STAGES = {
    "news.raw.rekeyed": "re-keyed",
    "news.normalized": "normalize",
    "news.tagged": "tag",
    "news.related": "dedup",
    "news.enriched": "publish",
    "news.latest": "latest",
    "news.outcomes": "outcome",
}
"""What the hop is called that ends in a topic."""


def row_line(row: Row) -> str:
    """Write a delivery in one line."""
    when = _time(row.event_ms or row.outcome_ms or 0)[:19]
    place = f"{row.topic}:{row.partition}:{row.offset}" + (f":{row.item}" if row.items > 1 else "")
    version = f"version {row.version}" if row.version else None
    outcome = row.outcome or ("dead letter" if row.letter_topic else "under way")
    said = (place, outcome, row.event or row.reason, version, row.uri)
    return printable("  ".join([when, *(word for word in said if word)]))


def lines(story: Story) -> list[str]:
    """Write a story out."""
    article = story.article
    said = [printable((article.title if article else None) or "(no headline)", WIDTH)]
    if isinstance(article, RelatedArticle):
        said.append(printable(f"{article.uri}, version {article.version}: {article.event.value}"))
    before: Record | None = None
    for record in story.records.values():
        said += ["", _head(story, record, before), *(f"  {line}" for line in _told(story, record, article))]
        before = record
    return [*said, *_ending(story)]


def _head(story: Story, record: Record, before: Record | None) -> str:
    at_ms = recorded_ms(record)
    is_raw = record.topic == story.raw.topic
    name = "sent" if is_raw else STAGES.get(record.topic, "dead letter")
    place = f"{record.topic}:{record.partition}:{record.offset}"
    place += f":{story.raw.item}" if is_raw and story.raw.items > 1 else ""
    later = f"  {at_ms - recorded_ms(before):+,} ms" if before else ""
    return f"{name:<12}{place:<24}  {_time(at_ms)}{later}"


def _told(story: Story, record: Record, article: NormalizedArticle | None) -> Iterator[str]:
    topic = record.topic
    if topic == story.raw.topic:
        yield from _sent(story, record)
    elif topic == "news.normalized" and article:
        yield from _normalized(article)
    elif topic == "news.tagged" and isinstance(article, TaggedArticle):
        yield from map(_subject, article.subjects) if article.subjects else ("no subject",)
    elif topic == "news.related" and isinstance(article, RelatedArticle):
        yield from _related(article)
    elif topic == "news.enriched":
        ce_id = dict(record.headers).get("ce_id", b"").decode("utf-8", "replace")
        yield f"ce_id {printable(ce_id)}, {len(record.value or b''):,} bytes"
        if isinstance(article, RelatedArticle) and not article.is_latest:
            yield "not for news.latest: a later version had been judged before"
    elif topic == "news.latest" and isinstance(article, RelatedArticle):
        newest = story.newest_version or article.version
        yield "the latest version" if newest == article.version else f"the latest until version {newest} came"
    elif topic == "news.outcomes" and story.outcome:
        words = (story.outcome.outcome.value, story.outcome.reason, story.outcome.detail)
        yield printable(f"{': '.join(word for word in words if word)}, by {story.outcome.stage}", WIDTH)
    elif topic.endswith(DEAD_LETTER_SUFFIX) and story.letter:
        yield from _letter(story, record)


def _sent(story: Story, record: Record) -> Iterator[str]:
    sent = story.sent
    said = f"{len(record.value or b''):,} bytes"
    if sent is None:
        yield f"{said}, which are no raw article"
        return
    retrieved = f", retrieved {sent.retrieved_at:%Y-%m-%d %H:%M:%S} UTC" if sent.retrieved_at else ""
    of = f" of {sent.source}" if sent.source else ""
    yield printable(f"{said}, {sent.content_type}{of}{retrieved}", WIDTH)
    if sent.url:
        yield printable(sent.url, WIDTH)


def _normalized(article: NormalizedArticle) -> Iterator[str]:
    paragraphs = article.body.split("\n\n") if article.body else []
    yield printable(f"{article.source}, language {article.language}, {len(paragraphs)} paragraphs of body", WIDTH)
    yield from _moment("published", article.published)
    if article.modified.at or article.modified.rejected:
        yield from _moment("modified", article.modified)
    people = ", ".join(f"{one.name} ({one.role})" if one.role else one.name for one in article.byline.people)
    yield printable(f"people: {people or 'none'}", WIDTH)
    kinds = Counter(one.kind for one in article.removed).most_common()
    yield printable(f"taken out: {', '.join(f'{count} {kind}' for kind, count in kinds) or 'nothing'}", WIDTH)
    memory = article.provenance.memory_offset
    yield f"knew the source up to its record at offset {memory}" if memory is not None else "knew nothing of the source"
    if article.flags:
        yield printable(f"flags: {', '.join(article.flags)}", WIDTH)


def _moment(name: str, moment: Moment) -> Iterator[str]:
    said = f"{name}: {moment.at or 'unknown'}"
    if moment.at:
        said += f", to the {moment.precision.value}, zone {moment.zone_source.value}"
    yield printable(said + (f", from {moment.raw!r}" if moment.raw else ""), WIDTH)
    for one in moment.rejected:
        yield "  " + printable(f"not {one.raw!r}: {one.why}", WIDTH)


def _subject(subject: Subject) -> str:
    words = list(dict.fromkeys(evidence.text for evidence in subject.evidence))[:WORDS_SHOWN]
    return printable(f"{subject.code} {subject.label} {subject.confidence}: {', '.join(words) or 'no words'}", WIDTH)


def _related(article: RelatedArticle) -> Iterator[str]:
    relation = article.relation
    version = f" version {relation.target_version}" if relation.target_version else ""
    target = f" {relation.target}{version}" if relation.target else ""
    yield printable(f"relation {relation.kind.value}{target}, by {relation.method or 'no rule'}", WIDTH)
    if relation.signals:
        yield from wrap(printable(", ".join(map(_signal, relation.signals))), WIDTH)
    if relation.covered is not None:
        yield f"{len(relation.spans)} passages are proven to stand in the target, {relation.covered:.0%} of the body"
    if relation.earlier:
        yield "it came later, and is surely the older one"
    if relation.window:
        yield f"looked {relation.window.near_days} days back in its source, {relation.window.copy_days} in others"
    if article.revision:
        changed = ", ".join(article.revision.changed_fields) or "nothing that is compared"
        yield f"replaces version {article.revision.replaces}; changed: {changed}"


def _signal(one: RelationSignal) -> str:
    side = f" ({one.side.value.replace('_', ' ')} {one.limit:g})" if one.side and one.limit is not None else ""
    return f"{one.name} {one.value:.3g}{side}"


def _letter(story: Story, record: Record) -> Iterator[str]:
    letter = story.letter
    if letter is None:
        return
    failed = f"{letter.failed.topic}:{letter.failed.partition}:{letter.failed.offset}"
    message = dict(record.headers).get("__connect.errors.exception.message", b"").decode("utf-8", "replace")
    yield printable(f"{letter.reason.value} at {letter.stage}: {message}", WIDTH)
    yield f"kept byte for byte as it stood at {failed}"
    yield "to redrive: mend the cause, send the raw record again; it gets an outcome of its own, under its new offset"


def _ending(story: Story) -> Iterator[str]:
    yield ""
    standing = story.standing
    if standing and standing.ahead is not None:
        yield f"Under way: before {standing.stage}, with {standing.ahead:,} records ahead of it."
    elif standing:
        yield f"Nothing is known of it behind {standing.stage}, which has done with it: `newsstream audit` tells why."
    else:
        times = [recorded_ms(record) for record in story.records.values()]
        yield f"In all {max(times) - min(times):,} ms."
    yield from (f"{note}." for note in story.notes)


def _time(timestamp_ms: int) -> str:
    return f"{datetime.fromtimestamp(timestamp_ms / 1000, UTC):%Y-%m-%d %H:%M:%S.%f}"[:-3]
