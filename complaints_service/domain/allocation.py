"""Who gets the next complaint of a service: in turn or by load, and never somebody who cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

BY_HAND, IN_TURN, LEAST_LOAD = "hand", "turns", "load"
WAYS = (BY_HAND, IN_TURN, LEAST_LOAD)
"""How a service's complaints are given to people."""


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a service's rule names. `open` are the complaints on their desk now.

    `absent_until` is the last day of an absence; it counts only while `absent`.
    """

    id: str
    enabled: bool = True
    handles: bool = True
    absent: bool = False
    absent_until: date | None = None
    open: int = 0


@dataclass(frozen=True)
class Chosen:
    """Who gets it by the rule `way`, or `account` None and the reason why nobody does."""

    way: str
    account: str | None = None
    reason: str | None = None


def choose(
    way: str, candidates: Sequence[Candidate], barred: frozenset[str], last: str | None
) -> Chosen:
    """Choose among the candidates, who are in the order of their turns.

    `barred` may not work on this complaint: they are complained of, or not on the list of who may
    see it. `last` had the turn before; the next one after them, who can, comes next. By load, the
    one with the fewest open complaints does, and of several the next in turn.
    """
    if way == BY_HAND:
        return Chosen(way, reason="by_hand")
    row = _from_turn(candidates, last)
    serving = [one for one in row if one.enabled and one.handles]
    present = [one for one in serving if not one.absent]
    free = [one for one in present if one.id not in barred]
    if free:
        first = free[0] if way == IN_TURN else min(free, key=lambda one: one.open)
        return Chosen(way, first.id)
    reason = "all_barred" if present else "all_absent" if serving else "nobody_serves"
    return Chosen(way, reason=reason)


def _from_turn(candidates: Sequence[Candidate], last: str | None) -> list[Candidate]:
    """The candidates from the one after `last` on, round to `last` itself."""
    at = next((place for place, one in enumerate(candidates) if one.id == last), -1)
    return [*candidates[at + 1:], *candidates[:at + 1]]
