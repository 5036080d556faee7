"""Stories of answers: two Ombudsmen in one letter, several services, a payment above the limit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from complaints_service.demo.telling import Step, Tale, at
from complaints_service.domain.commands.hazards import OpenHazard, RecordHazardStep
from complaints_service.domain.commands.parts import PointGiven
from complaints_service.domain.commands.records import (
    AddNote,
    CompleteRemedy,
    OfferRemedy,
    RecordContact,
    RecordRemedyReply,
)
from complaints_service.domain.commands.stage_1 import RespondStage1

from .cast import (
    HARRIET,
    IRIS,
    OLIVE,
    ORLA,
    OWEN,
    TENANT,
    acknowledged,
    answer,
    received,
    remedy,
    resident,
    sorry,
    taken_on,
)


def two_ombudsmen() -> Tale:
    """Damp in a council flat, and a homelessness application closed: two points, two bodies."""
    person = resident("Ines Hurst", "Flat 6, Weir Walk", tenure=TENANT)
    yield Step(at("2025-07-07 09:10"), None, received(
        person, "housing-repairs", "The damp in the bedroom came back two months after it was "
        "treated, and my application as homeless was closed because of a letter I never got.",
        issue_on="2025-06-16"))
    yield from taken_on(
        "2025-07-08 10:20", OLIVE, HARRIET,
        PointGiven(text="The damp came back two months after it was treated.",
                   service="housing-repairs"),
        PointGiven(text="The homelessness application was closed without a letter reaching me.",
                   service="housing-solutions"))
    yield Step(at("2025-07-09 11:00"), HARRIET, acknowledged(
        "You say that the damp in your bedroom came back, and that your application as homeless "
        "was closed because of a letter that never reached you."))
    yield Step(at("2025-07-22 16:10"), HARRIET, RespondStage1(
        points=(answer(1, "upheld", "The wall was painted; the gutter above it was not mended."),
                answer(2, "partly_upheld", "The letter was sent to your old address, though the "
                       "new one was on file. The decision itself was reviewed and stands.",
                       "Housing Act 1996, Part 7")),
        remedies=(sorry("2025-07-22"),
                  remedy("action_on_delay", "The gutter mended, and the wall looked at again six "
                         "weeks later.", "2025-09-12")),
        cause="temporary_fix"))
    yield Step(at("2025-09-10 10:00"), HARRIET, CompleteRemedy(
        n=2, evidence="The second visit, with damp readings."))
    yield from _mould_again()


def _mould_again() -> Tale:
    """In November there is mould: a hazard with clocks of its own, whatever the complaint does."""
    yield Step(at("2025-11-10 09:50"), HARRIET, OpenHazard(
        kind="damp_mould", emergency=False, learnt="later", service="housing-repairs", point=1,
        what="She rang: black mould behind the bed, and the baby coughs.",
        where="Flat 6, Weir Walk, bedroom"))
    for moment, step, found, proof in (
        ("2025-11-18 15:30", "investigated", "significant", "The surveyor's report with readings"),
        ("2025-11-20 11:00", "summary_sent", None, "The letter of 20 November"),
        ("2025-11-24 16:00", "made_safe", None, "Mould washed off, a dehumidifier left there"),
        ("2025-12-01 10:00", "works_begun", None, "The scaffold went up"),
    ):
        yield Step(at(moment), HARRIET, RecordHazardStep(
            hazard=1, step=step, found=found, evidence=proof))


def several_services() -> Tale:
    """A contractor's rubble, a missed collection and a call that nobody returned: one answer."""
    person = resident("Tomasz Grove", "12 Alder Lane", tenure=TENANT)
    yield Step(at("2026-02-02 08:40"), None, received(
        person, "housing-repairs", "Your contractor left rubble in the yard, the bin crew would "
        "not take it, and nobody rang me back.", issue_on="2026-01-23",
        category="contractor_conduct"))
    yield from taken_on(
        "2026-02-03 09:30", OWEN, HARRIET,
        PointGiven(text="The contractor left rubble.", service="housing-repairs",
                   contractor="Northbank Property Services", acts_for_council=True),
        PointGiven(text="The crew would not take it and did not say why.",
                   service="refuse-recycling"),
        PointGiven(text="Nobody rang back.", service="customer-services"))
    yield Step(at("2026-02-05 10:00"), HARRIET, acknowledged(
        "You say that our contractor left rubble in your yard, that the crew would not take it, "
        "and that nobody rang you back.", "That it goes, and that somebody says who does what."))
    yield Step(at("2026-02-09 14:30"), OWEN, RecordContact(
        channel="email", direction="in", summary="Northbank: the rubble is ours and will go "
        "tomorrow. Refuse: builders' waste is not collected, and the crew left no card."))
    yield Step(at("2026-02-18 15:40"), HARRIET, RespondStage1(
        points=(answer(1, "upheld", "Northbank Property Services acts for us; we are answerable "
                       "for what it leaves behind."),
                answer(2, "partly_upheld", "Builders' waste is not collected, but a card should "
                       "have said so."),
                answer(3, "upheld", "Your two calls were noted and given to nobody.")),
        remedies=(sorry("2026-02-18"),
                  remedy("action_on_delay", "The rubble was taken away and the yard swept.",
                         "2026-02-20")),
        cause="incomplete_work"))
    yield Step(at("2026-02-20 09:00"), HARRIET, CompleteRemedy(
        n=2, evidence="Northbank's photograph of the yard."))


def payment_above_the_limit() -> Tale:
    """A payment for a lost room; setting it against rent was asked for and refused."""
    person = resident("Priya Norcott", "Flat 2, Chantry Close", tenure=TENANT)
    yield Step(at("2026-01-19 10:10"), IRIS, received(
        person, "housing-repairs", "We could not use the children's room for eleven months. The "
        "roof leak was patched and still drips.", channel="phone", issue_on="2025-02-03",
        category="delay"))
    yield from taken_on("2026-01-20 09:20", ORLA, HARRIET, "The roof leaked for eleven months.",
                        "The children's room could not be used.")
    yield Step(at("2026-01-22 10:00"), HARRIET, acknowledged(
        "You say that the roof leaked for eleven months and that a room could not be used.",
        "That it is mended for good, and something for the lost room."))
    yield Step(at("2026-02-04 16:30"), HARRIET, RespondStage1(
        points=(answer(1, "upheld", "Four patches were put on a roof that needed its battens "
                       "renewed."),
                answer(2, "upheld", "The room was too wet to use from February to December.")),
        remedies=(sorry("2026-02-04"),
                  remedy("action_on_delay", "New battens and tiles over the room.", "2026-03-06")),
        outstanding="A payment for the loss of the room, on which we write within ten working "
                    "days.",
        cause="temporary_fix"))
    yield Step(at("2026-02-12 11:00"), ORLA, OfferRemedy(
        kind="financial_remedy", amount=Decimal(1180), due_on=date(2026, 3, 12),
        description="For the loss of a room over 46 weeks, and for time and trouble."))
    yield Step(at("2026-02-13 09:40"), ORLA, AddNote(
        text="Rents asked to set the £1,180 against arrears of £412. Refused: it is paid for what "
             "went wrong and goes to the tenant, who may choose otherwise."))
    yield Step(at("2026-02-18 10:00"), ORLA, RecordRemedyReply(n=3, reply="accepted"))
    yield Step(at("2026-03-04 12:00"), HARRIET, CompleteRemedy(
        n=2, evidence="The surveyor's sheet after rain."))
    yield Step(at("2026-03-10 12:00"), ORLA, CompleteRemedy(
        n=3, evidence="Paid by bank transfer on 9 March, in full."))

