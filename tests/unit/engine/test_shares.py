"""A share's work begins again from its claim when Kafka failed, however it failed."""

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError

from streams.engine.health import Health
from streams.engine.loop import BrokenClaimError
from streams.engine.shares import Member, Share


@pytest.mark.parametrize("failure", [KafkaConnectionError(), BrokenClaimError(), TimeoutError()])
async def test_work_that_kafka_stopped_begins_again(failure: KafkaError | TimeoutError) -> None:
    """Also when the client gave up for good: only a new claim and what can be read back help then."""
    begun: list[Share] = []

    async def work(share: Share) -> None:
        begun.append(share)
        if len(begun) == 1:
            raise failure

    share = Share(0, 1)
    await Member("localhost:1", "group", "topic", work, Health())._worker(share)
    assert begun == [share, share]
