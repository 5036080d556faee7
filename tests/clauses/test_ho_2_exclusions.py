"""Both Codes, section 2: what may be refused, why, and where the person can turn."""

from __future__ import annotations

from datetime import date

import pytest
from support.casebook import Casebook, moment
from support.clauses import clause
from support.mailroom import Mailroom

from complaints_service.domain.commands.parts import PointGiven
from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.stages import State

SERVED = {"ground": "legal_proceedings", "policy_paragraph": "Exclusions, paragraph 2",
          "explanation": "Your claim and its particulars were filed on 2 February"}
LATE = {"ground": "over_12_months", "policy_paragraph": "Exclusions, paragraph 1",
        "explanation": "It happened in 2024"}
LANDLORD, OTHER = "housing-repairs", "refuse-recycling"


def refused(book: Casebook, **data: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        book.do("decline", **data)
    return caught.value


@clause("HO 2.1", "LGSCO 2.1")
def test_nobody_but_the_complaints_team_refuses_and_one_complaint_at_a_time() -> None:
    """There is no way to refuse in bulk: the command knows one complaint, and its reasons."""
    fields = COMMANDS["decline"].data.__dataclass_fields__
    assert not {"refs", "complaints", "all"} & set(fields)
    book = Mailroom("2026-03-02").received()
    other = Mailroom("2026-03-02").received()
    book.do("decline", **SERVED)
    assert (book.complaint.state, other.complaint.state) == (State.DECLINED, State.RECEIVED)
    event = book.events[book.ref][-1]
    assert (event.actor, event.role, event.recorded_at) == ("olive", "officer", book.now)


@clause("HO 2.1", "LGSCO 2.1")
@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("ground", "ground_missing"),
        ("explanation", "reason_missing"),
        ("policy_paragraph", "reason_missing"),
    ],
)
@pytest.mark.parametrize("service", [LANDLORD, OTHER])
def test_a_refusal_without_its_reason_does_not_happen(
    field: str, rule: str, service: str
) -> None:
    book = Mailroom("2026-03-02").received(service)
    refusal = refused(book, **(SERVED | {field: None}))
    prefix = "HO 2." if service == LANDLORD else "LGSCO 2."
    assert refusal.rule == rule
    assert refusal.provision is not None
    assert refusal.provision.startswith(prefix)
    assert book.complaint.state is State.RECEIVED


@clause("HO 2.2", "LGSCO 2.3")
def test_the_grounds_are_those_of_the_policy_each_with_its_paragraph() -> None:
    book = Mailroom("2026-03-02").received()
    grounds = book.rules.vocabularies["grounds"]
    assert {one.key for one in grounds} == {
        "over_12_months", "legal_proceedings", "already_considered"
    }
    assert all(one.extras["policy_paragraph"] for one in grounds)
    with pytest.raises(InvalidData, match="not one of our grounds"):
        book.do("decline", **(SERVED | {"ground": "too_difficult"}))
    book.do("decline", **SERVED)
    assert "Exclusions, paragraph 2" in book.block("policy")


@pytest.mark.parametrize(
    ("issue_on", "aware_on", "accepted_until"),
    [
        # Twelve months from the issue …
        (date(2025, 5, 18), None, True),
        (date(2025, 5, 17), None, False),
        # … or from becoming aware of it, whichever is later
        (date(2024, 1, 1), date(2025, 5, 18), True),
        (date(2024, 1, 1), date(2025, 5, 17), False),
    ],
)
@clause("HO 2.3", "LGSCO 2.2")
def test_within_twelve_months_of_knowing_lateness_is_no_ground(
    issue_on: date, aware_on: date | None, accepted_until: bool
) -> None:
    for service in (LANDLORD, OTHER):
        book = Mailroom("2026-05-18").received(service, issue_on=issue_on, aware_on=aware_on)
        data = LATE | {"discretion_considered": "She was ill only until June"}
        if accepted_until:
            assert refused(book, **data).rule == "ground_missing"
        else:
            book.do("decline", **data)
            assert "She was ill only until June" in book.block("discretion")


@clause("HO 2.3", "LGSCO 2.2")
@pytest.mark.parametrize(("service", "provision"), [(LANDLORD, "HO 2.3"), (OTHER, "LGSCO 2.2")])
def test_out_of_time_discretion_is_weighed_and_its_result_told(
    service: str, provision: str
) -> None:
    book = Mailroom("2026-05-18").received(service, issue_on=date(2024, 1, 1))
    refusal = refused(book, **LATE)
    assert (refusal.rule, refusal.provision) == ("discretion_not_considered", provision)
    for nothing in ("", "  ", False):
        assert refused(book, **LATE, discretion_considered=nothing).rule == \
            "discretion_not_considered"


@clause("HO 2.3", "LGSCO 2.2")
def test_a_late_complaint_may_be_accepted_all_the_same() -> None:
    book = Mailroom("2026-05-18").received(issue_on=date(2024, 1, 1))
    assert "accept" in book.open()
    book.do("accept", points=(PointGiven(text="Leak"),))
    assert book.complaint.state is State.STAGE_1_ACCEPTED


@clause("HO 2.4", "LGSCO 2.4")
@pytest.mark.parametrize(
    ("service", "named", "not_named", "provision"),
    [
        (LANDLORD, "Housing Ombudsman Service", "Social Care", "HO 2.4"),
        (OTHER, "Local Government and Social Care Ombudsman", "Housing Ombudsman", "LGSCO 2.4"),
    ],
)
def test_the_letter_gives_the_reasons_and_the_right_ombudsman(
    service: str, named: str, not_named: str, provision: str
) -> None:
    book = Mailroom("2026-03-02").received(service)
    book.do("decline", **SERVED)
    letter = book.last
    assert letter.kind == "not_accepted"
    assert "claim and its particulars were filed" in book.block("explanation")
    signpost = next(one for one in letter.blocks if one.key == "ombudsman")
    assert named in signpost.text
    assert not_named not in signpost.text
    assert signpost.provision == provision


@clause("HO 2.4")
def test_an_ombudsman_may_tell_us_to_take_it_on() -> None:
    book = Mailroom("2026-03-02").received()
    book.do("decline", **SERVED)
    book.at("2026-03-20").do("notify_ombudsman", body="housing", reference="202612345")
    book.do("record_ombudsman_instruction", ombudsman="housing-1", instruction="accept",
            due_on=date(2026, 3, 27))
    assert book.complaint.state is State.STAGE_1_ACCEPTED
    assert book.complaint.declined is None
    assert book.complaint.received_at == moment("2026-03-02"), "earlier time is not forgiven"
    assert book.due("ombudsman_instruction", "1") == "2026-03-27"


@clause("HO 2.5", "LGSCO 2.5")
def test_each_refusal_has_words_of_its_own() -> None:
    """The same words may fit two complaints, but none is refused without being given any."""
    first, second = (Mailroom("2026-03-02").received() for _ in range(2))
    first.do("decline", **SERVED)
    assert refused(second, ground="legal_proceedings",
                   policy_paragraph="Exclusions, paragraph 2").field == "explanation"
    second.do("decline", **SERVED)
    told = [book.reveal(book.complaint.declined.explanation) for book in (first, second)]
    assert told == [SERVED["explanation"]] * 2


@clause("HO 2.5", "LGSCO 2.5")
def test_no_ground_refuses_by_itself() -> None:
    """A complaint that is late, in court and decided before is still received and weighed."""
    book = Mailroom("2026-03-02").received(issue_on=date(2020, 1, 1))
    assert book.complaint.state is State.RECEIVED
    assert {"accept", "decline"} <= book.open()


@clause("HO 2.5", "LGSCO 2.5")
def test_one_excluded_matter_does_not_take_the_others_with_it() -> None:
    book = Mailroom("2026-03-02").received()
    book.do("accept", points=(PointGiven(text="The leak"), PointGiven(text="The claim of 2024")))
    book.do("decline", points=(2,), **SERVED)
    assert book.complaint.state is State.STAGE_1_ACCEPTED
    assert "The claim of 2024" in book.last.text
    assert "The leak" not in book.last.text
    assert book.due("stage_1_acknowledge") == "2026-03-09"


@clause("HO 2.4", "LGSCO 2.4")
@pytest.mark.parametrize(
    ("point", "named", "not_named"),
    [(1, "Housing Ombudsman Service", "Social Care"), (2, "Social Care", "Housing Ombudsman")],
)
def test_of_a_mixed_complaint_the_refused_points_own_ombudsman_is_named(
    point: int, named: str, not_named: str
) -> None:
    book = Mailroom("2026-03-02").received(LANDLORD)
    book.do("accept", points=(PointGiven(text="Leak"),
                              PointGiven(text="Advice", service="housing-solutions")))
    book.do("decline", points=(point,), **SERVED)
    assert named in book.block("ombudsman")
    assert not_named not in book.block("ombudsman")
