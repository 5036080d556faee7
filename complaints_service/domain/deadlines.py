"""Deadlines are facts: each is worked out from the events, the Codes' limits and the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from .complaint import Complaint
from .contributing import ended_on
from .hazards import hazard_dates
from .london import instant_on, london_date
from .parts import StageRecord
from .rules import Rules
from .stage_view import calendar_of, stage_view

ACKNOWLEDGE = ("stage_1_acknowledge", "stage_2_acknowledge")
RESPOND = ("stage_1_respond", "stage_2_respond")
CODE_CLOCKS = frozenset((*ACKNOWLEDGE, *RESPOND))


@dataclass(frozen=True)
class Deadline:
    """A date by which something must be done; `item` tells several of one kind apart.

    A stage that ended without an answer on `ended_on` leaves its deadline void if that was in
    time, missed if not: late never disappears. There is no pause (neither Code has one).
    """

    kind: str
    item: str
    due_on: date | None
    met_at: datetime | None = None
    ended_on: date | None = None
    owner: str | None = None
    due_at: datetime | None = None
    """The very instant, where the law counts hours; else the whole day is in time."""

    @property
    def open(self) -> bool:
        """Still to be done."""
        return self.met_at is None and self.ended_on is None

    def overdue(self, today: date) -> bool:
        """Open, and its day has passed; the due day itself is not overdue."""
        return self.open and self.due_on is not None and today > self.due_on

    def state(self, today: date) -> str:
        """`open`, `met`, `missed` (its day passed unmet, even if done later) or `void`."""
        if self.met_at is None and self.ended_on is not None:
            in_time = self.due_on is None or self.ended_on <= self.due_on
            return "void" if in_time else "missed"
        if self.met_at is not None:
            return "missed" if self._met_late(self.met_at) else "met"
        return "missed" if self.overdue(today) else "open"

    def _met_late(self, met_at: datetime) -> bool:
        if self.due_at is not None:
            return met_at > self.due_at
        return self.due_on is not None and london_date(met_at) > self.due_on


def deadlines_of(complaint: Complaint, rules: Rules) -> tuple[Deadline, ...]:
    """Every deadline of a complaint, from its events alone."""
    return code_clocks(complaint, rules) + tuple(
        one
        for part in (_updates, _new_dates, _contributions, _remedies, _ombudsman, _instructions,
                     _reviews, _hazards)
        for one in part(complaint, rules)
    )


def code_clocks(complaint: Complaint, rules: Rules) -> tuple[Deadline, ...]:
    """The acknowledgement and the answer of each stage that has begun."""
    return tuple(_code_clocks(complaint, rules))


def _code_clocks(complaint: Complaint, rules: Rules) -> Iterator[Deadline]:
    for stage in (1, 2):
        view, record = stage_view(complaint, stage, rules), complaint.stage_record(stage)
        if view is None:
            continue
        acknowledged = record.acknowledged_at or record.responded_at
        yield _clock(ACKNOWLEDGE[stage - 1], view.acknowledge_by, acknowledged, record)
        yield _clock(RESPOND[stage - 1], view.respond_by, record.responded_at, record)


def _clock(
    kind: str, due_on: date | None, met_at: datetime | None, record: StageRecord
) -> Deadline:
    return Deadline(kind, "", due_on, met_at, record.ended_on, record.handler)


def _updates(complaint: Complaint, rules: Rules) -> Iterator[Deadline]:
    for number, day in enumerate(complaint.promised_updates, 1):
        yield Deadline("promised_update", str(number), day, owner=complaint.stage_1.handler)
    for stage in (1, 2):
        record = complaint.stage_record(stage)
        if record.promised_by and record.responded_at is None and record.ended_on is None:
            yield Deadline("promised_answer", str(stage), record.promised_by, owner=record.handler)


def _contributions(complaint: Complaint, rules: Rules) -> Iterator[Deadline]:
    """Our own dates: no Code knows them, and no figure counts them."""
    for one in complaint.contributions:
        unneeded = None if one.answered_at else ended_on(complaint, one)
        owner = one.asked_by if one.by_link else one.to
        yield Deadline("contribution", str(one.n), one.due_on, one.answered_at, unneeded, owner)


def _new_dates(complaint: Complaint, rules: Rules) -> Iterator[Deadline]:
    """Dates that a new calendar moved, to be told while their clocks run."""
    for one in complaint.dates_to_tell:
        record = complaint.stage_record(one.stage)
        fell_away = one.tell_by if one.told_at is None and one.stopped(record) else None
        yield Deadline("new_date_to_tell", one.kind, one.tell_by, one.told_at, fell_away,
                       record.handler)


def _remedies(complaint: Complaint, rules: Rules) -> Iterator[Deadline]:
    for one in complaint.remedies:
        if one.due_on is None:
            continue
        fell_away = one.due_on if one.status in ("refused", "undeliverable") else None
        owner = one.owner or complaint.stage_1.handler
        yield Deadline("remedy", str(one.n), one.due_on, one.done_at, fell_away, owner)


WANTS_ANSWER = frozenset({"enquiry", "investigating", "draft"})
"""The statuses in which the date given with a case's notice is still wanted."""


def _ombudsman(complaint: Complaint, rules: Rules) -> Iterator[Deadline]:
    for case in complaint.ombudsman:
        if case.due_on and not case.requests and case.status in WANTS_ANSWER:
            yield Deadline("ombudsman_request", case.id, case.due_on)
        for asked in case.requests:
            met_at = _proof(asked.sent_on, asked.answered_at)
            yield Deadline("ombudsman_request", f"{case.id}.{asked.n}", asked.due_on, met_at,
                           asked.ended_on)
        for one in case.obligations:
            if case.status != "draft":
                met_at = _proof(one.sent_on, one.done_at)
                yield Deadline("obligation", f"{case.id}.{one.n}", one.due_on, met_at,
                               owner=one.owner)


def _proof(sent_on: date | None, done_at: datetime | None) -> datetime | None:
    """An obligation is met the day its proof was sent, which may be before it was recorded."""
    if sent_on is None or done_at is None:
        return done_at
    return instant_on(sent_on, not_after=done_at)


def _instructions(complaint: Complaint, rules: Rules) -> Iterator[Deadline]:
    for number, one in enumerate(complaint.instructions, 1):
        yield Deadline("ombudsman_instruction", str(number), one.due_on, one.met_at)


def _reviews(complaint: Complaint, rules: Rules) -> Iterator[Deadline]:
    if complaint.contact_limits:
        yield Deadline("contact_limit_review", "", complaint.contact_limits[-1].review_on)
    for number, one in enumerate(complaint.adjustments, 1):
        if one.review_on:
            yield Deadline("adjustment_review", str(number), one.review_on)


def _hazards(complaint: Complaint, rules: Rules) -> Iterator[Deadline]:
    """The clocks of hazards run on, whatever state the complaint is in."""
    for one in complaint.hazards:
        law = rules.hazards.get(one.edition)
        owner = one.owner or complaint.stage_1.handler
        for due in hazard_dates(one, law, calendar_of(complaint, rules)) if law else ():
            yield Deadline("hazard", f"{one.n}.{due.clock.key}", due.due_on, due.met_at,
                           due.ended_on, owner, due.due_at)


def code_overdue(complaint: Complaint, rules: Rules, today: date) -> bool:
    """Whether an acknowledgement or an answer of either stage is overdue on `today`."""
    return any(one.overdue(today) for one in code_clocks(complaint, rules))


def next_due(complaint: Complaint, rules: Rules) -> Deadline | None:
    """The open deadline that comes first."""
    waiting = [one for one in deadlines_of(complaint, rules) if one.open and one.due_on]
    return min(waiting, key=lambda one: (one.due_on or date.max, one.kind), default=None)
