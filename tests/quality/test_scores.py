"""The scores on labelled data do not fall below what was reached."""

from pathlib import Path

import pytest
from measure import Limit, limits, score, scorers


def _id(limit: Limit) -> str:
    return f"{limit.scorer} {limit.path}"


@pytest.mark.parametrize("limit", list(limits()), ids=_id)
def test_score_keeps_its_limit(limit: Limit, shared_folder: Path) -> None:
    """What was reached stays reached."""
    found = score(limit, shared_folder)
    assert limit.is_kept(found), f"{found:.4f}, {'floor' if limit.is_floor else 'ceiling'} {limit.value}"


@pytest.mark.parametrize("name", scorers())
def test_scorer_has_limits(name: str) -> None:
    """A scorer without a limit measures nothing."""
    assert any(limit.scorer == name for limit in limits())
