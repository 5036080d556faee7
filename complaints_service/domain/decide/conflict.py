"""Nobody works on a complaint about themselves."""

from __future__ import annotations

from complaints_service.domain.commands import records as ask
from complaints_service.domain.commands.registry import Command
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData, Refusal

from .context import AccountBrief, Context, Decision, event
from .wording import provisions

ALWAYS_OPEN = frozenset({"record_contact", "add_note", "add_document", "request_stage_2",
                         "open_hazard"})
"""What anybody records who is told of it: it decides nothing (HO 3.2)."""


def refuse_conflict(command: Command, complaint: Complaint, context: Context) -> None:
    """Refuse what is given by somebody whom the complaint is about."""
    if context.actor in complaint.complained_of and command.name not in ALWAYS_OPEN:
        raise Refusal("conflict_of_interest", "this complaint is about you; somebody else has to "
                      "work on it", provision=provisions(complaint.codes, "6.13", "6.14"))


def refuse_complained_of(
    complaint: Complaint, account: AccountBrief, field: str, rule: str, context: Context
) -> None:
    """Refuse to give the work to somebody whom the complaint is about."""
    if account.id in complaint.complained_of:
        raise Refusal(rule, f"'{field}' is '{account.email}', whom this complaint is about; choose "
                      "somebody else", provision=provisions(complaint.codes, "6.13", "6.14"),
                      field=field)


def record_complained_of(
    complaint: Complaint, command: ask.RecordComplainedOf, context: Context
) -> Decision:
    """Who is complained of is known by account; an empty list takes it back."""
    people: list[str] = []
    for place, email in enumerate(command.people):
        account = context.account(email)
        if account is None:
            raise InvalidData(f"people[{place}]", f"'people[{place}]' is '{email}', which is no "
                              "account; give the email of somebody who has one")
        people.append(account.id)
    listed = list(dict.fromkeys(people))
    return Decision((event(context, "complained_of_recorded", people=listed),))
