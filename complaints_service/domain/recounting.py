"""What another calendar changes on a complaint: running clocks, and nothing that has stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from .complaint import Complaint
from .deadlines import Deadline, deadlines_of
from .parts import DateToTell, StageRecord
from .rules import Rules


@dataclass(frozen=True)
class DateChange:
    """An open deadline and its dates before and after; None where a calendar does not reach."""

    kind: str
    item: str
    before: date | None
    after: date | None


def moved(complaint: Complaint, version: str) -> Complaint:
    """The complaint under the calendar named `version`.

    A clock that has stopped, and an extension that was told, keep the calendar of then: what was
    met is never made missed, nor what was missed met, by a day that is announced later.
    """
    before = complaint.rules.calendar_version
    if before == version:
        return complaint
    return replace(
        complaint,
        rules=replace(complaint.rules, calendar_version=version),
        stage_1=_kept(complaint.stage_1, before),
        stage_2=_kept(complaint.stage_2, before),
        extensions=tuple(
            replace(one, judged_by=before) if one.judged_by is None and one.told_at else one
            for one in complaint.extensions
        ),
    )


def _kept(record: StageRecord, version: str) -> StageRecord:
    acknowledged, responded = record.acknowledge_calendar, record.respond_calendar
    return replace(
        record,
        acknowledge_calendar=(acknowledged or version) if record.acknowledge_stopped else None,
        respond_calendar=(responded or version) if record.respond_stopped else None,
    )


def changed_dates(complaint: Complaint, rules: Rules, version: str) -> tuple[DateChange, ...]:
    """The open deadlines that the calendar named `version` would move, in their usual order."""
    after = {(one.kind, one.item): one for one in deadlines_of(moved(complaint, version), rules)}
    return tuple(_changes(deadlines_of(complaint, rules), after))


def _changes(
    before: tuple[Deadline, ...], after: dict[tuple[str, str], Deadline]
) -> Iterator[DateChange]:
    for one in before:
        found = after.get((one.kind, one.item))
        if one.open and found is not None and found.due_on != one.due_on:
            yield DateChange(one.kind, one.item, one.due_on, found.due_on)


def dates_waiting(complaint: Complaint) -> tuple[DateToTell, ...]:
    """The moved dates of running clocks for which no letter has been made yet."""
    return tuple(
        one for one in complaint.dates_to_tell
        if one.letter is None and one.told_at is None
        and not one.stopped(complaint.stage_record(one.stage))
    )
