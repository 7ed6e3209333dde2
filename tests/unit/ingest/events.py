"""Invented events of news.enriched, for the tests of what is proposed from them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.enriched import EnrichedArticle

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
WORDS = ("ferry", "bus", "otter", "pier", "harbour", "crew", "tide", "storm", "council", "school", "road", "bridge")


def event(number: int, **fields: object) -> EnrichedArticle:
    """Make an event of a new article."""
    body = (
        f"The {WORDS[number % 12]} of day {number} was late, and number {number} of the crew said so to everyone there."
    )
    article: dict[str, Any] = {
        "article_id": f"00000000-0000-0000-0000-{number:012}",
        "uri": f"urn:newsstream:article:{number}",
        "version": 1,
        "event": "created",
        "is_latest": True,
        "source": "isle.example",
        "language": "en",
        "title": f"Day {number} of the {WORDS[number % 12]}",
        "body": body,
        "retrieved_at": NOON + timedelta(hours=number),
        "relation": {"kind": "none", "method": "none"},
        "provenance": {"raw": {"topic": "news.raw", "partition": 0, "offset": number}},
    }
    return EnrichedArticle.model_validate(article | fields)
