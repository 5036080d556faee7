"""Stories of the way in: a request that was a complaint, a late one, one taken back."""

from __future__ import annotations

from complaints_service.demo.telling import Step, Tale, at
from complaints_service.domain.commands.intake import (
    CloseServiceRequest,
    Decline,
    RaiseAsComplaint,
    TreatAsServiceRequest,
)
from complaints_service.domain.commands.parts import PointGiven
from complaints_service.domain.commands.records import AddNote
from complaints_service.domain.commands.stage_1 import RespondStage1, Withdraw

from .cast import (
    HANNAH,
    HARI,
    HEATHER,
    HELGA,
    IRIS,
    OLIVE,
    ORLA,
    OWEN,
    acknowledged,
    answer,
    received,
    remedy,
    resident,
    sorry,
    taken_on,
)


def request_that_was_a_complaint() -> Tale:
    """The third missed bin is a complaint; it keeps the day on which it first came."""
    person = resident("Noor Castle", "22 Otter Way")
    request = yield Step(at("2025-09-08 07:55"), None, received(
        person, "refuse-recycling", "Our bin was not emptied on Friday.", issue_on="2025-09-05"))
    yield Step(at("2025-09-08 10:00"), OWEN, TreatAsServiceRequest(
        reason="A missed bin, reported for the first time this quarter.",
        explanation="A crew comes for it within two working days."))
    yield Step(at("2025-09-12 09:00"), OWEN, AddNote(
        text="The round's record shows misses on 8 and 22 August too: three within 30 days, which "
             "is our threshold for a complaint."))
    yield Step(at("2025-09-12 09:10"), OWEN, RaiseAsComplaint(
        why="misclassified", points=(PointGiven(
            text="The bin was missed three times within 30 days.", service="refuse-recycling"),)))
    yield from taken_on("2025-09-12 09:15", OWEN, HANNAH,
                        "The bin was missed three times within 30 days.")
    yield Step(at("2025-09-12 11:00"), OWEN, CloseServiceRequest(
        outcome="Emptied on 10 September."), about=request)
    yield Step(at("2025-09-15 10:30"), HANNAH, acknowledged(
        "You say that your bin was missed three times within 30 days."))
    yield Step(at("2025-09-25 15:45"), HANNAH, RespondStage1(
        points=(answer(1, "upheld", "A parked van kept the crew out, and nobody went back."),),
        remedies=(sorry("2025-09-25"),
                  remedy("action_on_delay", "A smaller vehicle serves the street.", "2025-10-10")),
        cause="missed_round"))


def late_but_accepted() -> Tale:
    """Twenty months old, and looked at all the same."""
    person = resident("Elsie Quill", "5 Alder Lane", prefers="post")
    yield Step(at("2025-09-02 11:10"), IRIS, received(
        person, "council-tax", "A discount was taken away in January 2024 without explanation. I "
        "was in hospital for most of the year and could not write.", channel="phone",
        issue_on="2024-01-10", category="decision_or_policy"))
    yield Step(at("2025-09-03 09:30"), ORLA, AddNote(
        text="More than twelve months ago. Weighed: she was in hospital until May 2025, the papers "
             "are all on file, and the matter goes on with each bill. We look at it."))
    yield from taken_on("2025-09-03 09:40", ORLA, HEATHER, "The discount was taken away without "
                        "explanation.")
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
