"""Faults of two hands at once, of retries and of roles, tried at the service's one door."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from support.lives import Lives
from support.staffed import Staffed, staffed

from complaints_service.domain.deadlines import deadlines_of
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.database import db
from complaints_service.services import rules_in_use
from complaints_service.services.errors import InvalidCommand, NotFound, VersionConflict

ANSWER = {"points": [{"n": 1, "finding": "not_upheld", "reasons": "The record shows it"}]}


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staffed]:
    """One council for all; each test lives in complaints of its own."""
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=7) as opened:
        yield opened


@pytest.fixture
def lives(council: Staffed, monkeypatch: pytest.MonkeyPatch) -> Lives:
    """Complaints in every state; the council's clock is the test's."""
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(council.clock_file))
    return Lives(council)


def rows(council: Staffed, sql: str, **given: Any) -> list[Any]:
    """What the database holds."""
    with council.app.app_context():
        return [tuple(row) for row in db.session.execute(text(sql), given)]


def letters(council: Staffed, ref: str, kind: str) -> int:
    return len(rows(council, "SELECT 1 FROM letter WHERE ref = :ref AND kind = :kind",
                    ref=ref, kind=kind))


def test_bug_17_snapshot_stage_deadline_and_list_hold_one_date(lives: Lives) -> None:
    ref = lives.investigating()
    lives.tell(ref, "extend", "handler", working_days=5)
    council, complaint = lives.council, lives.complaint(ref)
    due = {one.kind: one.due_on for one in deadlines_of(complaint, rules_in_use.rules())}
    said = due["stage_1_respond"]
    assert said is not None
    assert rows(council, "SELECT respond_by FROM stage WHERE ref = :ref", ref=ref) == [(said,)]
    assert rows(council, "SELECT due_on FROM deadline WHERE ref = :ref AND kind = "
                "'stage_1_respond'", ref=ref) == [(said,)]
    assert rows(council, "SELECT next_due_on, next_due_kind FROM complaint WHERE ref = :ref",
                ref=ref) == [(said, "stage_1_respond")]
    printed = rows(council, "SELECT plain_text FROM letter WHERE ref = :ref AND kind = 'extension'",
                   ref=ref)[0][0]
    assert f"{said.day} {said:%B %Y}" in printed


def test_bug_21_a_forged_time_reopens_nothing(lives: Lives) -> None:
    """The past is for what may be dated back, the future for nothing."""
    ref = lives.responded()
    lives.tell(ref, "close")
    now = lives.council.now
    for forged in (now - timedelta(days=300), now + timedelta(days=1)):
        with pytest.raises(Refusal) as refused:
            lives.council.tell("officer", "reopen", ref, {"reason": "x"}, occurred_at=forged)
        assert refused.value.rule == "date_order"
    with pytest.raises(InvalidCommand):
        lives.council.tell("officer", "reopen", ref, {"reason": "x", "recorded_at": "2020-01-01"})
    assert lives.complaint(ref).state.value == "closed"


def test_bug_24_sending_twice_sends_one_letter(lives: Lives) -> None:
    ref = lives.investigating()
    version = lives.complaint(ref).version
    council = lives.council
    first = council.tell("handler", "respond_stage_1", ref, ANSWER, key="send", version=version)
    again = council.tell("handler", "respond_stage_1", ref, ANSWER, key="send", version=version)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.events == first.events
    # A second click with a key of its own is told that it is done already
    with pytest.raises(VersionConflict):
        council.tell("handler", "respond_stage_1", ref, ANSWER, key="click", version=version)
    with pytest.raises(Refusal) as refused:
        council.tell("handler", "respond_stage_1", ref, ANSWER)
    assert refused.value.rule == "not_allowed"
    assert letters(council, ref, "stage_1_response") == 1
    assert len(rows(council, "SELECT 1 FROM outbox JOIN letter ON letter.id = outbox.letter "
                    "WHERE letter.ref = :ref AND letter.kind = 'stage_1_response'", ref=ref)) == 1


def test_bug_25_an_old_page_does_not_overwrite_a_newer_one(lives: Lives) -> None:
    ref = lives.investigating()
    seen = lives.complaint(ref).version
    new = {"definition": "The second understanding", "reason": "She rang"}
    lives.council.tell("officer", "correct_definition", ref, new, version=seen)
    with pytest.raises(VersionConflict) as stale:
        lives.council.tell("officer_2", "correct_definition", ref,
                           {"definition": "An older page", "reason": "x"}, version=seen)
    assert stale.value.current_version == seen + 1
    assert lives.complaint(ref).version == seen + 1


def test_bug_26_of_two_who_accept_at_once_one_wins(lives: Lives) -> None:
    ref = lives.received()
    council = lives.council
    data = {"points": [{"text": "Nobody rang back"}]}

    def accept(who: str) -> str:
        try:
            council.tell(who, "accept", ref, data, version=1)
        except (VersionConflict, Refusal) as late:
            return type(late).__name__
        return "accepted"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(accept, ["officer", "officer_2"] * 4))
    assert answers.count("accepted") == 1
    complaint = lives.complaint(ref)
    assert (complaint.version, len(complaint.points)) == (2, 1)
    assert len(rows(council, "SELECT 1 FROM stage WHERE ref = :ref", ref=ref)) == 1


def test_bug_27_a_leaver_gets_no_new_work_and_keeps_a_name_in_the_past(lives: Lives) -> None:
    ref = lives.responded()
    council = lives.council
    with council.app.app_context():
        db.session.execute(text("UPDATE account SET enabled = false WHERE id = 'ACC-handler'"))
        db.session.commit()
    try:
        other = lives.received()
        lives.tell(other, "accept", points=[{"text": "x"}])
        with pytest.raises(InvalidData, match="no account in use"):
            council.tell("officer", "assign", other, {"handler": "handler@borough.example"})
        by = rows(council, "SELECT actor FROM event WHERE ref = :ref AND type = "
                  "'stage_1_responded'", ref=ref)
        assert by == [("ACC-handler",)]
        assert lives.complaint(ref).stage_1.handler == "ACC-handler"
    finally:
        with council.app.app_context():
            db.session.execute(text("UPDATE account SET enabled = true WHERE id = 'ACC-handler'"))
            db.session.commit()


def test_bug_30_two_roles_act_in_the_one_that_the_matter_asks_for(lives: Lives) -> None:
    """`both` may handle and review: each act names the role in which it was done."""
    council = lives.council
    handled, reviewed = lives.accepted(), lives.responded()
    council.tell("officer", "assign", handled, {"handler": "both@borough.example"})
    council.tell("both", "acknowledge", handled,
                 {"definition": "Nobody rang", "outcomes_not_stated": True})
    council.tell("officer", "request_stage_2", reviewed)
    council.tell("officer", "assign_reviewer", reviewed, {"reviewer": "both@borough.example"})
    council.tell("both", "acknowledge_stage_2", reviewed, {})
    acted = "SELECT role FROM event WHERE ref = :ref AND actor = 'ACC-both'"
    assert rows(council, acted, ref=handled) == [("handler",)]
    assert rows(council, acted, ref=reviewed) == [("reviewer",)]
    # And being a handler here shows nobody what they handle not
    with pytest.raises(NotFound):
        council.tell("both", "add_point", lives.accepted(),
                     {"point": {"text": "x"}, "related": True})


@pytest.mark.parametrize(
    "masked",
    [
        {"complainants": "hidden"},
        {"complainants": [{"name": None}]},
        {"complainants": [{"name": {"hidden": True}}]},
        {"complainants": [{"name": "Ada", "email": "a***@h***"}]},
    ],
)
def test_bug_41_a_masked_value_is_not_saved_back(lives: Lives, masked: dict[str, Any]) -> None:
    ref = lives.received()
    before = lives.complaint(ref)
    with pytest.raises((InvalidCommand, InvalidData)):
        lives.council.tell("officer", "set_complainants", ref, masked)
    assert lives.complaint(ref) == before


def test_bug_62_no_receipt_tomorrow_and_no_request_before_the_answer(lives: Lives) -> None:
    council = lives.council
    ref = lives.responded()
    person = {"name": "Ada Brook"}
    contact = {"service": "planning", "channel": "email", "description": "x",
               "complainants": [person]}
    with pytest.raises(Refusal) as refused:
        council.tell("officer", "receive", None, contact,
                     occurred_at=council.now + timedelta(seconds=1))
    assert refused.value.rule == "date_order"
    answered: datetime = rows(council, "SELECT occurred_at FROM event WHERE ref = :ref AND type = "
                              "'stage_1_responded'", ref=ref)[0][0]
    with pytest.raises(Refusal) as early:
        council.tell("officer", "request_stage_2", ref, occurred_at=answered - timedelta(days=1))
    assert early.value.rule == "date_order"


def test_bug_63_a_letter_that_lies_in_the_post_room_is_marked_as_waiting(lives: Lives) -> None:
    ref = lives.investigating(by_post=True)
    council = lives.council
    held = "SELECT delivery FROM letter WHERE ref = :ref AND kind = 'acknowledgement'"
    open_still = ("SELECT met_at IS NULL FROM deadline WHERE ref = :ref "
                  "AND kind = 'stage_1_acknowledge'")
    assert rows(council, held, ref=ref) == [("awaiting_post",)]
    assert rows(council, open_still, ref=ref) == [(True,)]
    lives.tell(ref, "record_dispatch")
    assert rows(council, held, ref=ref) == [("sent",)]
    assert rows(council, open_still, ref=ref) == [(False,)]


def test_bug_44_a_complaint_without_a_handler_breaks_no_list(lives: Lives) -> None:
    ref = lives.received()
    listed = rows(lives.council, "SELECT handler, next_due_kind FROM complaint WHERE ref = :ref",
                  ref=ref)
    assert listed == [(None, "stage_1_acknowledge")]
    owners = rows(lives.council, "SELECT owner FROM deadline WHERE ref = :ref", ref=ref)
    assert set(owners) == {(None,)}
