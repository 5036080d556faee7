"""Stories that end with an Ombudsman: three recommendations, one late; four heads, one severe."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from complaints_service.demo.telling import Step, Tale, at
from complaints_service.domain.commands.ombudsman import (
    AnswerOmbudsmanRequest,
    CompleteObligation,
    NotifyOmbudsman,
    RecordObligationAccepted,
    RecordOmbudsmanDecision,
    RecordOmbudsmanRequest,
)
from complaints_service.domain.commands.parts import ObligationGiven, OmbudsmanFinding
from complaints_service.domain.commands.stage_1 import RespondStage1
from complaints_service.domain.commands.stage_2 import (
    AcknowledgeStage2,
    RequestStage2,
    RespondStage2,
)

from .cast import (
    HARRIET,
    HEATHER,
    OLIVE,
    ORLA,
    RAFAEL,
    RHONA,
    TENANT,
    acknowledged,
    answer,
    given_to,
    received,
    resident,
    sorry,
    taken_on,
)

LGSCO_CASE, HOUSING_CASE = "lgsco-1", "housing-1"


def upheld_with_recommendations() -> Tale:
    """Two recommendations were met in time. The third was due on 31 March."""
    person = resident("Siân Wharf", "19 Otter Way")
    yield Step(at("2025-03-03 12:15"), None, received(
        person, "council-tax", "I was sent a summons although I had paid.", issue_on="2025-02-17",
        category="charges"))
    yield from taken_on("2025-03-04 09:30", OLIVE, HEATHER, "A summons was sent though I had paid.")
    yield Step(at("2025-03-05 10:00"), HEATHER, acknowledged(
        "You say that you were sent a summons although you had paid."))
    yield Step(at("2025-03-18 15:00"), HEATHER, RespondStage1(
        points=(answer(1, "not_upheld", "No payment is recorded on the account."),),
        cause="disagreement"))
    yield Step(at("2025-04-01 09:40"), None, RequestStage2(reason="I have the bank's receipt."))
    yield Step(at("2025-04-01 14:00"), OLIVE, given_to(RHONA))
    yield Step(at("2025-04-03 10:00"), RHONA, AcknowledgeStage2())
    yield Step(at("2025-04-30 16:00"), RHONA, RespondStage2(
        points=(answer(1, "not_upheld", "The receipt names another account."),),
        stage_1_changed="no"))
    yield Step(at("2025-07-01 11:00"), OLIVE, NotifyOmbudsman(
        body="lgsco", reference="25 004 117"))
    yield Step(at("2025-07-03 09:20"), OLIVE, RecordOmbudsmanRequest(
        ombudsman=LGSCO_CASE, what="The account's history and the bank's receipt",
        due_on=date(2025, 7, 31)))
    yield Step(at("2025-07-29 16:00"), OLIVE, AnswerOmbudsmanRequest(
        ombudsman=LGSCO_CASE, n=1, evidence="The evidence bundle, by its portal",
        sent_on=date(2025, 7, 29)))
    yield Step(at("2025-12-03 10:15"), OLIVE, RecordOmbudsmanDecision(
        ombudsman=LGSCO_CASE, stage="final", decided_on=date(2025, 12, 2),
        findings=(OmbudsmanFinding(head="A payment put on another account", category="upheld",
                                   points=(1,)),),
        obligations=(
            _recommended("apology", "Write to her and say sorry.", "2026-01-05"),
            _recommended("payment", "Pay £150 for distress, and the costs of the summons.",
                         "2026-01-05", "214.50"),
            _recommended("case_review", "Look at other payments put on a wrong account in 2025, "
                         "and tell us what was found.", "2026-03-31"),
        )))
    yield from _carried_out()


def _carried_out() -> Tale:
    """Two of three are done and accepted; the third waits, and goes over its day."""
    for number, proof in ((1, "The letter of 18 December"), (2, "The payment record")):
        yield Step(at(f"2025-12-19 10:0{number}"), OLIVE, CompleteObligation(
            ombudsman=LGSCO_CASE, n=number, evidence=proof, sent_on=date(2025, 12, 19),
            paid_on=date(2025, 12, 18) if number == 2 else None))
    for number in (1, 2):
        yield Step(at(f"2026-01-08 09:3{number}"), OLIVE, RecordObligationAccepted(
            ombudsman=LGSCO_CASE, n=number, accepted_on=date(2026, 1, 7)))


def _recommended(
    kind: str, words: str, by: str, pounds: str | None = None, *, order: bool = False
) -> ObligationGiven:
    return ObligationGiven(
        kind="order" if order else "recommendation", type=kind, description=words,
        due_on=date.fromisoformat(by), amount=Decimal(pounds) if pounds else None)


def four_heads() -> Tale:
    """The Housing Ombudsman finds under four heads, one of them severe; its orders bind."""
    person = resident("Rhiannon Elms", "Flat 9, Weir Walk", tenure=TENANT)
    yield Step(at("2024-11-04 10:30"), None, received(
        person, "housing-repairs", "The damp in the bedroom came back and my son's asthma is "
        "worse. I have rung nineteen times.", issue_on="2024-09-02", category="delay"))
    yield from taken_on("2024-11-05 09:40", ORLA, HARRIET, "Damp came back after treatment.",
                        "Calls were not returned.")
    yield Step(at("2024-11-07 10:00"), HARRIET, acknowledged(
        "You say that the damp came back and that nineteen calls were not returned."))
    yield Step(at("2024-12-03 16:00"), HARRIET, RespondStage1(
        points=(answer(1, "partly_upheld", "The treatment was right; the second visit was late."),
                answer(2, "not_upheld", "We hold a record of four calls, all returned.")),
        remedies=(sorry("2024-12-03"),), cause="awaiting_contractor"))
    yield Step(at("2024-12-09 09:00"), None, RequestStage2())
    yield Step(at("2024-12-09 13:00"), ORLA, given_to(RAFAEL))
    yield Step(at("2024-12-12 10:00"), RAFAEL, AcknowledgeStage2())
    yield Step(at("2025-01-28 16:40"), RAFAEL, RespondStage2(
        points=(answer(1, "partly_upheld", "As at stage 1."),
                answer(2, "not_upheld", "As at stage 1.")),
        stage_1_changed="no", no_remedy_because="What was offered at stage 1 puts it right."))
    yield Step(at("2025-04-14 10:00"), ORLA, NotifyOmbudsman(
        body="housing", reference="202500981", channel="telephone",
        what="A caseworker rang: has the council sent its final response?"))
    yield Step(at("2025-04-16 10:00"), ORLA, RecordOmbudsmanRequest(
        ombudsman=HOUSING_CASE, what="The repairs history, call records and both responses",
        due_on=date(2025, 5, 9)))
    yield Step(at("2025-05-08 15:20"), ORLA, AnswerOmbudsmanRequest(
        ombudsman=HOUSING_CASE, n=1, evidence="The evidence bundle, by its portal",
        sent_on=date(2025, 5, 8)))
    yield from _determined()


def _determined() -> Tale:
    """What the Housing Ombudsman found and ordered, and what was done by March."""
    yield Step(at("2026-02-09 09:30"), ORLA, RecordOmbudsmanDecision(
        ombudsman=HOUSING_CASE, stage="final", decided_on=date(2026, 2, 6), code_breach=True,
        findings=(
            OmbudsmanFinding(head="Damp and mould", category="severe_maladministration",
                             points=(1,)),
            OmbudsmanFinding(head="Records of calls", category="maladministration", points=(2,)),
            OmbudsmanFinding(head="Handling of the complaint", category="service_failure"),
            OmbudsmanFinding(head="Request to be moved", category="no_maladministration"),
        ),
        obligations=(
            _recommended("apology", "The chief executive says sorry in person.", "2026-03-06",
                         order=True),
            _recommended("payment", "Pay £1,450 direct to the resident.", "2026-03-06", "1450",
                         order=True),
            _recommended("inspection", "A damp survey by somebody independent, and its works "
                         "done.", "2026-04-24", order=True),
            _recommended("training", "Consider training in the records of calls.", "2026-05-29"),
        )))
    yield Step(at("2026-03-04 15:00"), ORLA, CompleteObligation(
        ombudsman=HOUSING_CASE, n=1, evidence="The visit of 3 March and the letter left there",
        sent_on=date(2026, 3, 4)))
    yield Step(at("2026-03-05 15:00"), ORLA, CompleteObligation(
        ombudsman=HOUSING_CASE, n=2, evidence="The bank's record", sent_on=date(2026, 3, 5),
        paid_on=date(2026, 3, 4)))
    yield Step(at("2026-03-12 11:00"), ORLA, RecordObligationAccepted(
        ombudsman=HOUSING_CASE, n=1, accepted_on=date(2026, 3, 11)))
