"""Every count of the caseload against its list, and both against a plain recount of snapshots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from support.casebook import shipped
from support.staffed import COUNCIL, STAFF
from support.walked import walked_copy

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import deadlines_of
from complaints_service.domain.drafts import waiting as waiting_drafts
from complaints_service.persistence import database
from complaints_service.persistence.complaints import kind_of
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.queries import worklist
from complaints_service.persistence.queries.worklist import COUNTED, ORDERS, Days, Narrowed
from complaints_service.persistence.snapshots import from_json
from complaints_service.services.actors import Actor
from complaints_service.services.visibility import may_see, visible_clause

pytestmark = pytest.mark.slow

COPIES = 20
# Each complaint many times over, with dates of its own, so that lists have many pages.
MORE = """
    INSERT INTO complaint ({into}) SELECT {made} FROM complaint, generate_series(1, :copies) AS k
"""


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    """Lend many complaints in every state, some of them restricted."""
    with walked_copy() as (url, _):
        made = Flask("worklist")
        database.bind(made, url)
        with made.app_context():
            _multiply()
            db.session.execute(text(
                "UPDATE complaint SET restricted = true, access = ARRAY['ACC-officer'],"
                " snapshot = snapshot || '{\"restricted\": true, \"access\": [\"ACC-officer\"]}'"
                " WHERE right(ref, 1) = '3'"))
            # Some of the copies have lost their handler.
            db.session.execute(text(
                "UPDATE complaint SET handler = NULL, snapshot = snapshot #- '{stage_1,handler}'"
                " WHERE state LIKE 'stage_1_%' AND right(ref, 2) = '-5'"))
            db.session.commit()
            yield made
            db.session.remove()
            db.engine.dispose()


def _multiply() -> None:
    names = [column.name for column in ComplaintRow.__table__.columns]
    own = {"ref": "ref || '-' || k", "old_reference": "NULL",
           "snapshot": "jsonb_set(snapshot, '{ref}', to_jsonb(ref || '-' || k))"}
    made = ", ".join(own.get(name, name) for name in names)
    db.session.execute(text(MORE.format(into=", ".join(names), made=made)), {"copies": COPIES})


def actor(name: str) -> Actor:
    roles, services = STAFF[name]
    return Actor(f"ACC-{name}", roles=frozenset(roles), organisation=COUNCIL,
                 services=frozenset(services))


def around(today: date) -> Days:
    return Days(today, shipped().calendar.after(today, 2),
                today + timedelta(6 - today.weekday()))


@dataclass(frozen=True)
class Seen:
    """A complaint as a reader of its file sees it: `due` is the first open date of each kind."""

    state: str
    stage: str
    due: dict[str, date]
    handler: str | None
    reviewer: str | None
    extension_waits: bool

    @property
    def first(self) -> date:
        return min(self.due.values(), default=date.max)

    def waits_for(self, *kinds: str) -> bool:
        return any(kind.endswith(kinds) for kind in self.due)


# What each group means, said again from the file alone: (group, what is in it).
MEANING: dict[str, Callable[[Seen, Days], bool]] = {
    "overdue": lambda one, days: one.first < days.today,
    "today": lambda one, days: one.first == days.today,
    "soon": lambda one, days: days.today < one.first <= days.soon,
    "acknowledge": lambda one, days: one.waits_for("_acknowledge"),
    "answer": lambda one, days: days.today <= min(
        (on for kind, on in one.due.items() if kind.endswith("_respond")), default=date.max
    ) <= days.sunday,
    "week": lambda one, days: days.today <= one.first <= days.sunday,
    "extensions": lambda one, days: one.extension_waits or (
        one.state.endswith("_investigating") and days.today <= min(
            (on for kind, on in one.due.items() if kind.endswith("_respond")), default=date.max
        ) <= days.soon),
    "new_dates": lambda one, days: one.waits_for("new_date_to_tell"),
    "contributions": lambda one, days: one.waits_for("contribution"),
    "hazards": lambda one, days: one.waits_for("hazard"),
    "reviews": lambda one, days: one.waits_for("_review"),
    "ended_due": lambda one, days: one.stage == "ended" and bool(one.due),
    "triage": lambda one, days: one.state == "received",
    "unassigned": lambda one, days: (
        (one.state in ("received", "stage_1_accepted", "stage_1_investigating") and not one.handler)
        or (one.state in ("stage_2_requested", "stage_2_investigating") and not one.reviewer)
    ),
    "updates": lambda one, days: one.waits_for("promised_update", "promised_answer"),
    "ombudsman_dates": lambda one, days: one.waits_for(
        "ombudsman_request", "ombudsman_instruction", "obligation"),
    "remedies": lambda one, days: one.waits_for("remedy"),
    "with_ombudsman": lambda one, days: one.stage == "ombudsman",
    "open": lambda one, days: one.stage != "ended",
    "work": lambda one, days: one.stage != "ended" or bool(one.due),
}


def recount(one: Complaint, days: Days) -> set[str]:
    """The groups that a complaint is in."""
    opened = [each for each in deadlines_of(one, shipped()) if each.open and each.due_on]
    hazards = {"hazards"} if any(each.kind == "hazard" for each in opened) else set()
    if kind_of(one) != "complaint":
        return hazards | ({"requests"} if one.state.value == "service_request" else set())
    due = {each.kind: each.due_on for each in
           sorted(opened, key=lambda each: each.due_on, reverse=True)}
    seen = Seen(one.state.value, one.stage.value, due, one.stage_1.handler, one.stage_2.handler,
                any(each.command == "extend" for each in waiting_drafts(one.drafts)))
    return hazards | {group for group, means in MEANING.items() if means(seen, days)}


def everything() -> list[Complaint]:
    return [from_json(one) for one in db.session.scalars(select(ComplaintRow.snapshot))]


def all_pages(narrowed: Narrowed, by: Actor, days: Days, order: str = "due") -> list[Any]:
    """Every row of a list, a page of 25 at a time."""
    found: list[Any] = []
    while True:
        page = worklist.rows(narrowed, visible_clause(by), days, order=order, start=len(found),
                             limit=25)
        found += page
        if len(page) < 25:
            return found


def days_to_try() -> list[Days]:
    """Days on which something is due, has just been, or soon will be."""
    due = list(db.session.scalars(text(
        "SELECT DISTINCT next_due_on FROM complaint WHERE next_due_on IS NOT NULL ORDER BY 1")))
    answer = db.session.scalar(text("SELECT max(answer_by) FROM complaint"))
    middle, day = due[len(due) // 2], timedelta(1)
    return [around(on) for on in (due[0], middle - day, middle, middle + day, answer, due[-1])]


@pytest.mark.parametrize(
    "name", ["officer", "officer_2", "auditor", "handler", "reviewer", "waste_manager", "member"])
def test_each_count_is_its_list_and_both_are_the_recount(app: Flask, name: str) -> None:
    by, files = actor(name), everything()
    seen = [one for one in files if may_see(by, one)]
    assert len(files) > 500
    for days in days_to_try():
        counts = worklist.counts(Narrowed(), visible_clause(by), days)
        groups = {one.ref: recount(one, days) for one in seen}
        for group in COUNTED:
            wanted = {ref for ref, its in groups.items() if group in its}
            listed = [row.ref for row in all_pages(Narrowed(group), by, days)]
            assert len(listed) == len(set(listed)) == counts[group], (group, days)
            assert set(listed) == wanted, (group, days)


def test_no_group_is_empty_for_an_officer_on_every_day(app: Flask) -> None:
    """A group that nothing ever falls into would prove nothing above."""
    by = actor("officer")
    filled = {
        group for days in days_to_try()
        for group, count in worklist.counts(Narrowed(), visible_clause(by), days).items() if count
    }
    # Only another list of bank holidays moves a date that a letter names.
    assert set(COUNTED) - filled <= {"requests", "new_dates"}


def test_the_list_is_in_the_order_of_what_breaks_next(app: Flask) -> None:
    rows = all_pages(Narrowed(), actor("officer"), days_to_try()[0])
    places = [(row.next_due_on or date.max, row.ref) for row in rows]
    assert [on for on, _ in places] == sorted(on for on, _ in places)
    assert len(rows) > 100


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_shows_the_same_complaints(app: Flask, order: str) -> None:
    by, days = actor("officer"), days_to_try()[1]
    rows = all_pages(Narrowed(), by, days, order)
    assert {row.ref for row in rows} == {row.ref for row in all_pages(Narrowed(), by, days)}
    assert len(rows) == len({row.ref for row in rows})


# A filter, and what it keeps: (what is asked, which snapshots).
FILTERS: list[tuple[dict[str, Any], Any]] = [
    ({"service": "housing-repairs"}, lambda one: one.service == "housing-repairs"),
    ({"state": "stage_2_requested"}, lambda one: one.state.value == "stage_2_requested"),
    ({"stage": "ombudsman"}, lambda one: one.stage.value == "ombudsman"),
    ({"code": "housing"}, lambda one: "housing" in one.codes),
    ({"handler": "ACC-handler"}, lambda one: (
        one.stage_2.handler if one.state.value.startswith("stage_2") else one.stage_1.handler
    ) == "ACC-handler"),
    ({"received_from": date(2026, 4, 1), "received_to": date(2026, 5, 1)},
     lambda one: date(2026, 4, 1) <= one.received_on <= date(2026, 5, 1)),
    ({"due_from": date(2026, 4, 1), "due_to": date(2026, 5, 1)},
     lambda one: date(2026, 4, 1) <= min(
         (each.due_on for each in deadlines_of(one, shipped()) if each.open and each.due_on),
         default=date.max) <= date(2026, 5, 1)),
    ({"organisation": "elsewhere"}, lambda one: False),
]


@pytest.mark.parametrize(("asked", "keeps"), FILTERS, ids=["-".join(one) for one, _ in FILTERS])
def test_filters_narrow_counts_and_lists_alike(app: Flask, asked: Any, keeps: Any) -> None:
    by, days = actor("officer"), days_to_try()[1]
    kept = [one for one in everything() if may_see(by, one) and keeps(one)]
    counts = worklist.counts(Narrowed(**asked), visible_clause(by), days)
    for group in COUNTED:
        wanted = {one.ref for one in kept if group in recount(one, days)}
        listed = [row.ref for row in all_pages(Narrowed(group, **asked), by, days)]
        assert set(listed) == wanted
        assert counts[group] == len(wanted) == len(listed)
    everyone = all_pages(Narrowed("every", **asked), by, days, "newest")
    assert {row.ref for row in everyone} == {one.ref for one in kept}
    assert worklist.count(Narrowed("every", **asked), visible_clause(by), days, 10_000) == len(kept)
