"""Who gets the next complaint of a service."""

from __future__ import annotations

import pytest

from complaints_service.domain.allocation import (
    BY_HAND,
    IN_TURN,
    LEAST_LOAD,
    Candidate,
    Chosen,
    choose,
)

ANN, BEN, CAZ = Candidate("ann", open=3), Candidate("ben", open=1), Candidate("caz", open=1)
AWAY, GONE, NO_HANDLER = (Candidate("away", absent=True), Candidate("gone", enabled=False),
                          Candidate("clerk", handles=False))
NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(("last", "next_one"), [
    # the first time, the first of the list
    (None, "ann"),
    # after each the one that follows, round and round
    ("ann", "ben"), ("ben", "caz"), ("caz", "ann"),
    # somebody who was taken off the list since: from the beginning
    ("dee", "ann"),
])
def test_turns_go_round(last: str | None, next_one: str) -> None:
    assert choose(IN_TURN, (ANN, BEN, CAZ), NOBODY, last).account == next_one


@pytest.mark.parametrize("last", [None, "ann", "ben", "caz"])
def test_bug_29_turns_pass_over_who_cannot(last: str | None) -> None:
    """Away, disabled since, without the role, or complained of: the next one gets it."""
    everybody = (AWAY, ANN, GONE, BEN, NO_HANDLER, CAZ)
    for barred in (NOBODY, frozenset({"ann"}), frozenset({"ann", "caz"})):
        chosen = choose(IN_TURN, everybody, barred, last).account
        assert chosen in {"ann", "ben", "caz"} - barred


def test_the_fewest_open_complaints_and_then_the_turn() -> None:
    assert choose(LEAST_LOAD, (ANN, BEN, CAZ), NOBODY, None).account == "ben"
    assert choose(LEAST_LOAD, (ANN, BEN, CAZ), NOBODY, "ben").account == "caz"
    assert choose(LEAST_LOAD, (ANN, BEN, CAZ), frozenset({"ben", "caz"}), None).account == "ann"


@pytest.mark.parametrize(("way", "people", "barred", "reason"), [
    # the council wants somebody to choose
    (BY_HAND, (ANN,), NOBODY, "by_hand"),
    (IN_TURN, (AWAY, AWAY), NOBODY, "all_absent"),
    # somebody is there, but may not have this one; the others are away
    (LEAST_LOAD, (ANN, AWAY), frozenset({"ann"}), "all_barred"),
    # the rule is out of date
    (IN_TURN, (GONE, NO_HANDLER), NOBODY, "nobody_serves"),
    (IN_TURN, (), NOBODY, "nobody_serves"),
])
def test_where_nobody_can_the_reason_is_told(
    way: str, people: tuple[Candidate, ...], barred: frozenset[str], reason: str
) -> None:
    assert choose(way, people, barred, None) == Chosen(way, reason=reason)
