"""Whom a reminder is written to: the accounts behind each kind of recipient, as a statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    and_,
    any_,
    bindparam,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.people import AccountRow, OrganisationRow
from complaints_service.persistence.models.staffing import AbsenceRow

UNREPLACED = ("cover", "head")
"""Recipients for whom the team does not stand in: where nobody is away, nobody covers."""

HEADS = "escalate_to"
"""A council's setting: the emails of the accounts above the managers."""


def asked_for(session: Session) -> frozenset[str]:
    """Return those of `UNREPLACED` that anybody is: most days nobody is away, and no statement
    need look for covers among thousands of dates."""
    names = session.connection().execute(
        select(
            select(1).select_from(AbsenceRow).where(AbsenceRow.cover.is_not(None)).exists(),
            select(1).select_from(OrganisationRow)
            .where(OrganisationRow.settings.has_key(HEADS)).exists(),
        )
    ).one()
    return frozenset(name for name, there in zip(UNREPLACED, names, strict=True) if there)


def people(recipient: str) -> Any:
    """Select whom to write to; nobody found means the complaints team's mailbox, or nobody at all
    for those of `UNREPLACED`. Takes `today`.

    Nobody hears of a restricted complaint who is not on its access list: its team reminders go to
    the officers on that list.
    """
    asked = {
        "handler": _has_it, "cover": _stands_in, "team": _is_listed_officer,
        "manager": _answers_for_the_service, "head": _is_named_head,
    }[recipient]()
    allowed = or_(not_(ComplaintRow.restricted), AccountRow.id == any_(ComplaintRow.access))
    return (
        select(AccountRow.id)
        .where(AccountRow.enabled, allowed, asked)
        .correlate(ComplaintRow, DeadlineRow, OrganisationRow)
        .lateral("who")
    )


def _has_it() -> ColumnElement[bool]:
    return AccountRow.id == DeadlineRow.owner


def _is_listed_officer() -> ColumnElement[bool]:
    return and_(ComplaintRow.restricted, literal("officer") == any_(AccountRow.roles))


def _answers_for_the_service() -> ColumnElement[bool]:
    return and_(
        literal("manager") == any_(AccountRow.roles),
        or_(AccountRow.organisation.is_(None),
            AccountRow.organisation == ComplaintRow.organisation,
            AccountRow.organisation == OrganisationRow.successor),
        or_(func.cardinality(AccountRow.services) == 0,
            ComplaintRow.service == any_(AccountRow.services)),
    )


def _stands_in() -> ColumnElement[bool]:
    """The cover of whoever has it and is away today; where the cover is away too, its own cover."""
    first, second = aliased(AbsenceRow), aliased(AbsenceRow)
    own = select(1).where(first.account == DeadlineRow.owner, _holds(first))
    further = select(1).where(second.account == first.cover, _holds(second))
    return and_(
        AccountRow.id != DeadlineRow.owner,
        own.where(
            or_(first.cover == AccountRow.id,
                further.where(second.cover == AccountRow.id).correlate(first, AccountRow).exists())
        ).correlate(AccountRow, DeadlineRow).exists(),
    )


def _holds(absence: Any) -> ColumnElement[bool]:
    today = bindparam("today", type_=Date)
    return and_(absence.from_on <= today, or_(absence.to_on.is_(None), absence.to_on >= today))


def _is_named_head() -> ColumnElement[bool]:
    """Whom the council of the complaint, or the one that took over from it, names above all."""
    council = aliased(OrganisationRow)
    return (
        select(literal_column("1"))
        .where(
            council.key.in_([OrganisationRow.key, OrganisationRow.successor]),
            council.settings[HEADS].has_key(AccountRow.email),
        )
        .correlate(OrganisationRow, AccountRow)
        .exists()
    )
