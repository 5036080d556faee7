"""Drafts and approval through the door: a second person looks before the letter leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from support.lives import HANDLER, REVIEWER, Lives
from support.staffed import staffed

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services.errors import Forbidden, InvalidCommand

LONG = {"stage": 1, "working_days": 15, "reason": "complex", "reason_text": "Two surveys.",
        "good_reason": "The second survey can only be made in dry weather."}


@pytest.fixture(scope="module")
def lives(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lives]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=3) as council:
        yield Lives(council)


@pytest.fixture
def asks_approval(lives: Lives) -> Iterator[None]:
    """Let the council ask for approval before stage 1 is answered."""
    _settings(lives, {"approval": ["respond_stage_1"]})
    yield
    _settings(lives, {})


def _settings(lives: Lives, settings: dict[str, Any]) -> None:
    with lives.council.app.app_context(), transaction() as session:
        session.execute(update(OrganisationRow).values(settings=settings))


def refused(lives: Lives, ref: str, command: str, by: str, /, **data: Any) -> str:
    """The rule that refuses."""
    with pytest.raises(Refusal) as caught:
        lives.council.tell(by, command, ref, data)
    return caught.value.rule


def give(lives: Lives, ref: str, command: str, by: str, /, **data: Any) -> None:
    """Give a command a minute later, with exactly this data."""
    lives.council.later(minutes=1)
    lives.council.tell(by, command, ref, data)


def reason_key(lives: Lives) -> str:
    return lives.near(None).rules.vocabularies["extension_reasons"].on(
        lives.near(None).today)[0].key


def approved(lives: Lives, ref: str, command: str, data: dict[str, Any]) -> None:
    """Save, submit and approve a draft."""
    n = len(lives.complaint(ref).drafts) + 1
    give(lives, ref, "save_draft", "handler", command=command, data=data)
    give(lives, ref, "submit_for_approval", "handler", n=n)
    give(lives, ref, "approve", "approver", n=n)


def test_an_extension_over_the_cap_waits_for_an_approver(lives: Lives) -> None:
    """HO 6.4: no more than the limit without good reason, and then a second person agrees."""
    ref = lives.investigating()
    long = LONG | {"reason": reason_key(lives)}
    assert refused(lives, ref, "extend", "handler", **long) == "not_approved"
    bare = {key: value for key, value in long.items() if key != "good_reason"}
    assert refused(lives, ref, "extend", "handler", **bare) == "extension_over_cap"
    approved(lives, ref, "extend", long)
    # Approved is this extension and no other.
    longer = long | {"working_days": 16}
    assert refused(lives, ref, "extend", "handler", **longer) == "not_approved"
    give(lives, ref, "extend", "handler", **long)
    (extension,) = lives.complaint(ref).extensions
    assert extension.approved_by == lives.council.actors["approver"].id
    assert [one.state.value for one in lives.complaint(ref).drafts] == ["used"]
    # An approval serves once.
    assert refused(lives, ref, "extend", "handler", **long) == "not_approved"


def test_where_the_council_asks_for_approval_the_command_itself_is_not_approved(
    lives: Lives, asks_approval: None
) -> None:
    ref = lives.investigating()
    answer = {
        "points": [{"n": one.n, "finding": "not_upheld", "reasons": "The round was made."}
                   for one in lives.complaint(ref).points],
    }
    # What is incomplete is told first.
    assert refused(lives, ref, "respond_stage_1", "handler", points=[]) == "point_unanswered"
    assert refused(lives, ref, "respond_stage_1", "handler", **answer) == "not_approved"
    approved(lives, ref, "respond_stage_1", answer)
    give(lives, ref, "respond_stage_1", "handler", **answer)
    done = lives.complaint(ref)
    assert done.state.value == "stage_1_responded"
    # Who drafted and who approved may not review stage 2 (HO 6.13, LGSCO 6.14).
    assert {lives.council.actors[one].id for one in ("handler", "approver")} <= set(
        done.considered_by)


def test_nobody_approves_their_own_words(lives: Lives) -> None:
    ref = lives.investigating()
    both, officer = "two", lives.council.actors["officer_2"]
    lives.council.actors[both] = replace(officer, roles=frozenset({"officer", "approver"}))
    give(lives, ref, "save_draft", both, command="add_note", data={"text": "x"})
    give(lives, ref, "submit_for_approval", both, n=1)
    assert refused(lives, ref, "approve", both, n=1) == "self_approval"
    assert refused(lives, ref, "return_draft", both, n=1, reason="x") == "self_approval"
    give(lives, ref, "approve", "approver", n=1)


def test_a_draft_goes_back_with_what_has_to_change(lives: Lives) -> None:
    ref = lives.investigating()
    give(lives, ref, "save_draft", "handler", command="add_note", data={"text": "x"})
    assert refused(lives, ref, "approve", "approver", n=1) == "not_allowed"
    give(lives, ref, "submit_for_approval", "handler", n=1)
    assert refused(lives, ref, "return_draft", "approver", n=1) == "reason_missing"
    give(lives, ref, "return_draft", "approver", n=1, reason="Say when.")
    give(lives, ref, "submit_for_approval", "handler", n=1)
    give(lives, ref, "save_draft", "handler", command="add_note", data={"text": "y"})
    assert [one.state.value for one in lives.complaint(ref).drafts] == ["replaced", "saved"]


def test_an_unfinished_draft_is_kept_but_not_submitted(lives: Lives) -> None:
    ref = lives.investigating()
    give(lives, ref, "save_draft", "handler", command="extend", data={"stage": "one"})
    with pytest.raises(InvalidCommand) as caught:
        lives.council.tell("handler", "submit_for_approval", ref, {"n": 1})
    assert {one.field for one in caught.value.errors} >= {"stage", "working_days"}


@pytest.mark.parametrize(("data", "field"), [
    ({"command": "nonsense", "data": {}}, "command"),
    ({"command": "receive", "data": {}}, "command"),
    ({"command": "approve", "data": {}}, "command"),
])
def test_there_are_no_drafts_of_some_things(
    lives: Lives, data: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidData) as caught:
        lives.council.tell("handler", "save_draft", lives.investigating(), data)
    assert caught.value.field == field


def test_a_draft_of_others_is_submitted_by_its_author(lives: Lives) -> None:
    ref = lives.drafted()
    assert refused(lives, ref, "submit_for_approval", "officer", n=1) == "not_allowed"
    with pytest.raises(InvalidData):
        lives.council.tell("handler", "submit_for_approval", ref, {"n": 9})
    with pytest.raises(Forbidden):
        lives.council.tell("handler", "approve", ref, {"n": 1})


def test_nobody_works_on_a_complaint_about_themselves(lives: Lives) -> None:
    """HO 6.13, LGSCO 6.14: whoever is complained of neither answers nor reviews."""
    ref = lives.complained_of()
    assert refused(lives, ref, "extend", "handler", stage=1, working_days=1,
                   reason=reason_key(lives), reason_text="x") == "conflict_of_interest"
    give(lives, ref, "add_note", "handler", text="I was asked about this.")
    assert refused(lives, ref, "assign", "officer", handler=HANDLER) == "conflict_of_interest"
    give(lives, ref, "record_complained_of", "officer", people=[REVIEWER])
    assert refused(lives, ref, "assign_reviewer", "officer", reviewer=REVIEWER) == "same_reviewer"
    give(lives, ref, "record_complained_of", "officer", people=[])
    give(lives, ref, "assign_reviewer", "officer", reviewer=REVIEWER)
