"""`newsstream vocab diff`: what a new release of the vocabulary adds, retires, moves and renames."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import ValidationError

from streams.errors import NewsstreamError
from streams.tag.vocabulary import Change, Row, changes, read_vocabulary

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The vocabulary of subjects.")


@app.callback()
def vocab() -> None:
    """Compare releases of the vocabulary of subjects."""


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A vocabulary in the form of streams/tag/data/mediatopics.toml.")],
    new: Annotated[Path, typer.Argument(help="The release to compare it with.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say which codes were added, retired, moved or relabelled. Exit codes: 0 none, 1 some, 2 a file can't be used."""
    found = list(changes(_read(old), _read(new)))
    if as_json:
        typer.echo(orjson.dumps([asdict(one) for one in found]))
    else:
        typer.echo("\n".join(map(_line, found)) or "The vocabularies are the same.")
    raise typer.Exit(1 if found else 0)


def _read(path: Path) -> Mapping[str, Row]:
    try:
        return read_vocabulary(path.read_text("utf-8"))
    except OSError as error:
        msg = f"{path} can't be read: {error.strerror}"
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{path} is no TOML: {error}"
    except ValidationError as error:
        place, fault = ".".join(map(str, error.errors()[0]["loc"])), error.errors()[0]["msg"]
        msg = f'{path}: {place}: {fault}; a line is "01000000" = {{ label = "...", parent = "..." }}'
    raise NewsstreamError(msg)


def _line(one: Change) -> str:
    if one.kind in {"added", "retired"}:
        return f"{one.kind} {one.code}: {one.new or one.old}"
    return f"{one.kind} {one.code}: {one.old or 'first level'} -> {one.new or 'first level'}"
