"""Stories of the way in: a request that was a complaint, a late one, one taken back."""

from __future__ import annotations

from dataclasses import replace

from complaints_service.demo.telling import Step, Tale, at
from complaints_service.domain.commands.intake import (
    CloseServiceRequest,
    Decline,
    RaiseAsComplaint,
    Receive,
    TreatAsCompliment,
    TreatAsServiceRequest,
)
from complaints_service.domain.commands.parts import ComplainantGiven, PointGiven
from complaints_service.domain.commands.records import AddNote
from complaints_service.domain.commands.stage_1 import Assign, RespondStage1, Withdraw

from .cast import (
    HANNAH,
    HARI,
    HEATHER,
    HELGA,
    IRIS,
    MARCUS,
    OLIVE,
    ORLA,
    OWEN,
    accepted,
    acknowledged,
    answer,
    received,
    remedy,
    resident,
    sorry,
    taken_on,
)


def request_that_was_a_complaint() -> Tale:
    """The second missed bin in four weeks was a complaint; it keeps the day on which it came."""
    person = resident("Noor Castle", "22 Otter Way")
    yield Step(at("2025-08-22 17:20"), IRIS, _report(
        person, "Our bin was missed today.", "2025-08-22"))
    yield Step(at("2025-08-26 09:30"), OLIVE, TreatAsServiceRequest(
        reason="A missed bin, reported for the first time.",
        explanation="A crew comes for it within two working days."))
    yield Step(at("2025-08-28 16:00"), OLIVE, CloseServiceRequest(
        outcome="Emptied on 27 August."))
    request = yield Step(at("2025-09-08 07:55"), IRIS, _report(
        person, "Our bin was not emptied on Friday.", "2025-09-05"))
    yield Step(at("2025-09-08 10:00"), OWEN, TreatAsServiceRequest(
        reason="A crew was going that way in any case. The threshold says a complaint: the second "
               "within four weeks.",
        explanation="A crew comes for it within two working days."))
    yield Step(at("2025-09-12 09:00"), OWEN, AddNote(
        text="The advice was right: the second missed bin in four weeks, after 22 August. It was a "
             "complaint when it came."))
    yield Step(at("2025-09-12 09:10"), OWEN, RaiseAsComplaint(
        why="misclassified", points=(PointGiven(
            text="The bin was missed twice in four weeks.", service="refuse-recycling"),)))
    yield from taken_on("2025-09-12 09:15", OWEN, HANNAH,
                        "The bin was missed twice in four weeks.")
    yield Step(at("2025-09-12 11:00"), OWEN, CloseServiceRequest(
        outcome="Emptied on 10 September."), about=request)
    yield Step(at("2025-09-15 10:30"), HANNAH, acknowledged(
        "You say that your bin was missed twice in four weeks."))
    yield Step(at("2025-09-25 15:45"), HANNAH, RespondStage1(
        points=(answer(1, "upheld", "A parked van kept the crew out, and nobody went back."),),
        remedies=(sorry("2025-09-25"),
                  remedy("action_on_delay", "A smaller vehicle serves the street.", "2025-10-10")),
        cause="missed_round"))


def _report(person: ComplainantGiven, words: str, issue_on: str) -> Receive:
    """Somebody asks for something and does not say that they are unhappy."""
    asked = received(person, "refuse-recycling", words, channel="phone", issue_on=issue_on)
    return replace(asked, dissatisfaction_expressed=False)


def compliment() -> Tale:
    """Thanks, passed on to whom they are for; no clock runs."""
    person = resident("Ottilie Marsh", "3 Lock Cottages")
    thanks = received(person, "refuse-recycling", "I want to thank the crew of Thursday. They saw "
                      "that I had slipped on the ice, put the bin down and stayed until my "
                      "daughter came.", wants="Please tell them.")
    yield Step(at("2026-01-15 18:40"), None, replace(
        thanks, kind="compliment", dissatisfaction_expressed=None))
    yield Step(at("2026-01-16 09:05"), OLIVE, TreatAsCompliment(
        kind="compliment", reason="She thanks the crew and asks for nothing.",
        passed_to=MARCUS.email))


def late_but_accepted() -> Tale:
    """Twenty months old, and looked at all the same."""
    person = resident("Elsie Quill", "5 Alder Lane", prefers="post")
    yield Step(at("2025-09-02 11:10"), IRIS, received(
        person, "council-tax", "A discount was taken away in January 2024 without explanation. I "
        "was in hospital for most of the year and could not write.", channel="phone",
        issue_on="2024-01-10", category="decision_or_policy"))
    yield Step(at("2025-09-03 09:40"), ORLA, replace(
        accepted("The discount was taken away without explanation."),
        reason="Twenty months old. Weighed, and looked at all the same: she could not write from "
               "hospital, and the papers are all on file."))
    yield Step(at("2025-09-03 09:40"), ORLA, Assign(handler=HEATHER.email))
    yield Step(at("2025-09-05 10:00"), HEATHER, acknowledged(
        "You say that your discount was taken away in January 2024 without explanation."))
    yield Step(at("2025-09-18 14:10"), HEATHER, RespondStage1(
        points=(answer(1, "upheld", "The letter that ended the discount gave a code and no "
                       "reason."),),
        remedies=(sorry("2025-09-18"),
                  remedy("decision_reconsidered", "The discount is given back from 10 January "
                         "2024.", "2025-10-01")),
        cause="unclear_letter"))


def withdrawn() -> Tale:
    """The resident ended it; it stays counted."""
    person = resident("Jonah Pell", "40 Bridge Street")
    yield Step(at("2026-02-16 13:00"), None, received(
        person, "parking", "The machine took my money and I was still given a ticket.",
        issue_on="2026-02-14", category="charges"))
    yield from taken_on("2026-02-17 09:15", OLIVE, HELGA, "The machine took money and gave no "
                        "ticket.")
    yield Step(at("2026-02-18 10:00"), HELGA, acknowledged(
        "You say that the machine took your money and that you were still given a ticket."))
    yield Step(at("2026-02-20 16:30"), OLIVE, Withdraw(
        evidence="By email on 20 February: the notice was cancelled and nothing more is wanted."))


def before_the_court() -> Tale:
    """One point is before the court and is not taken on; the file must stay."""
    person = resident("Viktor Dray", "9 Mill Road")
    yield Step(at("2025-11-03 10:00"), None, received(
        person, "planning-enforcement", "The fence is still two metres too high, and the works "
        "damaged my wall. My solicitor has filed a claim about the wall.",
        issue_on="2025-09-20", category="delay"))
    yield from taken_on("2025-11-04 09:30", ORLA, HARI, "The fence is still too high.",
                        "The works damaged the wall.")
    yield Step(at("2025-11-04 09:45"), ORLA, Decline(
        ground="legal_proceedings", points=(2,),
        explanation="The claim form and particulars about your wall were filed at the county "
                    "court on 27 October.",
        policy_paragraph="Exclusions, paragraph 2"))
    yield Step(at("2025-11-06 10:30"), HARI, acknowledged(
        "You say that the fence is still too high a year after you reported it."))
    yield Step(at("2025-11-19 15:00"), HARI, RespondStage1(
        points=(answer(1, "partly_upheld", "Notice was served in time; nobody went back to look "
                       "whether it had been obeyed."),),
        remedies=(sorry("2025-11-19"),
                  remedy("action_on_delay", "An officer measures the fence with you there.",
                         "2025-12-03")),
        cause="no_update"))
    yield Step(at("2025-11-20 09:00"), ORLA, AddNote(
        text="Keep everything: the claim about the wall is before the county court. Nothing on "
             "this file may be disposed of until it has ended."))
