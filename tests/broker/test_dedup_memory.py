"""Dedup's memory in Kafka: written in transactions, read back after a kill, it judges as the one that wrote it."""

import uuid
from collections.abc import AsyncIterator, Iterator

import pytest

from schemas.article import Provenance, RawPosition, TaggedArticle, Url
from schemas.cards import load_cards
from streams.dedup.agent import STATE
from streams.dedup.case import Case, case_of
from streams.dedup.judge import Judge
from streams.dedup.limits import Limits
from streams.engine.health import Recovery
from streams.engine.records import Outgoing
from streams.engine.state import Rows, recover
from streams.engine.topics import apply, connect
from streams.engine.transactions import TransactionalOutbox

pytestmark = pytest.mark.broker

SMALL = Limits(articles=60, keys=300)
"""Small enough that versions are pushed out: their rows end in the topic as they do in the memory."""


def cases(begin: int, count: int) -> Iterator[Case]:
    """Yield new articles, copies by others, updates and later fetches, of many sources."""
    for offset in range(begin, begin + count):
        number = offset // 4 * 4
        words = " ".join(f"w{number}x{at}" for at in range(80))
        address = f"paper{number % 7}.example/{number}" if offset % 4 != 1 else f"other{offset}.example/{offset}"
        article = TaggedArticle(
            article_id=str(uuid.UUID(int=offset)),
            source=address.split("/", maxsplit=1)[0],
            title=f"Article {number}",
            body=f"{words} more" if offset % 4 == 2 else words,
            url=Url(raw=address, clean=address, key=address),
            provenance=Provenance(raw=RawPosition(topic="news.raw", partition=offset % 3, offset=offset)),
        )
        yield case_of(article, offset)


async def written(outbox: TransactionalOutbox, topic: str, judge: Judge, begin: int, count: int) -> None:
    """Judge articles and commit their rows, as the agent does, a batch a transaction."""
    rows: list[Outgoing] = []
    for case in cases(begin, count):
        verdict = judge.judge(case)
        assert verdict
        rows.append(Outgoing(topic, verdict.row.key(), verdict.row.encode()))
        rows += [Outgoing(topic, key, None) for key in verdict.forgotten]
    await outbox.deliver([], rows)


async def read_back(brokers: str, topic: str) -> Judge:
    """Read a memory back as a worker does that takes over."""

    async def rebuild(pages: AsyncIterator[Rows]) -> Judge:
        judge = Judge(SMALL)
        async for rows in pages:
            judge.apply(rows)
        return judge

    return await recover(brokers, topic, (0,), rebuild, Recovery())


async def test_a_memory_read_back_judges_as_the_one_that_wrote_it(brokers: str) -> None:
    """After a kill in mid-batch the heir has every committed row, nothing of the rest, and goes on alike."""
    name = f"test-{uuid.uuid4().hex}"
    card = next(card for card in load_cards().values() if card.topic == STATE).model_copy(update={"topic": name})
    async with connect(brokers) as cluster:
        await apply(cluster, [card], 1, 1)
    dead, heir = TransactionalOutbox(brokers, name, (name,)), TransactionalOutbox(brokers, name, (name,))
    await dead.claim()
    judge = Judge(SMALL)
    for begin in range(0, 200, 50):
        await written(dead, name, judge, begin, 50)
    producer = dead._producer
    assert producer is not None
    await producer.begin_transaction()
    await producer.send_and_wait(name, b"half a batch, which no reader may see", b"\0" * 20)
    await heir.claim()
    back = await read_back(brokers, name)
    assert (back.applied_offset, back.sizes()) == (judge.applied_offset, judge.sizes())
    for case in cases(200, 40):
        assert back.judge(case) == judge.judge(case)
    await heir.close()
    await dead.close()
