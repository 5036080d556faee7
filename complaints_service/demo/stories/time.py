"""Stories of time: answered in time, extended well, extended badly, asked of the wrong person."""

from __future__ import annotations

from datetime import date

from complaints_service.demo.post_room import waiting_for_post
from complaints_service.demo.telling import Step, Tale, at
from complaints_service.domain.commands.records import CompleteRemedy
from complaints_service.domain.commands.stage_1 import Close, Extend, RecordDispatch, RespondStage1
from complaints_service.domain.commands.stage_2 import (
    AcknowledgeStage2,
    RequestStage2,
    RespondStage2,
)

from .cast import (
    HANNAH,
    HARRIET,
    HECTOR,
    HOWARD,
    IRIS,
    OLIVE,
    ORLA,
    OWEN,
    RHONA,
    TENANT,
    acknowledged,
    answer,
    given_to,
    received,
    remedy,
    resident,
    sorry,
    taken_on,
)


def in_time() -> Tale:
    """Stage 1 from the web form to the file being put away."""
    person = resident("Mair Thorne", "14 Mill Road")
    yield Step(at("2025-06-02 19:40"), None, received(
        person, "refuse-recycling", "The assisted collection for my mother was missed again and "
        "nobody rang back.", issue_on="2025-05-30", category="failure_to_provide"))
    yield from taken_on("2025-06-03 09:20", OLIVE, HANNAH, "The assisted collection was missed.",
                        "Nobody rang back.")
    yield Step(at("2025-06-04 10:05"), HANNAH, acknowledged(
        "You say that your mother's assisted collection was missed on 30 May and that nobody "
        "rang you back.", "That it is collected each week, and an apology."))
    yield Step(at("2025-06-12 15:30"), HANNAH, RespondStage1(
        points=(answer(1, "upheld", "The round's sheet did not show the assisted collection."),
                answer(2, "upheld", "Your call was noted and passed to nobody.")),
        remedies=(sorry("2025-06-12"),
                  remedy("action_on_delay", "The collection is on the crew's tablet for each "
                         "round from now on.", "2025-06-20")),
        cause="missed_round"))
    yield Step(at("2025-06-18 11:00"), HANNAH, CompleteRemedy(
        n=2, evidence="The round of 18 June, with its photograph."))
    yield Step(at("2025-07-10 09:00"), OLIVE, Close(reason="Nothing more was asked for."))


def extended_over_christmas() -> Tale:
    """Ten working days more, told before the first date, counted over the holidays."""
    person = resident("Hywel Fenn", "3 Weir Walk", tenure=TENANT)
    yield Step(at("2025-12-08 08:50"), None, received(
        person, "housing-repairs", "The boiler has failed four times since October.",
        issue_on="2025-12-01", category="repeat_problem"))
    yield from taken_on("2025-12-09 10:10", ORLA, HARRIET, "The boiler has failed four times.")
    yield Step(at("2025-12-11 14:00"), HARRIET, acknowledged(
        "You say that the boiler has failed four times since October."))
    yield Step(at("2025-12-22 11:15"), HARRIET, Extend(
        stage=1, working_days=10, reason="third_party",
        reason_text="The heating engineer's report on the fourth failure comes after Christmas, "
                    "and we want to answer with it."))
    yield Step(at("2026-01-12 16:20"), HARRIET, RespondStage1(
        points=(answer(1, "upheld", "Three visits changed a part that was not the cause; the "
                       "report shows that the pump had failed."),),
        remedies=(sorry("2026-01-12"),
                  remedy("action_on_delay", "A new pump, fitted and checked with you there.",
                         "2026-01-23")),
        cause="temporary_fix"))
    yield Step(at("2026-01-21 12:00"), HARRIET, CompleteRemedy(
        n=2, evidence="The engineer's sheet, signed by the tenant."))


def extension_told_late() -> Tale:
    """The letter was made on the last day and lay in a tray for two."""
    person = resident("Wanda Ings", "71 Chantry Close", tenure=TENANT, prefers="post")
    yield Step(at("2025-10-13 09:30"), IRIS, received(
        person, "housing-tenancy", "My transfer form was lost and I had to start again.",
        channel="letter", issue_on="2025-09-22", category="data_handling"))
    yield from taken_on("2025-10-13 14:00", OWEN, HOWARD, "The transfer form was lost.")
    yield Step(at("2025-10-15 10:00"), HOWARD, acknowledged(
        "You say that we lost your transfer form and that you had to start again."))
    yield Step(at("2025-10-29 16:50"), HOWARD, Extend(
        stage=1, working_days=10, reason="records",
        reason_text="The paper file is in the outside store and must be fetched.",
    ), kept_back=True)
    yield Step(at("2025-10-31 09:10"), OWEN, lambda ref: RecordDispatch(
        letter=waiting_for_post(ref)[0], method="post", sent_on=date(2025, 10, 31),
        evidence="Found in the tray on the second floor and franked that morning."))
    yield Step(at("2025-11-06 11:30"), HOWARD, RespondStage1(
        points=(answer(1, "upheld", "The form was scanned to another tenant's file."),),
        remedies=(sorry("2025-11-06"),
                  remedy("record_corrected", "Your application keeps the date of the first form.",
                         "2025-11-14")),
        cause="hand_over_lost"))


def escalation_to_the_wrong_officer() -> Tale:
    """Stage 2 was asked of a planning officer on the 2nd and found on the 8th."""
    person = resident("Leon Yarrow", "8 Bridge Street")
    yield Step(at("2026-01-12 12:00"), None, received(
        person, "planning", "My objection was not on the website when the decision was made.",
        issue_on="2025-12-18", category="decision_or_policy"))
    yield from taken_on("2026-01-13 09:40", OLIVE, HECTOR, "The objection was not online in time.")
    yield Step(at("2026-01-14 10:30"), HECTOR, acknowledged(
        "You say that your objection was not online when the application was decided."))
    yield Step(at("2026-01-26 15:00"), HECTOR, RespondStage1(
        points=(answer(1, "not_upheld", "The officer had your objection and weighed it; the "
                       "report of that day names it."),), cause="no_update"))
    yield Step(at("2026-03-10 10:20"), OLIVE, RequestStage2(
        reason="Written to the case officer on 4 March, who was away; found in the shared inbox "
               "on 10 March."), happened_at=at("2026-03-04 18:05"))
    yield Step(at("2026-03-10 10:25"), OLIVE, given_to(RHONA))
    yield Step(at("2026-03-11 09:30"), RHONA, AcknowledgeStage2())
    yield Step(at("2026-03-30 16:00"), RHONA, RespondStage2(
        points=(answer(1, "partly_upheld", "Your objection was weighed, but it should have been "
                       "online for all to read before the decision."),),
        stage_1_changed="partly",
        remedies=(sorry("2026-03-30"),
                  remedy("policy_changed", "Objections go online within two working days.",
                         "2026-04-30"))))


def promise_beyond_vesting_day() -> Tale:
    """A promise for June 2027, made by a council that ends in March; its date does not move."""
    person = resident("Xavier Upton", "Flat 4, Otter Court", tenure=TENANT)
    yield Step(at("2026-03-02 09:25"), None, received(
        person, "housing-repairs", "The roof leak was patched and now drips onto the landing "
        "again.", issue_on="2026-02-10", category="repeat_problem"))
    yield from taken_on("2026-03-03 10:00", OLIVE, HARRIET, "The roof still leaks after patching.")
    yield Step(at("2026-03-04 10:00"), HARRIET, acknowledged(
        "You say that the roof was patched and leaks again."))
    yield Step(at("2026-03-17 16:00"), HARRIET, RespondStage1(
        points=(answer(1, "upheld", "The roof is at the end of its life; patches do not last."),),
        remedies=(sorry("2026-03-17"),
                  remedy("action_on_delay", "A patch that holds, looked at after each storm.",
                         "2026-04-17"),
                  remedy("action_on_delay", "A new roof for Otter Court.", "2027-06-30")),
        outstanding="The new roof, in the programme of 2027.",
        cause="temporary_fix"))
    yield Step(at("2026-03-27 09:30"), OLIVE, RequestStage2(
        reason="Too long to wait."))
    yield Step(at("2026-03-27 09:40"), OLIVE, given_to(RHONA))
    yield Step(at("2026-03-30 10:30"), RHONA, AcknowledgeStage2())
