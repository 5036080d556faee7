"""A leaver's duties: each gets an heir, or the account stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import text
from support.lives import Lives
from support.staffed import COUNCIL, Staffed, staffed

from complaints_service.persistence.database import db
from complaints_service.persistence.improvements import load_improvement
from complaints_service.persistence.streams import read_events
from complaints_service.services import absences, duties, organisations
from complaints_service.services.accounts import account_with_id
from complaints_service.services.duties import Duty
from complaints_service.services.errors import Forbidden
from complaints_service.services.improvements import handle_improvement
from complaints_service.services.leaving import Heirs, Left, leave

HEIR = "handler_2@borough.example"


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staffed]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=9) as opened:
        yield opened


@pytest.fixture
def lives(council: Staffed, monkeypatch: pytest.MonkeyPatch) -> Lives:
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(council.clock_file))
    run(council, "UPDATE complaint SET handler = NULL, reviewer = NULL",
        "UPDATE deadline SET owner = NULL", "DELETE FROM absence",
        "UPDATE complaint SET restricted = false", "UPDATE improvement SET owner = 'ACC-nobody'",
        "UPDATE organisation SET settings = '{}'", "UPDATE account SET enabled = true")
    return Lives(council)


def run(council: Staffed, *statements: str) -> None:
    with council.app.app_context():
        for one in statements:
            db.session.execute(text(one))
        db.session.commit()


def held(council: Staffed, who: str) -> tuple[Duty, ...]:
    with council.app.app_context():
        return duties.duties_of(account_with_id(f"ACC-{who}"))


def left(council: Staffed, who: str, heirs: Heirs | None = None) -> Left:
    with council.app.app_context():
        return leave(f"{who}@borough.example", heirs, by=council.actors["administrator"])


def with_everything(lives: Lives) -> dict[str, str]:
    """Give `both` one duty of each kind; return what each is about."""
    council, both = lives.council, "both@borough.example"
    first, second, third = lives.investigating(), lives.responded(), lives.responded()
    council.tell("officer", "assign", first, {"handler": both})
    council.tell("officer", "offer_remedy", second, {
        "kind": "apology", "description": "We say sorry", "due_on": "2026-09-01", "owner": both})
    council.tell("officer", "request_stage_2", third, {})
    council.tell("officer", "assign_reviewer", third, {"reviewer": both})
    council.tell("officer", "request_contribution", first, {
        "to": both, "question": "When was the visit?", "due_on": "2026-09-01"})
    council.tell("officer", "open_hazard", second, {
        "kind": "damp_mould", "service": "housing-repairs", "what": "Mould", "learnt": "later",
        "emergency": False,
        "owner": both})
    with council.app.app_context():
        made = handle_improvement("create", {
            "went_wrong": "x", "will_change": "y", "owner": both, "due_on": "2026-09-30",
            "service": "refuse-recycling"}, by=council.actors["manager"])
        absences.record_absence("ACC-handler", council.now.date(), None, both,
                                by=council.actors["officer"])
        organisations.change_settings(COUNCIL, {
            "allocation": {"*": {"by": "turns", "people": ["ACC-both", "ACC-handler"]}},
            "escalate_to": [both]})
    return {"handler": first, "remedy": second, "reviewer": third, "contribution": first,
            "hazard": second,
            "improvement": made.ref, "cover": "ACC-handler", "allocation": COUNCIL,
            "head": COUNCIL}


def test_bug_27_a_leaver_s_duties_are_listed_and_the_account_stays(lives: Lives) -> None:
    expected = with_everything(lives)
    found = {one.kind: one.subject for one in held(lives.council, "both")}
    assert found == expected
    answer = left(lives.council, "both")
    assert not answer.disabled
    assert {one.duty.kind for one in answer.kept} == set(expected)
    with lives.council.app.app_context():
        assert account_with_id("ACC-both").enabled


def test_bug_27_one_action_hands_every_duty_over(lives: Lives) -> None:
    expected = with_everything(lives)
    council = lives.council
    answer = left(council, "both", Heirs(all="officer_2@borough.example", each={
        f"reviewer.{expected['reviewer']}": "reviewer@borough.example"}))
    assert (answer.kept, answer.disabled) == ((), True)
    assert held(council, "both") == ()
    first = lives.complaint(expected["handler"])
    assert first.stage_1.handler == "ACC-officer_2"
    assert [(one.to, one.withdrawn_at is None) for one in first.contributions] == \
        [("ACC-both", False), ("ACC-officer_2", True)]
    assert lives.complaint(expected["remedy"]).remedies[-1].owner == "ACC-officer_2"
    assert lives.complaint(expected["hazard"]).hazards[-1].owner == "ACC-officer_2"
    assert lives.complaint(expected["reviewer"]).stage_2.handler == "ACC-reviewer"
    with council.app.app_context():
        assert load_improvement(db.session(), expected["improvement"]).owner == "ACC-officer_2"
        settings = organisations.organisation(COUNCIL).settings
        assert settings["allocation"]["*"]["people"] == ["ACC-officer_2", "ACC-handler"]
        assert settings["escalate_to"] == ["officer_2@borough.example"]
        assert absences.cover_of("ACC-handler", council.now.date()) == "ACC-officer_2"
        told = [one for one in read_events(db.session(), expected["handler"])
                if one.type == "assigned"][-1]
    assert (told.actor, told.role, told.data["why"]) == \
        ("ACC-administrator", "administrator", "heir")


def test_bug_27_the_past_keeps_its_names(lives: Lives) -> None:
    ref = lives.responded()
    assert held(lives.council, "handler") == (), "what is answered is no duty any more"
    assert left(lives.council, "handler").disabled
    assert lives.complaint(ref).stage_1.handler == "ACC-handler"
    with lives.council.app.app_context():
        actors = {one.actor for one in read_events(db.session(), ref)}
    assert "ACC-handler" in actors


def test_a_contact_that_waits_for_triage_is_a_duty_of_who_was_named(lives: Lives) -> None:
    council = lives.council
    waiting, request = lives.received(), lives.received()
    council.tell("officer", "treat_as_service_request", request, {
        "reason": "first_report", "explanation": "A first report"})
    for ref in (waiting, request):
        council.tell("officer", "assign", ref, {"handler": "both@borough.example"})
    assert {one.subject for one in held(council, "both")} == {waiting, request}


def test_an_heir_who_cannot_is_told_and_the_rest_is_handed_over(lives: Lives) -> None:
    council = lives.council
    mine, theirs = lives.investigating(), lives.investigating()
    for ref in (mine, theirs):
        council.tell("officer", "assign", ref, {"handler": "both@borough.example"})
    council.tell("officer", "record_complained_of", theirs, {"people": [HEIR]})
    answer = left(council, "both", Heirs(all=HEIR))
    assert not answer.disabled
    assert [one.subject for one in answer.handed] == [mine]
    assert [one.duty.subject for one in answer.kept] == [theirs]
    assert "whom this complaint is about" in answer.kept[0].why
    again = left(council, "both", Heirs(all="handler@borough.example"))
    assert again.disabled


@pytest.mark.parametrize(("heir", "why"), [
    ("nobody@borough.example", "no account"),
    ("member@borough.example", "does not hold the role"),
    ("both@borough.example", "the person who leaves"),
])
def test_who_is_no_heir(lives: Lives, heir: str, why: str) -> None:
    lives.council.tell("officer", "assign", lives.investigating(),
                       {"handler": "both@borough.example"})
    answer = left(lives.council, "both", Heirs(all=heir))
    assert not answer.disabled
    assert why in answer.kept[0].why


def test_a_restricted_complaint_lets_the_heir_in_and_nobody_else(lives: Lives) -> None:
    council = lives.council
    ref = lives.investigating()
    council.tell("officer", "restrict_access", ref, {
        "people": ["both@borough.example"], "reason": "Staff conduct"})
    council.tell("officer", "assign", ref, {"handler": "both@borough.example"})
    duty, = held(council, "both")
    assert duty.hidden
    answer = left(council, "both", Heirs(all="handler@borough.example"))
    assert answer.disabled
    complaint = lives.complaint(ref)
    assert complaint.stage_1.handler == "ACC-handler"
    assert set(complaint.access) == {"ACC-officer", "ACC-handler"}


def test_whoever_alone_may_see_a_complaint_needs_an_heir(lives: Lives) -> None:
    council = lives.council
    ref = lives.received()
    council.tell("officer_2", "restrict_access", ref, {
        "people": ["officer_2@borough.example"], "reason": "Staff conduct"})
    assert [one.kind for one in held(council, "officer_2")] == ["access"]
    assert left(council, "officer_2", Heirs(all="officer@borough.example")).disabled
    assert lives.complaint(ref).access == ("ACC-officer",)


def test_the_only_approver_does_not_leave_drafts_behind(lives: Lives) -> None:
    ref = lives.investigating()
    council = lives.council
    council.tell("handler", "save_draft", ref, {"command": "add_note", "data": {"text": "x"}})
    council.tell("handler", "submit_for_approval", ref, {"n": 1})
    answer = left(council, "approver", Heirs(all="officer@borough.example"))
    assert [one.duty.kind for one in answer.kept] == ["approvals"]
    run(council, "UPDATE account SET roles = '{officer,approver}' WHERE id = 'ACC-officer'")
    assert left(council, "approver").disabled


def test_nobody_disables_themselves(lives: Lives) -> None:
    with lives.council.app.app_context(), pytest.raises(Forbidden):
        leave("administrator@borough.example", by=lives.council.actors["administrator"])


def test_bug_12_complaints_of_who_cannot_work_on_them_are_listed(lives: Lives) -> None:
    """Disabled by an operator's hand, or away with nobody standing in."""
    council = lives.council
    gone, alone, covered = (lives.investigating() for _ in range(3))
    for ref, who in ((gone, "both"), (alone, "handler_2"), (covered, "officer_2")):
        council.tell("officer", "assign", ref, {"handler": f"{who}@borough.example"})
    run(council, "UPDATE account SET enabled = false WHERE id = 'ACC-both'")
    with council.app.app_context():
        absences.record_absence("ACC-handler_2", council.now.date(), None, None,
                                by=council.actors["officer"])
        absences.record_absence("ACC-officer_2", council.now.date(), None,
                                "officer@borough.example", by=council.actors["officer"])
        found = {one.ref: one.why for one in duties.left_behind(council.actors["officer"])}
        unseen = duties.left_behind(council.actors["member"])
    assert found == {gone: "disabled", alone: "absent"}
    assert unseen == ()
    assert council.now.date() >= date(2026, 3, 2)
