"""Decisions about remedies: what is offered, by when, and whether it was done."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from complaints_service.domain.commands import records as ask
from complaints_service.domain.commands.parts import RemedyGiven
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.facts import UNSETTLED
from complaints_service.domain.parts import Remedy
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import private

from .context import Context, Decision, event
from .letters import letter, outside_data
from .points import known_points
from .stage_1 import found_account, refuse_unlisted
from .wording import known_term, not_past, provisions, say

OWNERS = frozenset({"handler", "officer", "manager", "reviewer"})


def pence(amount: Decimal | None) -> int | None:
    """Pounds as whole pence."""
    return None if amount is None else int((amount * 100).to_integral_value())


def remedy_data(
    given: RemedyGiven, number: int, complaint: Complaint, context: Context, field: str
) -> dict[str, Any]:
    """A remedy as an event holds it; refuse one that does not say what and by when (HO 7.3)."""
    asked = provisions(complaint.codes, "7.3", "7.3")
    mend = {"kind": "choose one of the list 'remedy_kinds'", "description": "say what will happen",
            "due_on": "give the last day by which it will be done"}
    for name, words in mend.items():
        value = getattr(given, name)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise Refusal("remedy_incomplete", f"'{field}.{name}' is blank; {words}",
                          provision=asked, field=f"{field}.{name}")
    kind = known_term(context.rules, "remedy_kinds", given.kind or "", f"{field}.kind",
                      context.today)
    assert given.due_on is not None  # noqa: S101 - refused above
    not_past(given.due_on, context.today, f"{field}.due_on")
    keeper = given.owner
    owner = found_account(keeper, f"{field}.owner", OWNERS, context).id if keeper else None
    return {
        "n": number,
        "kind": kind,
        "description": private(given.description),
        "due_on": given.due_on.isoformat(),
        "points": known_points(given.points, complaint, f"{field}.points"),
        "amount_pence": pence(given.amount),
        "owner": owner,
        "status": "offered",
        "head": _head(given, field, context),
    }


def _head(given: RemedyGiven, field: str, context: Context) -> str | None:
    """What money is for, also where the sum is not known yet, as of a refund."""
    if not given.head:
        return None
    return known_term(context.rules, "money_heads", given.head, f"{field}.head", context.today)


def remedies_data(
    given: Iterable[RemedyGiven], complaint: Complaint, context: Context
) -> list[dict[str, Any]]:
    """Remedies numbered on from those already on file."""
    first = len(complaint.remedies) + 1
    return [
        remedy_data(one, first + place, complaint, context, f"remedies[{place}]")
        for place, one in enumerate(given)
    ]


def offer_remedy(complaint: Complaint, command: ask.OfferRemedy, context: Context) -> Decision:
    """At any stage, without a need to escalate (HO 5.13, LGSCO 5.9)."""
    number = len(complaint.remedies) + 1
    data = remedy_data(command, number, complaint, context, "data")
    return Decision((event(context, "remedy_offered", remedy=data),))


def _found(complaint: Complaint, n: int, statuses: frozenset[str]) -> Remedy:
    remedy = complaint.remedy(n)
    if remedy is None:
        raise InvalidData("n", f"'n' is {n}, which is no remedy of this complaint; its remedies "
                          f"are 1 to {len(complaint.remedies)}")
    if remedy.status not in statuses:
        raise Refusal("not_allowed", f"'n' is {n}, a remedy that is {remedy.status}; choose one "
                      f"that is {' or '.join(sorted(statuses))}", field="n")
    return remedy


def record_remedy_reply(
    complaint: Complaint, command: ask.RecordRemedyReply, context: Context
) -> Decision:
    """What the complainant said; nothing depends on it."""
    _found(complaint, command.n, frozenset({"offered"}))
    return Decision((event(context, "remedy_reply_recorded", n=command.n, reply=command.reply),))


def change_remedy_date(
    complaint: Complaint, command: ask.ChangeRemedyDate, context: Context
) -> Decision:
    """A new date with its reason, told to the complainant (HO 6.6, LGSCO 6.6)."""
    remedy = _found(complaint, command.n, UNSETTLED)
    reason = say(command.reason, "reason", "tell the complainant why the date changes",
                 provision=provisions(complaint.codes, "6.6", "6.6"))
    not_past(command.due_on, context.today, "due_on")
    plan = letter(complaint, command, context, "update", reason=reason, remedy=remedy.n,
                  new_due=command.due_on, old_due=remedy.due_on)
    happened = event(
        context, "remedy_date_changed", n=command.n, due_on=command.due_on.isoformat(),
        was=remedy.due_on.isoformat() if remedy.due_on else None, reason=private(reason),
        sent_outside=outside_data(command),
    )
    return Decision((happened.sending(plan),))


def hand_over_remedy(
    complaint: Complaint, command: ask.HandOverRemedy, context: Context
) -> Decision:
    """Somebody else sees to it; the complainant was promised the remedy, not the person."""
    remedy = _found(complaint, command.n, UNSETTLED)
    owner = found_account(command.owner, "owner", OWNERS, context)
    refuse_unlisted(complaint, owner, "owner")
    return Decision((event(context, "remedy_handed_over", n=command.n, owner=owner.id,
                           was=remedy.owner, why=context.why),))


def complete_remedy(
    complaint: Complaint, command: ask.CompleteRemedy, context: Context
) -> Decision:
    """Done, with what shows it (HO 7.3, LGSCO 7.3)."""
    _found(complaint, command.n, UNSETTLED)
    evidence = say(command.evidence, "evidence", "say what shows that it was done",
                   rule="evidence_missing",
                   provision=provisions(complaint.codes, "7.3", "7.3"))
    return Decision((event(context, "remedy_completed", n=command.n, evidence=private(evidence)),))


def remedy_undeliverable(
    complaint: Complaint, command: ask.RemedyUndeliverable, context: Context
) -> Decision:
    """Say why, offer another, remind of the Ombudsman (LGSCO 7.4)."""
    _found(complaint, command.n, UNSETTLED)
    reason = say(command.reason, "reason", "say why it cannot be delivered",
                 provision="LGSCO 7.4")
    alternative = say(command.alternative, "alternative", "offer something instead",
                      rule="remedy_incomplete", provision="LGSCO 7.4")
    plan = letter(complaint, command, context, "remedy_undeliverable", reason=reason,
                  alternative=alternative, remedy=command.n)
    happened = event(
        context, "remedy_found_undeliverable", n=command.n, reason=private(reason),
        alternative=private(alternative), sent_outside=outside_data(command),
    )
    return Decision((happened.sending(plan),))
