"""What an actor may read of improvements, page by page, and what they may do with one."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from complaints_service.domain.improvement import Improvement
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.learning import ImprovementRow
from complaints_service.persistence.queries import file_lists
from complaints_service.persistence.queries.keyset import Place

from .actors import Actor
from .errors import NotFound
from .improvements import (
    SEES_ALL,
    improvement_json,
    improvement_schema,
    open_improvement_commands,
    read_improvement,
)
from .reading import Page
from .view_parts import Json

_ROW = table(ImprovementRow).c
_LONGEST_ID = 60


def improvements(by: Actor, *, after: Place | None, limit: int) -> Page:
    """Return the improvements that the actor may see."""
    found = file_lists.improvements(visible_improvements(by), after=after, limit=limit)
    items = [view(read_improvement(db.session(), row.id, by=by)) for row in found.rows]
    return Page(items, found.after)


def seen(improvement_id: str, by: Actor) -> Improvement:
    """Return the improvement; `NotFound` where there is none that the actor may know of."""
    plausible = improvement_id.isascii() and improvement_id.isprintable()
    if not plausible or len(improvement_id) > _LONGEST_ID:
        raise NotFound("there is no improvement with that id that you may see")
    return read_improvement(db.session(), improvement_id, by=by)


def view(improvement: Improvement) -> Json:
    """Return an improvement as the API shows it."""
    return improvement_json(db.session(), improvement)


def offers(improvement: Improvement | None, by: Actor) -> list[Json]:
    """Return the commands that the actor may give now; without an improvement, to make one."""
    return [
        {"command": name, "schema": improvement_schema(name)}
        for name in open_improvement_commands(improvement, by)
    ]


def visible_improvements(by: Actor) -> ColumnElement[bool]:
    """The same as `may_see_improvement`, as a condition on rows."""
    here = true() if by.organisation is None else _ROW.organisation == by.organisation
    if by.roles & SEES_ALL:
        return here
    own: list[ColumnElement[bool]] = [_ROW.owner == by.id]
    if "manager" in by.roles:
        own.append(_ROW.service.in_(sorted(by.services)) if by.services else true())
    return and_(here, or_(false(), *own))
