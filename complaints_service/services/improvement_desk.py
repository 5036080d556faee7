"""What a decision on an improvement looks at: people, names and complaints like those behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.domain.commands.improvements import HandOver
from complaints_service.domain.improvement import Improvement
from complaints_service.domain.improvements import Desk
from complaints_service.persistence.complaints import load
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.people import AccountRow, OrganisationRow
from complaints_service.persistence.streams import private_values
from complaints_service.services.actors import Actor
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.services.visibility import may_see


def answers_for_service(by: Actor, service: str) -> bool:
    """Whether a manager answers for this service; none named means all."""
    return not by.services or service in by.services


def desk_for_new(session: Session, data: Any, by: Actor, id: str, now: datetime) -> Desk:
    """What the creation of an improvement may look at. Raises InvalidCommand for what does not
    exist, or not for this actor."""
    complaints = [load(session, ref) for ref in data.complaints]
    for place, one in enumerate(complaints):
        if one is None or not may_see(by, one):
            raise _invalid(
                f"complaints.{place}", f"is '{data.complaints[place]}', which is no complaint that "
                "you may see; give its reference"
            )
    service = _service(data.service, [one.service for one in complaints if one], by)
    if "officer" not in by.roles and not answers_for_service(by, service):
        raise _invalid("service", f"is '{service}', which you do not answer for; name yours")
    organisations = {one.organisation for one in complaints if one}
    if len(organisations) > 1:
        raise _invalid("complaints", "belong to several organisations; name those of one")
    return Desk(
        now=now, actor=by.id, id=id, service=service, owner=_owner(session, data.owner, by),
        organisation=organisations.pop() if organisations else _own_organisation(session, by),
    )


def _service(named: str | None, of_complaints: list[str], by: Actor) -> str:
    """The service named, else the one that the complaints share, else the author's only one."""
    shared = set(of_complaints) or set(by.services)
    if named is None and len(shared) != 1:
        raise _invalid("service", "is missing; name the service that changes")
    return named or shared.pop()


def _own_organisation(session: Session, by: Actor) -> str:
    """That of the account, else the only one."""
    keys = list(session.scalars(select(OrganisationRow.key)))
    found = by.organisation or (keys[0] if len(keys) == 1 else None)
    if found is None:
        raise _invalid("complaints", "is empty, and your account belongs to no one organisation; "
                       "name a complaint that it comes from")
    return found


def _owner(session: Session, email: str | None, by: Actor) -> str:
    if email is None:
        return by.id
    found = session.scalar(
        select(AccountRow.id).where(AccountRow.email == email.lower(), AccountRow.enabled)
    )
    if found is None:
        raise _invalid("owner", f"is '{email}', which is no account; give an account's email")
    return found


def desk_for(
    session: Session, improvement: Improvement, by: Actor, now: datetime, data: Any = None
) -> Desk:
    """What a decision on an improvement may look at. Raises InvalidCommand where the data hands it
    over to an address that is no account's."""
    texts = private_values(session, improvement.id)
    return Desk(
        now=now,
        actor=by.id,
        id=improvement.id,
        organisation=improvement.organisation,
        owner=improvement.owner,
        heir=_owner(session, data.owner, by) if isinstance(data, HandOver) else "",
        names=_names(session, improvement.complaints),
        reveal=lambda value: str(texts.get(value.sha256, "")),
        counted=lambda first, last: _alike(session, improvement, first, last),
    )


def _names(session: Session, refs: tuple[str, ...]) -> tuple[str, ...]:
    """The names of everybody on the linked complaints, for the screen of public words."""
    names: list[str] = []
    for ref in refs:
        complaint = load(session, ref)
        if complaint is None:
            continue
        texts = private_values(session, ref)
        people = [*complaint.complainants, complaint.representative]
        for person in people:
            details = texts.get(person.details.sha256) if person else None
            if isinstance(details, Mapping) and details.get("name"):
                names.append(str(details["name"]))
    return tuple(names)


def _alike(session: Session, improvement: Improvement, first: date, last: date) -> int:
    """Complaints of the same service and cause received from `first` to `last`, inclusive."""
    row = ComplaintRow
    causes = select(row.cause).where(row.ref.in_(improvement.complaints), row.cause.is_not(None))
    known = set(session.scalars(causes))
    counted = select(func.count()).select_from(row).where(
        row.organisation == improvement.organisation,
        row.kind == "complaint",
        row.state != "merged",
        row.service == improvement.service,
        row.received_on.between(first, last),
    )
    if known:
        counted = counted.where(row.cause.in_(known))
    return session.scalar(counted) or 0


def _invalid(field: str, detail: str) -> InvalidCommand:
    return InvalidCommand((FieldError(field, "invalid", f"'{field}' {detail}."),))
