"""The inbox as its readers see it: every contact in the list of what it is, and by when to decide.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from complaints_service.persistence.queries import inbox
from complaints_service.persistence.queries.inbox import LISTS

from .actors import Actor
from .reading import today
from .rules_in_use import rules
from .visibility import visible_clause
from .worklist import working_days_left

ON_A_PAGE = 25
LOOKED_BACK = timedelta(days=365)
USUAL = "waiting"

__all__ = ["LISTS", "USUAL"]


@dataclass(frozen=True)
class Waiting:
    """One contact in a list.

    `decide_by` is the day by which triage is due: that of the acknowledgement. `days` are the
    working days left to it, negative when it has passed. `not_offered`: they said that they are
    unhappy, and nobody has recorded that they were offered the choice to complain.
    """

    ref: str
    who: str | None
    erased: bool
    service: str
    channel: str
    state: str
    kind: str
    given_as: str
    received_on: date
    decide_by: date | None
    days: int | None
    overdue: bool
    unhappy: bool
    not_offered: bool
    ground: str | None
    procedure: str | None
    raised_as: str | None
    restricted: bool


@dataclass(frozen=True)
class InboxPage:
    """A page of a list, the counts of all lists, and where one is in it."""

    name: str
    lines: tuple[Waiting, ...]
    counts: dict[str, int]
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The number of the first line, 1 is the first of the list."""
        return (self.page - 1) * ON_A_PAGE + 1 if self.lines else 0

    @property
    def last(self) -> int:
        """The number of the last line."""
        return self.first + len(self.lines) - 1 if self.lines else 0


def inbox_page(name: str, by: Actor, page: int = 1) -> InboxPage:
    """Return one page of a list of `LISTS`, the last for a page beyond it; KeyError for another."""
    since, visible = today() - LOOKED_BACK, visible_clause(by)
    counts = inbox.counts(visible, since)
    pages = max(1, -(-counts[name] // ON_A_PAGE))
    page = min(max(page, 1), pages)
    rows = inbox.rows(name, visible, since, start=(page - 1) * ON_A_PAGE, limit=ON_A_PAGE)
    on = today()
    return InboxPage(name, tuple(_line(row, on) for row in rows), counts, page, pages)


def waiting_count(by: Actor) -> int:
    """Return how many contacts wait for triage."""
    return inbox.counts(visible_clause(by), today())[USUAL]


def _line(row: Row[*tuple[Any, ...]], on: date) -> Waiting:
    decide_by = row.acknowledge_by if row.state == "received" else None
    return Waiting(
        ref=row.ref,
        who=json.loads(row.person).get("name") if row.person else None,
        erased=row.lead is not None and row.person is None,
        service=row.service, channel=row.channel, state=row.state, kind=row.kind,
        given_as=row.given_as or "complaint", received_on=row.received_on,
        decide_by=decide_by, days=working_days_left(on, decide_by, rules().calendar),
        overdue=decide_by is not None and decide_by < on,
        unhappy=bool(row.unhappy), not_offered=bool(row.unhappy) and not row.offered,
        ground=row.declined_ground, procedure=row.handed_off_to, raised_as=row.raised_as,
        restricted=row.restricted,
    )
