"""What is known of a page apart from its text: one value that the whole chain reads.

Made by `content`; `html` and `entries` replace what they know better.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from streams.normalize.memory import NOTHING, Standing
from streams.normalize.names import Site


@dataclass(frozen=True, slots=True)
class Context:
    """The address, the publisher and the hints of the producer."""

    site: Site
    url: str | None = None
    zone: tzinfo | None = None
    """The zone of the source's clocks, when an operator stated it."""
    retrieved_at: datetime | None = None
    title: str | None = None
    language: str | None = None
    sections: tuple[str, ...] = ()
    is_fragment: bool = False
    """The text stands without a page around it, its headline apart."""
    is_markup: bool = False
    """The lines come out of HTML, whose elements have told other articles apart already."""
    standing: Standing = NOTHING
    """What the source prints on article after article."""
