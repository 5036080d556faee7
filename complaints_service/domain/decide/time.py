"""Decisions about time: extensions, notices of delay, letters that left by post."""

from __future__ import annotations

from complaints_service.domain.commands import stage_1 as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.facts import current_stage
from complaints_service.domain.london import instant_on, london_date
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import private
from complaints_service.domain.stage_view import extension_view, limits_of, stage_view

from .context import Context, Decision, event
from .drafts import approval_of
from .letters import letter, outside_data
from .wording import known_term, not_future, not_past, provisions, say


def _this_stage(complaint: Complaint, stage: int) -> None:
    if stage != current_stage(complaint):
        raise Refusal("not_allowed", f"'stage' is {stage}, but stage {current_stage(complaint)} is "
                      "under way; give that number", field="stage")


def extend(complaint: Complaint, command: ask.Extend, context: Context) -> Decision:
    """Further time within the cap, told on or before the date that it moves.

    Source: HO 6.4, 6.5, 6.15, 6.16; LGSCO 6.4, 6.5, 6.16, 6.17.
    """
    _this_stage(complaint, command.stage)
    codes, first = complaint.codes, command.stage == 1
    asked = provisions(codes, "6.4", "6.4") if first else provisions(codes, "6.15", "6.16")
    if not command.reason:
        raise Refusal("reason_missing", "'reason' is blank; choose one of the list "
                      "'extension_reasons'", provision=asked, field="reason")
    reason = known_term(context.rules, "extension_reasons", command.reason, "reason",
                        context.today)
    words = say(command.reason_text, "reason_text", "explain the reason clearly to the resident",
                provision=asked)
    _refuse_after_due(complaint, command, context, asked)
    approved_by = _approval_over_cap(complaint, command, context, asked)
    plan = letter(complaint, command, context, "extension", command.stage, reason_text=words,
                  good_reason=command.good_reason, working_days=command.working_days,
                  update_every_days=command.update_every_days)
    happened = event(
        context,
        "extended",
        stage=command.stage,
        working_days=command.working_days,
        reason=reason,
        reason_text=private(words),
        good_reason=private(command.good_reason),
        approved_by=approved_by,
        update_every_days=command.update_every_days,
        sent_outside=outside_data(command),
    )
    return Decision((happened.sending(plan),))


def _refuse_after_due(
    complaint: Complaint, command: ask.Extend, context: Context, asked: str
) -> None:
    view = stage_view(complaint, command.stage, context.rules)
    told_on = london_date(context.occurred_at)
    if view is not None and view.respond_by is not None and told_on > view.respond_by:
        raise Refusal(
            "extension_after_due",
            f"the answer was due on {view.respond_by.isoformat()}; an extension must be told by "
            "then. Tell the delay with 'notify_delay' instead",
            provision=asked,
        )


def _approval_over_cap(
    complaint: Complaint, command: ask.Extend, context: Context, asked: str
) -> str | None:
    """Who approved this very extension, where it needs or has an approval; refuse it without."""
    approval = approval_of(complaint, "extend", command, context)
    cap = limits_of(complaint, context.rules, command.stage).extension_cap
    # One whose letter is still in the post may yet count; an imported one without a letter cannot.
    before = sum(
        one.working_days
        for one, valid, _ in extension_view(complaint, context.rules)
        if one.stage == command.stage and (valid or (one.told_at is None and one.letter))
    )
    total = before + command.working_days
    if total <= cap:
        return approval.decided_by if approval else None
    if not (command.good_reason or "").strip():
        raise Refusal(
            "extension_over_cap",
            f"'working_days' is {command.working_days}, which with {before} given before makes "
            f"{total}; at most {cap} are allowed without good reason",
            provision=asked,
            field="working_days",
        )
    if approval is None:
        raise Refusal(
            "not_approved",
            f"'working_days' makes {total}, more than the {cap} that the Code allows; save it as a "
            "draft and submit it: an approver must approve it first",
            provision=asked,
            field="good_reason",
        )
    return approval.decided_by


def notify_delay(complaint: Complaint, command: ask.NotifyDelay, context: Context) -> Decision:
    """Say when a late answer will come; it cures nothing (HO 5.9, LGSCO 5.5)."""
    _this_stage(complaint, command.stage)
    words = say(command.reason_text, "reason_text", "say why the answer is late",
                provision=provisions(complaint.codes, "5.9", "5.5"))
    not_past(command.expected_on, context.today, "expected_on")
    plan = letter(complaint, command, context, "delay", command.stage, reason_text=words,
                  expected_on=command.expected_on, update_every_days=command.update_every_days)
    happened = event(
        context,
        "delay_notified",
        stage=command.stage,
        reason_text=private(words),
        expected_on=command.expected_on.isoformat(),
        update_every_days=command.update_every_days,
        sent_outside=outside_data(command),
    )
    return Decision((happened.sending(plan),))


def record_dispatch(
    complaint: Complaint, command: ask.RecordDispatch, context: Context
) -> Decision:
    """A printed letter left; that stops the clock which waited for it."""
    found = complaint.letter(command.letter)
    if found is None or not found.awaiting_post:
        raise InvalidData("letter", f"'letter' is '{command.letter}', which is no letter of this "
                          "complaint that waits for the post; take its id from the list of letters")
    not_future(command.sent_on, context.today, "sent_on")
    if command.sent_on < london_date(found.issued_at):
        raise Refusal(
            "date_order",
            f"'sent_on' is {command.sent_on.isoformat()}, before the letter was made on "
            f"{london_date(found.issued_at).isoformat()}; give that day or a later one",
            field="sent_on",
        )
    moment = instant_on(command.sent_on, not_before=found.issued_at, not_after=context.now)
    happened = event(context, "dispatched", letter_id=found.id, method=command.method,
                     sent_on=command.sent_on.isoformat(), evidence=private(command.evidence))
    return Decision((happened.at(moment),))
