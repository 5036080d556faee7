"""The dates of a stage as they stand: what the Codes' limits make of its events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .calendar import CalendarEnds, WorkingCalendar
from .complaint import Complaint
from .handling_code import StageLimits, stricter
from .london import london_date
from .parts import Extension
from .rules import Rules


@dataclass(frozen=True)
class StageView:
    """A stage's last acceptable dates; None where the calendar does not know the year.

    `original_respond_by` is without extensions, `respond_by` with the valid ones, `latest` the
    furthest that the Code allows without good reason, `longest` with all extensions given.
    """

    acknowledge_by: date | None
    original_respond_by: date | None
    respond_by: date | None
    latest: date | None
    longest: date | None
    provisional: bool


def limits_of(complaint: Complaint, rules: Rules, stage: int) -> StageLimits:
    """The limits of a stage: of the complaint's Codes the stricter, in the editions it keeps."""
    editions = [
        rules.codes[edition]
        for key, edition in complaint.rules.code_editions.items()
        if key in complaint.codes
    ]
    return stricter(editions)[stage - 1]


def calendar_of(complaint: Complaint, rules: Rules) -> WorkingCalendar:
    """The calendar that the complaint runs under."""
    return rules.calendars.get(complaint.rules.calendar_version, rules.calendar)


def acknowledge_calendar(complaint: Complaint, stage: int, rules: Rules) -> WorkingCalendar:
    """The calendar of a stage's acknowledgement: once its clock has stopped, the one of then."""
    record = complaint.stage_record(stage)
    kept = record.acknowledge_calendar if record.acknowledge_stopped else None
    return _known(kept, complaint, rules)


def answer_calendar(complaint: Complaint, stage: int, rules: Rules) -> WorkingCalendar:
    """The calendar of a stage's answer: once its clock has stopped, the one of then."""
    record = complaint.stage_record(stage)
    kept = record.respond_calendar if record.respond_stopped else None
    return _known(kept, complaint, rules)


def _known(version: str | None, complaint: Complaint, rules: Rules) -> WorkingCalendar:
    found = None if version is None else rules.calendars.get(version)
    return found or calendar_of(complaint, rules)


def _later(calendar: WorkingCalendar, day: date | None, days: int) -> date | None:
    try:
        return None if day is None else calendar.after(day, days)
    except CalendarEnds:
        return None


def stage_view(complaint: Complaint, stage: int, rules: Rules) -> StageView | None:
    """The dates of stage 1 or 2; None for a stage that has not begun.

    The response runs from the acknowledgement, on time or late; without one, from the last day
    for acknowledging. Extensions count from the original due date and add up.
    Source: HO 6.2–6.4, 6.11, 6.14, 6.15; LGSCO 6.2–6.4, 6.11, 6.15, 6.16.
    """
    record = complaint.stage_record(stage)
    if record.started_on is None:
        return None
    limits = limits_of(complaint, rules, stage)
    calendar = answer_calendar(complaint, stage, rules)
    acknowledge_by = _later(acknowledge_calendar(complaint, stage, rules), record.started_on,
                            limits.acknowledge)
    original = _original(complaint, stage, calendar, limits)
    given = sum(one.working_days for one in complaint.extensions if one.stage == stage)
    judged = extensions_judged(complaint, stage, rules) if given else ()
    valid = sum(one.working_days for one, counts in judged if counts)
    respond_by = _later(calendar, original, valid)
    latest = _later(calendar, original, limits.extension_cap)
    provisional = respond_by is not None and calendar.is_provisional(record.started_on, respond_by)
    return StageView(acknowledge_by, original, respond_by, latest,
                     _later(calendar, original, given), provisional)


def _original(
    complaint: Complaint, stage: int, calendar: WorkingCalendar, limits: StageLimits
) -> date | None:
    """The answer's date without extensions, all counted on one calendar."""
    record = complaint.stage_record(stage)
    if record.acknowledged_at is None:
        start = _later(calendar, record.started_on, limits.acknowledge)
    else:
        start = london_date(record.acknowledged_at)
    return _later(calendar, start, limits.respond)


def extensions_judged(
    complaint: Complaint, stage: int, rules: Rules
) -> Iterator[tuple[Extension, bool]]:
    """Each extension of the stage with whether it counts: told on or before the date that it
    moves, and within the cap unless for good reason, approved (HO 6.4, 6.15; LGSCO 6.4, 6.16).

    One that was told under a calendar since replaced is judged by that calendar's dates."""
    limits, days = limits_of(complaint, rules, stage), 0
    current = answer_calendar(complaint, stage, rules)
    for one in complaint.extensions:
        if one.stage != stage:
            continue
        calendar = current if one.judged_by is None else _known(one.judged_by, complaint, rules)
        due = _later(calendar, _original(complaint, stage, calendar, limits), days)
        told = one.told_at is not None and due is not None and london_date(one.told_at) <= due
        fits = days + one.working_days <= limits.extension_cap or one.approved_by is not None
        valid = told and fits
        if valid:
            days += one.working_days
        yield one, valid


def extension_view(complaint: Complaint, rules: Rules) -> list[tuple[Extension, bool, date | None]]:
    """Each extension with whether it counts and the date that it promised."""
    found: list[tuple[Extension, bool, date | None]] = []
    for stage in (1, 2):
        view = stage_view(complaint, stage, rules)
        if view is None:
            continue
        calendar, days = answer_calendar(complaint, stage, rules), 0
        for one, valid in extensions_judged(complaint, stage, rules):
            promised = _later(calendar, view.original_respond_by, days + one.working_days)
            days += one.working_days if valid else 0
            found.append((one, valid, promised))
    return found
