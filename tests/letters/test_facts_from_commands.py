"""Proves that what a command says reaches its letter, and stays there when it is sent again."""

from __future__ import annotations

from typing import Any

import pytest
from support.casebook import SORRY
from support.clauses import clause
from support.mailroom import Mailroom

from complaints_service.domain.commands.parts import PointGiven
from complaints_service.domain.refusals import Refusal

BINS, REPAIRS = "refuse-recycling", "housing-repairs"


def investigating(service: str = REPAIRS, points: int = 1, **said: Any) -> Mailroom:
    """Return a complaint whose handler has acknowledged it."""
    book = Mailroom("2026-03-02").received(service)
    book.accepted(*(PointGiven(text=f"Matter {n}") for n in range(1, points + 1)))
    book.acknowledged("2026-03-04", **said)
    return book


@clause("HO 7.1", "LGSCO 7.1")
def test_an_apology_and_what_changes_are_in_the_officers_own_words_and_stay_in_a_second_copy(
) -> None:
    book = investigating()
    book.responded("2026-03-10", "upheld", apology="We are sorry for four dry-less weeks.",
                   changes="Roofers now ring the day before.")
    for _ in range(2):
        assert "four dry-less weeks" in book.block("apology")
        assert "got things wrong" not in book.block("apology")
        assert "Roofers now ring the day before." in book.block("changes")
        book.at("2026-03-12").do("reissue_response", stage=1, reason="The name was misspelt")
    book.escalated("2026-03-13").at("2026-03-16").do(
        "acknowledge_stage_2", by="rhona", role="reviewer")
    book.reviewed("2026-03-20", "upheld", remedies=(SORRY,), no_remedy_because=None,
                  apology="We are sorry a second time.", changes="A manager checks each roof.")
    assert "a second time" in book.block("apology")
    assert "A manager checks each roof." in book.block("changes")


def test_where_nobody_says_sorry_in_their_own_words_the_letter_still_does() -> None:
    book = investigating().responded("2026-03-10", "upheld")
    assert "We got things wrong, and we are sorry" in book.block("apology")
    assert book.block("changes") == ""
    assert investigating().responded("2026-03-10", "not_upheld").block("apology") == ""


# Service, what the answer says of itself, the provision that refuses it (None: no provision).
NOT_BY_PHONE: list[tuple[str, dict[str, Any], str | None]] = [
    # Under the Housing Code every answer is written
    (REPAIRS, {"resolved_early": True}, "HO 6.9"),
    # Only what was settled early may be answered so
    (BINS, {}, None),
]


@pytest.mark.parametrize(("service", "said", "provision"), NOT_BY_PHONE)
def test_an_answer_by_telephone_is_only_for_what_was_settled_early_under_the_lgsco_code(
    service: str, said: dict[str, Any], provision: str | None
) -> None:
    with pytest.raises(Refusal) as refused:
        investigating(service).responded("2026-03-10", answered_by_phone=True, **said)
    assert (refused.value.rule, refused.value.field) == ("not_allowed", "answered_by_phone")
    assert refused.value.provision == provision


def test_an_early_answer_by_telephone_is_confirmed_by_letter_with_the_way_on() -> None:
    book = investigating(BINS).responded(
        "2026-03-05", resolved_early=True, answered_by_phone=True)
    for _ in range(2):
        assert "already told you this by telephone" in book.block("stage")
        assert book.block("escalation")
        book.at("2026-03-12").do("reissue_response", stage=1, reason="It came back")


def test_a_final_response_is_never_by_telephone() -> None:
    book = investigating(BINS).responded("2026-03-10").escalated("2026-03-13")
    book.at("2026-03-16").do("acknowledge_stage_2", by="rhona", role="reviewer")
    with pytest.raises(Refusal, match="always a letter"):
        book.reviewed("2026-03-20", resolved_early=True, answered_by_phone=True)


@clause("HO 5.7", "LGSCO 6.7")
def test_what_was_said_to_be_for_others_stands_in_the_answers_too() -> None:
    book = investigating(points=2, not_ours=(2, "The water company sees to the pressure."))
    assert book.block("responsibility").count("The water company") == 1
    book.responded("2026-03-10", "not_upheld", "not_upheld")
    said = book.block("responsibility")
    assert "Point 2: Alderbourne Borough Council is not responsible for this." in said
    assert "The water company sees to the pressure." in said
    assert "Not our responsibility." in book.block("decision")


def test_a_letter_of_stage_2_tells_of_the_points_in_dispute_alone() -> None:
    book = investigating(points=3).responded("2026-03-10")
    book.at("2026-03-13").do("request_stage_2", points=(2,))
    book.do("assign_reviewer", reviewer="rhona@example.org")
    book.at("2026-03-16").do("acknowledge_stage_2", by="rhona", role="reviewer")
    said = book.block("responsibility")
    assert "Point 2" in said
    assert "Point 1" not in said
    assert "Point 3" not in said


# The services of two points, and what the letters must name for each.
MIXED = (PointGiven(text="The roof", service=REPAIRS), PointGiven(text="The bins", service=BINS))


@clause("LGSCO 6.5", "HO 6.19", "LGSCO 6.18")
def test_both_ombudsmen_stand_in_a_mixed_final_response_with_points_and_limits_of_their_own(
) -> None:
    book = Mailroom("2026-03-02").received(REPAIRS).accepted(*MIXED)
    book.acknowledged("2026-03-04")
    book.responded("2026-03-10").escalated("2026-03-13")
    book.at("2026-03-16").do("acknowledge_stage_2", by="rhona", role="reviewer")
    book.reviewed("2026-03-20")
    housing, lgsco = book.block("ombudsman").split("Local Government and Social Care", 1)
    assert "For point 1 of your complaint." in housing
    assert "within 12 months of our final response" in housing
    assert "For point 2 of your complaint." in lgsco
    assert "becoming aware of the matter" in lgsco
    assert "does not start again with our final response" in lgsco


@clause("LGSCO 6.5")
def test_where_one_half_of_a_mixed_complaint_goes_on_only_its_ombudsman_is_named() -> None:
    book = Mailroom("2026-03-02").received(REPAIRS).accepted(*MIXED)
    book.acknowledged("2026-03-04")
    book.responded("2026-03-10")
    book.at("2026-03-13").do("request_stage_2", points=(2,))
    book.do("assign_reviewer", reviewer="rhona@example.org")
    book.at("2026-03-16").do("acknowledge_stage_2", by="rhona", role="reviewer")
    assert "Local Government and Social Care Ombudsman" in book.block("ombudsman")
    assert "Housing Ombudsman" not in book.block("ombudsman")
