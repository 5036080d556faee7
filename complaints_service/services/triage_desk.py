"""One contact before the person who decides what it is: all that is known, and all that helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from complaints_service.content.triage import load_prompts, load_wordings
from complaints_service.domain.clocks import intake_window_ends
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import ACKNOWLEDGE, code_clocks
from complaints_service.domain.decide.people import lead_complainant
from complaints_service.domain.decide.points import proposed_ombudsman
from complaints_service.domain.prompts import Prompted, prompted_by
from complaints_service.domain.rules import Rules
from complaints_service.domain.stages import State
from complaints_service.domain.thresholds import ThresholdAdvice
from complaints_service.domain.triage_wordings import TriageWording
from complaints_service.domain.vocabularies import Term
from complaints_service.persistence.database import db
from complaints_service.persistence.streams import private_values

from .actors import Actor
from .earlier_contacts import (
    Earlier,
    earlier_contacts,
    looked_at,
    looked_at_intake,
    people_alike,
    threshold_advice,
)
from .open_commands import open_commands
from .reading import today
from .rules_in_use import rules
from .view_parts import Json
from .worklist import working_days_left

DECISIONS = ("accept", "treat_as_service_request", "treat_as_compliment", "hand_off", "decline")
"""What a contact may be decided to be; `merge` joins it with another, and is offered beside each.
"""
SOONEST = {"data_protection": 30, "subject_access": 30}
"""Calendar days within which another procedure has to be begun by law."""


@dataclass(frozen=True)
class Window:
    """The twelve months within which a complaint is accepted: the last day, None where it is not
    known when the matter happened; and whether the contact came after it."""

    ends_on: date | None
    late: bool


@dataclass(frozen=True)
class Advice:
    """What a threshold says, in words for the person who decides; `none_because` where it does not
    apply: `asks`, `landlord` or `no_threshold`."""

    label: str = ""
    advised: str = ""
    found: int = 0
    within_days: int = 0
    none_because: str = ""


@dataclass(frozen=True)
class Destination:
    """Another procedure: its words, and the day by which it has to be begun, where the law says."""

    term: Term
    begin_by: date | None


@dataclass(frozen=True)
class Proposed:
    """The Ombudsman proposed for a point (`n` None: for the whole), from service and tenure."""

    n: int | None
    service: str
    ombudsman: str
    tenure: str | None


@dataclass(frozen=True)
class TriageDesk:
    """Everything that helps to decide what one contact is."""

    complaint: Complaint
    decide_by: date | None
    days: int | None
    overdue: bool
    decisions: tuple[str, ...]
    earlier: tuple[Earlier, ...]
    linked: frozenset[str]
    advice: Advice
    prompts: tuple[Prompted, ...]
    window: Window
    proposed: tuple[Proposed, ...]
    procedures: tuple[Destination, ...]
    commands: frozenset[str]

    @property
    def waits(self) -> bool:
        """Whether the contact waits to be decided."""
        return self.complaint.state is State.RECEIVED

    @property
    def offer_missing(self) -> bool:
        """They said that they are unhappy, and nobody recorded that they were offered the choice
        to complain (HO 1.3, LGSCO 5.3)."""
        return bool(self.complaint.dissatisfaction_expressed) and not (
            self.complaint.complaint_offered)


def triage_desk(complaint: Complaint, by: Actor) -> TriageDesk:
    """Return the desk of a contact that the actor may see."""
    in_use, on, session = rules(), today(), db.session()
    looked = looked_at(complaint, private_values(session, complaint.ref))
    alike = people_alike(session, looked, by)
    advice = threshold_advice(session, looked, by, in_use, alike=alike,
                              asks_to_complain=complaint.dissatisfaction_expressed)
    commands = frozenset(open_commands(complaint, by, in_use, on))
    decide_by = _decide_by(complaint, in_use)
    return TriageDesk(
        complaint=complaint,
        decide_by=decide_by,
        days=working_days_left(on, decide_by, in_use.calendar),
        overdue=decide_by is not None and decide_by < on,
        decisions=tuple(one for one in DECISIONS if one in commands),
        earlier=earlier_contacts(session, looked, by, alike),
        linked=frozenset(one.ref for one in complaint.links),
        advice=_in_words(advice, complaint, in_use),
        prompts=prompted_by(looked.text, load_prompts(),
                            landlord=is_landlord(in_use, complaint.service)),
        window=window_of(complaint, in_use),
        proposed=tuple(proposed(complaint, in_use)),
        procedures=destinations(complaint, in_use, on),
        commands=commands,
    )


@dataclass(frozen=True)
class AtIntake:
    """What is found while a contact is being written down."""

    earlier: tuple[Earlier, ...]
    prompts: tuple[Prompted, ...]


def at_intake(data: Mapping[str, Any], by: Actor) -> AtIntake:
    """Look up what has been typed so far, data of `receive`; nothing of it is kept."""
    looked = looked_at_intake(data, today())
    return AtIntake(
        earlier_contacts(db.session(), looked, by),
        prompted_by(looked.text, load_prompts(), landlord=is_landlord(rules(), looked.service)),
    )


def is_landlord(in_use: Rules, service: str) -> bool:
    """Whether the council acts as landlord in a service."""
    services = in_use.vocabularies["services"]
    return service in services and bool(services.get(service).extras.get("landlord", False))


def _decide_by(complaint: Complaint, in_use: Rules) -> date | None:
    """Triage is due by the acknowledgement date: an accepted complaint is acknowledged by then."""
    if complaint.state is not State.RECEIVED:
        return None
    clocks = code_clocks(complaint, in_use)
    return next((one.due_on for one in clocks if one.kind == ACKNOWLEDGE[0]), None)


def _in_words(advice: ThresholdAdvice | None, complaint: Complaint, in_use: Rules) -> Advice:
    if advice is not None:
        threshold = next(one for one in in_use.thresholds if one.key == advice.threshold)
        return Advice(threshold.label, advice.advised, advice.found, threshold.within_days)
    if is_landlord(in_use, complaint.service):
        return Advice(none_because="landlord")
    if complaint.dissatisfaction_expressed:
        return Advice(none_because="asks")
    return Advice(none_because="no_threshold")


def window_of(complaint: Complaint, in_use: Rules) -> Window:
    """Return the months within which a complaint is accepted (HO 2.3, LGSCO 2.2)."""
    months = min(one.intake_window_months for one in in_use.codes.values())
    ends_on = intake_window_ends(complaint.issue_on, complaint.aware_on, months)
    return Window(ends_on, ends_on is not None and complaint.received_on > ends_on)


def proposed(complaint: Complaint, in_use: Rules) -> list[Proposed]:
    """Return the Ombudsman proposed for each point, or for the whole where there is none yet."""
    person = lead_complainant(complaint)
    tenure = person.tenure if person else None
    points: list[tuple[int | None, str]] = [(one.n, one.service) for one in complaint.points]
    return [Proposed(n, service, proposed_ombudsman(in_use, service, tenure), tenure)
            for n, service in points or [(None, complaint.service)]]


def destinations(complaint: Complaint, in_use: Rules, on: date) -> tuple[Destination, ...]:
    """Return the other procedures that a matter may go to on a London date."""
    return tuple(Destination(one, _begin_by(one.key, complaint)) for one in
                 in_use.procedures.on(on))


def _begin_by(procedure: str, complaint: Complaint) -> date | None:
    days = SOONEST.get(procedure)
    return None if days is None else complaint.received_on + timedelta(days=days)


def wordings_for(command: str, term: str | None = None) -> tuple[TriageWording, ...]:
    """Return the wording that a decision may begin with, that of the ground or procedure first."""
    fitting = [one for one in load_wordings() if one.command == command]
    return tuple(sorted(fitting, key=lambda one: one.term != term)) if term else tuple(fitting)


def desk_json(desk: TriageDesk) -> Json:
    """Return the desk as the API gives it."""
    advice = desk.advice
    return {
        "ref": desk.complaint.ref,
        "decide_by": _day(desk.decide_by),
        "overdue": desk.overdue,
        "decisions": list(desk.decisions),
        "threshold": {"label": advice.label, "advised": advice.advised, "found": advice.found,
                      "within_days": advice.within_days} if advice.advised else None,
        "no_threshold_because": advice.none_because or None,
        "complaint_to_be_offered": desk.offer_missing,
        "earlier": [_earlier_json(one) for one in desk.earlier],
        "prompts": [{"key": one.prompt.key, "kind": one.prompt.kind,
                     "heading": one.prompt.heading, "at_once": one.prompt.at_once,
                     "found": list(one.found)} for one in desk.prompts],
        "twelve_months": {"ends_on": _day(desk.window.ends_on), "late": desk.window.late},
        "proposed": [{"n": one.n, "service": one.service, "ombudsman": one.ombudsman}
                     for one in desk.proposed],
    }


def _earlier_json(one: Earlier) -> dict[str, Any]:
    return {"ref": one.ref, "why": list(one.why), "received_on": _day(one.received_on),
            "service": one.service, "state": one.state, "kind": one.kind}


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
