"""The Ombudsmen's side of the desk: every open case, request, instruction and obligation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.london import london_date
from complaints_service.domain.ombudsman_cases import OmbudsmanCase
from complaints_service.persistence.queries import case_file as asked
from complaints_service.persistence.queries import ombudsman_dates
from complaints_service.persistence.queries.ombudsman_dates import LISTS
from complaints_service.persistence.snapshots import from_json

from .actors import Actor
from .reading import today
from .rules_in_use import rules
from .visibility import visible_clause
from .worklist import working_days_left

ON_A_PAGE = 25
NAMES = ("cases", *LISTS)
"""The lists there are: open cases, all dates, and each kind of date."""
YEAR_BEGINS = 4


@dataclass(frozen=True)
class DutyLine:
    """One open date. `days` are the working days left, negative when over, None without a date."""

    ref: str
    kind: str
    case: str | None
    body: str | None
    n: int | None
    instruction: str | None
    due_on: date | None
    days: int | None
    overdue: bool
    owner: str | None


@dataclass(frozen=True)
class CaseLine:
    """One open case; `next_due` is the first date of its own that waits."""

    case: str
    body: str
    status: str
    notified_on: date
    next_due: date | None
    overdue: bool


@dataclass(frozen=True)
class FileLine:
    """A complaint with its open cases."""

    ref: str
    cases: tuple[CaseLine, ...]


@dataclass(frozen=True)
class Kept:
    """Of one body's obligations due this financial year, how many were met by their day."""

    body: str
    in_time: int
    due: int

    @property
    def share(self) -> float:
        """The share in percent."""
        return 100 * self.in_time / self.due


@dataclass(frozen=True)
class DeskPage:
    """One page of one list, with what every list counts."""

    name: str
    counts: Mapping[str, int]
    dates: tuple[DutyLine, ...]
    files: tuple[FileLine, ...]
    kept: tuple[Kept, ...]
    year: str
    page: int
    pages: int


def desk(name: str, by: Actor, page: int = 1) -> DeskPage:
    """Return a page of the list `name` of `NAMES`, the last for a page beyond it."""
    visible, on = visible_clause(by), today()
    counts = ombudsman_dates.counts(visible)
    pages = max(1, -(-counts[name] // ON_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * ON_A_PAGE
    year = on.year if on.month >= YEAR_BEGINS else on.year - 1
    met = ombudsman_dates.kept(visible, date(year, YEAR_BEGINS, 1), on)
    return DeskPage(
        name, counts,
        dates=() if name == "cases" else _dates(name, by, start, on),
        files=_files(by, start, on) if name == "cases" else (),
        kept=tuple(Kept(one.body, one.in_time, one.due) for one in met if one.due),
        year=f"{year}-{(year + 1) % 100:02}", page=page, pages=pages,
    )


def _dates(name: str, by: Actor, start: int, on: date) -> tuple[DutyLine, ...]:
    rows = ombudsman_dates.dates(name, visible_clause(by), start=start, limit=ON_A_PAGE)
    names = asked.names({row.owner for row in rows if row.owner})
    return tuple(
        _duty(from_json(row.snapshot), row.kind, row.item, row.due_on, names.get(row.owner), on)
        for row in rows
    )


def _duty(
    complaint: Complaint, kind: str, item: str, due_on: date | None, owner: str | None, on: date
) -> DutyLine:
    case, n, told = _of(complaint, kind, item)
    return DutyLine(
        complaint.ref, kind, None if case is None else case.id, None if case is None else case.body,
        n, told, due_on, working_days_left(on, due_on, rules().calendar),
        due_on is not None and due_on < on, owner,
    )


def _of(
    complaint: Complaint, kind: str, item: str
) -> tuple[OmbudsmanCase | None, int | None, str | None]:
    """The case that a deadline's item names, the number in it, and what we were told to do."""
    if kind == "ombudsman_instruction":
        told = complaint.instructions[int(item) - 1]
        return complaint.ombudsman_case(told.ombudsman), None, told.instruction
    name, _, number = item.rpartition(".")
    if not name:
        return complaint.ombudsman_case(item), None, None
    return complaint.ombudsman_case(name), int(number), None


def _files(by: Actor, start: int, on: date) -> tuple[FileLine, ...]:
    rows = ombudsman_dates.cases(visible_clause(by), start=start, limit=ON_A_PAGE)
    return tuple(FileLine(row.ref, open_cases(from_json(row.snapshot), on)) for row in rows)


def open_cases(complaint: Complaint, on: date) -> tuple[CaseLine, ...]:
    """Return the complaint's cases that are not over, on the London date `on`."""
    return tuple(
        CaseLine(one.id, one.body, one.status, london_date(one.notified_at),
                 first, first is not None and first < on)
        for one in complaint.ombudsman if one.status in OPEN
        for first in (_first_due(one),)
    )


OPEN = frozenset({"enquiry", "investigating", "draft", "compliance"})


def _first_due(case: OmbudsmanCase) -> date | None:
    waiting = [one.due_on for one in case.requests if one.waits]
    if not case.requests and case.due_on is not None:
        waiting.append(case.due_on)
    if case.status == "compliance":
        waiting += [one.due_on for one in case.obligations if one.done_at is None]
    return min(waiting, default=None)
