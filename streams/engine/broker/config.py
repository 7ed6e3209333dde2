"""The configuration files of the local Kafka, as text: pure; written to disk by `folder`.

One node is broker and controller (KRaft), bound to the loopback address: nothing else on the network can reach it.
"""

HOST = "127.0.0.1"
MAX_RECORD_BYTES = 17 * 1024 * 1024
"""A dead letter may have 16 MB (its card) and its batch a header besides."""
LOGS = "logs"
"""The broker's logs, relative to the folder it runs in: a path needs no escaping, whatever characters it has."""

SERVER = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "log.dirs": LOGS,
    "auto.create.topics.enable": "false",  # a misspelt topic is an error, as in production
    "message.max.bytes": str(MAX_RECORD_BYTES),
    "replica.fetch.max.bytes": str(MAX_RECORD_BYTES),
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",  # 50 by default: files, and seconds of start, that one machine has no use for
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",  # 3 s by default, to gather members that start together
}
"""What never changes; Kafka's defaults are for a cluster of three and more."""

LOG4J = """\
status = warn
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %-5p %c{1}: %m%n
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
logger.config.name = org.apache.kafka.common.config.AbstractConfig
logger.config.level = warn
"""
"""Everything to standard output, which goes to the log file; without the pages of settings at each start."""


def server_properties(port: int, controller_port: int) -> str:
    """Render the `server.properties` of a broker for clients on `port`."""
    own = {
        "listeners": f"PLAINTEXT://{HOST}:{port},CONTROLLER://{HOST}:{controller_port}",
        "controller.quorum.voters": f"1@{HOST}:{controller_port}",  # static: kept data may come back on another port
    }
    return "".join(f"{key}={value}\n" for key, value in (SERVER | own).items())
