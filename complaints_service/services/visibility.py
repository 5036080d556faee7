"""Which complaints an actor may know of; what they may not is as if it did not exist."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.contributing import waiting
from complaints_service.persistence.models.complaint import ComplaintRow

from .actors import Actor
from .permissions import answers_for

WIDE = frozenset({"officer", "intake", "approver"})
"""Roles that see every unrestricted complaint of their organisation."""


def may_see(actor: Actor, complaint: Complaint) -> bool:
    """Whether the actor may know of this complaint.

    Auditors read all; a restricted complaint is seen by the people on its list alone; handlers
    and reviewers see what is assigned to them, and whoever recorded a contact sees it.
    """
    if actor.roles & {"system", "complainant"}:
        return True
    if actor.organisation not in (None, complaint.organisation):
        return False
    if "auditor" in actor.roles:
        return True
    if complaint.restricted:
        # The list names people, not offices: who stands in for one of them is not on it.
        return actor.id in complaint.access
    return _has_business(actor, complaint)


def _has_business(actor: Actor, complaint: Complaint) -> bool:
    if actor.roles & WIDE or _was_told(actor, complaint):
        return True
    given = {complaint.stage_1.handler, complaint.stage_2.handler}
    own = actor.id == complaint.recorded_by or bool(actor.stands_for & given)
    if own and actor.roles & {"handler", "reviewer", "manager"}:
        return True
    return "manager" in actor.roles and answers_for(actor, complaint)


def may_know(actor: Actor, complaint: Complaint) -> bool:
    """Whether the complaint exists for the actor at all: they may see it, or have a question about
    it to answer, of which they see no more than `contributions` shows them."""
    return may_see(actor, complaint) or was_asked(actor, complaint)


def was_asked(actor: Actor, complaint: Complaint) -> bool:
    """Whether a question put to this very person is open; on a restricted complaint only while
    they are on its list."""
    if actor.organisation not in (None, complaint.organisation):
        return False
    if complaint.restricted and actor.id not in complaint.access:
        return False
    return bool(waiting(complaint, actor.id))


def _was_told(actor: Actor, complaint: Complaint) -> bool:
    """Thanks or a comment was passed on to this very person."""
    return complaint.compliment is not None and complaint.compliment.passed_to == actor.id


def visible_clause(actor: Actor) -> ColumnElement[bool]:
    """The same as a condition on rows of `complaint`, for lists and counts."""
    row = ComplaintRow
    if actor.roles & {"system"}:
        return true()
    here = true() if actor.organisation is None else row.organisation == actor.organisation
    if "auditor" in actor.roles:
        return here
    business = [true()] if actor.roles & WIDE else _business(actor)
    listed = and_(row.restricted, row.access.contains([actor.id]))
    return and_(here, or_(listed, and_(row.restricted.is_(False), or_(false(), *business))))


def _business(actor: Actor) -> list[ColumnElement[bool]]:
    row = ComplaintRow
    told = row.snapshot["compliment"]["passed_to"].astext == actor.id
    clauses: list[ColumnElement[bool]] = [
        and_(row.kind.in_(("compliment", "comment")), told)
    ]
    if actor.roles & {"handler", "reviewer", "manager"}:
        given = sorted(actor.stands_for)
        clauses += [row.handler.in_(given), row.reviewer.in_(given), row.recorded_by == actor.id]
    if "manager" in actor.roles:
        mine = sorted(actor.services)
        clauses.append(row.services.overlap(mine) if mine else true())
    return clauses
