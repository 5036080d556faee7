"""Which answers are looked at afterwards, by whom, and what their scores come to."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.domain.quality import Score, in_sample, percent_of, sampled_below

DIGESTS = st.binary(max_size=8).map(lambda raw: hashlib.sha256(raw).hexdigest())


@given(DIGESTS, st.integers(0, 100))
def test_a_digest_is_in_the_sample_or_not_by_what_it_is_alone(digest: str, percent: int) -> None:
    assert in_sample(digest, percent) == (digest < sampled_below(percent))
    assert not in_sample(digest, 0)
    assert in_sample(digest, 100)


@given(DIGESTS, st.integers(0, 99))
def test_a_larger_share_takes_nothing_out(digest: str, percent: int) -> None:
    assert not in_sample(digest, percent) or in_sample(digest, percent + 1)


@pytest.mark.parametrize("percent", [1, 10, 25, 50])
def test_the_share_is_about_what_was_asked(percent: int) -> None:
    digests = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(4_000)]
    found = sum(in_sample(one, percent) for one in digests) / 40
    assert abs(found - percent) < 2.5


def test_an_answer_without_a_letter_is_in_no_sample() -> None:
    assert not in_sample(None, 100)


@pytest.mark.parametrize(("scores", "expected"), [
    # All met, half met, nothing met.
    (["met", "met"], 100), (["met", "not_met"], 50), (["not_met"], 0),
    # Partly counts half; halves of a percent are rounded up.
    (["partly"], 50), (["met", "partly", "not_met", "not_met"], 38),
    # What does not apply counts nothing at all.
    (["met", "not_applicable"], 100), (["not_applicable"], None), ([], None),
])
def test_a_percentage_of_what_applies(scores: list[str], expected: int | None) -> None:
    assert percent_of([Score(f"item-{n}", one) for n, one in enumerate(scores)]) == expected
