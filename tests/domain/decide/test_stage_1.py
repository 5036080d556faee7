"""Stage 1: acknowledgement, points, definition, the answer and its remedies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from support.casebook import SORRY, Casebook
from support.clauses import clause

from complaints_service.domain.commands.parts import PointAnswer, PointGiven, RemedyGiven
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.stages import Finding, State, Timeliness, finding_of

UP, PART = Finding.UPHELD, Finding.PARTLY_UPHELD
NOT, OPEN = Finding.NOT_UPHELD, Finding.UNABLE_TO_DECIDE


def begun() -> Casebook:
    return Casebook("2026-03-02").received().accepted()


def investigating(*points: PointGiven) -> Casebook:
    return Casebook("2026-03-02").received().accepted(*points).acknowledged("2026-03-04")


def refusal_of(book: Casebook, name: str, **data: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        book.do(name, by="hal", role="handler", **data)
    return caught.value


@pytest.mark.parametrize(
    ("data", "field"),
    [
        # Nothing is understood until it is set out.
        ({"outcomes_sought": "A dry roof"}, "definition"),
        ({"definition": "  ", "outcomes_sought": "A dry roof"}, "definition"),
        # What is wanted must be said, or that nothing was.
        ({"definition": "A leak"}, "outcomes_sought"),
        ({"definition": "A leak", "outcomes_not_stated": False}, "outcomes_sought"),
    ],
)
@clause("HO 5.6", "HO 6.2", "LGSCO 5.4", "LGSCO 6.2")
def test_no_acknowledgement_without_definition_and_outcomes(
    data: dict[str, object], field: str
) -> None:
    refusal = refusal_of(begun(), "acknowledge", **data)
    assert (refusal.rule, refusal.provision, refusal.field) == ("definition_missing", "HO 5.6",
                                                                 field)


def test_outcomes_may_be_unstated() -> None:
    book = begun().acknowledged("2026-03-04", outcomes_sought=None, outcomes_not_stated=True)
    assert book.complaint.outcomes_not_stated
    assert book.complaint.state is State.STAGE_1_INVESTIGATING


@clause("HO 5.7", "LGSCO 6.7")
def test_what_is_not_ours_is_said_on_acknowledging() -> None:
    book = Casebook().received().accepted(PointGiven(text="Leak"), PointGiven(text="Rent law"))
    book.acknowledged("2026-03-04", not_ours=(2, "The county runs the road"))
    assert [one.responsibility for one in book.complaint.points] == ["ours", "not_ours"]
    assert book.letters[-1].facts["not_ours"] == ["The county runs the road"]
    other = Casebook().received().accepted()
    with pytest.raises(InvalidData, match="point 7"):
        other.do("acknowledge", definition="x", outcomes_sought="y", not_ours=(7,))


def test_codes_are_fixed_at_the_acknowledgement() -> None:
    book = Casebook().received().accepted(
        PointGiven(text="Leak"), PointGiven(text="Advice", service="housing-solutions"))
    assert book.complaint.codes == ("housing", "lgsco")
    book.acknowledged("2026-03-04").do("set_points", points=(PointGiven(text="Leak"),))
    assert book.complaint.codes == ("housing", "lgsco")
    assert len(book.complaint.points) == 1


@clause("HO 6.8", "LGSCO 6.9")
def test_new_issues_join_until_stage_1_is_answered() -> None:
    book = investigating()
    book.do("add_point", point=PointGiven(text="The ceiling fell"), related=True)
    assert [one.n for one in book.complaint.points] == [1, 2]
    refusal = refusal_of(book, "add_point", point=PointGiven(text="My bins"), related=False)
    assert (refusal.rule, refusal.provision) == ("not_allowed", "HO 6.8")
    assert "open_linked_complaint" not in book.open()
    book.responded("2026-03-10")
    assert "add_point" not in book.open()
    child = book.do("open_linked_complaint", description="A new leak",
                    points=(PointGiven(text="New leak"),))
    assert child.state is State.RECEIVED
    assert child.received_on == date(2026, 3, 10)
    assert book.complaint.links[-1].ref == child.ref


def test_the_definition_may_be_corrected_and_both_stay() -> None:
    book = investigating()
    first = book.complaint.definition
    book.do("correct_definition", definition="Two leaks", reason="She said so on the telephone",
            by="complainant", role="complainant")
    assert book.reveal(book.complaint.definition) == "Two leaks"
    assert book.reveal(first) == "A leak"
    assert refusal_of(book, "correct_definition", definition="x").rule == "reason_missing"


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        # One of two points is not answered.
        ((PointAnswer(n=1, finding="upheld", reasons="Late"),), "point 2 has no finding"),
        # A finding without its reasons is no answer.
        ((PointAnswer(n=1, finding="upheld", reasons="Late"), PointAnswer(n=2, finding="upheld")),
         "point 2 has no reasons"),
        ((PointAnswer(n=1, finding="upheld", reasons=" \n "),
          PointAnswer(n=2, finding="upheld", reasons="x")), "point 1 has no reasons"),
        ((), "point 1 has no finding"),
    ],
)
@clause("HO 6.7", "LGSCO 6.7", "HO 5.8")
def test_every_point_is_answered_with_reasons(
    answers: tuple[PointAnswer, ...], missing: str
) -> None:
    book = investigating(PointGiven(text="Leak"), PointGiven(text="No reply"))
    refusal = refusal_of(book, "respond_stage_1", points=answers, remedies=(SORRY,))
    assert (refusal.rule, refusal.provision) == ("point_unanswered", "HO 6.7")
    assert missing in refusal.detail


@pytest.mark.parametrize(
    ("answers", "detail"),
    [
        (((1, "upheld"), (1, "upheld")), "answered twice"),
        (((1, "upheld"), (3, "upheld")), "no point of this complaint"),
    ],
)
def test_points_are_answered_once_each(
    answers: tuple[tuple[int, str], ...], detail: str
) -> None:
    book = investigating()
    given = tuple(PointAnswer(n=n, finding=word, reasons="r") for n, word in answers)
    with pytest.raises(InvalidData, match=detail):
        book.do("respond_stage_1", points=given, remedies=(SORRY,))


@pytest.mark.parametrize(
    ("remedy", "field"),
    [
        # Upheld without anything to put it right, and without saying why.
        (None, "remedies"),
        # What, by when: each part is needed.
        (RemedyGiven(kind="apology", description="Sorry"), "remedies[0].due_on"),
        (RemedyGiven(kind="apology", due_on=date(2026, 4, 1)), "remedies[0].description"),
        (RemedyGiven(description="Sorry", due_on=date(2026, 4, 1)), "remedies[0].kind"),
    ],
)
@clause("HO 7.1", "HO 7.3", "LGSCO 7.1", "LGSCO 7.3", "HO 7.2", "LGSCO 7.2")
def test_what_is_upheld_is_put_right_with_a_date(remedy: RemedyGiven | None, field: str) -> None:
    refusal = refusal_of(investigating(), "respond_stage_1",
                         points=(PointAnswer(n=1, finding="partly_upheld", reasons="Late"),),
                         remedies=(remedy,) if remedy else ())
    assert (refusal.rule, refusal.field) == ("remedy_incomplete", field)


def test_a_reason_stands_for_a_remedy() -> None:
    book = investigating().responded("2026-03-10", "upheld", no_remedy_because="She wants none",
                                     remedies=None or ())
    assert book.complaint.finding(1) is UP


@clause("HO 6.6", "LGSCO 6.6", "HO 6.3", "LGSCO 6.3", "HO 6.9", "LGSCO 6.8")
def test_answered_when_known_with_actions_tracked_after() -> None:
    book = investigating().responded(
        "2026-03-18", "upheld", outstanding="The scaffold comes down in May",
        remedies=(RemedyGiven(kind="action_on_delay", description="Mend the roof",
                              due_on=date(2026, 5, 1), amount=Decimal("120.50")),))
    assert book.complaint.state is State.STAGE_1_RESPONDED
    assert book.timely() is Timeliness.ON_TIME
    assert book.complaint.remedies[0].amount_pence == 12050
    assert book.deadline("remedy", "1").open
    book.do("close")
    assert book.deadline("remedy", "1").open, "closing the file closes no promise"
    assert book.at("2026-05-02").deadline("remedy", "1").overdue(book.today)
    book.do("complete_remedy", n=1, evidence="Photograph of the roof")
    assert book.deadline("remedy", "1").state(book.today) == "missed"


@pytest.mark.parametrize(
    ("findings", "stage"),
    [
        # All upheld is upheld, none is not upheld.
        ((UP, UP), UP), ((NOT, NOT), NOT), ((NOT,), NOT),
        # Anything else is partly upheld.
        ((UP, NOT), PART), ((PART,), PART), ((PART, PART), PART), ((PART, NOT), PART),
        # What cannot be decided is left out, and stands only where all are.
        ((UP, OPEN), UP), ((NOT, OPEN), NOT), ((UP, NOT, OPEN), PART), ((OPEN, OPEN), OPEN),
        ((), None),
    ],
)
def test_a_stages_finding_is_computed(
    findings: tuple[Finding, ...], stage: Finding | None
) -> None:
    assert finding_of(findings) is stage


@clause("HO 5.2", "LGSCO 5.2", "HO 6.1", "LGSCO 6.1")
def test_resolved_early_is_a_flag_on_a_full_answer() -> None:
    book = investigating().responded("2026-03-05", "upheld", resolved_early=True)
    assert book.complaint.stage_1.resolved_early
    assert book.complaint.finding(1) is UP
    assert book.complaint.state is State.STAGE_1_RESPONDED


def test_withdrawal_needs_the_complainants_word() -> None:
    book = investigating()
    assert refusal_of(book, "withdraw").rule == "evidence_missing"
    book.do("withdraw", evidence="Email of 5 March")
    assert book.complaint.state is State.WITHDRAWN
    assert book.timely() is Timeliness.EXCLUDED


def test_reopening_keeps_every_date() -> None:
    book = investigating()
    due = book.due("stage_1_respond")
    book.do("withdraw", evidence="Email")
    book.at("2026-03-25").do("reopen", reason="She changed her mind")
    assert book.complaint.state is State.STAGE_1_INVESTIGATING
    assert book.due("stage_1_respond") == due
    assert book.timely() is Timeliness.OPEN_OVERDUE


def test_closing_takes_no_right_away_and_reopens_where_it_was() -> None:
    book = investigating().responded("2026-03-10")
    book.do("close")
    assert {"request_stage_2", "reopen", "notify_ombudsman"} <= book.open()
    book.do("reopen", reason="Closed by mistake")
    assert book.complaint.state is State.STAGE_1_RESPONDED


def test_only_people_in_use_with_the_role_are_assigned() -> None:
    book = begun()
    for email, word in (("gone@example.org", "no account in use"),
                        ("nobody@example.org", "no account in use"),
                        ("rhona@example.org", "does not hold the role")):
        with pytest.raises(InvalidData, match=word):
            book.do("assign", handler=email)


def test_a_restricted_complaint_goes_only_to_listed_people() -> None:
    book = begun()
    book.do("restrict_access", people=("hope@example.org",), reason="About a member of staff")
    assert book.complaint.access == ("hope", "olive")
    assert refusal_of(book, "assign", handler="hal@example.org").rule == "restricted"
    book.do("assign", handler="hope@example.org")
    book.do("restrict_access", people=(), reason="No longer needed")
    assert not book.complaint.restricted
