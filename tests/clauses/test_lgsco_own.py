"""What the Code of the Local Government and Social Care Ombudsman asks in its own way."""

from __future__ import annotations

from datetime import date

import pytest
from support.clauses import clause
from support.letters import letter_facts
from support.mailroom import Mailroom

from complaints_service.content.letters import load_letter_rules
from complaints_service.domain.commands.parts import ComplainantGiven, PointGiven
from complaints_service.domain.refusals import Refusal
from complaints_service.letters.compose import MissingBlock, compose

HOUSING = "Housing Ombudsman Service"
LGSCO = "Local Government and Social Care Ombudsman"


@clause("LGSCO 1.4")
@pytest.mark.parametrize("tenure", [None, "private_tenant", "council_tenant", "owner_occupier"])
def test_anybody_may_complain_tenant_or_not(tenure: str | None) -> None:
    person = ComplainantGiven(name="Ann", email="ann@example.org", tenure=tenure)
    book = Mailroom("2026-03-02").received("refuse-recycling", complainants=(person,))
    assert book.complaint.codes == ("lgsco",)
    assert book.due("stage_1_acknowledge") == "2026-03-09"


@clause("LGSCO 6.5", "HO 3.7")
def test_the_relevant_ombudsman_is_chosen_point_by_point_and_may_be_both() -> None:
    book = Mailroom("2026-03-02").received()
    book.accepted(PointGiven(text="Leak"),
                  PointGiven(text="Wrong advice on rehousing", service="housing-solutions"))
    book.acknowledged("2026-03-04")
    book.do("extend", by="hal", role="handler", stage=1, working_days=5, reason="third_party",
            reason_text="We wait for a report")
    said = book.block("ombudsman")
    housing, lgsco = said.split(LGSCO, 1)
    assert HOUSING in housing
    assert "point 1" in housing
    assert "point 2" in lgsco


@clause("LGSCO 7.4")
def test_what_cannot_be_delivered_is_explained_replaced_and_the_ombudsman_recalled() -> None:
    book = Mailroom("2026-03-02").received("refuse-recycling").accepted()
    book.do("offer_remedy", kind="action_on_delay", description="A new bin by Easter",
            due_on=date(2026, 4, 1))
    given = {"n": 1, "reason": "The maker has closed", "alternative": "Two smaller bins"}
    for field, rule in (("reason", "reason_missing"), ("alternative", "remedy_incomplete")):
        with pytest.raises(Refusal) as refused:
            book.do("remedy_undeliverable", **(given | {field: " "}))
        assert (refused.value.rule, refused.value.provision) == (rule, "LGSCO 7.4")
    book.do("remedy_undeliverable", **given)
    assert "A new bin by Easter" in book.block("undelivered")
    assert "The maker has closed" in book.block("reason")
    assert "Two smaller bins" in book.block("alternative")
    assert LGSCO in book.block("ombudsman")
    assert book.complaint.remedies[0].status == "undeliverable"


@clause("LGSCO 6.8")
def test_an_early_answer_by_telephone_still_tells_the_way_on() -> None:
    """Under this Code alone; the Housing Ombudsman's asks for every answer in writing."""
    rules = load_letter_rules()
    spoken = {"resolved_early": True, "answered_by_phone": True, "remedies": ()}
    letter = compose(letter_facts("stage_1_response", ("lgsco",), **spoken), rules)
    assert any(one.key == "escalation" for one in letter.blocks)
    with pytest.raises(MissingBlock) as missing:
        compose(letter_facts("stage_1_response", ("lgsco",), how_to_escalate=" ", **spoken), rules)
    assert missing.value.provision == "LGSCO 6.8"


@clause("LGSCO 6.7")
def test_the_answer_says_which_aspects_are_not_the_councils() -> None:
    book = Mailroom("2026-03-02").received("refuse-recycling")
    book.accepted(PointGiven(text="The bins"), PointGiven(text="The water pressure"))
    book.acknowledged("2026-03-04", not_ours=(2, "The water company sees to the pressure."))
    assert "The water company sees to the pressure." in book.block("responsibility")
    book.responded("2026-03-10", "not_upheld", "not_upheld")
    said = book.block("responsibility")
    assert "Point 2" in said
    assert "not responsible" in said
    assert "Point 1" not in said
