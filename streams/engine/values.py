"""Reading a stage's input: what an earlier stage wrote is trusted to be whole, and poison when it is not."""

from typing import TypeVar

from schemas.outcome import Reason
from schemas.wire import InvalidRecordError, Model
from streams.engine.records import Record
from streams.errors import PoisonError

M = TypeVar("M", bound=Model)


def read_value(model: type[M], record: Record) -> M:
    """Parse and validate a record's value.

    Raises:
        PoisonError: it is empty, not JSON, or not of the model.
    """
    if record.value is None:
        raise PoisonError(Reason.UNDECODABLE, "a record without a value")
    try:
        return model.decode(record.value)
    except InvalidRecordError as error:
        raise PoisonError(error.reason, str(error)) from error
