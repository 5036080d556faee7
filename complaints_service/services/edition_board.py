"""Editions as those who build, approve and publish them see them, with what each may do now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from complaints_service.content.reports import FIGURES
from complaints_service.domain.periods import Period, period_of
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.database import db
from complaints_service.persistence.editions import APPROVED, BUILT, RELEASED
from complaints_service.persistence.queries import file_lists

from . import publications
from .actors import Actor, system
from .edition_writing import Edition
from .errors import NotFound
from .listings import WORKS_ON_EDITIONS
from .organisations import organisations
from .publications import APPROVERS, BUILDERS, RELEASERS
from .reading import today
from .view_parts import Json

YEARS_BACK = 3


def editions(by: Actor) -> list[Json]:
    """Return the editions that the actor may know of, latest first."""
    found = [one for one in publications.editions(db.session(), by=by) if _may_know(one, by)]
    return _shown(sorted(found, key=lambda one: one.id, reverse=True), by)


def edition(edition_id: str, by: Actor) -> Json:
    """Return one edition. Raises `NotFound`."""
    found = publications.edition_of(db.session(), edition_id, by=by)
    if not _may_know(found, by):
        raise NotFound("there is no such edition that you may see")
    return _shown([found], by)[0]


def any_id() -> str | None:
    """Return the id of the latest edition, to show how its page looks; None where there is none."""
    rows = [one.id for one in publications.editions(db.session(), by=system())]
    return max(rows, default=None)


def waiting_editions(by: Actor) -> list[Json]:
    """Return the editions that wait for approval or for release."""
    return [one for one in editions(by) if one["state"] in (BUILT, APPROVED)]


def may_build(by: Actor) -> bool:
    """Say whether the actor may build an edition."""
    return bool(by.roles & set(BUILDERS))


def buildable() -> list[Json]:
    """Return the reports that can be built: `{id, title, needs_period}`."""
    definitions = [publications.definition_of(one) for one in publications.known_reports()]
    return [
        {"id": one.key, "title": one.title.format(organisation="the council"),
         "needs_period": one.kind == FIGURES}
        for one in definitions
    ]


def periods() -> list[Period]:
    """Return the quarters and years that have begun, latest first, three years back."""
    now = today()
    first = (now.year if now.month >= 4 else now.year - 1) - YEARS_BACK
    years = [f"{year}-{(year + 1) % 100:02d}" for year in range(first, now.year + 1)]
    keys = [key for year in years for key in (year, *(f"{year}-q{n}" for n in (1, 2, 3, 4)))]
    begun = [one for one in map(period_of, keys) if one.first <= now]
    return sorted(begun, key=lambda one: (one.first, one.last), reverse=True)


def is_over(period: Period, on: date) -> bool:
    """Say whether a period has ended before a London date."""
    return period.last < on


def act(edition_id: str, act: str, reason: str, by: Actor) -> Edition:
    """Approve, publish or withdraw; the errors are those of `publications`, and `InvalidData`."""
    if act == "approve":
        return publications.approve(edition_id, by=by)
    if act == "publish":
        return publications.publish(edition_id, by=by)
    if act == "withdraw":
        return publications.withdraw(edition_id, reason, by=by)
    raise InvalidData("act", "act is no act on an edition; approve, publish or withdraw it.")


def _may_know(one: Edition, by: Actor) -> bool:
    return bool(by.roles & WORKS_ON_EDITIONS) or one.state in (RELEASED, "withdrawn")


def _shown(found: Sequence[Edition], by: Actor) -> list[Json]:
    people = {one for row in found for one in (row.built_by, row.approved_by) if one}
    names = file_lists.names(people)
    councils = {one.key: one.name for one in organisations()}
    return [_one(row, names, by, councils.get(row.organisation, row.organisation)) for row in found]


def _one(row: Edition, names: dict[str, str], by: Actor, council: str) -> Json:
    return {
        **{name: getattr(row, name) for name in Edition.__dataclass_fields__},
        "title": publications.definition_of(row.report).title.format(organisation=council),
        "period_label": period_of(row.period).label if row.period else "",
        "built_by_name": names.get(row.built_by, row.built_by),
        "approved_by_name": names.get(row.approved_by or "", row.approved_by),
        "acts": _acts(row, by),
        "own": row.built_by == by.id,
    }


def _acts(row: Edition, by: Actor) -> tuple[str, ...]:
    """What this actor may do with it now; the builder never approves."""
    if row.state == BUILT and by.roles & set(APPROVERS) and row.built_by != by.id:
        return ("approve",)
    if row.state == APPROVED and by.roles & set(RELEASERS):
        return ("publish",)
    if row.state == RELEASED and by.roles & set(RELEASERS):
        return ("withdraw",)
    return ()
