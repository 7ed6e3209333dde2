"""What a person reads of an error: one line, and an exit code that scripts can tell apart."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError

from streams.errors import BrokerError, NewsstreamError

FINDINGS, USAGE, BROKER = 1, 2, 3


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Print errors that are for people in one line, and leave with their exit code."""
    try:
        yield
    except BrokerError as error:
        _fail(str(error), BROKER)
    except NewsstreamError as error:
        _fail(str(error), USAGE)
    except ValidationError as error:
        named = "; ".join(f"NEWSSTREAM_{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors())
        _fail(named, USAGE)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away; there is nobody to tell
        sys.exit(FINDINGS)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(f"newsstream: {message}", err=True)
    sys.exit(code)
