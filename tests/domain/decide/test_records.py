"""The file: remedies, people, adjustments, representatives, restrictions, lessons."""

from __future__ import annotations

from datetime import date

import pytest
from support.casebook import SORRY, Casebook
from support.clauses import clause

from complaints_service.domain.commands.parts import (
    AdjustmentGiven,
    ComplainantGiven,
    RepresentativeGiven,
)
from complaints_service.domain.refusals import InvalidData, Refusal


def begun() -> Casebook:
    return Casebook("2026-03-02").received().accepted()


def refusal_of(book: Casebook, name: str, **data: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        book.do(name, **data)
    return caught.value


@clause("HO 5.13", "LGSCO 5.9")
def test_a_remedy_may_be_offered_at_any_stage() -> None:
    book = Casebook("2026-03-02").received()
    book.do("offer_remedy", kind="apology", description="Sorry", due_on=date(2026, 3, 9))
    assert book.due("remedy", "1") == "2026-03-09"


def test_a_reply_changes_nothing_else() -> None:
    book = begun()
    book.do("offer_remedy", kind="apology", description="Sorry", due_on=date(2026, 3, 9))
    state, due = book.complaint.state, book.due("stage_1_respond")
    book.do("record_remedy_reply", n=1, reply="refused")
    assert (book.complaint.state, book.due("stage_1_respond")) == (state, due)
    assert book.complaint.remedies[0].status == "refused"
    assert "record_remedy_reply" not in book.open()


def test_a_new_date_is_told_with_its_reason() -> None:
    book = begun()
    book.do("offer_remedy", kind="apology", description="Sorry", due_on=date(2026, 3, 9))
    assert refusal_of(book, "change_remedy_date", n=1, due_on=date(2026, 3, 20)).rule == \
        "reason_missing"
    book.do("change_remedy_date", n=1, due_on=date(2026, 3, 20), reason="The director is ill")
    assert book.due("remedy", "1") == "2026-03-20"
    assert book.letters[-1].kind == "update"
    with pytest.raises(InvalidData, match="no remedy of this complaint"):
        book.do("change_remedy_date", n=4, due_on=date(2026, 3, 20), reason="x")


@clause("LGSCO 7.4")
def test_what_cannot_be_delivered_is_explained_and_replaced() -> None:
    book = begun()
    book.do("offer_remedy", kind="action_on_delay", description="A tree", due_on=date(2026, 3, 9))
    assert refusal_of(book, "remedy_undeliverable", n=1, reason="No ground").rule == \
        "remedy_incomplete"
    book.do("remedy_undeliverable", n=1, reason="No ground", alternative="A bench")
    assert book.complaint.remedies[0].status == "undeliverable"
    assert book.letters[-1].kind == "remedy_undeliverable"
    assert not book.deadline("remedy", "1").open


@clause("HO 5.10", "LGSCO 5.6", "HO 3.1", "LGSCO 3.1")
def test_adjustments_rule_ways_of_sending_out() -> None:
    book = begun()
    book.do("set_adjustments", adjustments=(
        AdjustmentGiven(kind="post_only", review_on=date(2026, 9, 1)),), vulnerability=True)
    assert book.due("adjustment_review", "1") == "2026-09-01"
    refusal = refusal_of(book, "acknowledge", definition="A leak", outcomes_sought="Dry",
                         send_by="email")
    assert refusal.rule == "adjustment_unmet"
    book.do("acknowledge", definition="A leak", outcomes_sought="Dry")
    assert book.letters[-1].send_by == "post"


@clause("HO 5.10", "LGSCO 5.6")
def test_letters_by_post_only_wait_for_the_post_though_no_address_is_on_file() -> None:
    book = begun()
    book.do("set_complainants", complainants=(
        ComplainantGiven(name="Ann Example", email="ann@example.org"),))
    book.do("set_adjustments", adjustments=(AdjustmentGiven(kind="post_only"),))
    book.do("acknowledge", definition="A leak", outcomes_sought="Dry")
    assert book.letters[-1].send_by == "post"


def test_nothing_of_an_adjustment_stands_readable_in_the_event() -> None:
    book = begun()
    book.do("set_adjustments", adjustments=(AdjustmentGiven(kind="easy_read", detail="Dyslexia"),))
    text = str(book.events[book.ref][-1].data)
    assert "easy_read" not in text
    assert "Dyslexia" not in text


@pytest.mark.parametrize(
    ("representative", "to_whom"),
    [
        # No authority shown: the complaint goes on, the letter goes to the complainant.
        (RepresentativeGiven(name="Rob", email="rob@example.org", kind="advocate"), "Ann Example"),
        (RepresentativeGiven(name="Rob", email="rob@example.org", authority="Signed form"), "Rob"),
        # Authority that has ended counts no more.
        (RepresentativeGiven(name="Rob", email="rob@example.org", authority="Form",
                             expires_on=date(2026, 3, 1)), "Ann Example"),
        # A councillor acts for a resident without a form.
        (RepresentativeGiven(name="Cllr Day", email="day@example.org", kind="councillor"),
         "Cllr Day"),
    ],
)
@clause("HO 3.6", "LGSCO 3.6", "LGSCO 1.5", "HO 1.3")
def test_letters_go_to_a_representative_with_authority(
    representative: RepresentativeGiven, to_whom: str
) -> None:
    from complaints_service.domain.decide.people import recipient

    book = begun()
    book.do("set_representative", representative=representative)
    person = recipient(book.complaint, book.today)
    assert person is not None
    assert book.reveal(person.details)["name"] == to_whom


def test_consent_bars_disclosure_but_not_the_complaint() -> None:
    book = Casebook("2026-03-02").received(
        complainants=(), anonymous=True,
        representative=RepresentativeGiven(name="Rob", kind="councillor", email="r@example.org"))
    book.do("set_representative",
            representative=RepresentativeGiven(name="Rob", email="r@example.org"))
    book.accepted()
    assert book.due("stage_1_acknowledge") == "2026-03-09"
    assert refusal_of(book, "acknowledge", definition="x", outcomes_sought="y").rule == \
        "consent_missing"


@pytest.mark.parametrize(
    ("person", "send_by"),
    [
        (ComplainantGiven(name="A", email="a@example.org"), "email"),
        (ComplainantGiven(name="A", address="1 Mill Road"), "post"),
        (ComplainantGiven(name="A", email="a@example.org", preferred_channel="post"), "post"),
        # No address of any kind: the letter waits in the portal.
        (ComplainantGiven(name="A"), "portal"),
        (ComplainantGiven(name="A", email="a@example.org", preferred_channel="phone"), "email"),
    ],
)
def test_a_letter_goes_as_the_person_prefers(person: ComplainantGiven, send_by: str) -> None:
    assert Casebook().received(complainants=(person,)).letters[0].send_by == send_by


@clause("HO 5.14", "HO 5.15", "LGSCO 5.10")
def test_a_restriction_has_reason_and_review_and_bars_no_complaint() -> None:
    book = begun()
    refusal = refusal_of(book, "restrict_contact", restriction="Email only",
                         review_on=date(2026, 9, 1))
    assert (refusal.rule, refusal.provision) == ("reason_missing", "HO 5.14")
    book.do("restrict_contact", restriction="Email only", reason="Forty calls a day",
            review_on=date(2026, 9, 1))
    assert book.due("contact_limit_review") == "2026-09-01"
    assert book.received().complaint.state.value == "received"


@clause("HO 9.1", "LGSCO 9.1", "HO 9.2", "LGSCO 9.2")
def test_a_lesson_or_why_there_is_none() -> None:
    book = begun()
    assert refusal_of(book, "add_lesson").rule == "reason_missing"
    book.do("add_lesson", none_because="It was the weather")
    book.do("record_cause", cause="outside_control")
    assert book.complaint.cause == "outside_control"
    assert book.complaint.lessons[0].summary is None


@clause("HO 5.12", "LGSCO 5.8")
def test_the_file_keeps_every_event_in_order() -> None:
    book = begun().acknowledged("2026-03-04").responded("2026-03-10", "upheld",
                                                        remedies=(SORRY,))
    assert [one.seq for one in book.events[book.ref]] == [1, 2, 3, 4, 5]
    assert [one.type for one in book.events[book.ref]] == [
        "received", "accepted", "assigned", "acknowledged", "stage_1_responded"]
    assert book.complaint.version == 5


def test_events_hold_nothing_that_anyone_could_read() -> None:
    book = begun().acknowledged("2026-03-04").responded("2026-03-10", "upheld",
                                                        remedies=(SORRY,))
    book.do("add_note", text="canary note")
    book.do("record_contact", channel="phone", direction="in", summary="canary summary")
    text = str([one.data for one in book.events[book.ref]])
    for secret in ("Ann Example", "ann@example.org", "Mill Road", "roof", "leak", "dry",
                   "record shows", "sorry", "canary"):
        assert secret.lower() not in text.lower(), secret


def test_every_condition_has_words_for_when_it_does_not_hold() -> None:
    from complaints_service.domain.facts import CONDITIONS, UNMET

    assert set(UNMET) == CONDITIONS
