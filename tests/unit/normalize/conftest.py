"""What the tests of normalize share: a page read from text."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from schemas.article import ArticleContent
from schemas.raw import RawArticle
from streams.normalize.content import ReadItem, read_contents

Read = Callable[..., ArticleContent]
FETCHED = datetime(2025, 2, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def read() -> Read:
    """Read one page as the pipeline does, and give its article."""

    def read_page(content: str, **fields: object) -> ArticleContent:
        defaults = {"url": "https://quaytimes.example/news/a-1", "retrieved_at": FETCHED, "content": content}
        (item,) = read_contents(RawArticle.model_validate(defaults | fields))
        assert isinstance(item, ReadItem), item
        return item.content

    return read_page
