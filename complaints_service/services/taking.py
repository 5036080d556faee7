"""Giving work to people by hand, with what speaks for and against them, and taking it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from complaints_service.domain.commands.stage_1 import Take
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import Refusal
from complaints_service.persistence.database import db
from complaints_service.persistence.queries import desks as queries

from .actors import Actor
from .allocation import HANDLES
from .errors import Forbidden
from .handle import Request, Written, handle
from .reading import today

MOST_TRIED = 20


def take_next(by: Actor) -> str | None:
    """Let a handler or officer take the most pressing complaint of their services that nobody
    has; return its reference, None where there is none left.

    Two who ask at the same moment get two different ones.
    """
    done = took_next(by)
    return done.ref if done else None


def took_next(
    by: Actor, *, key: str | None = None, body_sha256: str | None = None
) -> Written | None:
    """Take it under an idempotency key; the same key again answers what it answered then.

    Raises Forbidden, KeyReused and InProgress.
    """
    if not by.roles & HANDLES:
        raise Forbidden("Handlers and officers take complaints.")
    request = Request("take", Take(), chosen=True, key=key, body_sha256=body_sha256)
    for ref in queries.untaken(by.id, by.organisation, by.services, limit=MOST_TRIED):
        try:
            return handle(request, by=by, ref=ref)
        except (Refusal, Forbidden):
            continue  # somebody else was quicker, or it moved on
    return None


@dataclass(frozen=True)
class Suggestion:
    """Somebody to whom work can be given; `barred` says why it cannot be this complaint."""

    email: str
    name: str
    open: int
    due_this_week: int
    away: bool
    away_until: date | None
    barred: str | None = None


def suggestions(complaint: Complaint, stage: int, sunday: date) -> tuple[Suggestion, ...]:
    """Return who may be given the complaint at a stage, what is on their desks up to the London
    date `sunday`, and what speaks against them; by name."""
    roles = tuple(sorted(HANDLES)) if stage == 1 else ("reviewer",)
    found = queries.desks(db.session(), queries.of_roles(complaint.organisation, *roles),
                          today(), sunday)
    return tuple(
        Suggestion(one.email, one.name, one.open, one.due_this_week, one.away, one.away_until,
                   why_barred(complaint, one.id, stage))
        for one in found
    )


def why_barred(complaint: Complaint, account: str, stage: int) -> str | None:
    """Return why somebody may not work on the complaint at a stage, a key; None where they may."""
    if account in complaint.complained_of:
        return "complained_of"
    if complaint.restricted and account not in complaint.access:
        return "not_on_list"
    if stage == 1 and account == complaint.stage_2.handler and not complaint.stage_1.answered:
        return "reviews_stage_2"
    if stage == 2 and (account in complaint.considered_by or account == complaint.stage_1.handler):
        return "considered"
    return None
