"""Both Codes, section 3: any way in, help for whoever needs it, the Ombudsman from the start."""

from __future__ import annotations

from datetime import date

import pytest
from support.casebook import SORRY
from support.clauses import clause
from support.mailroom import Mailroom

from complaints_service.domain.commands.parts import (
    AdjustmentGiven,
    ComplainantGiven,
    RepresentativeGiven,
)
from complaints_service.domain.refusals import Refusal
from complaints_service.services.permissions import ON_FILE, STAFF, WHO

LANDLORD, OTHER = "housing-repairs", "refuse-recycling"
NAMES = {
    LANDLORD: ("Housing Ombudsman Service", "0300 111 3000", "www.housing-ombudsman.org.uk"),
    OTHER: ("Local Government and Social Care Ombudsman", "0300 061 0614", "www.lgo.org.uk"),
}


@clause("HO 3.1", "LGSCO 3.1")
@pytest.mark.parametrize(
    "channel",
    ["phone", "in_person", "letter", "email", "web", "social_media", "portal", "councillor", "mp",
     "survey", "staff"],
)
def test_every_channel_is_taken_and_none_runs_slower(channel: str) -> None:
    book = Mailroom("2026-03-02").received(channel=channel)
    assert book.complaint.channel == channel
    assert book.due("stage_1_acknowledge") == "2026-03-09"


@clause("HO 3.1", "LGSCO 3.1", "HO 5.10", "LGSCO 5.6")
def test_needs_are_asked_for_in_the_first_letters() -> None:
    book = Mailroom("2026-03-02").received()
    assert book.block("adjustments"), "the receipt asks"
    book.accepted().acknowledged("2026-03-04")
    assert book.block("adjustments"), "the acknowledgement asks"


@clause("HO 3.2", "LGSCO 3.2")
def test_any_member_of_staff_may_record_a_complaint_and_a_wish_for_stage_2() -> None:
    for role in ("intake", "handler", "officer", "reviewer", "manager"):
        assert role in STAFF
        assert role in WHO["receive"]
        assert role in WHO["request_stage_2"]
    assert {"request_stage_2", "record_contact"} <= ON_FILE, "on anybody's complaint"


@clause("HO 3.2", "LGSCO 3.2")
def test_it_counts_from_the_day_that_the_first_of_us_had_it() -> None:
    """A letter handed to a caretaker on Monday and recorded on Thursday was received on Monday."""
    book = Mailroom("2026-03-05")
    book.ref = book.do("receive", by="iris", role="intake", when="2026-03-02T10:00",
                       service=LANDLORD, channel="staff", description="It leaks",
                       complainants=(ComplainantGiven(name="Ann"),)).ref
    assert book.complaint.received_on == date(2026, 3, 2)
    assert book.complaint.recorded_at == book.now
    assert book.due("stage_1_acknowledge") == "2026-03-09"


@clause("HO 3.6", "LGSCO 3.6")
def test_a_representative_deals_with_the_complaint_from_receipt_to_final_response() -> None:
    rob = RepresentativeGiven(name="Rob Adviser", kind="advocate", email="rob@example.org",
                              authority="Form signed on 1 March")
    book = Mailroom("2026-03-02").received(representative=rob)
    book.accepted().acknowledged("2026-03-04").responded("2026-03-10").escalated("2026-03-12")
    book.do("acknowledge_stage_2")
    book.reviewed("2026-03-20")
    assert len(book.sent) == 5
    for letter in book.sent:
        assert "Rob Adviser" in letter.text, letter.kind
        assert "Ann Example" in letter.text, f"{letter.kind} says for whom"


@clause("HO 3.6", "LGSCO 3.6")
def test_representation_and_company_are_offered_in_the_first_letters() -> None:
    book = Mailroom("2026-03-02").received().accepted().acknowledged("2026-03-04")
    for letter in book.sent:
        said = next(one.text for one in letter.blocks if one.key == "representation")
        assert "deal with your complaint for you" in said
        assert "bring someone with you to any meeting" in said


@clause("HO 3.6", "LGSCO 3.6")
def test_a_representative_may_come_and_go_at_any_time_and_no_clock_notices() -> None:
    book = Mailroom("2026-03-02").received().accepted().acknowledged("2026-03-04")
    due = book.due("stage_1_respond")
    book.do("set_representative", representative=RepresentativeGiven(
        name="Rob", email="rob@example.org", authority="Form"))
    book.do("set_representative", representative=None)
    assert book.complaint.representative is None
    assert book.due("stage_1_respond") == due
    book.responded("2026-03-10")
    assert "Ann Example" in book.last.text


@clause("HO 3.7", "LGSCO 3.7")
@pytest.mark.parametrize("service", [LANDLORD, OTHER])
def test_every_letter_of_a_complaints_life_says_how_to_reach_the_ombudsman(service: str) -> None:
    book = Mailroom("2026-03-02").received(service)
    book.accepted().acknowledged("2026-03-04")
    book.do("extend", by="hal", role="handler", stage=1, working_days=5, reason="third_party",
            reason_text="We wait for a report")
    book.responded("2026-03-10", "upheld", remedies=(SORRY,)).escalated("2026-03-12")
    book.do("acknowledge_stage_2")
    book.reviewed("2026-03-20")
    kinds = [one.kind for one in book.sent]
    assert kinds == ["receipt", "acknowledgement", "extension", "stage_1_response",
                     "stage_2_acknowledgement", "stage_2_response"]
    other = NAMES[OTHER if service == LANDLORD else LANDLORD]
    for letter in book.sent:
        for detail in NAMES[service]:
            assert detail in letter.text, (letter.kind, detail)
        assert other[0] not in letter.text, letter.kind


@clause("HO 3.1", "LGSCO 3.1", "HO 5.10")
def test_an_adjustment_is_asked_once_and_obeyed_by_every_letter_after() -> None:
    book = Mailroom("2026-03-02").received().accepted()
    book.do("set_adjustments", adjustments=(AdjustmentGiven(kind="post_only"),))
    with pytest.raises(Refusal) as refused:
        book.do("acknowledge", definition="A leak", outcomes_sought="Dry", send_by="email")
    assert refused.value.provision == "HO 5.10, LGSCO 5.6"
    book.acknowledged("2026-03-04").responded("2026-03-10")
    assert {one.send_by for one in book.letters[1:]} == {"post"}
