"""The dates of a stage, computed from what happened, the limits and the calendar alone."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.handling_code import Ombudsman, StageLimits
from complaints_service.domain.months import months_after


class StageDates(NamedTuple):
    """The last acceptable dates of one stage, all inclusive, in Europe/London.

    `respond_by` includes the extension given; `latest` is the furthest date that the Code allows
    without good reason; `provisional` says that a day counted is not yet proclaimed.
    """

    acknowledge_by: date
    respond_by: date
    latest: date
    provisional: bool


def stage_dates(
    started_on: date,
    acknowledged_on: date | None,
    extension_days: int,
    limits: StageLimits,
    calendar: WorkingCalendar,
) -> StageDates:
    """Work out one stage's dates from its start (receipt, or the request for stage 2).

    The response clock runs from the acknowledgement, on time or late; without one it runs from
    the day on which the acknowledgement was due. Extension days are working days after the
    original due date. The cap is not enforced here: with good reason it may be passed.
    Raises CalendarEnds. Source: HO 6.2-6.4 and 6.11-6.15, LGSCO 6.2-6.4 and 6.11-6.16.
    """
    acknowledge_by = calendar.after(started_on, limits.acknowledge)
    clock_starts = acknowledge_by if acknowledged_on is None else acknowledged_on
    due = calendar.after(clock_starts, limits.respond)
    respond_by = calendar.after(due, extension_days) if extension_days else due
    latest = calendar.after(due, limits.extension_cap)
    furthest = latest if latest > respond_by else respond_by
    provisional = calendar.is_provisional(started_on, furthest)
    return StageDates(acknowledge_by, respond_by, latest, provisional)


def intake_window_ends(issue_on: date | None, aware_on: date | None, months: int) -> date | None:
    """Return the last day on which a complaint must be accepted, or None when no day is known.

    The later of the issue and of becoming aware starts the months. A later complaint is never
    refused by the date alone: discretion must be considered. Source: HO 2.3, LGSCO 2.2.
    """
    known = [day for day in (issue_on, aware_on) if day is not None]
    return months_after(max(known), months) if known else None


def referral_window_ends(
    ombudsman: Ombudsman, final_response_on: date, aware_on: date | None
) -> date | None:
    """Return the last day of the usual time for going to `ombudsman`, None when it is not known.

    The Housing Ombudsman counts from the final response, the Local Government and Social Care
    Ombudsman from becoming aware of the matter (Local Government Act 1974, section 26B).
    """
    started = final_response_on if ombudsman.time_limit_from == "final_response" else aware_on
    return None if started is None else months_after(started, ombudsman.time_limit_months)
