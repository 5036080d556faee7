"""First contact and triage: what is taken on, what is not, and what must be said."""

from __future__ import annotations

from datetime import date

import pytest
from support.casebook import ANN, Casebook
from support.clauses import clause

from complaints_service.domain.commands.parts import AdjustmentGiven, ComplainantGiven, PointGiven
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.stages import Stage, State, Timeliness

LATE = {"ground": "over_12_months", "explanation": "It is old", "policy_paragraph": "4.1"}


def refused(book: Casebook, name: str, **data: object) -> Refusal:
    """The refusal that a command meets; nothing is recorded."""
    before = len(book.events[book.ref])
    with pytest.raises(Refusal) as caught:
        book.do(name, **data)
    assert len(book.events[book.ref]) == before
    return caught.value


@clause("HO 1.2", "HO 3.2", "LGSCO 3.2", "LGSCO 1.4")
def test_any_contact_is_recorded_with_its_receipt() -> None:
    book = Casebook("2026-03-02").received()
    assert book.complaint.state is State.RECEIVED
    assert book.complaint.stage is Stage.CONTACT
    assert book.due("stage_1_acknowledge") == "2026-03-09"
    assert [one.kind for one in book.letters] == ["receipt"]


@clause("HO 1.2")
def test_a_group_complains_as_several_people_with_one_lead() -> None:
    people = tuple(ComplainantGiven(name=f"Person {n}", lead=n == 2) for n in range(3))
    book = Casebook().received(complainants=people)
    assert [one.lead for one in book.complaint.complainants] == [False, False, True]


@clause("HO 5.10", "LGSCO 5.6")
def test_what_they_need_is_obeyed_from_the_receipt_on() -> None:
    liked = (ComplainantGiven(name="Ann", email="ann@home.example", preferred_channel="email"),)
    need = (AdjustmentGiven(kind="post_only", review_on=date(2026, 9, 1)),)
    book = Casebook("2026-03-02").received(complainants=liked, adjustments=need)
    assert [one.send_by for one in book.letters] == ["post"]
    (held,) = book.complaint.adjustments
    assert book.reveal(held.details)["kind"] == "post_only"
    assert held.agreed_at == book.now
    assert book.due("adjustment_review", "1") == "2026-09-01"
    assert len(book.events[book.ref]) == 1


def test_needs_that_leave_no_way_to_write_are_told_at_once() -> None:
    both = (AdjustmentGiven(kind="post_only"), AdjustmentGiven(kind="email_only"))
    with pytest.raises(InvalidData, match="rule out every way"):
        Casebook().received(adjustments=both)


def test_nobody_named_is_refused_unless_anonymous() -> None:
    with pytest.raises(InvalidData, match="complainants"):
        Casebook().received(complainants=())
    book = Casebook().received(complainants=(), anonymous=True)
    assert book.complaint.anonymous
    assert book.letters[0].send_by == "portal"


@pytest.mark.parametrize(
    ("service", "tenure", "code"),
    [
        # The council as landlord of the person who complains: the Housing Ombudsman.
        ("housing-repairs", "council_tenant", "housing"),
        ("housing-tenancy", "leaseholder", "housing"),
        # Tenure not known: a landlord service is presumed to be about a landlord.
        ("housing-repairs", None, "housing"),
        # Somebody else's tenant: the Local Government and Social Care Ombudsman.
        ("housing-repairs", "private_tenant", "lgsco"),
        # Homelessness and allocations are not the landlord's acts, whoever asks.
        ("housing-solutions", "council_tenant", "lgsco"),
        ("refuse-recycling", None, "lgsco"),
    ],
)
@clause("HO 3.7", "LGSCO 6.5")
def test_the_ombudsman_is_proposed_from_service_and_tenure(
    service: str, tenure: str | None, code: str
) -> None:
    person = ComplainantGiven(name="Ann", email="ann@example.org", tenure=tenure)
    assert Casebook().received(service, complainants=(person,)).complaint.codes == (code,)


@clause("HO 1.4", "LGSCO 1.8")
def test_a_service_request_needs_its_reason_and_voids_the_clock() -> None:
    book = Casebook("2026-03-02").received()
    refusal = refused(book, "treat_as_service_request", reason=" ", explanation="We will mend it")
    assert (refusal.rule, refusal.provision, refusal.field) == ("reason_missing", "HO 1.4",
                                                                 "reason")
    book.at("2026-03-03").do("treat_as_service_request", reason="A first report",
                             explanation="We will mend it")
    assert book.complaint.state is State.SERVICE_REQUEST
    assert book.deadline("stage_1_acknowledge").state(book.today) == "void"
    assert book.timely() is Timeliness.EXCLUDED


@clause("HO 1.5", "LGSCO 1.7", "LGSCO 5.3", "HO 1.3", "LGSCO 1.3")
@pytest.mark.parametrize(
    ("why", "received_on", "acknowledge_by"),
    [
        # It was a complaint from the start: the first contact's date stands.
        ("misclassified", date(2026, 3, 2), "2026-03-09"),
        # Unhappy with the answer to the request: received now.
        ("dissatisfied", date(2026, 3, 20), "2026-03-27"),
    ],
)
def test_raising_keeps_the_request_open(why: str, received_on: date, acknowledge_by: str) -> None:
    book = Casebook("2026-03-02").received()
    book.do("treat_as_service_request", reason="A first report", explanation="We will mend it")
    raised = book.at("2026-03-20").do("raise_as_complaint", why=why)
    assert book.complaint.state is State.SERVICE_REQUEST
    assert raised.received_on == received_on
    assert raised.first_contact_at == book.complaint.first_contact_at
    assert raised.links[0].ref == book.ref
    request, book.ref = book.ref, raised.ref
    assert book.due("stage_1_acknowledge") == acknowledge_by
    book.ref = request
    assert refused(book, "raise_as_complaint", why=why).rule == "not_allowed"


@clause("HO 2.1", "LGSCO 2.1", "HO 2.4", "LGSCO 2.4", "HO 2.5", "LGSCO 2.5")
@pytest.mark.parametrize(
    ("data", "rule", "field"),
    [
        # No ground: there is no refusal without a reason of the policy.
        ({"explanation": "x", "policy_paragraph": "4"}, "ground_missing", "ground"),
        # No explanation: each case on its merits, in words.
        ({"ground": "legal_proceedings", "policy_paragraph": "4"}, "reason_missing", "explanation"),
        ({"ground": "legal_proceedings", "explanation": " ", "policy_paragraph": "4"},
         "reason_missing", "explanation"),
        # No paragraph: the policy must allow it.
        ({"ground": "legal_proceedings", "explanation": "x"}, "reason_missing", "policy_paragraph"),
    ],
)
def test_a_refusal_says_ground_reasons_and_paragraph(
    data: dict[str, str], rule: str, field: str
) -> None:
    refusal = refused(Casebook().received(), "decline", **data)
    assert (refusal.rule, refusal.field) == (rule, field)
    assert refusal.provision


@clause("HO 2.3", "LGSCO 2.2")
def test_a_late_complaint_is_refused_only_after_discretion() -> None:
    book = Casebook("2026-05-18").received(issue_on=date(2025, 2, 1), aware_on=date(2025, 5, 15))
    refusal = refused(book, "decline", **LATE)
    assert (refusal.rule, refusal.provision) == ("discretion_not_considered", "HO 2.3")
    book.do("decline", **LATE, discretion_considered="No good reason for the delay was given")
    assert book.complaint.state is State.DECLINED
    assert book.letters[-1].kind == "not_accepted"


@clause("HO 2.2", "HO 2.3", "LGSCO 2.2", "LGSCO 2.3")
def test_within_twelve_months_lateness_is_no_ground() -> None:
    book = Casebook("2026-05-15").received(issue_on=date(2025, 2, 1), aware_on=date(2025, 5, 15))
    refusal = refused(book, "decline", **LATE, discretion_considered=True)
    assert refusal.rule == "ground_missing"
    assert "2026-05-15" in refusal.detail


def test_declining_some_points_leaves_the_rest_under_way() -> None:
    book = Casebook().received().accepted(PointGiven(text="Leak"), PointGiven(text="Old matter"))
    book.do("decline", ground="already_considered", explanation="Answered in 2024",
            policy_paragraph="4.3", points=(2,))
    assert book.complaint.state is State.STAGE_1_ACCEPTED
    assert [one.declined for one in book.complaint.points] == [False, True]
    with pytest.raises(InvalidData, match="point 9"):
        book.do("decline", ground="already_considered", explanation="x", policy_paragraph="4",
                points=(9,))


def test_a_complaint_may_be_refused_at_any_time_before_its_answer() -> None:
    book = Casebook().received().accepted().acknowledged("2026-03-04")
    book.do("decline", ground="legal_proceedings", explanation="Particulars were served",
            policy_paragraph="4.2")
    assert book.complaint.state is State.DECLINED
    assert book.timely() is Timeliness.EXCLUDED


def test_a_refusal_after_the_due_date_stays_late() -> None:
    book = Casebook("2026-03-02").received().accepted().acknowledged("2026-03-04").at("2026-03-19")
    book.do("decline", ground="legal_proceedings", explanation="Particulars were served",
            policy_paragraph="4.2")
    assert book.timely() is Timeliness.LATE
    assert book.deadline("stage_1_respond").state(book.today) == "missed"


def test_a_reaccepted_complaint_keeps_its_acknowledgement() -> None:
    book = Casebook("2026-03-02").received().accepted().acknowledged("2026-03-04")
    book.do("decline", ground="legal_proceedings", explanation="Served", policy_paragraph="4.2")
    book.at("2026-03-10").do("accept", points=(PointGiven(text="Leak"),))
    assert book.complaint.state is State.STAGE_1_ACCEPTED
    assert book.due("stage_1_respond") == "2026-03-18"
    assert book.complaint.declined is None


def test_handing_off_ends_the_clock_and_is_no_refusal() -> None:
    book = Casebook().received()
    book.do("hand_off", procedure="insurance_claim", explanation="Our insurer decides claims")
    assert book.complaint.state is State.HANDED_OFF
    assert book.complaint.declined is None
    assert book.letters[-1].kind == "update"


def test_a_duplicate_goes_into_the_one_received_first() -> None:
    book = Casebook("2026-03-02").received()
    first = book.ref
    second = book.at("2026-03-03").received(complainants=(ANN,)).ref
    book.do("merge", into=first)
    assert book.complaint.state is State.MERGED
    assert book.of(first).links[0].kind == "merged_from"
    book.do("unmerge")
    assert book.complaint.state is State.RECEIVED
    assert book.of(first).links == ()
    assert book.due("stage_1_acknowledge") == "2026-03-10"
    book.ref = first
    assert refused(book, "merge", into=second).rule == "date_order"
