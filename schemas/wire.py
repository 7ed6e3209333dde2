"""How a model becomes the bytes of a record and back: one parse, one dump, both by orjson.

Called by every agent at the first and the last step of a hop, and by `newsstream process` for its lines.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Self

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from schemas.reason import Reason

ENCODE_OPTIONS = orjson.OPT_UTC_Z
MAX_ERRORS_NAMED = 3


class InvalidRecordError(ValueError):
    """The bytes are not a record of this model; the message names the fields that are wrong."""

    reason = Reason.INVALID


class UndecodableRecordError(InvalidRecordError):
    """The bytes are not a JSON object at all."""

    reason = Reason.UNDECODABLE


def _only_text(value: object) -> object:
    if isinstance(value, int | float):
        msg = "an instant is written as RFC 3339 text, not as a number"
        raise ValueError(msg)  # noqa: TRY004 - pydantic turns a ValueError, not a TypeError, into a field error
    return value


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        msg = "an instant needs an offset or Z"
        raise ValueError(msg)
    return value.astimezone(UTC)


Instant = Annotated[datetime, BeforeValidator(_only_text), AfterValidator(_in_utc)]
"""A point in time: RFC 3339 with offset on the way in, UTC with `Z` on the way out."""


class Model(BaseModel):
    """A frozen value of the contract; unknown fields are an error, so that a misspelt name can't pass."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def decode(cls, value: bytes) -> Self:
        """Read a record's value.

        Raises:
            UndecodableRecordError: `value` is not a JSON object in UTF-8.
            InvalidRecordError: it is, but not of this model.
        """
        return cls.from_mapping(load_object(value))

    @classmethod
    def from_mapping(cls, fields: Mapping[str, object]) -> Self:
        """Validate what `load_object` parsed.

        Raises:
            InvalidRecordError: a field is missing, unknown or wrong.
        """
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            raise InvalidRecordError(_describe(error)) from error

    def encode(self) -> bytes:
        """Give the record's value: UTF-8 JSON with every field, in the order of the model."""
        return orjson.dumps(self.model_dump(), option=ENCODE_OPTIONS)


def load_object(value: bytes) -> dict[str, object]:
    """Parse one JSON object.

    Raises:
        UndecodableRecordError: the bytes are not UTF-8 JSON, or JSON that is not an object.
    """
    try:
        parsed = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        msg = f"not JSON: {error}"
        raise UndecodableRecordError(msg) from error
    if not isinstance(parsed, dict):
        msg = f"a JSON {type(parsed).__name__} where an object was expected"
        raise UndecodableRecordError(msg)
    return parsed


def _describe(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    named = [f"{'.'.join(map(str, one['loc'])) or 'record'}: {one['msg']}" for one in found[:MAX_ERRORS_NAMED]]
    more = len(found) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more > 0 else "")
