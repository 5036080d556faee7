"""Decisions about hazards: they are opened at once, by law, and never wait for the complaint."""

from __future__ import annotations

from datetime import date, datetime

from complaints_service.domain.commands import hazards as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.hazard_rules import HazardRules, hazard_rules_on
from complaints_service.domain.hazards import Hazard
from complaints_service.domain.london import london_date, write_instant
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import private

from .context import Context, Decision, event
from .stage_1 import found_account, refuse_unlisted
from .wording import known_term, not_before, say

OWNERS = frozenset({"handler", "officer", "manager"})


def open_hazard(complaint: Complaint, command: ask.OpenHazard, context: Context) -> Decision:
    """In any state, also in triage: its clock starts when anybody here first knew of it."""
    later = command.learnt == "later"
    aware_at = context.occurred_at if later else complaint.first_contact_at
    service = _landlord(complaint, command, context)
    edition = _in_force(command, london_date(aware_at), context.rules)
    owner = None
    if command.owner is not None:
        owner = found_account(command.owner, "owner", OWNERS, context).id
    happened = event(
        context,
        "hazard_opened",
        n=len(complaint.hazards) + 1,
        kind=command.kind,
        grade="emergency" if command.emergency else "significant",
        service=service,
        edition=edition.edition,
        aware_at=write_instant(aware_at),
        what=private(say(command.what, "what", "say what was reported")),
        where=private(command.where),
        point=_point(complaint, command.point),
        owner=owner,
    )
    return Decision((happened,))


def hand_over_hazard(
    complaint: Complaint, command: ask.HandOverHazard, context: Context
) -> Decision:
    """Somebody else sees it dealt with; the law's clock runs on."""
    hazard = next((one for one in complaint.hazards if one.n == command.hazard), None)
    if hazard is None or hazard.over:
        raise InvalidData("hazard", f"'hazard' is {command.hazard}, which is no open hazard of "
                          "this complaint; take its number from 'hazards'")
    owner = found_account(command.owner, "owner", OWNERS, context)
    refuse_unlisted(complaint, owner, "owner")
    return Decision((event(context, "hazard_handed_over", n=hazard.n, owner=owner.id,
                           was=hazard.owner, why=context.why),))


def _landlord(complaint: Complaint, command: ask.OpenHazard, context: Context) -> str:
    """A service of the council as landlord: the one given, else the point's or complaint's."""
    services = context.rules.vocabularies["services"]
    point = next((one for one in complaint.points if one.n == command.point), None)
    service = command.service or (point.service if point else complaint.service)
    known_term(context.rules, "services", service, "service", context.today)
    if not services.get(service).extras.get("landlord", False):
        ours = ", ".join(one.key for one in services.on(context.today)
                         if one.extras.get("landlord", False))
        raise InvalidData("service", f"'service' is '{service}', which does not act for the "
                          "council as landlord, and these clocks run in homes that it lets; name "
                          f"the landlord service that deals with it: {ours}")
    return service


def _in_force(command: ask.OpenHazard, aware_on: date, rules: Rules) -> HazardRules:
    """The edition of the law on the day that the council knew; refuse what it has no clock for."""
    kind = rules.vocabularies["hazard_kinds"].get(command.kind)
    grade = "emergency" if command.emergency else "significant"
    edition, begins = hazard_rules_on(rules.hazards, aware_on), kind.extras.get(f"{grade}_from")
    if edition is not None and begins is not None and begins <= aware_on:
        return edition
    if edition is not None and not command.emergency:
        raise InvalidData("emergency", f"'emergency' is false, and for '{command.kind}' the law "
                          "has clocks for emergencies only so far; say that it is an emergency, "
                          "or have it repaired in the usual way")
    raise InvalidData("kind", f"'kind' is '{command.kind}', for which no clock ran yet on "
                      f"{aware_on.isoformat()}, when we came to know of it; have it repaired in "
                      "the usual way")


def _point(complaint: Complaint, n: int | None) -> int | None:
    if n is not None and n not in {one.n for one in complaint.points}:
        raise InvalidData("point", f"'point' is {n}, which is no point of this complaint; it has "
                          f"1 to {len(complaint.points)}, or leave it out")
    return n


def record_hazard_step(
    complaint: Complaint, command: ask.RecordHazardStep, context: Context
) -> Decision:
    """What was done and when, which stops a clock; the end of the investigation starts others."""
    hazard = _hazard(complaint, command.hazard)
    not_before(context.occurred_at, hazard.aware_at, "occurred_at", "the day it was known")
    _refuse_step(hazard, command, context.occurred_at)
    happened = event(
        context,
        "hazard_step_recorded",
        n=hazard.n,
        step=command.step,
        found=command.found if command.step == "investigated" else None,
        evidence=private(command.evidence),
    )
    return Decision((happened,))


def _hazard(complaint: Complaint, n: int) -> Hazard:
    found = next((one for one in complaint.hazards if one.n == n), None)
    if found is None:
        raise InvalidData("hazard", f"'hazard' is {n}, which is no hazard of this complaint; it "
                          f"has 1 to {len(complaint.hazards)}")
    return found


AFTER_INVESTIGATION = frozenset({
    "summary_sent", "works_arranged", "works_begun", "works_not_needed", "works_completed",
})


def _refuse_step(hazard: Hazard, command: ask.RecordHazardStep, at: datetime) -> None:
    if hazard.over:
        raise Refusal("not_allowed", f"'hazard' is {hazard.n}, about which everything is done; if "
                      "it came back, open another", field="hazard")
    if command.step == "investigated" and command.found is None:
        raise Refusal("reason_missing", "'found' is blank; say what the investigation found",
                      field="found")
    investigated = hazard.investigated_at
    if command.step not in AFTER_INVESTIGATION:
        return
    if investigated is None:
        raise Refusal("not_allowed", f"'step' is '{command.step}', which follows the "
                      "investigation; record that first", field="step")
    not_before(at, investigated, "occurred_at", "the end of the investigation")
