"""The sample pages of the demo: invented, in the shapes of real ones, in TOML files that are sent in their order.

A `[[sample]]` has a `name` for people, and either a `record`, which becomes the JSON of a raw article, or `bytes`,
which are sent as they stand. What is right for it stands beside it in `expect` and is never sent: the tests read it.
"""

import tomllib
from dataclasses import dataclass
from importlib import resources

import orjson

from schemas.wire import Model


class Expect(Model):
    """What is right for each article of a sample; fields that are null aren't looked at."""

    outcome: str
    relation: str = "none"
    event: str | None = None
    reason: str | None = None
    language: str | None = None
    articles: int = 1


@dataclass(frozen=True, slots=True)
class Sample:
    """One record to send."""

    name: str
    value: bytes
    expect: Expect


def load_samples() -> list[Sample]:
    """Read all samples, in the order in which they are sent."""
    files = sorted(resources.files(__package__).iterdir(), key=lambda file: file.name)
    tables = [tomllib.loads(file.read_text("utf-8")) for file in files if file.name.endswith(".toml")]
    return [_sample(entry) for table in tables for entry in table["sample"]]


def _sample(entry: dict[str, object]) -> Sample:
    value = str(entry["bytes"]).encode() if "bytes" in entry else orjson.dumps(entry["record"])
    return Sample(str(entry["name"]), value, Expect.model_validate(entry["expect"]))
