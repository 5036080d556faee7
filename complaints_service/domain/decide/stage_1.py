"""Decisions of stage 1 up to the answer: handler, points, acknowledgement, definition."""

from __future__ import annotations

from complaints_service.domain.commands import stage_1 as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import private
from complaints_service.domain.stages import State

from .conflict import refuse_complained_of
from .context import AccountBrief, Context, Decision, event
from .letters import letter, outside_data
from .points import codes_of, known_points, point_data, points_data
from .wording import blank, provisions, say


def found_account(email: str, field: str, roles: frozenset[str], context: Context) -> AccountBrief:
    """The account with this email, enabled and holding one of the roles."""
    account = context.account(email)
    if account is None or not account.enabled:
        raise InvalidData(field, f"'{field}' is '{email}', which is no account in use; give the "
                          "email of somebody who can sign in")
    if not roles & account.roles:
        raise InvalidData(field, f"'{field}' is '{email}', who does not hold the role "
                          f"{' or '.join(sorted(roles))}; choose somebody who does")
    return account


def assign(complaint: Complaint, command: ask.Assign, context: Context) -> Decision:
    """Name the stage 1 handler; nobody who may not see the file, nor the stage 2 reviewer."""
    roles = frozenset({"handler", "officer"})
    account = found_account(command.handler, "handler", roles, context)
    refuse_unlisted(complaint, account, "handler")
    refuse_complained_of(complaint, account, "handler", "conflict_of_interest", context)
    if account.id == complaint.stage_2.handler and not complaint.stage_1.answered:
        raise Refusal("same_reviewer", f"'handler' is '{command.handler}', who reviews stage 2; "
                      "choose somebody else", provision=different_person(complaint),
                      field="handler")
    return Decision((event(context, "assigned", handler=account.id, why=context.why),))


def different_person(complaint: Complaint) -> str:
    """The paragraphs that ask for another person at stage 2."""
    return provisions(complaint.codes, "6.13", "6.14")


def refuse_unlisted(complaint: Complaint, account: AccountBrief, field: str) -> None:
    """On a restricted complaint, only people on its list may be given work."""
    if complaint.restricted and account.id not in complaint.access:
        raise Refusal("restricted", f"'{field}' is '{account.email}', who is not on the list of "
                      "people who may see this complaint; add them with 'restrict_access' first",
                      field=field)


def set_points(complaint: Complaint, command: ask.SetPoints, context: Context) -> Decision:
    """Replace the points, until stage 1 is answered."""
    points = points_data(command.points, complaint, context.rules)
    codes = codes_of(one["ombudsman"] for one in points)
    return Decision((event(context, "points_set", points=points, codes=codes),))


def add_point(complaint: Complaint, command: ask.AddPoint, context: Context) -> Decision:
    """A related point joins; an unrelated one is a complaint of its own (HO 6.8, LGSCO 6.9)."""
    if not command.related:
        raise Refusal("not_allowed", "'related' is false; log an unrelated matter as a new "
                      "complaint", provision=provisions(complaint.codes, "6.8", "6.9"),
                      field="related")
    number = max((one.n for one in complaint.points), default=0) + 1
    point = point_data(command.point, number, complaint, context.rules)
    codes = codes_of([*(one.ombudsman for one in complaint.points), point["ombudsman"]])
    return Decision((event(context, "point_added", point=point, codes=codes),))


def acknowledge(complaint: Complaint, command: ask.Acknowledge, context: Context) -> Decision:
    """Acknowledged, defined and logged, with what is and is not ours (HO 5.6, 5.7, 6.2)."""
    asked = provisions(complaint.codes, "5.6", "5.4")
    definition = say(command.definition, "definition", "set out our understanding of the complaint",
                     rule="definition_missing", provision=asked)
    if blank(command.outcomes_sought) and not command.outcomes_not_stated:
        raise Refusal("definition_missing", "'outcomes_sought' is blank; say what they want, "
                      "or set 'outcomes_not_stated' to true", provision=asked,
                      field="outcomes_sought")
    numbers = [one for one in command.not_ours if isinstance(one, int)]
    not_ours = known_points(numbers, complaint, "not_ours")
    said = [one.strip() for one in command.not_ours if isinstance(one, str) and one.strip()]
    plan = letter(complaint, command, context, "acknowledgement", 1, not_ours=said,
                  clarification=command.clarification)
    happened = event(
        context,
        "acknowledged",
        definition=private(definition),
        outcomes_sought=private(command.outcomes_sought),
        outcomes_not_stated=bool(command.outcomes_not_stated),
        not_ours_points=not_ours,
        not_ours=[private(one) for one in said],
        clarification=private(command.clarification),
        sent_outside=outside_data(command),
    )
    return Decision((happened.sending(plan),))


def correct_definition(
    complaint: Complaint, command: ask.CorrectDefinition, context: Context
) -> Decision:
    """The definition is corrected; both versions stay on file (HO 5.6)."""
    definition = say(command.definition, "definition", "set out the corrected understanding",
                     rule="definition_missing",
                     provision=provisions(complaint.codes, "5.6", "5.4"))
    reason = say(command.reason, "reason", "say why it is corrected")
    happened = event(context, "definition_corrected", definition=private(definition),
                     reason=private(reason))
    return Decision((happened,))


def withdraw(complaint: Complaint, command: ask.Withdraw, context: Context) -> Decision:
    """Ended at the complainant's own wish, which must be shown."""
    evidence = say(command.evidence, "evidence", "say how the complainant told us",
                   rule="evidence_missing")
    plan = letter(complaint, command, context, "withdrawal", evidence=evidence)
    happened = event(context, "withdrawn", evidence=private(evidence),
                     sent_outside=outside_data(command))
    return Decision((happened.sending(plan),))


def close(complaint: Complaint, command: ask.Close, context: Context) -> Decision:
    """Put away; open remedies, obligations and Ombudsman cases do not hinder it."""
    return Decision((event(context, "closed", reason=private(command.reason)),))


def reopen(complaint: Complaint, command: ask.Reopen, context: Context) -> Decision:
    """Taken up where it was left, dates kept."""
    reason = say(command.reason, "reason", "say why it is reopened")
    target = complaint.came_from[-1] if complaint.came_from else State.RECEIVED
    return Decision((event(context, "reopened", reason=private(reason), state=target.value),))
