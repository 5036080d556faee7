"""A contact recorded from an email: what its form begins with, and what becomes of the email."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from complaints_service.domain.london import LONDON
from complaints_service.domain.refusals import Refusal
from complaints_service.services.actors import Actor
from complaints_service.services.errors import NotFound
from complaints_service.services.inbound import desk
from complaints_service.services.inbound.desk import Mail
from complaints_service.web.forms.moment import NAME

FIELD = "mail"
_LONGEST = 18_000


def asked(mail_id: str | None, by: Actor) -> Mail | None:
    """Return the email that a contact is made from, while it may still be put somewhere."""
    if not mail_id or not by.roles & desk.DECIDERS:
        return None
    try:
        found = desk.one_mail(mail_id, by)
    except NotFound:
        return None
    return found if found.open else None


def first_values(mail: Mail) -> dict[str, Any]:
    """Return what is known of the contact: who says that they wrote, and their words."""
    person = {"name": mail.name, "email": mail.address}
    said = "\n\n".join(part for part in (mail.subject, mail.text) if part)
    return {
        "channel": "email", "description": said[:_LONGEST],
        "complainants": [{name: value for name, value in person.items() if value}],
    }


def first_moment(mail: Mail) -> MultiDict[str, str]:
    """Return when it happened, as the form asks it: when the email reached our server."""
    local = mail.received_at.astimezone(LONDON)
    parts = {"day": local.day, "month": local.month, "year": local.year,
             "time": f"{local:%H:%M}"}
    return MultiDict({f"{NAME}.{part}": str(value) for part, value in parts.items()})


def recorded(mail_id: str | None, ref: str, by: Actor) -> None:
    """Write down that the email became this contact; what was decided meanwhile stands."""
    if asked(mail_id, by) is None:
        return
    try:
        desk.became(str(mail_id), ref, by)
    except Refusal:
        return
