"""Decisions that gather what others know: whom to ask, what they may see, what they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from complaints_service.domain.calendar import CalendarEnds
from complaints_service.domain.commands import contributions as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.contributing import waiting
from complaints_service.domain.contributions import GUEST, Contribution
from complaints_service.domain.documents import standing
from complaints_service.domain.facts import current_stage
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import Private, private

from .conflict import refuse_complained_of
from .context import AccountBrief, Context, Decision, event
from .wording import not_past, say

WORKING_DAYS = 5
"""Asked on day 0, an answer is wanted on working day 5: half of stage 1's ten."""
ASKED = frozenset({"contributor", "handler", "officer", "reviewer", "manager", "intake"})
"""The roles that may be asked."""
WRITES_FOR_OTHERS = frozenset({"officer", "handler", "reviewer", "system"})


def request_contribution(
    complaint: Complaint, command: ask.RequestContribution, context: Context
) -> Decision:
    """Ask somebody for what they know. What they are shown is chosen here, and is no more than
    the question, the points named and the day, unless they have to know who complains."""
    question = say(command.question, "question", "write what you want to know")
    address = command.to or command.email
    if address is None:
        raise InvalidData("to", "'to' is missing; choose a colleague, or give 'name' and 'email' "
                          "of somebody without an account")
    account = context.account(address)
    to, person = _guest(complaint, command, address, context) if account is None else (
        _colleague(complaint, account, context), None)
    due_on = command.due_on or _usual_day(context)
    not_past(due_on, context.today, "due_on")
    happened = event(
        context, "contribution_requested",
        n=len(complaint.contributions) + 1, stage=current_stage(complaint), to=to,
        account=None if account is None else account.id, person=person,
        question=private(question), due_on=due_on.isoformat(),
        points=_known_points(complaint, command.points),
        show_complainant=bool(command.show_complainant),
    )
    return Decision((happened,))


def _colleague(complaint: Complaint, account: AccountBrief, context: Context) -> str:
    elsewhere = account.organisation not in (None, complaint.organisation)
    if not account.enabled or elsewhere or not account.roles & ASKED:
        raise InvalidData("to", f"'to' is '{account.email}', whose account cannot be asked; choose "
                          "a colleague who works on complaints or is a contributor")
    refuse_complained_of(complaint, account, "to", "conflict_of_interest", context)
    if complaint.restricted and account.id not in complaint.access:
        raise Refusal("restricted", f"'to' is '{account.email}', who may not see this restricted "
                      "complaint; add them with 'restrict_access' first", field="to")
    return account.id


def _guest(
    complaint: Complaint, command: ask.RequestContribution, address: str, context: Context
) -> tuple[str, dict[str, Any]]:
    if not (command.name or "").strip():
        raise InvalidData("name", f"'name' is missing, but '{address}' has no account; give the "
                          "person's name, and a link goes to that address")
    if complaint.restricted:
        raise Refusal("restricted", "this complaint is restricted, so nobody without an account "
                      "may be asked by a link; ask them yourself, and keep what they say with "
                      "'record_contact'", field="email")
    details = {"name": (command.name or "").strip(), "email": address}
    return f"{GUEST}{context.new_id()}", {"details": Private(details)}


def _usual_day(context: Context) -> date:
    try:
        return context.rules.calendar.after(context.today, WORKING_DAYS)
    except CalendarEnds:
        return context.today + timedelta(days=7)


def _known_points(complaint: Complaint, given: Sequence[int]) -> list[int]:
    known = {one.n for one in complaint.points}
    for place, n in enumerate(given):
        if n not in known:
            raise InvalidData(f"points[{place}]", f"'points[{place}]' is {n}, which is no point "
                              "of this complaint")
    return sorted(set(given))


def contribute(complaint: Complaint, command: ask.Contribute, context: Context) -> Decision:
    """Answer a question; an officer, or whoever has the complaint, writes down what somebody
    said by telephone or letter."""
    asked = _asked(complaint, command.n, context)
    text = say(command.text, "text", "write what you know, or say that you know nothing of it")
    happened = event(
        context, "contributed", n=asked.n, text=private(text),
        documents=_documents(complaint, command.documents),
        recorded_for=asked.to != context.actor,
    )
    return Decision((happened,))


def _asked(complaint: Complaint, n: int | None, context: Context) -> Contribution:
    own = waiting(complaint, context.actor)
    found = own
    if context.role in WRITES_FOR_OTHERS and (not own or n is not None):
        found = waiting(complaint)
    if n is not None:
        found = tuple(one for one in found if one.n == n)
        if not found:
            raise InvalidData("n", f"'n' is {n}, which is no open question of yours on this "
                              "complaint")
    if len(found) > 1:
        raise InvalidData("n", "'n' is missing, and several questions are open: "
                          f"{', '.join(str(one.n) for one in found)}; say which one you answer")
    return found[0]


def _documents(complaint: Complaint, given: Sequence[str]) -> list[str]:
    """The ids given, each of a document of this very complaint."""
    known = {one.id for one in standing(complaint.documents)}
    for place, one in enumerate(given):
        if one not in known:
            raise InvalidData(f"documents[{place}]", f"'documents[{place}]' is no document of this "
                              "complaint; add the document to it first")
    return list(dict.fromkeys(given))


def withdraw_contribution(
    complaint: Complaint, command: ask.WithdrawContribution, context: Context
) -> Decision:
    """Take a question back."""
    if command.n not in {one.n for one in waiting(complaint)}:
        raise InvalidData("n", f"'n' is {command.n}, which is no open question of this complaint")
    happened = event(context, "contribution_withdrawn", n=command.n,
                     reason=private(command.reason))
    return Decision((happened,))
