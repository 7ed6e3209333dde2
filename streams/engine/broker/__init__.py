"""A real Kafka on a machine that has only Python: Apache Kafka on the Java runtime that a wheel ships.

`LocalBroker` is what callers use. `jars.lock` names each jar with its size and SHA-256; `distribution` keeps them in
the user's cache, fetching only what is missing or broken; `server` formats and starts one KRaft node on free ports, in
a folder of its own (`folder`), and returns when topics, groups and transactions answer (`readiness`). `guard` is a tiny
process between the caller and Kafka: it ends Kafka when the caller is gone, even by SIGKILL. Nothing here is a
stand-in: what works against this broker works against Kafka.
"""

from streams.engine.broker.distribution import Progress, default_cache
from streams.engine.broker.server import LocalBroker

__all__ = ["LocalBroker", "Progress", "default_cache"]
