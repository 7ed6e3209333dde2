"""The demo's sample pages are what they say they are: the stages find in them what stands beside them."""

from collections import Counter

import pytest

from streams.cli.demo.samples import Sample, load_samples
from streams.cli.process import Chain, Result


@pytest.fixture(scope="module")
def results() -> dict[str, tuple[Sample, list[Result]]]:
    """Give what becomes of each sample, by its name, when all go through the stages in their order."""
    chain = Chain({})
    return {sample.name: (sample, chain.process(sample.value, offset)) for offset, sample in enumerate(load_samples())}


@pytest.mark.parametrize("name", [sample.name for sample in load_samples()])
def test_a_sample_is_what_it_says(name: str, results: dict[str, tuple[Sample, list[Result]]]) -> None:
    """Its outcome, its relation and its language stand beside it."""
    sample, found = results[name]
    expect = sample.expect
    assert [one.outcome.outcome.value for one in found] == [expect.outcome] * expect.articles
    assert {one.outcome.reason for one in found} == {expect.reason}
    for event in (one.event for one in found if one.event):
        assert (event.relation.kind.value, event.language) == (expect.relation, expect.language)
        assert expect.event in {None, event.event.value}


def test_the_samples_show_each_kind_of_outcome_and_relation() -> None:
    """A demo without a duplicate or a dead letter would not be one."""
    expected = [sample.expect for sample in load_samples()]
    assert set(Counter(one.outcome for one in expected)) == {
        "accepted",
        "updated",
        "duplicate",
        "rejected",
        "quarantined",
    }
    assert {one.relation for one in expected} == {"none", "exact", "near", "syndicated_copy", "update_of"}


def test_names_are_unique() -> None:
    """A missing record is named by them."""
    names = [sample.name for sample in load_samples()]
    assert len(set(names)) == len(names)
