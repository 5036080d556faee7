"""Invariants of order in time: first things first, nothing late unseen, nobody chased twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.deadlines import ACKNOWLEDGE, RESPOND, deadlines_of
from complaints_service.domain.events import Event
from complaints_service.domain.london import london_date
from complaints_service.domain.stages import Timeliness
from complaints_service.domain.timeliness import ack_timeliness, timeliness

from .evidence import CaseFile, Ground, Row

DATED = frozenset(kind.event for kind in COMMANDS.values() if kind.dated) | {"points_set"}


def i17_in_order(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Received, logged, acknowledged, answered; stage 2 requested, acknowledged, answered.

    By London date. Stage 2 may be asked for before an overdue answer of stage 1 (HO 6.10), and an
    Ombudsman's instruction may lead to any stage; then only what belongs to one stage is held to
    its order. A letter counts from when it was issued: the post may carry the second one first.
    """
    first = file.events[0]
    if file.stands.received_at > first.recorded_at:
        yield "it was recorded before it was received"
    received = london_date(file.stands.received_at)
    for event in file.events:
        if event.type in STEPS and london_date(event.occurred_at) < received:
            yield f"event {event.seq} ({event.type}) happened before it was received"
    if file.told_by_ombudsman:
        return
    yield from _after(file, "acknowledged", "stage_1_responded")
    yield from _after(file, "stage_2_requested", "stage_2_acknowledged")
    yield from _after(file, "stage_2_acknowledged", "stage_2_responded")
    yield from _requests(file)


STEPS = frozenset({
    "acknowledged", "stage_1_responded", "stage_2_requested", "stage_2_acknowledged",
    "stage_2_responded", "declined", "withdrawn", "extended",
})


def _after(file: CaseFile, earlier: str, later: str) -> Iterator[str]:
    """Each `later` must not lie before the latest `earlier` recorded ahead of it."""
    last: Event | None = None
    for event in file.of_type(earlier, later):
        if event.type == earlier:
            last = event
        elif last is not None and london_date(event.occurred_at) < _corrected(file, last):
            yield f"event {event.seq} ({later}) lies before event {last.seq} ({earlier})"


def _corrected(file: CaseFile, event: Event) -> date:
    requested = file.stands.stage_2.requested_at
    if event.type == "stage_2_requested" and requested is not None:
        return min(london_date(event.occurred_at), london_date(requested))
    return london_date(event.occurred_at)


def _requests(file: CaseFile) -> Iterator[str]:
    answered: Event | None = None
    for event in file.of_type("stage_1_responded", "stage_2_requested"):
        if event.type == "stage_1_responded":
            answered = answered or event
        elif answered is not None and (
            london_date(event.occurred_at) < london_date(answered.occurred_at)
        ):
            yield f"event {event.seq} asked for stage 2 before the day of the answer to stage 1"


def i18_overdue(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Overdue is what is unanswered after its due day in London: the same in every place.

    The rows that lists and sweeps read, the complaint's own view and the stage's timeliness that
    reports count agree on this day.
    """
    today, rules = ground.today, ground.rules
    folded = {(one.kind, one.item) for one in deadlines_of(file.stands, rules)
              if one.overdue(today)}
    listed = {(row["kind"], row["item"]) for row in file.deadlines if _late(row, today)}
    for kind, item in sorted(folded ^ listed):
        where = "on file, but not in the list" if (kind, item) in folded else "listed only"
        yield f"{kind} {item} is overdue {where}".replace("  ", " ")
    for stage in (1, 2):
        late = timeliness(file.stands, stage, rules, today) is Timeliness.OPEN_OVERDUE
        if late != ((RESPOND[stage - 1], "") in folded):
            yield f"stage {stage}: its answer's timeliness does not agree with its deadline"
        late = ack_timeliness(file.stands, stage, rules, today) is Timeliness.OPEN_OVERDUE
        if late != ((ACKNOWLEDGE[stage - 1], "") in folded):
            yield f"stage {stage}: its acknowledgement's timeliness disagrees with its deadline"


def _late(row: Row, today: date) -> bool:
    due_on: date | None = row["due_on"]
    return due_on is not None and due_on < today and row["met_at"] is None and not row["void"]


def i19_accounted_for(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Everything due is done, cancelled, still to come, or overdue where it is seen."""
    seen: date | None = file.row["next_due_on"]
    for row in file.deadlines:
        name = f"{row['kind']} {row['item']}".strip()
        if row["met_at"] is not None and row["void"]:
            yield f"{name} is both done and cancelled"
        waiting = row["met_at"] is None and not row["void"] and row["due_on"] is not None
        if waiting and (seen is None or seen > row["due_on"]):
            yield f"{name} is due on {row['due_on']}, but the list shows {seen or 'nothing'}"


def i20_reminded_once(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Each reminder of one date exists once for each step and recipient, whoever has it now."""
    made = Counter(_reminded(row) for row in file.outbox if row["kind"] == "reminder")
    for (kind, item, due_on, step, *_), count in made.items():
        if count > 1:
            name = f"{kind} {item or ''}".strip()
            yield f"{count} reminders of {name}, due {due_on}, at the step {step}"


def _reminded(row: Row) -> tuple[Any, ...]:
    facts = row["facts"]
    # A complaint that changes hands is not chased again with the new handler.
    account = None if facts.get("to") == "handler" else row["account"]
    return (facts.get("deadline"), facts.get("item"), row["due_on"], facts.get("step"),
            facts.get("to"), account)


def i21_instants(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Records never go back in time, nothing is recorded before it happened, and only what may
    be dated back is; a letter that left by other means says so with its reason."""
    last = file.events[0].recorded_at
    for event in file.events:
        if event.recorded_at < last:
            yield f"event {event.seq} was recorded before the event ahead of it"
        last = event.recorded_at
        if event.occurred_at > event.recorded_at:
            yield f"event {event.seq} was recorded before it happened"
        back = event.occurred_at < event.recorded_at
        if back and not (event.type in DATED or event.role == "system" or _outside(event)):
            yield f"event {event.seq} ({event.type}) was dated back without a reason"


def _outside(event: Event) -> bool:
    return event.data.get("sent_outside") is not None
