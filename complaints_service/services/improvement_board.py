"""The improvements that a manager has to see to: lists by what is asked of them, and their counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, func, select

from complaints_service.domain.improvements import EFFECT_DAYS
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, StageRow
from complaints_service.persistence.models.learning import ImprovementRow
from complaints_service.persistence.queries import file_lists

from .actors import Actor
from .improvement_reading import view, visible_improvements
from .improvements import open_improvement_commands, read_improvement
from .reading import today
from .view_parts import Json
from .visibility import visible_clause

_ROW = table(ImprovementRow).c
_COMPLAINT, _STAGE = table(ComplaintRow).c, table(StageRow).c
SOON = timedelta(days=14)
A_PAGE = 50
RECENT = timedelta(days=365)

Predicate = Callable[[date, Actor], ColumnElement[bool]]


def _open(today: date, by: Actor) -> ColumnElement[bool]:
    return _ROW.state == "planned"


SORTS: Mapping[str, Predicate] = MappingProxyType({
    "overdue": lambda today, by: and_(_open(today, by), _ROW.due_on < today),
    "soon": lambda today, by: and_(
        _open(today, by), _ROW.due_on >= today, _ROW.due_on <= today + SOON
    ),
    "mine": lambda today, by: and_(_open(today, by), _ROW.owner == by.id),
    "planned": _open,
    "to-check": lambda today, by: and_(
        _ROW.state == "done",
        _ROW.snapshot["effect"].astext.is_(None),
        _ROW.snapshot["done_on"].astext <= (today - timedelta(days=EFFECT_DAYS)).isoformat(),
    ),
    "to-tell": lambda today, by: and_(_ROW.state == "done", _ROW.publication_state.is_(None)),
    "proposed": lambda today, by: _ROW.publication_state == "proposed",
    "published": lambda today, by: _ROW.publication_state == "published",
    "done": lambda today, by: _ROW.state == "done",
    "dropped": lambda today, by: _ROW.state == "dropped",
    "all": lambda today, by: _ROW.id.is_not(None),
})
"""What a list holds, by the word in its address; its count is of the same rows."""


@dataclass(frozen=True)
class BoardPage:
    """Part of a list of improvements: `first` to `last` of `total`."""

    items: list[Json]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages the whole list has, at least one."""
        return max(1, -(-self.total // A_PAGE))


def counts(by: Actor) -> dict[str, int]:
    """Return how many improvements each list holds for this actor, in one statement."""
    day = today()
    columns = [func.count().filter(wanted(day, by)).label(name) for name, wanted in SORTS.items()]
    row = db.session.execute(select(*columns).where(visible_improvements(by))).one()
    return dict(row._mapping)


def board(sort: str, by: Actor, *, number: int = 1) -> BoardPage:
    """Return a page of one list, soonest due first; KeyError for a word that names none."""
    wanted = and_(visible_improvements(by), SORTS[sort](today(), by))
    total = db.session.scalar(select(func.count()).select_from(ImprovementRow).where(wanted)) or 0
    last = max(1, -(-total // A_PAGE))
    number = min(max(1, number), last)
    rows = db.session.execute(
        select(_ROW.id, _ROW.service, _ROW.owner, _ROW.due_on, _ROW.state, _ROW.publication_state,
               _ROW.snapshot["title"]["sha256"].astext.label("title"),
               func.cardinality(_ROW.complaints).label("complaints"))
        .where(wanted).order_by(_ROW.due_on, _ROW.id).limit(A_PAGE).offset((number - 1) * A_PAGE)
    ).all()
    texts = _revealed([row.id for row in rows])
    names = file_lists.names({row.owner for row in rows})
    return BoardPage([
        {"id": row.id, "title": texts.get(row.title) or "(title erased)",
         "service": row.service, "owner": names.get(row.owner, row.owner), "due_on": row.due_on,
         "overdue": row.state == "planned" and row.due_on < today(), "state": row.state,
         "publication": row.publication_state, "complaints": row.complaints}
        for row in rows
    ], number, total)


def waiting_words(by: Actor) -> list[Json]:
    """Return the improvements whose proposed words wait for approval, with what one may do."""
    rows = db.session.scalars(
        select(_ROW.id).where(visible_improvements(by), SORTS["proposed"](today(), by))
        .order_by(_ROW.id)
    )
    found = [read_improvement(db.session(), one, by=by) for one in rows]
    return [
        {**view(one), "may_approve": "approve_publication" in open_improvement_commands(one, by)}
        for one in found
    ]


def without_lesson(by: Actor, *, most: int = A_PAGE) -> list[Json]:
    """Return the latest answers that found fault and from which nothing was recorded yet."""
    lessons = func.jsonb_array_length(_COMPLAINT.snapshot["lessons"])
    linked = select(func.unnest(_ROW.complaints))
    rows = db.session.execute(
        select(_COMPLAINT.ref, _COMPLAINT.service, _COMPLAINT.cause, _STAGE.finding,
               _STAGE.responded_on)
        .join(StageRow, _STAGE.ref == _COMPLAINT.ref)
        .where(_STAGE.finding.in_(("upheld", "partly_upheld")), _STAGE.stage == 1,
               _STAGE.responded_on >= today() - RECENT, lessons == 0,
               _COMPLAINT.ref.not_in(linked), visible_clause(by))
        .order_by(_STAGE.responded_on.desc(), _COMPLAINT.ref).limit(most)
    ).all()
    return [dict(row._mapping) for row in rows]


def any_id(*, state: str | None = None) -> str | None:
    """Return the id of some improvement, to show how its page looks; None where there is none."""
    wanted = select(_ROW.id).order_by(_ROW.id).limit(1)
    return db.session.scalar(wanted if state is None else wanted.where(_ROW.state == state))


def _revealed(ids: list[str]) -> dict[str, str]:
    """The private texts of these improvements, by digest."""
    texts = file_lists.payloads(ids) if ids else {}
    return {digest: str(json.loads(text)) for digest, text in texts.items()}
