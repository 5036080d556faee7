"""People on a complaint: who they are is sealed; how they can be reached is kept as plain facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from complaints_service.domain.commands.parts import ComplainantGiven, RepresentativeGiven
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.parts import Person
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import Private

from .context import Context


def complainants_data(
    given: tuple[ComplainantGiven, ...], context: Context
) -> list[dict[str, Any]]:
    """The people of a complaint as an event holds them; the first leads where nobody is named.

    Raises InvalidData where two are named: a group has one lead.
    """
    named = [number for number, one in enumerate(given) if one.lead]
    if len(named) > 1:
        raise InvalidData(f"complainants[{named[1]}].lead", f"'complainants[{named[1]}].lead' is "
                          f"true, but so is that of 'complainants[{named[0]}]'; one person leads "
                          "a group, so name one")
    lead = named[0] if named else 0
    return [
        _person(one, context, tenure=one.tenure, preferred_channel=one.preferred_channel,
                lead=number == lead)
        for number, one in enumerate(given)
    ]


def representative_data(
    given: RepresentativeGiven | None, context: Context
) -> dict[str, Any] | None:
    """The representative as an event holds them. Authority is a fact; its proof is sealed."""
    if given is None:
        return None
    proved = bool(given.authority and given.authority.strip()) or _of_right(given, context)
    expires = given.expires_on.isoformat() if given.expires_on else None
    return _person(given, context, kind=given.kind, authority=proved, expires_on=expires,
                   authority_kind=given.authority_kind, for_all=bool(given.agreed_by_all))


def _of_right(given: RepresentativeGiven, context: Context) -> bool:
    """Elected members act for a resident without a form (DPA 2018, Schedule 1, paragraph 23); the
    lists say who, and which authority needs no proof of its own."""
    words = {"representative_kinds": given.kind, "authorities": given.authority_kind}
    terms = ((context.rules.vocabularies.get(name), key) for name, key in words.items())
    return any(bool(found.get(key).extras.get("without_form")) for found, key in terms
               if found is not None and key and key in found)


def _person(
    given: ComplainantGiven | RepresentativeGiven, context: Context, **facts: Any
) -> dict[str, Any]:
    names = ("name", "email", "phone", "address", "postcode", "authority", "scope")
    details = {name: getattr(given, name, None) for name in names}
    reachable = [name for name in ("email", "phone", "address") if details[name]]
    return {
        "id": context.new_id(),
        "details": Private({key: value for key, value in details.items() if value}),
        "reachable_by": reachable,
        **facts,
    }


def person_again(person: Person, context: Context) -> dict[str, Any]:
    """Somebody as another complaint's event holds them, their details sealed anew under it."""
    return {
        "id": person.id,
        "details": Private(context.reveal(person.details) or {}),
        "tenure": person.tenure,
        "preferred_channel": person.preferred_channel,
        "reachable_by": list(person.reachable_by),
        "lead": person.lead,
        "kind": person.kind,
        "authority": person.authority,
        "expires_on": person.expires_on.isoformat() if person.expires_on else None,
    }


def lead_complainant(complaint: Complaint) -> Person | None:
    """The person to write to for a group: the named lead, else the first."""
    return next((one for one in complaint.complainants if one.lead),
                complaint.complainants[0] if complaint.complainants else None)


def may_receive(representative: Person, today: date) -> bool:
    """The representative's authority stands on this day."""
    return representative.authority and (
        representative.expires_on is None or today <= representative.expires_on
    )


def recipient(complaint: Complaint, today: date) -> Person | None:
    """Who a letter goes to: a representative with standing authority, else the complainant.

    None for an anonymous complaint: its letters are kept on the file only.
    Refuses with `consent_missing` where only a representative without authority could be reached:
    missing consent bars disclosure, never intake nor the clock.
    """
    representative = complaint.representative
    if representative is not None and may_receive(representative, today):
        return representative
    person = lead_complainant(complaint)
    if person is None and representative is not None:
        raise Refusal(
            "consent_missing",
            "the only person to write to is a representative whose authority is missing or has "
            "ended; record it with 'set_representative', or name the complainant",
            provision="HO 3.6, LGSCO 3.6",
        )
    return person


def recipients(complaint: Complaint, today: date) -> list[Person]:
    """Everybody whom a letter goes to: first whoever speaks for the lead, or the lead, then each
    other person of a group. A representative whom all agreed on, and whose authority stands, gets
    it for them all. Nobody for an anonymous complaint; refuses as `recipient` does.
    """
    first = recipient(complaint, today)
    if first is None:
        return []
    if first is complaint.representative and first.for_all:
        return [first]
    lead = lead_complainant(complaint)
    return [first, *(one for one in complaint.complainants if one is not lead)]
