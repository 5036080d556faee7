"""Who has how much to do, and which service: every number is that of a list of the caseload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from complaints_service.persistence.database import db
from complaints_service.persistence.queries import file_lists
from complaints_service.persistence.queries import workload as queries
from complaints_service.persistence.queries.workload import COUNTED, Load

from .actors import Actor
from .reading import today
from .rules_in_use import rules
from .visibility import visible_clause
from .worklist import days_around

__all__ = ["COUNTED"]


@dataclass(frozen=True)
class Line:
    """One holder or service: its key in lists, its name, counts by group and the mean age in days.

    `away` says that the holder is absent today, until `away_until` (None: further notice).
    """

    key: str
    name: str
    counts: Mapping[str, int]
    age: int | None
    away: bool = False
    away_until: date | None = None


@dataclass(frozen=True)
class Workload:
    """Both tables, and how many complaints nobody has."""

    holders: tuple[Line, ...]
    services: tuple[Line, ...]
    unassigned: int


def workload(by: Actor) -> Workload:
    """Return the work that the actor may see: by holder and by service, the fullest desk first."""
    session, visible, days = db.session(), visible_clause(by), days_around(today())
    held = [one for one in queries.by_holder(session, visible, days) if one.key and _any(one)]
    about = [one for one in queries.by_service(session, visible, days) if _any(one)]
    names = file_lists.names({one.key for one in held if one.key})
    away = {row.account: row.to_on for row in queries.absent(session, days.today)}
    holders = [
        Line(str(one.key), names.get(str(one.key), str(one.key)), one.counts, _age(one),
             one.key in away, away.get(str(one.key)))
        for one in held
    ]
    services = [Line(str(one.key), _label(str(one.key)), one.counts, _age(one)) for one in about]
    return Workload(_fullest(holders), _fullest(services),
                    queries.unassigned(session, visible, days))


def _any(load: Load) -> bool:
    return any(load.counts.values())


def _age(load: Load) -> int | None:
    return None if load.age is None else round(load.age)


def _fullest(lines: list[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda one: (-one.counts["open"], one.name, one.key)))


def _label(service: str) -> str:
    found = {term.key: term.label for term in rules().vocabularies["services"]}
    return found.get(service, service)
