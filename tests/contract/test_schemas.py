"""The published JSON Schemas: current, and of one mind with the models about every example."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from schemas.publish import FOLDER, MODELS, differences, publish, schema_of, slug
from schemas.wire import InvalidRecordError, Model
from streams.publish.events import DATA_SCHEMA

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
BY_SLUG = {slug(model): model for model in MODELS.values()}
GOOD = sorted(EXAMPLES.glob("*/good-*.json"))
BAD = sorted(EXAMPLES.glob("*/bad-*.json"))


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _model(example: Path) -> type[Model]:
    return BY_SLUG[example.parent.name]


def _validator(example: Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / f"{example.parent.name}.json").read_text("utf-8")))


def test_published_schemas_are_current() -> None:
    """What lies in the folder is what `python -m schemas.publish` would write."""
    assert differences(FOLDER) == []


def test_every_kind_of_difference_is_told(tmp_path: Path) -> None:
    """A schema that is missing, changed, or of no model is named, and published away."""
    publish(tmp_path)
    (tmp_path / "outcome.json").unlink()
    (tmp_path / "raw-article.json").write_text("{}", "utf-8")
    (tmp_path / "weather.json").write_text("{}", "utf-8")
    assert differences(tmp_path) == [
        "outcome.json: missing",
        "weather.json: of no model",
        "raw-article.json: not what its model says",
    ]
    publish(tmp_path)
    assert differences(tmp_path) == []


@pytest.mark.parametrize("model", MODELS.values(), ids=slug)
def test_schema_is_a_schema(model: type[Model]) -> None:
    """Each is valid JSON Schema, and nowhere closed to fields that come later."""
    schema = schema_of(model)
    Draft202012Validator.check_schema(schema)
    assert '"additionalProperties": false' not in json.dumps(schema)


def test_events_name_their_schema() -> None:
    """The `ce_dataschema` header of an event is the `$id` of a published schema."""
    ids = {json.loads(path.read_text("utf-8"))["$id"] for path in FOLDER.glob("*.json")}
    assert DATA_SCHEMA in ids


@pytest.mark.parametrize("example", GOOD, ids=_name)
def test_good_example_is_valid(example: Path) -> None:
    """Model and schema take it, and what the model writes again the schema takes too."""
    record = _model(example).decode(example.read_bytes())
    _validator(example).validate(json.loads(example.read_bytes()))
    _validator(example).validate(json.loads(record.encode()))


@pytest.mark.parametrize("example", BAD, ids=_name)
def test_bad_example_is_refused(example: Path) -> None:
    """Model and schema refuse it."""
    with pytest.raises(InvalidRecordError):
        _model(example).decode(example.read_bytes())
    assert not _validator(example).is_valid(json.loads(example.read_bytes()))


@pytest.mark.parametrize("name", sorted(BY_SLUG))
def test_model_has_examples_of_both_kinds(name: str) -> None:
    """A model without an example that it takes and one that it refuses is not tested at all."""
    assert [path for path in GOOD if path.parent.name == name]
    assert [path for path in BAD if path.parent.name == name]


@pytest.mark.parametrize("example", GOOD, ids=_name)
def test_good_example_lives_on_invented_hosts(example: Path) -> None:
    """Examples name no real publisher: every address ends in `.example`."""
    hosts = [part.split("/")[0] for part in example.read_text("utf-8").split("https://")[1:]]
    assert all(host.endswith(".example") for host in hosts)


@pytest.mark.parametrize("example", GOOD, ids=_name)
def test_later_fields_are_no_error_for_readers(example: Path) -> None:
    """A subscriber's copy of the schema takes the record of a later version."""
    _validator(example).validate({**json.loads(example.read_bytes()), "later": {"field": 1}})
