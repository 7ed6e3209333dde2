"""The broker's configuration, as Kafka will read it."""

from streams.engine.broker.config import server_properties

PROPERTIES = dict(line.split("=", 1) for line in server_properties(9092, 9093).splitlines())


def test_the_broker_listens_on_the_loopback_address_only() -> None:
    """No other machine can reach it."""
    assert PROPERTIES["listeners"] == "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093"
    assert PROPERTIES["controller.quorum.voters"] == "1@127.0.0.1:9093"


def test_no_topic_appears_by_itself() -> None:
    """A misspelt topic must be an error, as in production."""
    assert PROPERTIES["auto.create.topics.enable"] == "false"


def test_the_largest_dead_letter_fits() -> None:
    """A record of 16 MB is taken, with room for its batch's header."""
    assert int(PROPERTIES["message.max.bytes"]) > 16 * 1024 * 1024


def test_one_node_is_enough_for_every_internal_topic() -> None:
    """With the default of three copies, groups and transactions would never answer."""
    copies = [value for key, value in PROPERTIES.items() if key.endswith((".replication.factor", ".min.isr"))]
    assert copies == ["1"] * 5
