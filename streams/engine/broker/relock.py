"""Write `jars.lock` anew: run by a maintainer who moves to another Kafka, with the network.

python -m streams.engine.broker.relock > jars.lock
"""

import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from jgo.maven import MavenContext

from streams.engine.broker.jars import Jar, render

KAFKA = ("org.apache.kafka:kafka_2.13:4.4.0", "org.apache.kafka:kafka-clients:4.4.0")
"""The clients are named too: left to itself the resolver may settle on an old one."""
LOGGING = ("org.apache.logging.log4j:log4j-slf4j-impl:2.25.5",)
"""Kafka's jars bring no log4j, and without it the broker's log stays empty."""


def resolve(repository: Path) -> list[Jar]:
    """Resolve Kafka and its logging apart: together, log4j's parent would lower the versions that Kafka asks for."""
    context = MavenContext(repo_cache=repository)
    chosen: dict[str, Jar] = {}
    for roots in (KAFKA, LOGGING):
        direct, indirect = context.resolver.resolve([context.create_dependency(root) for root in roots])
        for artifact in (dependency.artifact for dependency in direct + indirect):
            content = artifact.resolve().read_bytes()
            name = f"{artifact.groupId}:{artifact.artifactId}"
            jar = Jar(f"{name}:{artifact.version}", len(content), sha256(content).hexdigest())
            chosen.setdefault(name, jar)
    return [chosen[name] for name in sorted(chosen)]


def main() -> None:
    """Print the lock."""
    with TemporaryDirectory() as repository:
        sys.stdout.write(render(resolve(Path(repository))))


if __name__ == "__main__":
    main()
