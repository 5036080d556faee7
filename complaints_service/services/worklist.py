"""The caseload as its readers see it: what breaks next first, with counts that open their lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from complaints_service.domain.calendar import CalendarEnds, WorkingCalendar
from complaints_service.domain.stages import ENDED_STATES
from complaints_service.persistence.queries import search_words, worklist
from complaints_service.persistence.queries.worklist import COUNTED, GROUPS, ORDERS, Days, Narrowed

from .actors import Actor
from .reading import today
from .remembered import Standing, standing
from .rules_in_use import rules
from .visibility import visible_clause

ON_A_PAGE = 25
MOST_COUNTED = 10_000
"""Lists of everything, and searches, are counted no further."""
MOST_RANKED = 200
"""Of more contacts found, the latest stand first: to weigh each would take too long."""
SOON = 2

__all__ = ["COUNTED", "GROUPS", "ORDERS", "Narrowed"]


@dataclass(frozen=True)
class Line:
    """One contact in the list.

    `who` is the lead complainant's name: None where the contact is anonymous or the name was
    erased (`erased`). `days` are the working days left to `due_on`, negative when it has passed,
    None where there is no date or the calendar does not reach it.
    """

    ref: str
    organisation: str
    who: str | None
    erased: bool
    service: str
    state: str
    stage: str
    received_on: date
    due_on: date | None
    due_kind: str | None
    overdue: bool
    days: int | None
    holder: str | None
    restricted: bool


@dataclass(frozen=True)
class Listed:
    """A page of the list: lines `first` to `last` (1 is the first) of `total`.

    `more` says that the total is the most that is counted, and there are more.
    """

    lines: tuple[Line, ...]
    first: int
    last: int
    total: int
    more: bool
    page: int
    pages: int


def days_around(on: date) -> Days:
    """Return the dates that groups look at on the London date `on`."""
    try:
        soon = rules().calendar.after(on, SOON)
    except CalendarEnds:
        soon = on + timedelta(SOON)
    return Days(on, soon, on + timedelta(6 - on.weekday()))


def counts(
    narrowed: Narrowed, by: Actor, at: Standing | None = None
) -> Mapping[str, int]:
    """Count every group of `COUNTED` that the actor may see, within the filters of `narrowed`.

    `at` is how things stand, where that is known already.
    """
    days = days_around(today())
    key = ("counts", sees(by), days, replace(narrowed, group="work"))
    return (at or standing()).kept(
        key, lambda: worklist.counts(narrowed, visible_clause(by), days))


def sees(by: Actor) -> tuple[object, ...]:
    """Return what decides which complaints an actor sees."""
    return by.id, by.roles, by.organisation, by.services, by.covers


def listed(
    narrowed: Narrowed, by: Actor, *, order: str = "due", page: int = 1,
    counted: Mapping[str, int] | None = None,
) -> Listed:
    """Return one page of the list, the last for a page beyond it; `order` is a key of `ORDERS`.

    `counted` are the `counts` of the same list, where they are known already.
    """
    days, visible = days_around(today()), visible_clause(by)
    if narrowed.group in COUNTED and not narrowed.words:
        total, more = (counted or counts(narrowed, by))[narrowed.group], False
    else:
        total = worklist.count(narrowed, visible, days, MOST_COUNTED + 1)
        total, more = min(total, MOST_COUNTED), total > MOST_COUNTED
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * ON_A_PAGE
    rows = worklist.rows(narrowed, visible, days, order=order, start=start, limit=ON_A_PAGE)
    lines = tuple(_line(row, days.today) for row in rows)
    return Listed(lines, start + 1 if lines else 0, start + len(lines), total, more, page, pages)


def searched(words: tuple[str, ...], by: Actor, *, page: int = 1) -> Listed:
    """Return one page of the contacts on whose file all the words are, that the actor may see.

    Up to `MOST_RANKED` stand by how much their files tell of the words; where there are more, the
    latest received stand first.
    """
    narrowed = Narrowed(group="every", words=words)
    days, visible = days_around(today()), visible_clause(by)
    refs, found = worklist.newest(narrowed, visible, days, max(MOST_RANKED, page * ON_A_PAGE))
    if refs and found <= MOST_RANKED:
        score = search_words.scores(words, refs)
        refs = sorted(refs, key=lambda ref: -score.get(ref, 0.0))
    pages = max(1, -(-found // ON_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * ON_A_PAGE
    rows = worklist.rows_of(refs[start:start + ON_A_PAGE])
    lines = tuple(_line(row, days.today) for row in rows)
    return Listed(lines, start + 1 if lines else 0, start + len(lines), found, False, page, pages)


def searched_words(text: str) -> tuple[str, ...]:
    """Return the terms of what somebody typed; none where nothing in it can be searched for."""
    return search_words.terms(text)


def named(text: str, by: Actor) -> str | None:
    """Return the reference of the contact that `text` names, by its own or its old reference; None
    where it names none that the actor may know of."""
    plain = " ".join(text.split())
    return worklist.reference(plain, visible_clause(by)) if plain.isprintable() else None


def has_ended(state: str | None) -> bool:
    """Whether contacts in this state have ended: they are found among all, not in the caseload."""
    return state in {one.value for one in ENDED_STATES}


def holders(by: Actor, at: Standing | None = None) -> list[tuple[str, str]]:
    """Return id and name of the accounts that may have a complaint, by name."""
    return (at or standing()).kept(
        ("holders", by.organisation), lambda: worklist.holders(by.organisation))


def _line(row: Row[*tuple[Any, ...]], on: date) -> Line:
    return Line(
        ref=row.ref, organisation=row.organisation,
        who=json.loads(row.person).get("name") if row.person else None,
        erased=row.lead is not None and row.person is None, service=row.service,
        state=row.state, stage=row.stage, received_on=row.received_on, due_on=row.next_due_on,
        due_kind=row.next_due_kind,
        overdue=row.next_due_on is not None and row.next_due_on < on,
        days=working_days_left(on, row.next_due_on, rules().calendar),
        holder=row.holder, restricted=row.restricted,
    )


def working_days_left(on: date, due_on: date | None, calendar: WorkingCalendar) -> int | None:
    """Count the working days after `on` up to `due_on`, negative for those passed since."""
    if due_on is None:
        return None
    try:
        return calendar.working_days_between(on, due_on)
    except CalendarEnds:
        return None
