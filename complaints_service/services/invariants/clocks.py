"""Invariants of the Codes' clocks: every date is worked out, none is set or stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from complaints_service.domain.calendar import CalendarEnds, WorkingCalendar
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.london import london_date, read_instant
from complaints_service.domain.parts import Extension
from complaints_service.domain.stage_view import (
    acknowledge_calendar,
    answer_calendar,
    extension_view,
    limits_of,
    stage_view,
)
from complaints_service.services.replay import date_differences

from .evidence import CaseFile, Ground, Row
from .state import letter_of, says

PAUSES = frozenset({"paused", "suspended", "clock_stopped", "put_on_hold"})


def i12_dates(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Stored due dates are those that the events, the calendar and the edition give."""
    for one in date_differences(file.stands, file.row, file.stages, file.deadlines, ground.rules):
        yield f"{one.where}: {one.field} is {one.stored}, but must be {one.replayed}"


def i13_editions(file: CaseFile, ground: Ground) -> Iterator[str]:
    """The complaint keeps the editions of the Codes that were in force when it came.

    Only a recorded move to another calendar may change the rules that it runs under.
    """
    first = file.events[0].data["rules"]
    received_on = london_date(read_instant(file.events[0].data["received_at"]))
    for key, edition in first["code_editions"].items():
        code = ground.rules.codes.get(edition)
        if code is None or code.key != key:
            yield f"it runs under '{edition}', which is no edition of the Code '{key}' here"
        elif code.in_force_from > received_on and code is not ground.rules.code_in_force(
            key, received_on
        ):
            yield f"it runs under '{edition}', which was not in force when it was received"
    for before, event, after in file.steps():
        if before is not None and before.rules != after.rules and event.type != "rules_moved":
            yield f"event {event.seq} ({event.type}) changed the rules that it runs under"


def i14_starts(file: CaseFile, ground: Ground) -> Iterator[str]:
    """The clock of an answer starts at the acknowledgement (else at its due day), after receipt."""
    for row in file.stages:
        starts = row["acknowledged_on"] or row["acknowledge_by"]
        limit = limits_of(file.stands, ground.rules, row["stage"]).respond
        if starts is not None and starts < row["started_on"]:
            yield f"stage {row['stage']}: the answer's clock starts before the stage"
        calendar = answer_calendar(file.stands, row["stage"], ground.rules)
        if not _spans(calendar, starts, row["original_respond_by"], limit):
            yield f"stage {row['stage']}: the answer is not due {limit} working days from the start"


def _spans(
    calendar: WorkingCalendar, first: date | None, last: date | None, days: int
) -> bool:
    """Whether exactly so many working days lie between; unknown dates cannot be wrong."""
    if first is None or last is None:
        return True
    try:
        between = calendar.working_days_between(first, last)
    except CalendarEnds:
        return True
    return between == days


def i15_extensions(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Extensions stay within the cap unless an approver agreed to a good reason; each is told.

    One that was told late or is still in the post is no fault: it does not count. What counts was
    told by the date that it moves, by a letter that names the Ombudsman (HO 6.4, 6.5, 6.15;
    LGSCO 6.4, 6.5, 6.16). An imported one counts only as far as it is said to have been told.
    """
    for event in file.of_type("extended"):
        letter = letter_of(file, event)
        if letter is not None and not says(letter, "ombudsman"):
            yield f"the letter of event {event.seq} names no Ombudsman"
        if letter is None and event.role != "system":
            yield f"event {event.seq} extended the time without a letter"
    for stage in (1, 2):
        yield from _over_cap(file, ground, stage)


def _over_cap(file: CaseFile, ground: Ground, stage: int) -> Iterator[str]:
    view = stage_view(file.stands, stage, ground.rules)
    if view is None or view.original_respond_by is None or file.stands.imported:
        return
    cap, days = limits_of(file.stands, ground.rules, stage).extension_cap, 0
    for one, valid, _ in extension_view(file.stands, ground.rules):
        if one.stage != stage or not valid:
            continue
        moved = _due_when_told(file.stands, ground, one, view.original_respond_by, days)
        if one.told_at is None or (moved is not None and london_date(one.told_at) > moved):
            yield f"stage {stage}: an extension counts that was not told in time"
        days += one.working_days
        if days > cap and (one.approved_by is None or one.good_reason is None):
            yield f"stage {stage} is extended by {days} working days without good reason approved"


def _due_when_told(
    complaint: Complaint, ground: Ground, told: Extension, original: date, days: int
) -> date | None:
    """The date that the extension moved, on the calendar that stood when it was told."""
    calendar = answer_calendar(complaint, told.stage, ground.rules)
    then = ground.rules.calendars.get(told.judged_by or "", calendar)
    try:
        limit = limits_of(complaint, ground.rules, told.stage).respond
        if then is not calendar:
            starts = _starts(complaint, ground, told.stage, then)
            original = then.after(starts, limit) if starts else original
        return then.after(original, days) if days else original
    except CalendarEnds:
        return None


def _starts(
    complaint: Complaint, ground: Ground, stage: int, calendar: WorkingCalendar
) -> date | None:
    record = complaint.stage_record(stage)
    if record.acknowledged_at is not None:
        return london_date(record.acknowledged_at)
    limit = limits_of(complaint, ground.rules, stage).acknowledge
    return None if record.started_on is None else calendar.after(record.started_on, limit)


def i16_never_paused(file: CaseFile, ground: Ground) -> Iterator[str]:
    """Between a clock's start and its due day every working day counts: there is no pause."""
    for event in file.of_type(*PAUSES):
        yield f"event {event.seq} ({event.type}) would stop a clock"
    valid = [one for one in extension_view(file.stands, ground.rules) if one[1]]
    for row in file.stages:
        limit = limits_of(file.stands, ground.rules, row["stage"]).acknowledge
        given = sum(one.working_days for one, _, _ in valid if one.stage == row["stage"])
        yield from _unpaused(file.stands, ground, row, limit, given)


def _unpaused(
    complaint: Complaint, ground: Ground, row: Row, limit: int, given: int
) -> Iterator[str]:
    acknowledging = acknowledge_calendar(complaint, row["stage"], ground.rules)
    if not _spans(acknowledging, row["started_on"], row["acknowledge_by"], limit):
        yield f"stage {row['stage']}: the acknowledgement is not due {limit} working days on"
    answering = answer_calendar(complaint, row["stage"], ground.rules)
    if not _spans(answering, row["original_respond_by"], row["respond_by"], given):
        yield f"stage {row['stage']}: the answer's date moved by other than {given} working days"
