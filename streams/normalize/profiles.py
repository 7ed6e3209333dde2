"""The file of source profiles, as `NEWSSTREAM_SOURCES` names it: read once at start, by the worker and by `process`."""

from pathlib import Path

from streams.errors import SettingsError
from streams.normalize.source import load_profiles
from streams.normalize.stage import Profiles


def profiles_of(path: Path | None) -> Profiles:
    """Read the source profiles; none without a file.

    Raises:
        SettingsError: the file can't be read, or says something wrong.
    """
    if path is None:
        return {}
    try:
        return load_profiles(path.read_bytes())
    except OSError as error:
        msg = f"the source profiles {path} can't be read: {error.strerror}"
        raise SettingsError(msg) from error
