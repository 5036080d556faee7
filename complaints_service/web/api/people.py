"""Accounts' absences and duties, and giving work out."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from complaints_service.domain.absences import Absence
from complaints_service.domain.commands.staffing import AbsenceGiven, Leaving
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.queries import file_lists
from complaints_service.services import absences, duties, leaving, workload
from complaints_service.services.accounts import Account, account_with_id
from complaints_service.services.command_data import parse, schema_of
from complaints_service.services.errors import FieldError, Forbidden, InvalidCommand, NotFound
from complaints_service.services.handle import Written
from complaints_service.services.leaving import Heirs
from complaints_service.services.reading import today
from complaints_service.services.taking import took_next
from complaints_service.web.access import actor, for_role, open_to
from complaints_service.web.api.answers import listed_from_memory, told, written
from complaints_service.web.api.bodies import Writing, carried_out, read_json, read_writing
from complaints_service.web.api.described import gives, link_to, lists, takes, writes
from complaints_service.web.api.filters import PAGING, read_query
from complaints_service.web.api.operations import operation

blueprint = Blueprint("people", __name__, description="Absences, duties and who gets what")


@operation(blueprint, "/users/<account_id>/absences", "listAbsences", lists("Absence", 403, 404))
@open_to("signed_in")
def listed_absences(account_id: str) -> Response:
    """List when an account is away: one's own, or for officers and administrators a colleague's."""
    account = _kept_or_own(account_id)
    found = absences.absences_of(account.id, today())
    return listed_from_memory([_absence(one) for one in found], read_query(PAGING))


@operation(
    blueprint, "/users/<account_id>/absences", "recordAbsence",
    takes(schema_of(AbsenceGiven), "Absence", 404, made=True), method="POST",
)
@open_to("signed_in")
def record_absence(account_id: str) -> Response:
    """Record when an account is away."""
    account = _kept_or_own(account_id)
    asked = parse(AbsenceGiven, read_json())
    made = absences.record_absence(
        account.id, asked.from_on, asked.to_on, asked.cover, by=actor())
    return told(_absence(made), 201)


@operation(blueprint, "/users/<account_id>/duties", "listDuties", lists("Duty", 403, 404))
@for_role("administrator")
def listed_duties(account_id: str) -> Response:
    """List what hangs on an account: it cannot be disabled while anything does."""
    found = duties.duties_of(_kept(account_id))
    return listed_from_memory([_duty(one) for one in found], read_query(PAGING))


@operation(
    blueprint, "/users/<account_id>/leave", "disableAccount",
    takes(schema_of(Leaving), "LeftAccount", 404), method="POST",
)
@for_role("administrator")
def leave(account_id: str) -> Response:
    """Hand everything over and disable the account; what has no heir who can is told by its key,
    and the account stays."""
    account = _kept(account_id)
    asked = parse(Leaving, read_json())
    heirs = Heirs(asked.heir, {one.key: one.heir for one in asked.heirs})
    left = leaving.leave(account.email, heirs, by=actor())
    if not left.disabled:
        raise InvalidCommand(tuple(
            FieldError(f"heirs.{one.duty.key}", "heir_missing", one.why) for one in left.kept))
    return told({"id": account.id, "enabled": False,
                 "handed_over": [_duty(one) for one in left.handed]})


@operation(
    blueprint, "/allocation/next", "takeNextComplaint",
    writes(versioned=False, links={"getComplaint": link_to("getComplaint", "ref")}), method="POST",
)
@for_role("handler", "officer")
def next_one() -> Response:
    """Take the most pressing complaint of your services that nobody has: the command `take`."""
    done = carried_out(read_writing(versioned=False, only="take"), _taken)
    return written(done, f"/api/v1/complaints/{done.ref}")


@operation(blueprint, "/workload", "getWorkload", gives("Workload", 403))
@for_role("manager", "officer", "auditor")
def load() -> Response:
    """Tell who has how much to do, and which service; counts are those of the caseload's lists."""
    read_query({})
    found = workload.workload(actor())
    emails = file_lists.emails({one.key for one in found.holders})
    return told({
        "unassigned": found.unassigned,
        "handlers": [{"handler": emails.get(one.key, one.key), **one.counts, "mean_age": one.age,
                      "absent": one.away} for one in found.holders],
        "services": [{"service": one.key, **one.counts, "mean_age": one.age}
                     for one in found.services],
    })


def _taken(writing: Writing) -> Written:
    if writing.errors or writing.command != "take" or writing.data:
        raise InvalidCommand((FieldError("command", "unknown", "'command' is not 'take', or has "
                                         "data; send {} alone"),))
    done = took_next(actor(), key=writing.key, body_sha256=writing.body_sha256)
    if done is None:
        raise NotFound("no complaint of your services waits to be taken")
    return done


def _kept(account_id: str) -> Account:
    """The account, where it is of the caller's council."""
    try:
        found = account_with_id(account_id)
    except InvalidData:
        raise NotFound("there is no account of that id") from None
    if actor().organisation not in (None, found.organisation):
        raise NotFound("there is no account of that id")
    return found


def _kept_or_own(account_id: str) -> Account:
    by = actor()
    if account_id != by.id and not by.roles & absences.KEEPERS:
        raise Forbidden("an absence is for the person, an officer or an administrator")
    return _kept(account_id)


def _absence(one: Absence) -> dict[str, Any]:
    emails = file_lists.emails({one.cover}) if one.cover else {}
    return {"from_on": one.from_on.isoformat(),
            "to_on": one.to_on.isoformat() if one.to_on else None,
            "cover": emails.get(one.cover or "")}


def _duty(one: duties.Duty) -> dict[str, Any]:
    return {"key": one.key, "kind": one.kind, "subject": one.subject, "item": one.item or None,
            "due_on": one.due_on.isoformat() if one.due_on else None}
