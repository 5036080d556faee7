"""Decisions about what we send an Ombudsman: answers to requests, proof, and what it accepted."""

from __future__ import annotations

import re

from complaints_service.domain.commands import ombudsman as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.london import london_date
from complaints_service.domain.ombudsman_cases import Obligation, OmbudsmanCase
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import private

from .context import Context, Decision, event
from .ombudsman import found_case, next_status
from .wording import not_before, not_future, say


def answer_ombudsman_request(
    complaint: Complaint, command: ask.AnswerOmbudsmanRequest, context: Context
) -> Decision:
    """What was asked for was sent; the request's own date is met by the day it left."""
    case = found_case(complaint, command.ombudsman)
    request = case.request(command.n)
    if request is None:
        raise InvalidData("n", f"'n' is {command.n}, which is no request of this case; it has "
                          f"1 to {len(case.requests)}")
    if not request.waits:
        raise Refusal("not_allowed", f"'n' is {command.n}, a request that no longer waits; choose "
                      "one that does", field="n")
    not_future(command.sent_on, context.today, "sent_on")
    if command.sent_on < london_date(request.asked_at):
        raise Refusal("date_order", f"'sent_on' is {command.sent_on.isoformat()}, before it was "
                      f"asked on {london_date(request.asked_at).isoformat()}; give that day or a "
                      "later one", field="sent_on")
    evidence = say(command.evidence, "evidence", "say what was sent, or how",
                   rule="evidence_missing")
    happened = event(
        context,
        "ombudsman_request_answered",
        ombudsman=case.id,
        n=request.n,
        evidence=private(evidence),
        sent_on=command.sent_on.isoformat(),
        status=next_status(case, "answer_ombudsman_request", context),
    )
    return Decision((happened,))


HASH = re.compile(r"[0-9a-f]{64}")


def record_bundle_made(
    complaint: Complaint, command: ask.RecordBundleMade, context: Context
) -> Decision:
    """An evidence bundle was made: its hash shows later that a copy is the one that was sent."""
    if not HASH.fullmatch(command.sha256):
        raise InvalidData("sha256", f"'sha256' is '{command.sha256}', which is no SHA-256; write "
                          "64 hexadecimal digits in lower case")
    case = None if command.ombudsman is None else found_case(complaint, command.ombudsman)
    if command.request is not None and (case is None or case.request(command.request) is None):
        raise InvalidData("request", f"'request' is {command.request}, which is no request of "
                          "the case named; leave it out or name the case that asked")
    happened = event(
        context,
        "bundle_made",
        sha256=command.sha256,
        size=command.size,
        ombudsman=None if case is None else case.id,
        request=command.request,
        left_out=[
            {"item": one.item, "reason": private(say(one.reason, f"left_out[{place}].reason",
                                                     "say why it is left out"))}
            for place, one in enumerate(command.left_out)
        ],
    )
    return Decision((happened,))


def complete_obligation(
    complaint: Complaint, command: ask.CompleteObligation, context: Context
) -> Decision:
    """Met, with proof and the day it was sent; the last one closes the Ombudsman's case."""
    case = found_case(complaint, command.ombudsman)
    found = _obligation(case, command.n)
    if found.done_at is not None:
        raise Refusal("not_allowed", f"'n' is {command.n}, an obligation already met; choose one "
                      "that is open", field="n")
    evidence = say(command.evidence, "evidence", "say what proves it", rule="evidence_missing")
    not_future(command.sent_on, context.today, "sent_on")
    if command.paid_on is not None:
        not_future(command.paid_on, context.today, "paid_on")
    others = [one for one in case.obligations if one.n != command.n and one.done_at is None]
    happened = event(
        context,
        "obligation_completed",
        ombudsman=case.id,
        n=command.n,
        evidence=private(evidence),
        sent_on=command.sent_on.isoformat(),
        paid_on=None if command.paid_on is None else command.paid_on.isoformat(),
        status=next_status(case, "complete_obligation", context,
                           "compliance" if others else "closed"),
    )
    return Decision((happened,))


def _obligation(case: OmbudsmanCase, n: int) -> Obligation:
    found = case.obligation(n)
    if found is None:
        raise InvalidData("n", f"'n' is {n}, which is no obligation of this case; it has "
                          f"1 to {len(case.obligations)}")
    return found


def record_obligation_accepted(
    complaint: Complaint, command: ask.RecordObligationAccepted, context: Context
) -> Decision:
    """The Ombudsman was satisfied with the proof, on a day after it was sent."""
    case = found_case(complaint, command.ombudsman)
    found = _obligation(case, command.n)
    if found.sent_on is None:
        raise Refusal("not_allowed", f"'n' is {command.n}, an obligation whose proof was not sent "
                      "yet; record that first with 'complete_obligation'", field="n")
    if found.accepted_on is not None:
        raise Refusal("not_allowed", f"'n' is {command.n}, which was accepted already; choose "
                      "another", field="n")
    not_future(command.accepted_on, context.today, "accepted_on")
    if command.accepted_on < found.sent_on:
        raise Refusal("date_order", f"'accepted_on' is {command.accepted_on.isoformat()}, before "
                      f"the proof was sent on {found.sent_on.isoformat()}; give that day or a "
                      "later one", field="accepted_on")
    not_before(context.occurred_at, case.notified_at, "occurred_at", "its notice")
    happened = event(
        context,
        "obligation_accepted",
        ombudsman=case.id,
        n=command.n,
        accepted_on=command.accepted_on.isoformat(),
    )
    return Decision((happened,))
