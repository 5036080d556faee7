"""Stories of people: who speaks, how they can be reached, who may see, who answers."""

from __future__ import annotations

from datetime import date

from complaints_service.demo.telling import Step, Tale, at
from complaints_service.domain.commands.parts import AdjustmentGiven, RepresentativeGiven
from complaints_service.domain.commands.records import (
    CompleteRemedy,
    RecordContact,
    RestrictAccess,
    RestrictContact,
    SetAdjustments,
)
from complaints_service.domain.commands.stage_1 import RespondStage1
from complaints_service.domain.commands.stage_2 import (
    AcknowledgeStage2,
    RequestStage2,
    RespondStage2,
)

from .cast import (
    HARRIET,
    HEATHER,
    HOWARD,
    IRIS,
    LEASEHOLDER,
    OLIVE,
    ORLA,
    OWEN,
    RAFAEL,
    ROLAND,
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


def reviewer_who_answered_before() -> Tale:
    """The head who answered stage 1 is refused for stage 2; another takes it."""
    person = resident("Carys Birch", "17 Chantry Close")
    yield Step(at("2025-04-07 09:00"), None, received(
        person, "planning", "The site notice was not put up, so we lost our chance to comment.",
        issue_on="2025-03-12", category="failure_to_provide"))
    yield from taken_on("2025-04-08 10:00", ORLA, ROLAND, "The site notice was not put up.")
    yield Step(at("2025-04-09 09:30"), ROLAND, acknowledged(
        "You say that no site notice was put up and that you could not comment."))
    yield Step(at("2025-04-24 16:00"), ROLAND, RespondStage1(
        points=(answer(1, "not_upheld", "Our record says that a notice was put up."),),
        cause="data_missing"))
    yield Step(at("2025-05-06 11:00"), None, RequestStage2(
        reason="There is no photograph of it."))
    yield Step(at("2025-05-07 09:10"), ORLA, given_to(ROLAND), refused="same_reviewer")
    yield Step(at("2025-05-07 09:12"), ORLA, given_to(RAFAEL))
    yield Step(at("2025-05-08 10:00"), RAFAEL, AcknowledgeStage2())
    yield Step(at("2025-06-03 15:20"), RAFAEL, RespondStage2(
        points=(answer(1, "upheld", "Without a photograph we cannot show that a notice stood "
                       "there, and two neighbours say that none did."),),
        stage_1_changed="yes",
        remedies=(sorry("2025-06-03"),
                  remedy("policy_changed", "A photograph of each site notice is kept on the file.",
                         "2025-06-30"))))
    yield Step(at("2025-06-27 12:00"), ORLA, CompleteRemedy(
        n=2, evidence="The instruction to case officers of 27 June."))


def advocate_whose_authority_ended() -> Tale:
    """The acknowledgement goes to the advocate; the answer, four weeks later, no longer does."""
    person = resident("Amina Rowe", "2 Weir Walk", tenure=TENANT)
    advocate = RepresentativeGiven(
        name="Bryn Lyle", kind="advocate", email="bryn.lyle@example.org",
        address="Advice House\nAlderbourne", authority="A form signed on 14 October 2025",
        expires_on=date(2025, 11, 14))
    yield Step(at("2025-11-03 14:00"), IRIS, received(
        person, "housing-repairs", "A new front door was promised in spring and has still not "
        "been fitted.", channel="email", issue_on="2025-10-01", speaker=advocate))
    yield from taken_on("2025-11-04 10:00", OWEN, HARRIET, "The new front door was not fitted.")
    yield Step(at("2025-11-06 09:45"), HARRIET, acknowledged(
        "You say that a new front door was promised in spring and has not been fitted."))
    yield Step(at("2025-11-20 15:10"), HARRIET, RespondStage1(
        points=(answer(1, "upheld", "The order for the door was never sent to the maker."),),
        remedies=(sorry("2025-11-20"),
                  remedy("action_on_delay", "The door is fitted by our contractor.",
                         "2025-12-19")),
        cause="hand_over_lost"))
    yield Step(at("2025-12-16 13:00"), HARRIET, CompleteRemedy(
        n=2, evidence="The contractor's sheet with a photograph."))


def large_print() -> Tale:
    """Asked for once, obeyed in every letter; an email is refused."""
    person = resident("Gwen Ashdown", "61 Mill Road")
    yield Step(at("2026-03-02 10:30"), IRIS, received(
        person, "council-tax", "I cannot read the letters you send me, and now there is a summons.",
        channel="phone", issue_on="2026-02-20", category="poor_communication"))
    yield Step(at("2026-03-02 10:40"), OLIVE, SetAdjustments(
        adjustments=(
            AdjustmentGiven(kind="large_print", detail="18 point", review_on=date(2027, 3, 1)),
            AdjustmentGiven(kind="post_only", detail="No computer in the house"),
        ), vulnerability=True))
    yield from taken_on("2026-03-03 09:30", OLIVE, HEATHER, "Letters are in print too small to "
                        "read.", "A summons was sent without a call.")
    words = "You say that you cannot read our letters and that a summons came without a call."
    yield Step(at("2026-03-04 09:50"), HEATHER, acknowledged(words, send_by="email"),
               refused="adjustment_unmet")
    yield Step(at("2026-03-04 09:52"), HEATHER, acknowledged(words, send_by="post"))
    yield Step(at("2026-03-16 14:00"), HEATHER, RespondStage1(
        points=(answer(1, "upheld", "Large print was noted in 2024 on an account since closed."),
                answer(2, "partly_upheld", "The summons was due; a call first is our practice "
                       "where somebody may be vulnerable.")),
        remedies=(sorry("2026-03-16"),
                  remedy("record_corrected", "Every account of yours now asks for large print.",
                         "2026-03-20")),
        cause="adjustment_missed"))
    yield Step(at("2026-03-19 10:00"), HEATHER, CompleteRemedy(
        n=2, evidence="Both accounts, looked at by a second person."))


NEIGHBOURS = (
    "Farid Ings", "Ines Grove", "Kezia Hurst", "Priya Elms", "Quentin Vale", "Rhiannon Stone",
    "Tomasz Norcott", "Uma Jessop", "Xavier Kestle", "Yusuf Wharf", "Siân Upton",
)


def twelve_neighbours() -> Tale:
    """One complaint of twelve people: one letter, to the one who speaks for all."""
    lead = resident("Dafydd Marsh", "Flat 1, Otter Court", tenure=TENANT, lead=True)
    others = tuple(
        resident(name, f"Flat {n}, Otter Court", tenure=TENANT if n % 4 else LEASEHOLDER)
        for n, name in enumerate(NEIGHBOURS, 2)
    )
    yield Step(at("2025-11-10 17:20"), IRIS, received(
        (lead, *others), "housing-tenancy", "The stairwell light has been out since August and "
        "people have fallen.", channel="email", issue_on="2025-08-18",
        category="health_and_safety"))
    yield from taken_on("2025-11-11 09:00", OLIVE, HOWARD, "The stairwell light has been out since "
                        "August.", "Reports of falls were not answered.")
    yield Step(at("2025-11-12 10:15"), HOWARD, acknowledged(
        "You and eleven neighbours say that the stairwell of Otter Court has had no light since "
        "August and that reports of falls were not answered."))
    yield Step(at("2025-11-24 12:30"), HOWARD, RespondStage1(
        points=(answer(1, "upheld", "The lamp was ordered twice and cancelled twice by our own "
                       "system."),
                answer(2, "upheld", "Two reports were closed unread.")),
        remedies=(sorry("2025-11-24"),
                  remedy("action_on_delay", "New light on all landings, checked with residents.",
                         "2025-11-28")),
        cause="system_fault"))
    yield Step(at("2025-11-27 16:00"), HOWARD, CompleteRemedy(
        n=2, evidence="Photographs of all four landings after dark."))


def contact_restricted() -> Tale:
    """One way to reach us, for a while, with its reason; a new complaint stays welcome."""
    person = resident("Oisín Kestle", "88 Bridge Street", tenure=TENANT)
    yield Step(at("2025-09-29 10:00"), IRIS, received(
        person, "housing-tenancy", "I reported noise from next door eleven times and was told to "
        "keep a diary.", channel="phone", issue_on="2025-09-01"))
    yield from taken_on("2025-09-30 09:20", ORLA, HOWARD, "Reports of noise were not acted on.")
    yield Step(at("2025-10-01 11:00"), HOWARD, acknowledged(
        "You say that you reported noise eleven times and were only told to keep a diary."))
    yield Step(at("2025-10-06 16:10"), HOWARD, RecordContact(
        channel="phone", direction="in", summary="The fourteenth call of the day; the officer was "
        "threatened and ended it."))
    yield Step(at("2025-10-08 10:00"), ORLA, RestrictContact(
        restriction="Calls to one named officer, on Tuesday and Thursday mornings; letters and "
                    "emails as before.",
        reason="Forty calls in two days kept others from reaching us. A known condition makes "
               "writing hard, so calls stay open at set times; Equality Act 2010 considered.",
        review_on=date(2026, 4, 13)))
    yield Step(at("2025-10-14 15:00"), HOWARD, RespondStage1(
        points=(answer(1, "partly_upheld", "Eleven reports were logged as eleven cases, and nobody "
                       "saw them together."),),
        remedies=(sorry("2025-10-14"),
                  remedy("action_on_delay", "One officer takes all reports about this address.",
                         "2025-10-24")),
        cause="no_update"))
    yield Step(at("2026-03-26 09:30"), None, received(
        person, "housing-repairs", "The kitchen tap has dripped for a month.",
        issue_on="2026-02-27", wants="I want it mended."))


def complaint_about_staff() -> Tale:
    """Named people alone see it; to everybody else it does not exist."""
    person = resident("Zoë Lyle", "31 Otter Way")
    yield Step(at("2026-03-17 15:00"), IRIS, received(
        person, "customer-services", "The person at the desk laughed at my question and said that "
        "I should learn to read.", channel="in_person", issue_on="2026-03-17",
        category="staff_attitude"))
    yield Step(at("2026-03-17 15:10"), OLIVE, RestrictAccess(
        people=(HEATHER.email,),
        reason="It is about a colleague at the desk. The complaints lead and the manager who "
               "answers see it."))
    yield from taken_on("2026-03-18 09:00", OLIVE, HEATHER, "A member of staff was rude.")
    yield Step(at("2026-03-19 10:00"), HEATHER, acknowledged(
        "You say that a member of staff at the desk was rude to you on 17 March.",
        "An apology."))
