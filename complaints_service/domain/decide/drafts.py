"""Decisions about drafts: saved, submitted, approved by another person, or sent back."""

from __future__ import annotations

from complaints_service.domain import drafts
from complaints_service.domain.commands import drafts as ask
from complaints_service.domain.commands.registry import COMMANDS, CREATION, Command
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.drafts import Draft
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import Private, private

from .context import Context, Decision, event
from .wording import say

OWN = frozenset({"save_draft", "submit_for_approval", "approve", "return_draft"})
"""Commands about drafts, of which there are no drafts."""
MOST_UNDER_WAY = 30


def save_draft(complaint: Complaint, command: ask.SaveDraft, context: Context) -> Decision:
    """Keep the data as it is; what the author saved of the same command before is replaced."""
    if command.command not in COMMANDS or command.command in OWN | {CREATION}:
        raise InvalidData("command", f"'command' is '{command.command[:60]}', of which no draft "
                          "can be kept; name a command that is given on a complaint")
    under_way = [one for one in complaint.drafts if one.state in drafts.UNDER_WAY]
    if len(under_way) >= MOST_UNDER_WAY:
        raise Refusal("not_allowed", f"{MOST_UNDER_WAY} drafts are under way on this complaint; "
                      "use or replace one of them first")
    return Decision((event(context, "draft_saved", n=len(complaint.drafts) + 1,
                           command=command.command, draft=Private(dict(command.data)),
                           author=context.actor),))


def submit_for_approval(
    complaint: Complaint, command: ask.SubmitForApproval, context: Context
) -> Decision:
    """The author asks for approval; the data is checked as if the command were given."""
    draft = _draft(complaint, command.n)
    if draft.author != context.actor:
        raise Refusal("not_allowed", f"draft {draft.n} is somebody else's; its author submits it",
                      field="n")
    if draft not in drafts.can_submit(complaint.drafts):
        raise _wrong_state(draft, "submitted")
    context.parse(draft.command, context.reveal(draft.data))
    return Decision((event(context, "draft_submitted", n=draft.n),))


def approve(complaint: Complaint, command: ask.Approve, context: Context) -> Decision:
    """Somebody other than the author approves; the author may then give the command."""
    draft = _submitted(complaint, command.n, "approved")
    if draft.author == context.actor:
        raise Refusal("self_approval", f"you wrote draft {draft.n}; somebody else has to approve "
                      "it", field="n")
    return Decision((event(context, "draft_approved", n=draft.n),))


def return_draft(complaint: Complaint, command: ask.ReturnDraft, context: Context) -> Decision:
    """Sent back with what has to change."""
    draft = _submitted(complaint, command.n, "returned")
    if draft.author == context.actor:
        raise Refusal("self_approval", f"you wrote draft {draft.n}; save it again to change it",
                      field="n")
    reason = say(command.reason, "reason", "say what has to change")
    return Decision((event(context, "draft_returned", n=draft.n, reason=private(reason)),))


def approval_of(complaint: Complaint, command: str, data: object, context: Context) -> Draft | None:
    """The approval under which a command may be given with this very data."""
    return drafts.approved(
        complaint.drafts, command,
        lambda one: context.parse(command, context.reveal(one.data)) == data,
    )


def require_approval(complaint: Complaint, command: Command, context: Context) -> None:
    """Refuse what the council wants approved before it is given."""
    if command.name not in context.asks_approval:
        return
    if approval_of(complaint, command.name, command.data, context) is None:
        raise Refusal("not_approved", f"this council asks for approval before '{command.name}'; "
                      "save it as a draft, submit it, and give it once it is approved")


def _draft(complaint: Complaint, n: int) -> Draft:
    found = next((one for one in complaint.drafts if one.n == n), None)
    if found is None:
        raise InvalidData("n", f"'n' is {n}, which is no draft of this complaint; take its number "
                          "from 'drafts'")
    return found


def _submitted(complaint: Complaint, n: int, done: str) -> Draft:
    draft = _draft(complaint, n)
    if draft not in drafts.waiting(complaint.drafts):
        raise _wrong_state(draft, done)
    return draft


def _wrong_state(draft: Draft, done: str) -> Refusal:
    return Refusal("not_allowed", f"draft {draft.n} is {draft.state.value} and cannot be {done} "
                   "now; take the number of another", field="n")
