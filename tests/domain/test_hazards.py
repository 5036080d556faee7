"""The clocks of hazards in homes that the council lets, each with the rule it shows in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from support.casebook import shipped

from complaints_service.domain.hazard_rules import hazard_rules_on
from complaints_service.domain.hazards import Hazard, HazardDue, HazardStep, hazard_dates
from complaints_service.domain.london import london_date
from complaints_service.domain.sealing import Sealed

RULES = shipped()
LAW = RULES.hazards["awaab-2025"]


def at(text: str) -> datetime:
    """A London winter or summer moment, given in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hazard(grade: str, aware: str, *steps: tuple[str, ...]) -> Hazard:
    """A hazard known since `aware`; each step is (step, when) or (step, when, found)."""
    taken = tuple(HazardStep(one[0], at(one[1]), one[2] if len(one) > 2 else None)
                  for one in steps)
    return Hazard(1, "damp_mould", grade, "housing-repairs", LAW.edition, at(aware), at(aware),
                  Sealed("0" * 64), steps=taken)


def dates(one: Hazard) -> dict[str, HazardDue]:
    return {due.clock.key: due for due in hazard_dates(one, LAW, RULES.calendar)}


def due_on(one: Hazard, key: str) -> str | None:
    found = dates(one).get(key)
    return None if found is None or found.due_on is None else found.due_on.isoformat()


W26 = hazard("significant", "2026-03-10T09:00", ("investigated", "2026-03-20T15:00", "significant"))
EASTER = hazard("significant", "2026-04-01T09:00",
                ("investigated", "2026-04-02T09:00", "significant"))

WORKING_DAYS = [
    # W26 Ten working days to investigate, from the day after the council knew.
    ("W26 investigate", W26, "investigate", "2026-03-24"),
    # W26 Three working days from the end of the investigation for the written summary.
    ("W26 summary", W26, "summary", "2026-03-25"),
    # W26 Five working days from the end of the investigation for the safety work.
    ("W26 make safe", W26, "make_safe", "2026-03-27"),
    # Lasting works: begun, or steps taken to begin, in five working days too,
    ("arrange works", W26, "arrange_works", "2026-03-27"),
    # and physically begun at the latest in twelve weeks of every day.
    ("begin works", W26, "begin_works", "2026-06-12"),
    # Good Friday and Easter Monday are not counted.
    ("Easter", EASTER, "investigate", "2026-04-17"),
    ("Easter, from the investigation", EASTER, "summary", "2026-04-09"),
    # Known at half past midnight in summer: the London date counts, not the UTC one.
    ("London", hazard("significant", "2026-07-09T23:30"), "investigate", "2026-07-24"),
]


@pytest.mark.parametrize(("one", "key", "by"), [row[1:] for row in WORKING_DAYS],
                         ids=[row[0] for row in WORKING_DAYS])
def test_w26_a_significant_hazard_is_counted_in_working_days(
    one: Hazard, key: str, by: str
) -> None:
    assert due_on(one, key) == by


HOURS = [
    # Twenty-four hours run through the night.
    ("a weekday", "2026-03-10T09:00", "2026-03-11T09:00"),
    # Through a weekend,
    ("Friday evening", "2026-03-13T22:40", "2026-03-14T22:40"),
    # through Christmas,
    ("Christmas Eve", "2026-12-24T20:00", "2026-12-25T20:00"),
    # and through the hour that the clocks skip: hours are hours.
    ("clocks go forward", "2026-03-28T12:00", "2026-03-29T12:00"),
]


@pytest.mark.parametrize(("aware", "by"), [row[1:] for row in HOURS], ids=[row[0] for row in HOURS])
def test_an_emergency_is_counted_in_hours_of_every_day(aware: str, by: str) -> None:
    found = dates(hazard("emergency", aware))
    assert set(found) == {"investigate_now", "make_safe_now"}
    assert {due.due_at for due in found.values()} == {at(by)}


def test_what_runs_before_the_investigation_ends() -> None:
    assert set(dates(hazard("significant", "2026-03-10T09:00"))) == {"investigate"}


# What the investigation finds decides what runs on (reported as, found, clocks still open).
FOUND = [
    # As it was reported: the summary, the safety work and the lasting works.
    ("significant", "significant", {"summary", "make_safe", "arrange_works", "begin_works"}),
    # Worse than reported: 24 hours from the end of the investigation, for nobody knew before.
    ("significant", "emergency", {"make_safe_now", "summary", "arrange_works", "begin_works"}),
    # Less than reported: the hours fall away, the days begin.
    ("emergency", "significant", {"summary", "make_safe", "arrange_works", "begin_works"}),
    # No hazard: they are told so in writing, and nothing else runs.
    ("significant", "none", {"summary"}),
    ("emergency", "none", {"summary"}),
]


@pytest.mark.parametrize(("reported", "found", "open_now"), FOUND)
def test_the_investigation_decides_what_runs_on(
    reported: str, found: str, open_now: set[str]
) -> None:
    one = hazard(reported, "2026-03-10T09:00", ("investigated", "2026-03-10T19:00", found))
    standing = {key for key, due in dates(one).items()
                if due.met_at is None and due.ended_on is None}
    assert standing == open_now


def test_an_emergency_found_later_runs_from_when_it_was_found() -> None:
    one = hazard("significant", "2026-03-10T09:00",
                 ("investigated", "2026-03-12T11:00", "emergency"))
    assert dates(one)["make_safe_now"].due_at == at("2026-03-13T11:00")


# Each step stops its clocks (step, clocks that it meets).
STEPS = [
    ("summary_sent", {"summary"}),
    ("made_safe", {"make_safe"}),
    # Everybody offered somewhere safe: the safety work's time is kept.
    ("moved_out", {"make_safe"}),
    ("works_arranged", {"arrange_works"}),
    ("works_begun", {"arrange_works", "begin_works"}),
    ("works_not_needed", {"arrange_works", "begin_works"}),
    ("works_completed", {"arrange_works", "begin_works"}),
]


@pytest.mark.parametrize(("step", "met"), STEPS)
def test_each_step_stops_its_clocks(step: str, met: set[str]) -> None:
    one = replace(W26, steps=(*W26.steps, HazardStep(step, at("2026-03-23T10:00"))))
    stopped = {key for key, due in dates(one).items() if due.met_at == at("2026-03-23T10:00")}
    assert stopped == met


# In time to the minute where hours count, to the day's end where days do (done, missed).
MINUTES = [
    ("emergency", "make_safe_now", "made_safe", "2026-03-11T09:00", False),
    ("emergency", "make_safe_now", "made_safe", "2026-03-11T09:01", True),
    ("significant", "investigate", "investigated", "2026-03-24T23:59", False),
    ("significant", "investigate", "investigated", "2026-03-25T00:00", True),
]


@pytest.mark.parametrize(("grade", "key", "step", "done", "missed"), MINUTES)
def test_late_is_late_to_the_minute_where_hours_count(
    grade: str, key: str, step: str, done: str, missed: bool
) -> None:
    one = hazard(grade, "2026-03-10T09:00", (step, done, grade))
    assert dates(one)[key].missed(at("2026-04-01T00:00")) is missed


def test_lateness_does_not_go_away_with_a_finding_of_no_hazard() -> None:
    one = hazard("emergency", "2026-03-10T09:00", ("investigated", "2026-03-13T10:00", "none"))
    due = dates(one)["make_safe_now"]
    assert due.ended_on == date(2026, 3, 13)
    assert due.missed(at("2026-03-14T00:00"))


def test_a_calendar_that_ends_guesses_nothing() -> None:
    last = RULES.calendar.last_day if hasattr(RULES.calendar, "last_day") else date(2098, 1, 1)
    one = hazard("significant", f"{last.year + 1}-03-10T09:00")
    assert dates(one)["investigate"].due_on is None


def test_the_law_governs_what_was_learnt_from_its_first_day_on() -> None:
    assert hazard_rules_on(RULES.hazards, date(2025, 10, 26)) is None
    assert hazard_rules_on(RULES.hazards, date(2025, 10, 27)) is LAW
    assert london_date(at("2025-10-26T23:30")) == date(2025, 10, 26)


def test_every_clock_says_where_it_comes_from_and_how_far_that_was_read() -> None:
    for clock in LAW.clocks:
        assert clock.provision.startswith("SI 2025/1042")
        assert clock.verified in ("text", "partial", "unverified")
        assert sum(length is not None for length in (clock.days, clock.hours, clock.weeks)) == 1
