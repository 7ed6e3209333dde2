"""The JSON Schemas of the contract, made from the models: `python -m schemas.publish [--check]`.

One file a model in `published/`, for subscribers and producers in any language. The schemas are open: a field that they
don't know is a later version's, and no error. Called by contributors after a change of a model, and by the tests.
"""

import argparse
import json
import re
import sys
from pathlib import Path

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DatetimeSchema, ModelSchema

from schemas.article import NormalizedArticle, TaggedArticle
from schemas.dead_letter import DeadLetter
from schemas.enriched import EnrichedArticle
from schemas.feed import FeedRow
from schemas.outcome import Outcome
from schemas.raw import RawArticle
from schemas.relation import RelatedArticle
from schemas.source import SourceRow
from schemas.wire import Model

FOLDER = Path(__file__).parent / "published"
VERSION = 1
"""Of every model: a change that old readers can't live with is a new model, on a topic of its own."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"
RFC_3339 = r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$"
MODELS: dict[str, type[Model]] = {
    model.__name__: model
    for model in (
        RawArticle,
        NormalizedArticle,
        TaggedArticle,
        RelatedArticle,
        EnrichedArticle,
        Outcome,
        DeadLetter,
        SourceRow,
        FeedRow,
    )
}
"""Every value in JSON that a card names, by the name that it uses, and what the headers of a dead letter say."""


class _Generator(GenerateJsonSchema):
    """Open, with instants that need their offset, and without a title that only repeats a field's name."""

    def field_title_should_be_set(self, schema: object) -> bool:
        del schema
        return False

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        return {name: value for name, value in super().model_schema(schema).items() if name != "additionalProperties"}

    def datetime_schema(self, schema: DatetimeSchema) -> JsonSchemaValue:
        return super().datetime_schema(schema) | {"pattern": RFC_3339}


def slug(model: type[Model]) -> str:
    """Give the model's name in files and in `$id`: `EnrichedArticle` is `enriched-article`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", model.__name__).lower()


def schema_of(model: type[Model]) -> dict[str, object]:
    """Give the JSON Schema of a model: what a record of any time has, and what else it may have."""
    identity = {"$schema": DIALECT, "$id": f"urn:newsstream:schema:{slug(model)}:{VERSION}"}
    return identity | model.model_json_schema(schema_generator=_Generator)


def render() -> dict[str, str]:
    """Give the files of the folder: name -> text, the same on every run."""
    schemas = {f"{slug(model)}.json": schema_of(model) for model in MODELS.values()}
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def differences(folder: Path) -> list[str]:
    """Say which files of a folder are missing, not what their model says, or of no model."""
    wanted = render()
    found = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.json"))}
    missing = [f"{name}: missing" for name in wanted if name not in found]
    stray = [f"{name}: of no model" for name in found if name not in wanted]
    return (
        missing
        + stray
        + [f"{name}: not what its model says" for name in found if found[name] != wanted.get(name, found[name])]
    )


def publish(folder: Path) -> None:
    """Write the files, and take away those of models that are gone."""
    for path in folder.glob("*.json"):
        path.unlink()
    for name, text in render().items():
        (folder / name).write_text(text, "utf-8")


def main() -> int:
    """Write the files; with `--check` only say what differs. Exit codes: 0 all is current, 1 something differs."""
    parser = argparse.ArgumentParser(prog="python -m schemas.publish", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; say what differs and exit with 1")
    if not parser.parse_args().check:
        publish(FOLDER)
    found = differences(FOLDER)
    sys.stdout.writelines(f"{one}\n" for one in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
