"""Figures agree with a recount in plain Python that shares no code with them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from support.figures import (
    CALENDAR,
    COUNCIL,
    Case,
    a_case,
    a_stage,
    add_council,
    random_cases,
    session_at,
    store,
    working_days,
)

from complaints_service.domain.periods import period_of
from complaints_service.reporting.counts import COUNTS
from complaints_service.reporting.measures import MEASURES
from complaints_service.reporting.tally import Scope, behind, tally

TODAY = date(2026, 11, 23)
EVERYTHING = tuple(MEASURES)
BY = {"service": EVERYTHING, "category": EVERYTHING}


def scope(period: str, today: date = TODAY) -> Scope:
    """Count one council."""
    return Scope((COUNCIL,), period_of(period), today)


def complaint(case: Case) -> bool:
    """Whether it is a complaint of its own."""
    row = case.row
    return row["kind"] == "complaint" and row["state"] != "merged" and not row["handed_off_to"]


def due_class(stage: dict[str, Any], today: date) -> str:
    """The timeliness class, written out from the counting rules."""
    if stage["responded_on"]:
        if stage["responded_on"] <= stage["original_respond_by"]:
            return "on_time"
        if stage["responded_on"] <= stage["respond_by"]:
            return "on_time_extended"
        return "late_extended" if stage["extensions"] else "late"
    if stage["ended_on"]:
        return "excluded" if stage["ended_on"] <= stage["respond_by"] else "late"
    return "open_overdue" if today > stage["respond_by"] else "open_in_time"


class Recount:
    """The measures over one list of cases, by loops and ifs."""

    def __init__(self, cases: list[Case], period: str, today: date) -> None:
        self.of = period_of(period)
        self.today = today
        self.end = min(self.of.last, today)
        self.cases = cases
        self.complaints = [case for case in cases if complaint(case)]

    def within(self, day: date | None) -> bool:
        """Whether a day lies in the period."""
        return day is not None and self.of.first <= day <= self.end

    def stages(self, n: int) -> list[dict[str, Any]]:
        """The stage rows of complaints."""
        return [case.stages[n] for case in self.complaints if n in case.stages]

    def received(self) -> list[Case]:
        """Complaints received in the period."""
        return [case for case in self.complaints if self.within(case.row["received_on"])]

    def decided(self, n: int) -> list[str]:
        """The class of each stage decided in the period."""
        found = []
        for stage in self.stages(n):
            kind = due_class(stage, self.today)
            on = stage["responded_on"] or stage["ended_on"]
            if self.within(on) and kind in {"on_time", "on_time_extended", "late", "late_extended"}:
                found.append(kind)
        return found

    def found(self, n: int) -> list[str]:
        """Findings of answers in the period, undecided ones aside."""
        return [
            stage["finding"]
            for stage in self.stages(n)
            if self.within(stage["responded_on"]) and stage["finding"] != "unable_to_decide"
        ]

    def overdue_at_end(self, n: int) -> int:
        """Waiting at the period's end, past the due day."""
        return sum(
            stage["started_on"] <= self.end
            and (stage["responded_on"] is None or stage["responded_on"] > self.end)
            and (stage["ended_on"] is None or stage["ended_on"] > self.end)
            and stage["respond_by"] < self.end
            for stage in self.stages(n)
        )

    def acknowledgements(self, n: int) -> tuple[int, int]:
        """In time, and due."""
        in_time = due = 0
        for stage in self.stages(n):
            if not self.within(stage["acknowledge_by"]):
                continue
            if stage["acknowledged_on"]:
                due += 1
                in_time += stage["acknowledged_on"] <= stage["acknowledge_by"]
            elif stage["acknowledge_by"] < self.today and (
                not stage["ended_on"] or stage["ended_on"] > stage["acknowledge_by"]
            ):
                due += 1
        return in_time, due

    def apart(self, kind: str) -> int:
        """How many contacts of a kind of their own were received in the period."""
        return sum(case.row["kind"] == kind and self.within(case.row["received_on"])
                   for case in self.cases)

    def pairs(self) -> dict[str, tuple[int, int | None]]:
        """Numerator and denominator by measure."""
        received, decided, findings = self.received(), self.decided(1), self.found(1)
        requests = [
            case for case in self.cases
            if case.row["kind"] == "service_request" and self.within(case.row["received_on"])
        ]
        accepted = sum(case.row["accepted"] for case in received)
        declined = sum(case.row["declined_ground"] is not None for case in received)
        either = sum(
            case.row["accepted"] or case.row["declined_ground"] is not None for case in received
        )
        decided_2, findings_2 = self.decided(2), self.found(2)
        answered_1 = sum(self.within(stage["responded_on"]) for stage in self.stages(1))
        answered_2 = [one for one in self.stages(2) if self.within(one["responded_on"])]
        late = sum(kind.startswith("late") for kind in decided)
        asked = sum(self.within(s["started_on"]) and not s["refused"] for s in self.stages(2))
        extended = [
            stage for stage in self.stages(1)
            if stage["extensions"] and self.within(stage["responded_on"] or stage["ended_on"])
            and due_class(stage, self.today) in {"on_time", "on_time_extended", "late",
                                                 "late_extended"}
        ]
        overdue = self.overdue_at_end(1)
        return {
            "V2": (accepted, None),
            "V3": (declined, None),
            "V3b": (declined, either),
            "V4": (len(requests), None),
            "V4b": (sum(bool(r.row["snapshot"]["raised_as"]) for r in requests), len(requests)),
            "C1": (self.apart("compliment"), None),
            "C2": (self.apart("comment"), None),
            "V6": (asked, None),
            "T1": self.acknowledgements(1),
            "T1b": self.acknowledgements(2),
            "T2": (decided.count("on_time"), len(decided)),
            "T3": (sum("on_time" in kind for kind in decided), len(decided)),
            "T4": (len(extended), len(decided)),
            "T4b": (sum(bool(s["invalid_extensions"]) for s in extended), len(extended)),
            "T5": (decided_2.count("on_time"), len(decided_2)),
            "T5b": (sum("on_time" in kind for kind in decided_2), len(decided_2)),
            "T7": (late + overdue, len(decided) + overdue),
            "O1": (findings.count("upheld"), len(findings)),
            "O1b": (len(findings) - findings.count("not_upheld"), len(findings)),
            "O2": (findings_2.count("upheld"), len(findings_2)),
            "O2b": (len(findings_2) - findings_2.count("not_upheld"), len(findings_2)),
            "O3": (sum(s["changed"] != "no" for s in answered_2), len(answered_2)),
            "E1": (asked, answered_1),
        }

    def days(self) -> dict[int, int]:
        """How many stage 1 answers took how many working days."""
        found: dict[int, int] = {}
        for stage in self.stages(1):
            if self.within(stage["responded_on"]):
                start = stage["acknowledged_on"] or stage["acknowledge_by"]
                length = working_days(start, stage["responded_on"])
                found[length] = found.get(length, 0) + 1
        return found


@pytest.fixture
def cases(seeded: random.Random) -> list[Case]:
    """600 complaints of every kind."""
    return random_cases(seeded, 600, TODAY)


def test_every_figure_equals_an_independent_recount(
    database_url: str, cases: list[Case]
) -> None:
    with session_at(database_url) as session:
        add_council(session)
        store(session, cases)
        for period in ("2025-26", "2026-27", "2026-27-q1", "2026-27-q3"):
            found = tally(session, scope(period), EVERYTHING, BY, CALENDAR)
            places: list[tuple[str, str, Callable[[Case], bool]]] = [("all", "", lambda _: True)]
            for kind in BY:
                for key in {case.row[kind] or "none" for case in cases}:
                    places.append((kind, key, lambda case, kind=kind, key=key:
                                   (case.row[kind] or "none") == key))
            for breakdown, key, belongs in places:
                recount = Recount([case for case in cases if belongs(case)], period, TODAY)
                for measure, pair in recount.pairs().items():
                    names = (MEASURES[measure].numerator, MEASURES[measure].denominator)
                    ours = tuple(
                        None if name is None else found.count(breakdown, key, name)
                        for name in names
                    )
                    assert ours == pair, f"{measure} of {breakdown} {key} in {period}"
                assert dict(found.days_of(breakdown, key, "answer")) == recount.days()


def test_rows_of_a_breakdown_sum_to_the_whole(database_url: str, cases: list[Case]) -> None:
    with session_at(database_url) as session:
        add_council(session)
        store(session, cases)
        found = tally(session, scope("2026-27"), EVERYTHING, BY, CALENDAR)
    for kind in BY:
        for name in found.counts[("all", "")]:
            parts = sum(found.count(kind, key, name) for key in found.keys(kind))
            assert parts == found.count("all", "", name), (kind, name)


def test_the_list_behind_a_figure_is_as_long_as_the_figure(
    database_url: str, cases: list[Case]
) -> None:
    with session_at(database_url) as session:
        add_council(session)
        store(session, cases)
        found = tally(session, scope("2026-27"), EVERYTHING, BY, CALENDAR)
        for name in COUNTS:
            if name in found.counts[("all", "")]:
                refs = behind(session, scope("2026-27"), name)
                assert len(refs) == len(set(refs)) == found.count("all", "", name), name
                some = behind(session, scope("2026-27"), name, "service", "refuse-recycling")
                assert len(some) == found.count("service", "refuse-recycling", name), name


def test_no_share_passes_one_hundred(database_url: str, cases: list[Case]) -> None:
    with session_at(database_url) as session:
        add_council(session)
        store(session, cases)
        found = tally(session, scope("2026-27-q2"), EVERYTHING, BY, CALENDAR)
    for place in found.counts:
        for measure in MEASURES.values():
            if measure.is_share:
                numerator, denominator = (found.count(*place, name) for name in measure.counts)
                assert 0 <= numerator <= denominator, (measure.id, place)


# (what happened, class it must be counted in)
TIMELINESS = [
    ("answered on the due day", {"responded_on": date(2026, 6, 22)}, "on_time"),
    ("answered a day late", {"responded_on": date(2026, 6, 23)}, "late"),
    (
        "extended, yet answered within the original time",
        {"responded_on": date(2026, 6, 20), "extensions": 1, "respond_by": date(2026, 7, 6)},
        "on_time",
    ),
    (
        "answered within a valid extension",
        {"responded_on": date(2026, 6, 26), "extensions": 1, "respond_by": date(2026, 7, 6)},
        "in_code_time",
    ),
    (
        "answered within an extension told too late",
        {"responded_on": date(2026, 6, 26), "extensions": 1, "invalid_extensions": 1},
        "late",
    ),
    ("withdrawn on the due day", {"ended_on": date(2026, 6, 22)}, None),
    ("withdrawn when overdue", {"ended_on": date(2026, 6, 23)}, "late"),
]


@pytest.mark.parametrize(("stage", "expected"), [row[1:] for row in TIMELINESS],
                         ids=[row[0] for row in TIMELINESS])
def test_timeliness_classes_exclude_each_other(
    database_url: str, stage: dict[str, Any], expected: str | None
) -> None:
    case = a_case(1, date(2026, 6, 1))
    a_stage(case, 1, date(2026, 6, 1), **stage)
    with session_at(database_url) as session:
        add_council(session)
        store(session, [case])
        found = tally(session, scope("2026-27-q1"), EVERYTHING, {}, CALENDAR)
    counted = {name: found.count("all", "", f"stage_1_{name}")
               for name in ("on_time", "in_code_time", "decided", "late_or_overdue")}
    assert counted == {
        "on_time": int(expected == "on_time"),
        "in_code_time": int(expected in {"on_time", "in_code_time"}),
        "decided": int(expected is not None),
        "late_or_overdue": int(expected == "late"),
    }


def test_the_due_day_itself_is_not_overdue(database_url: str) -> None:
    case = a_case(1, date(2026, 6, 9))
    a_stage(case, 1, date(2026, 6, 9), respond_by=date(2026, 6, 30))
    with session_at(database_url) as session:
        add_council(session)
        store(session, [case])
        on_the_day = tally(session, scope("2026-27-q1"), EVERYTHING, {}, CALENDAR)
        next_quarter = tally(
            session, scope("2026-27-q2", date(2026, 7, 1)), EVERYTHING, {}, CALENDAR
        )
    assert on_the_day.count("all", "", "stage_1_late_or_overdue") == 0
    assert next_quarter.count("all", "", "stage_1_late_or_overdue") == 1


def test_a_complaint_without_a_category_is_shown_as_not_recorded(database_url: str) -> None:
    with session_at(database_url) as session:
        add_council(session)
        store(session, [a_case(1, date(2026, 6, 9), category=None)])
        found = tally(session, scope("2026-27-q1"), ("V2",), {"category": ("V2",)}, CALENDAR)
    assert found.count("category", "none", "accepted") == 1
