"""Invented complaints as rows, and a recount of every figure in plain Python."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.persistence.models.complaint import ComplaintRow, StageRow
from complaints_service.persistence.models.people import OrganisationRow

COUNCIL = "alderbourne"
SERVICES = ("refuse-recycling", "housing-repairs", "planning", "parking", "green-spaces")
CATEGORIES = ("delay", "communication", None)
GROUNDS = ("over_12_months", "duplicate", "legal_proceedings")
CALENDAR = WorkingCalendar("test", "england", date(2019, 1, 1), date(2035, 12, 31), ())


@dataclass
class Case:
    """One invented complaint: the columns of its row, and of its stages by number."""

    row: dict[str, Any]
    stages: dict[int, dict[str, Any]] = field(default_factory=dict)


@contextmanager
def session_at(url: str) -> Iterator[Session]:
    """Lend a session of its own on the database at `url`."""
    engine = create_engine(url)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def add_council(session: Session, key: str = COUNCIL, **columns: Any) -> None:
    """Add an organisation."""
    values = {"key": key, "name": f"{key.title()} Borough Council", "settings": {},
              "created_at": datetime(2020, 1, 1, tzinfo=UTC), **columns}
    session.execute(insert(OrganisationRow).values(values))


def store(session: Session, cases: list[Case]) -> None:
    """Insert the rows of these complaints."""
    session.execute(insert(ComplaintRow), [case.row for case in cases])
    rows = [row for case in cases for row in case.stages.values()]
    if rows:
        session.execute(insert(StageRow), rows)
    session.commit()


def a_case(n: int, received_on: date, **columns: Any) -> Case:
    """A complaint just accepted, with no stage yet."""
    received_at = datetime.combine(received_on, time(10), UTC)
    row = {
        "ref": f"ALD-26-{n:06d}", "organisation": COUNCIL, "predecessor": None,
        "old_reference": None, "imported": False, "version": 2, "state": "stage_1_accepted",
        "stage": "stage_1", "kind": "complaint", "accepted": True, "service": "refuse-recycling",
        "category": None, "channel": "web", "ward": None, "codes": ["lgsco"], "cause": None,
        "declined_ground": None, "declined_on": None, "handed_off_to": None,
        "first_contact_at": received_at, "received_at": received_at, "received_on": received_on,
        "recorded_at": received_at, "last_recorded_at": received_at, "handler": None,
        "reviewer": None, "restricted": False, "access": [], "recorded_by": None,
        "services": ["refuse-recycling"], "next_due_on": None, "next_due_kind": None,
        "snapshot": {},
    }
    return Case(row | columns)


def a_stage(case: Case, n: int, started_on: date, **columns: Any) -> dict[str, Any]:
    """Give a case a stage: acknowledged within 7 days, to be answered within 14 more."""
    acknowledge_by = started_on + timedelta(days=7)
    row = {
        "ref": case.row["ref"], "stage": n, "started_on": started_on,
        "acknowledge_by": acknowledge_by, "acknowledged_on": None,
        "original_respond_by": acknowledge_by + timedelta(days=14),
        "respond_by": acknowledge_by + timedelta(days=14),
        "longest_respond_by": acknowledge_by + timedelta(days=14), "extensions": 0,
        "invalid_extensions": 0, "responded_on": None, "finding": None, "changed": None,
        "resolved_early": False, "refused": False, "ended_on": None,
    } | columns
    case.stages[n] = row
    return row


def random_cases(rng: random.Random, number: int, today: date) -> list[Case]:
    """Complaints of every kind over the two years before `today`, and a few after."""
    return [_random_case(rng, n, today) for n in range(number)]


def _random_case(rng: random.Random, n: int, today: date) -> Case:
    received = today - timedelta(days=rng.randrange(0, 500))
    case = a_case(n, received, service=rng.choice(SERVICES), category=rng.choice(CATEGORIES))
    fate = rng.random()
    if fate < 0.1:
        case.row |= {"kind": "service_request", "state": "service_request", "accepted": False,
                     "snapshot": {"raised_as": rng.choice([None, "ALD-26-000001"])}}
        return case
    if fate < 0.14:
        case.row |= {"kind": rng.choice(("compliment", "comment")), "state": "closed",
                     "stage": "ended", "accepted": False}
        a_stage(case, 1, received, ended_on=received)
        return case
    if fate < 0.2:
        case.row |= rng.choice([
            {"state": "handed_off", "accepted": False, "handed_off_to": "parking_appeal"},
            {"state": "merged"},
        ])
        a_stage(case, 1, received, ended_on=received + timedelta(days=rng.randrange(40)))
        return case
    stage = _random_stage(rng, case, 1, received, today)
    if fate < 0.3:
        ended = received + timedelta(days=rng.randrange(40))
        if ended <= today:
            accepted = rng.random() < 0.5
            case.row |= {"state": "declined", "accepted": accepted,
                         "declined_ground": rng.choice(GROUNDS), "declined_on": ended}
            stage |= {"responded_on": None, "finding": None, "ended_on": ended}
        return case
    if fate < 0.35:
        case.row |= {"state": "received", "accepted": False}
        stage |= {"acknowledged_on": None, "responded_on": None, "finding": None}
        return case
    if stage["responded_on"] and rng.random() < 0.3:
        _escalate(rng, case, stage["responded_on"], today)
    return case


def _escalate(rng: random.Random, case: Case, answered: date, today: date) -> None:
    asked = answered + timedelta(days=rng.randrange(30))
    if asked <= today:
        second = _random_stage(rng, case, 2, asked, today)
        second["changed"] = rng.choice(["yes", "no", "partly"])
        second["refused"] = second["responded_on"] is None and rng.random() < 0.3


def _random_stage(
    rng: random.Random, case: Case, n: int, started: date, today: date
) -> dict[str, Any]:
    row = a_stage(case, n, started)
    acknowledged = started + timedelta(days=rng.randrange(12))
    if acknowledged <= today and rng.random() < 0.95:
        due = acknowledged + timedelta(days=14)
        row |= {"acknowledged_on": acknowledged, "original_respond_by": due, "respond_by": due}
    if rng.random() < 0.2:
        invalid = rng.randrange(2)
        row |= {"extensions": 1, "invalid_extensions": invalid,
                "longest_respond_by": row["respond_by"] + timedelta(days=14)}
        if not invalid:
            row["respond_by"] = row["longest_respond_by"]
    answered = acknowledged + timedelta(days=rng.randrange(1, 45))
    if row["acknowledged_on"] and answered <= today and rng.random() < 0.93:
        row |= {"responded_on": answered, "finding": rng.choice(
            ["upheld", "partly_upheld", "not_upheld", "unable_to_decide"])}
    elif rng.random() < 0.4 and answered <= today:
        row["ended_on"] = answered
    return row


def working_days(start: date, end: date) -> int:
    """Mondays to Fridays after `start`, up to and with `end`; the test calendar has no closures."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 for day in days)
