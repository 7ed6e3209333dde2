"""The cluster's topics held against the cards, and made to agree: `newsstream topics` and the start of a demo."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from schemas.cards import Card
from streams.engine.clients import nobody_at
from streams.errors import TopicsError


@dataclass(frozen=True, slots=True)
class Found:
    """A topic as the cluster has it; `config` holds only the settings that cards name."""

    partitions: int
    config: dict[str, str]


class DifferenceKind(StrEnum):
    """How a topic may differ from its card."""

    MISSING = "missing"
    PARTITIONS = "partitions"
    CONFIG = "config"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a topic is not what its card says."""

    topic: str
    kind: DifferenceKind
    setting: str
    card: str
    cluster: str

    @property
    def is_mendable(self) -> bool:
        """A partition count never changes in place: keys would move, and with them the order."""
        return self.kind is not DifferenceKind.PARTITIONS


def differences(cards: Sequence[Card], found: dict[str, Found], partitions: int) -> list[Difference]:
    """Compare every card with the cluster; pure."""
    result: list[Difference] = []
    for card in cards:
        topic = found.get(card.topic)
        wanted = card.partition_count(partitions)
        if topic is None:
            result.append(Difference(card.topic, DifferenceKind.MISSING, "topic", f"{wanted} partitions", "absent"))
            continue
        if topic.partitions != wanted:
            kind = DifferenceKind.PARTITIONS
            result.append(Difference(card.topic, kind, "partitions", str(wanted), str(topic.partitions)))
        result.extend(
            Difference(card.topic, DifferenceKind.CONFIG, name, value, topic.config.get(name, "unset"))
            for name, value in card.config().items()
            if topic.config.get(name) != value
        )
    return result


class Cluster:
    """The administrative side of a Kafka cluster."""

    def __init__(self, admin: AIOKafkaAdminClient) -> None:
        """Use a started client."""
        self._admin = admin

    async def found(self, cards: Sequence[Card]) -> dict[str, Found]:
        """Describe those of the cards' topics that exist."""
        existing = set(await self._admin.list_topics())
        names = [card.topic for card in cards if card.topic in existing]
        if not names:
            return {}
        described = await self._admin.describe_topics(names)
        settings = await self._settings(names)
        return {one["topic"]: Found(len(one["partitions"]), settings[one["topic"]]) for one in described}

    async def _settings(self, names: Sequence[str]) -> dict[str, dict[str, str]]:
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
        replies = await self._admin.describe_configs(resources)
        return {
            resource[3]: {entry[0]: entry[1] for entry in resource[4]}
            for reply in replies
            for resource in reply.resources
        }

    async def create(self, cards: Sequence[Card], partitions: int, replication_factor: int) -> None:
        """Make topics that do not exist.

        Raises:
            TopicsError: the broker refused one; the message says which and why.
        """
        topics = [
            NewTopic(card.topic, card.partition_count(partitions), replication_factor, topic_configs=card.config())
            for card in cards
        ]
        reply = await self._admin.create_topics(topics)
        refused = [f"{error[0]}: {error[2] or error[1]}" for error in reply.topic_errors if error[1] != 0]
        if refused:
            msg = "the broker refused to make " + "; ".join(refused)
            raise TopicsError(msg)

    async def configure(self, card: Card) -> None:
        """Give an existing topic the settings of its card."""
        await self._admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, card.topic, card.config())])


@asynccontextmanager
async def connect(brokers: str) -> AsyncIterator[Cluster]:
    """Open the administrative side of a cluster.

    Raises:
        BrokerError: nobody answers at `brokers`, or the one who did went away in the middle.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    try:
        await admin.start()
        yield Cluster(admin)
    except KafkaError as error:
        if not error.retriable:
            raise  # somebody answered, and refuses
        raise nobody_at(brokers) from error
    finally:
        await admin.close()


async def apply(cluster: Cluster, cards: Sequence[Card], partitions: int, replication_factor: int) -> list[Difference]:
    """Make the topics what the cards say; give the differences that were mended.

    Raises:
        TopicsError: a topic has another partition count, which nothing may change in place.
    """
    todo = differences(cards, await cluster.found(cards), partitions)
    stuck = [one for one in todo if not one.is_mendable]
    if stuck:
        named = ", ".join(f"{one.topic} ({one.cluster} instead of {one.card})" for one in stuck)
        msg = f"partition counts never change in place: {named}; set NEWSSTREAM_PARTITIONS to what the cluster has"
        raise TopicsError(msg)
    missing = {one.topic for one in todo if one.kind is DifferenceKind.MISSING}
    await cluster.create([card for card in cards if card.topic in missing], partitions, replication_factor)
    for card in cards:
        if any(one.topic == card.topic and one.kind is DifferenceKind.CONFIG for one in todo):
            await cluster.configure(card)
    return todo


async def require(brokers: str, cards: Sequence[Card]) -> None:
    """See that the topics exist before a worker waits for them in vain.

    Raises:
        BrokerError: nobody answers at `brokers`.
        TopicsError: a topic is missing.
    """
    async with connect(brokers) as cluster:
        found = await cluster.found(cards)
    missing = [card.topic for card in cards if card.topic not in found]
    if missing:
        msg = f"{len(missing)} topics are missing ({missing[0]}, ...): make them with `newsstream topics apply`"
        raise TopicsError(msg)
