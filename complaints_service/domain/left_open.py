"""What stage 1 left open: shown to whoever reviews it, so that stage 2 answers it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .complaint import Complaint
from .evolve.stages import disputed_points
from .facts import UNSETTLED
from .parts import Point
from .rules import Rules
from .sealing import Sealed
from .stages import Finding, Timeliness
from .timeliness import timeliness

LATE = frozenset({Timeliness.LATE, Timeliness.LATE_EXTENDED, Timeliness.OPEN_OVERDUE})


@dataclass(frozen=True)
class LeftOpen:
    """One thing that stage 1 left open.

    `kind` is `not_answered` (the whole stage), `unanswered`, `undecided`, `without_reasons`,
    `not_taken` (of a point), `late`, `remedy_due`, `remedy_refused`, `remedy_failed` (of a
    remedy), `outstanding` or `nothing_offered`. `n` is the number of the point or remedy, `said`
    what was written, `due_on` when a remedy was promised.
    """

    kind: str
    n: int | None = None
    said: Sealed | None = None
    due_on: date | None = None


def left_open(complaint: Complaint, rules: Rules, today: date) -> Iterator[LeftOpen]:
    """Yield what stage 1 left open, as it stands on the London date `today`: the disputed points
    first (HO 6.12, 6.17), then lateness, then what was promised (HO 6.6, 7.3)."""
    record = complaint.stage_1
    if not record.answered:
        yield LeftOpen("not_answered")
    else:
        for point in disputed_points(complaint):
            yield from _of_point(point)
    for point in complaint.points:
        if point.declined:
            yield LeftOpen("not_taken", point.n, point.text)
    if timeliness(complaint, 1, rules, today) in LATE:
        yield LeftOpen("late")
    yield from _of_remedies(complaint)
    if record.outstanding is not None:
        yield LeftOpen("outstanding", said=record.outstanding)
    if record.no_remedy_because is not None:
        yield LeftOpen("nothing_offered", said=record.no_remedy_because)


def _of_point(point: Point) -> Iterator[LeftOpen]:
    answer = point.stage_1
    if answer is None:
        yield LeftOpen("unanswered", point.n, point.text)
        return
    if answer.finding is Finding.UNABLE_TO_DECIDE:
        yield LeftOpen("undecided", point.n, point.text)
    if answer.reasons is None:
        yield LeftOpen("without_reasons", point.n, point.text)


def _of_remedies(complaint: Complaint) -> Iterator[LeftOpen]:
    for one in complaint.remedies:
        if one.status in UNSETTLED:
            yield LeftOpen("remedy_due", one.n, one.description, one.due_on)
        elif one.status == "refused":
            yield LeftOpen("remedy_refused", one.n, one.description, one.due_on)
        elif one.status == "undeliverable":
            yield LeftOpen("remedy_failed", one.n, one.description, one.due_on)
