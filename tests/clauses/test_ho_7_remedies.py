"""Both Codes, section 7: what went wrong is acknowledged, put right and followed to the end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from support.casebook import SORRY
from support.clauses import clause
from support.mailroom import Mailroom

from complaints_service.domain.commands.parts import PointGiven, RemedyGiven
from complaints_service.domain.refusals import InvalidData, Refusal

LANDLORD, OTHER = "housing-repairs", "refuse-recycling"
EIGHT = {
    "apology", "acknowledgement", "explanation", "action_on_delay", "decision_reconsidered",
    "record_corrected", "financial_remedy", "policy_changed",
}
CODES = pytest.mark.parametrize(("service", "prefix"), [(LANDLORD, "HO"), (OTHER, "LGSCO")])


def investigating(service: str = LANDLORD) -> Mailroom:
    book = Mailroom("2026-03-02").received(service)
    return book.accepted(PointGiven(text="Leak"), PointGiven(text="No reply")) \
        .acknowledged("2026-03-04")


def refused(book: Mailroom, name: str, **data: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        book.do(name, by="hal", role="handler", **data)
    return caught.value


@clause("HO 7.1", "LGSCO 7.1")
def test_the_kinds_of_remedy_are_the_eight_of_both_codes() -> None:
    book = investigating()
    assert {one.key for one in book.rules.vocabularies["remedy_kinds"]} == EIGHT
    with pytest.raises(InvalidData, match="goodwill"):
        book.do("offer_remedy", kind="goodwill", description="A gift", due_on=date(2030, 1, 1))
    several = tuple(RemedyGiven(kind=kind, description=f"About {kind}", due_on=date(2030, 1, 1))
                    for kind in sorted(EIGHT))
    book.responded("2026-03-10", "upheld", "upheld", remedies=several)
    for one in several:
        assert str(one.description) in book.block("remedy")


@clause("HO 7.1", "LGSCO 7.1")
@CODES
def test_what_went_wrong_is_acknowledged_and_never_left_without_an_answer(
    service: str, prefix: str
) -> None:
    book = investigating(service)
    nothing = refused(book, "respond_stage_1", points=book.answers("upheld", "not_upheld"))
    assert (nothing.rule, nothing.provision) == ("remedy_incomplete", f"{prefix} 7.1")
    book.responded("2026-03-10", "upheld", "not_upheld", remedies=(SORRY,))
    assert "sorry" in book.block("apology").lower()


@clause("HO 7.2", "LGSCO 7.2")
def test_a_remedy_names_the_points_and_the_sum_that_it_answers() -> None:
    book = investigating()
    paid = RemedyGiven(kind="financial_remedy", description="For four wet weeks in two rooms",
                       amount=Decimal("150.50"), due_on=date(2026, 4, 1), points=(1,))
    book.responded("2026-03-10", "upheld", "not_upheld", remedies=(paid,))
    held = book.complaint.remedies[0]
    assert (held.points, held.amount_pence) == ((1,), 15050)
    assert "£150.50" in book.block("remedy")
    assert "For four wet weeks in two rooms" in book.block("remedy")
    with pytest.raises(InvalidData, match="point 9"):
        book.do("offer_remedy", kind="apology", description="x", due_on=date(2030, 1, 1),
                points=(9,))


@clause("HO 7.2", "LGSCO 7.2")
def test_no_remedy_for_a_fault_is_a_decision_with_reasons() -> None:
    book = investigating()
    book.at("2026-03-10").do(
        "respond_stage_1", by="hal", role="handler", points=book.answers("upheld", "not_upheld"),
        no_remedy_because="The roof was mended within the hour")
    assert "The roof was mended within the hour" in book.block("remedy")


@clause("HO 7.3", "LGSCO 7.3")
@CODES
@pytest.mark.parametrize("field", ["kind", "description", "due_on"])
def test_an_offer_says_what_and_by_when(service: str, prefix: str, field: str) -> None:
    whole = {"kind": "apology", "description": "A letter of apology", "due_on": date(2026, 4, 1)}
    refusal = refused(investigating(service), "offer_remedy", **(whole | {field: None}))
    assert (refusal.rule, refusal.provision) == ("remedy_incomplete", f"{prefix} 7.3")


@clause("HO 7.3", "LGSCO 7.3")
@CODES
def test_a_remedy_is_followed_until_something_shows_it_was_done(service: str, prefix: str) -> None:
    book = investigating(service)
    book.do("offer_remedy", kind="apology", description="A letter", due_on=date(2026, 4, 1))
    book.do("record_remedy_reply", n=1, reply="agreed")
    assert book.deadline("remedy", "1").overdue(date(2026, 4, 2))
    unproved = refused(book, "complete_remedy", n=1, evidence="")
    assert (unproved.rule, unproved.provision) == ("evidence_missing", f"{prefix} 7.3")
    book.at("2026-03-30").do("complete_remedy", n=1, evidence="Copy of the letter")
    assert book.complaint.remedies[0].status == "done"
    assert book.deadline("remedy", "1").state(book.today) == "met"


@clause("HO 7.3", "LGSCO 7.3")
def test_done_late_is_done_and_stays_late() -> None:
    book = investigating()
    book.do("offer_remedy", kind="apology", description="A letter", due_on=date(2026, 4, 1))
    book.at("2026-04-20").do("complete_remedy", n=1, evidence="Copy of the letter")
    assert book.deadline("remedy", "1").state(book.today) == "missed"
