"""The worked dates of the two Codes, each with the rule it shows in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from support.clauses import clause
from support.rules import calendar, housing, lgsco

from complaints_service.content.closures import NATIONS, united_kingdom
from complaints_service.content.rules import load_nation
from complaints_service.domain.calendar import Closure
from complaints_service.domain.clocks import (
    intake_window_ends,
    referral_window_ends,
    stage_dates,
)
from complaints_service.domain.london import london_date
from complaints_service.domain.months import months_after, months_beginning_with


def on(text: str) -> date:
    return date.fromisoformat(text)


def maybe(text: str | None) -> date | None:
    return None if text is None else on(text)


STAGE_1 = [
    # W01 Nothing in the way: the response runs from the acknowledgement, not from receipt.
    ("W01", "2026-03-02", "2026-03-04", "2026-03-09", "2026-03-18"),
    # W02 Acknowledged on the last day: fifteen working days in all.
    ("W02", "2026-03-02", "2026-03-09", "2026-03-09", "2026-03-23"),
    # W03 Good Friday and Easter Monday are not counted.
    ("W03", "2026-04-01", "2026-04-09", "2026-04-10", "2026-04-23"),
    # W04 Boxing Day on a Saturday: its substitute Monday is not counted.
    ("W04", "2026-12-21", "2026-12-30", "2026-12-30", "2027-01-14"),
    # W05 Christmas at a weekend, and New Year's Day too: substitutes over the year's end.
    ("W05", "2027-12-23", "2027-12-31", "2028-01-04", "2028-01-17"),
    # W06 Received on a Saturday: Monday is day 1, and no day is earned.
    ("W06", "2026-06-13", "2026-06-15", "2026-06-19", "2026-06-29"),
    # W07 Received on a Friday evening: the Friday is the day received.
    ("W07", "2026-06-12", "2026-06-15", "2026-06-19", "2026-06-29"),
    # W08 Received on a bank holiday: the next working day is day 1.
    ("W08", "2026-05-25", "2026-05-26", "2026-06-01", "2026-06-09"),
    # W12 Acknowledged on the day received: day 1 is the day after.
    ("W12", "2026-09-01", "2026-09-01", "2026-09-08", "2026-09-15"),
    # W13 Never acknowledged: the response runs from the day the acknowledgement was due.
    ("W13", "2026-09-01", None, "2026-09-08", "2026-09-22"),
    # W15 The leap day is a day like others.
    ("W15", "2024-02-28", "2024-02-29", "2024-03-06", "2024-03-14"),
    # W27 Easter 2027.
    ("W27", "2027-03-23", "2027-03-24", "2027-04-01", "2027-04-09"),
]


@clause("HO 6.2", "HO 6.3", "LGSCO 6.2", "LGSCO 6.3")
@pytest.mark.parametrize("code", [housing(), lgsco()], ids=lambda code: code.key)
@pytest.mark.parametrize(
    ("received", "acknowledged", "acknowledge_by", "respond_by"),
    [row[1:] for row in STAGE_1],
    ids=[row[0] for row in STAGE_1],
)
def test_stage_1(code, received, acknowledged, acknowledge_by, respond_by) -> None:
    dates = stage_dates(on(received), maybe(acknowledged), 0, code.stage_1, calendar())
    assert (dates.acknowledge_by, dates.respond_by) == (on(acknowledge_by), on(respond_by))
    assert not dates.provisional


STAGE_2 = [
    # W09 Twenty working days over both May bank holidays.
    ("W09", "2026-04-24", "2026-04-30", "2026-05-01", "2026-06-01"),
    # W11 Over Christmas.
    ("W11", "2025-12-12", "2025-12-17", "2025-12-19", "2026-01-19"),
    # W29 Christmas Eve is a working day.
    ("W29", "2026-12-24", "2026-12-24", "2027-01-05", "2027-01-26"),
]


@clause("HO 6.11", "HO 6.14", "LGSCO 6.11", "LGSCO 6.15")
@pytest.mark.parametrize("code", [housing(), lgsco()], ids=lambda code: code.key)
@pytest.mark.parametrize(
    ("requested", "acknowledged", "acknowledge_by", "respond_by"),
    [row[1:] for row in STAGE_2],
    ids=[row[0] for row in STAGE_2],
)
def test_stage_2(code, requested, acknowledged, acknowledge_by, respond_by) -> None:
    dates = stage_dates(on(requested), maybe(acknowledged), 0, code.stage_2, calendar())
    assert (dates.acknowledge_by, dates.respond_by) == (on(acknowledge_by), on(respond_by))


EXTENDED = [
    # W10 At most ten more at stage 1, counted from the original due date.
    ("W10", 1, "2026-03-02", "2026-03-04", 10, "2026-04-01", "2026-04-01"),
    # W10 Six days given: the response moves, the furthest date does not.
    ("W10 part", 1, "2026-03-02", "2026-03-04", 6, "2026-03-26", "2026-04-01"),
    # W11 At most twenty more at stage 2.
    ("W11", 2, "2025-12-12", "2025-12-17", 20, "2026-02-16", "2026-02-16"),
    # W27 Easter lies behind; ten more are two weeks.
    ("W27", 1, "2027-03-23", "2027-03-24", 10, "2027-04-23", "2027-04-23"),
    # W19 Waiting for an answer moves nothing: only the extension's furthest date is there.
    ("W19", 1, "2026-06-01", "2026-06-03", 0, "2026-06-17", "2026-07-01"),
    # W30 An extension told late does not cure: the original date stays the Code's, and the
    # furthest date is there to chase by.
    ("W30", 1, "2026-03-02", "2026-03-04", 0, "2026-03-18", "2026-04-01"),
]


@clause("HO 6.4", "HO 6.15", "LGSCO 6.4", "LGSCO 6.16")
@pytest.mark.parametrize("code", [housing(), lgsco()], ids=lambda code: code.key)
@pytest.mark.parametrize(
    ("stage", "started", "acknowledged", "days", "respond_by", "latest"),
    [row[1:] for row in EXTENDED],
    ids=[row[0] for row in EXTENDED],
)
def test_an_extension_counts_from_the_original_due_date(
    code, stage, started, acknowledged, days, respond_by, latest
) -> None:
    limits = code.stage_1 if stage == 1 else code.stage_2
    dates = stage_dates(on(started), on(acknowledged), days, limits, calendar())
    assert (dates.respond_by, dates.latest) == (on(respond_by), on(latest))


def test_w14_a_councils_own_closing_days_count() -> None:
    # The Codes know bank holidays only; the council's own days serve its rota, never the clock.
    closed = [
        Closure(on(day), "council closed")
        for day in ("2025-12-24", "2025-12-29", "2025-12-30", "2025-12-31")
    ]
    own = calendar().with_closures(closed)
    limits = housing().stage_1
    received, acknowledged = on("2025-12-18"), on("2025-12-22")
    assert stage_dates(received, acknowledged, 0, limits, calendar()).respond_by == on("2026-01-08")
    assert stage_dates(received, acknowledged, 0, limits, own).respond_by == on("2026-01-14")


def test_w20_the_london_date_is_taken_before_counting() -> None:
    received = london_date(datetime(2026, 7, 9, 23, 20, tzinfo=UTC))
    assert received == on("2026-07-10")
    assert calendar().after(received, 5) == on("2026-07-17")


@clause("HO 2.3", "LGSCO 2.2")
@pytest.mark.parametrize(
    ("issue", "aware", "last_day"),
    [
        # W16 Twelve months from a leap day end on 28 February: months, not 365 days.
        (None, "2024-02-29", "2025-02-28"),
        # W17 The later of the issue and of becoming aware counts.
        ("2025-02-01", "2025-05-15", "2026-05-15"),
        # Aware before it happened, as of a notice given ahead: the issue counts.
        ("2025-06-01", "2025-05-15", "2026-06-01"),
        # Neither is known: no date is guessed.
        (None, None, None),
    ],
)
def test_the_twelve_months(issue, aware, last_day) -> None:
    for code in (housing(), lgsco()):
        ends = intake_window_ends(maybe(issue), maybe(aware), code.intake_window_months)
        assert ends == maybe(last_day)


def test_w18_the_two_ombudsmen_count_from_different_events() -> None:
    answered, aware = on("2025-11-27"), on("2025-03-10")
    assert referral_window_ends(housing().ombudsman, answered, aware) == on("2026-11-27")
    assert referral_window_ends(lgsco().ombudsman, answered, aware) == on("2026-03-10")
    assert referral_window_ends(lgsco().ombudsman, answered, None) is None
    assert housing().ombudsman.time_limit_text != lgsco().ombudsman.time_limit_text


def test_w24_freedom_of_information_knows_the_holidays_of_every_nation() -> None:
    whole = united_kingdom([load_nation(nation)[-1] for nation in NATIONS])
    assert whole.after(on("2026-07-10"), 20) == on("2026-08-11")
    assert calendar().after(on("2026-07-10"), 20) == on("2026-08-07")


@pytest.mark.parametrize(
    ("day", "months", "last_day"),
    [
        # W22 Six months from receipt.
        ("2026-08-27", 6, "2027-02-27"),
        # The corresponding date does not exist: the month's last day.
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        # Over a year's end.
        ("2026-12-31", 2, "2027-02-28"),
        # Backwards.
        ("2027-03-31", -1, "2027-02-28"),
        ("2027-01-31", -13, "2025-12-31"),
    ],
)
def test_months_end_on_the_corresponding_date(day, months, last_day) -> None:
    assert months_after(on(day), months) == on(last_day)


@pytest.mark.parametrize(
    ("day", "months", "last_day"),
    [
        # W25 The day itself is the first of the period, so it ends a day earlier.
        ("2026-09-14", 3, "2026-12-13"),
        # W22 Six months beginning with the day received.
        ("2026-08-27", 6, "2027-02-26"),
        # A whole month from its first day.
        ("2027-03-01", 1, "2027-03-31"),
        # No corresponding date: the month's last day, none lost.
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-01-31", 1, "2027-02-28"),
    ],
)
def test_months_beginning_with_a_day(day, months, last_day) -> None:
    assert months_beginning_with(on(day), months) == on(last_day)
