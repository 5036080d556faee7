"""Answering: what is shown before, what is kept together, and a lesson that undoes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.lives import REVIEWER, Lives
from support.staffed import staffed

from complaints_service.domain.refusals import Refusal
from complaints_service.services.answer_drafts import draft_of, save_draft
from complaints_service.services.answering import Sent, answer_sheet, send_answer
from complaints_service.services.errors import Forbidden, NotFound, VersionConflict
from complaints_service.services.left_over import left_over, left_overs

ANSWER: dict[str, Any] = {
    "points": [{"n": 1, "finding": "not_upheld", "reasons": "We read the file."}],
}


@pytest.fixture
def lives(database_url: str, tmp_path: Path) -> Iterator[Lives]:
    """Lend a council, in whose application the test runs."""
    with staffed(database_url, tmp_path, seed=5) as council, council.app.app_context():
        yield Lives(council)


def send(
    lives: Lives, ref: str, data: dict[str, Any], lesson: dict[str, Any] | None = None, *,
    stage: int = 1, by: str = "handler", version: int | None = None, key: str = "a-key",
) -> Sent:
    """Send the answer upon the version that stands, or upon the one named."""
    lives.council.later(minutes=1)
    return send_answer(ref, stage, data, lesson or {}, key=key, by=lives.council.actors[by],
                       version=version or lives.complaint(ref).version)


# How it stands, who looks: the stage, what they can do, what comes first, whether it is answered.
ROWS: list[tuple[Callable[[Lives], str], str, tuple[int, str | None, str | None, bool]]] = [
    (Lives.accepted, "handler", (1, None, "acknowledge", False)),
    (Lives.investigating, "handler", (1, "respond_stage_1", None, False)),
    (Lives.investigating, "officer", (1, "respond_stage_1", None, False)),
    (Lives.responded, "handler", (1, None, None, True)),
    (Lives.requested, "reviewer", (2, None, "acknowledge_stage_2", False)),
    (Lives.reviewing, "reviewer", (2, "respond_stage_2", None, False)),
    # An officer does not answer stage 2; nor does the stage 1 handler.
    (Lives.reviewing, "officer", (2, None, None, False)),
    (Lives.reviewing, "handler", (2, None, None, False)),
]


@pytest.mark.parametrize(("stands", "who", "expected"), ROWS)
def test_where_the_answer_stands(
    lives: Lives, stands: Callable[[Lives], str], who: str,
    expected: tuple[int, str | None, str | None, bool],
) -> None:
    found = answer_sheet(stands(lives), lives.council.actors[who]).standing
    assert (found.stage, found.command, found.first, found.answered) == expected


def test_what_may_not_be_seen_is_not_found(lives: Lives) -> None:
    with pytest.raises(NotFound):
        answer_sheet(lives.investigating(), lives.council.actors["handler_2"])


def test_the_sheet_has_the_points_the_date_and_the_days_left(lives: Lives) -> None:
    ref = lives.accepted(points=3)
    lives.tell(ref, "decline", ground="legal_proceedings", points=[2])
    lives.tell(ref, "acknowledge", "handler", definition="The lift.", outcomes_not_stated=True)
    sheet = answer_sheet(ref, lives.council.actors["handler"])
    # A point that was not accepted is not answered.
    assert [one["n"] for one in sheet.points] == [1, 3]
    assert sheet.view["definition"] == "The lift."
    assert (str(sheet.due_on), sheet.days_left, sheet.overdue) == ("2026-03-16", 10, False)


def test_stage_2_shows_what_stage_1_found_and_what_is_still_wrong(lives: Lives) -> None:
    ref = lives.responded()
    lives.tell(ref, "request_stage_2", "complainant", reason="Nobody ever rang.")
    lives.tell(ref, "assign_reviewer", reviewer=REVIEWER)
    sheet = answer_sheet(ref, lives.council.actors["reviewer"])
    assert sheet.wish == "Nobody ever rang."
    assert sheet.points[0]["stage_1"]["finding"] == "not_upheld"


def test_no_reason_need_be_given_for_stage_2(lives: Lives) -> None:
    ref = lives.responded()
    lives.tell(ref, "request_stage_2", "complainant", reason=None)
    lives.tell(ref, "assign_reviewer", reviewer=REVIEWER)
    assert answer_sheet(ref, lives.council.actors["reviewer"]).wish is None


@pytest.mark.parametrize(("stands", "who", "stage"), [
    (Lives.investigating, "handler", 1), (Lives.reviewing, "reviewer", 2),
])
def test_every_part_that_the_code_asks_for_is_named(
    lives: Lives, stands: Callable[[Lives], str], who: str, stage: int
) -> None:
    parts = answer_sheet(stands(lives), lives.council.actors[who]).needed
    by_key = {one.key: one for one in parts}
    asked = {"stage", "definition", "decision", "reasons", "remedy", "outstanding"}
    asked |= {"escalation"} if stage == 1 else {"ombudsman", "stage_1_changed"}
    assert asked <= set(by_key)
    assert by_key["decision"].required
    assert not by_key["decision"].by_itself
    assert by_key["stage"].by_itself


def test_sent_with_its_lesson(lives: Lives) -> None:
    ref = lives.investigating()
    sent = send(lives, ref, ANSWER, {"summary": "Ring back the same day."})
    assert sent.lesson_kept
    assert sent.lesson_refused is None
    assert sent.letter is not None
    assert sent.letter.kind == "stage_1_response"
    assert len(lives.complaint(ref).lessons) == 1


def test_a_lesson_that_is_refused_undoes_nothing(lives: Lives) -> None:
    ref = lives.investigating()
    sent = send(lives, ref, ANSWER, {"summary": " ", "none_because": " "})
    assert not sent.lesson_kept
    assert sent.lesson_refused
    assert lives.complaint(ref).stage_1.answered
    assert lives.complaint(ref).lessons == ()


def test_sent_twice_by_a_double_click_is_sent_once(lives: Lives) -> None:
    ref = lives.investigating()
    version = lives.complaint(ref).version
    lesson = {"summary": "Ring back."}
    first = send(lives, ref, ANSWER, lesson, version=version)
    again = send(lives, ref, ANSWER, lesson, version=version)
    assert again.written.replayed
    assert again.written.version == first.written.version
    assert again.lesson_kept
    assert len(lives.complaint(ref).lessons) == 1


@pytest.mark.parametrize(("data", "rule"), [
    # A point without a finding.
    ({"points": []}, "point_unanswered"),
    # Upheld without remedy or reason.
    ({"points": [{"n": 1, "finding": "upheld", "reasons": "We forgot."}]}, "remedy_incomplete"),
])
def test_refused_keeps_the_draft_and_records_no_lesson(
    lives: Lives, data: dict[str, Any], rule: str
) -> None:
    ref = lives.investigating()
    save_draft(ref, "ACC-handler", 1, {"typed": "so far"}, 1, lives.council.now, token="")
    with pytest.raises(Refusal) as refused:
        send(lives, ref, data, {"summary": "Ring back."})
    assert refused.value.rule == rule
    assert draft_of(ref, "ACC-handler", 1) is not None
    assert lives.complaint(ref).lessons == ()


def test_sent_forgets_ones_own_draft_and_leaves_a_colleagues_to_them(lives: Lives) -> None:
    ref = lives.investigating()
    for who in ("ACC-handler", "ACC-officer"):
        save_draft(ref, who, 1, {"typed": "so far"}, 1, lives.council.now, token="")
    send(lives, ref, ANSWER)
    assert draft_of(ref, "ACC-handler", 1) is None
    left = list(left_overs(lives.council.actors["officer"]))
    assert left == [(ref, 1)]
    found = left_over(ref, 1, lives.council.actors["officer"])
    assert found.draft.data == {"typed": "so far"}
    assert found.given["points"][0]["reasons"] == ANSWER["points"][0]["reasons"]
    with pytest.raises(NotFound):
        left_over(ref, 1, lives.council.actors["handler"])


def test_the_words_of_a_lesson_that_is_refused_are_kept(lives: Lives) -> None:
    ref = lives.reviewing()
    send(lives, ref, ANSWER | {"stage_1_changed": "no"}, {"summary": "Ring back."},
         stage=2, by="reviewer")
    kept = draft_of(ref, "ACC-reviewer", 2)
    assert kept is not None
    assert kept.data == {"lesson": "Ring back."}


def test_a_stale_version_sends_nothing(lives: Lives) -> None:
    ref = lives.investigating()
    with pytest.raises(VersionConflict):
        send(lives, ref, ANSWER, {"summary": "x"}, version=lives.complaint(ref).version - 1)
    assert not lives.complaint(ref).stage_1.answered


def test_another_handler_may_not(lives: Lives) -> None:
    ref = lives.reviewing()
    with pytest.raises(Forbidden):
        send(lives, ref, ANSWER | {"stage_1_changed": "no"}, stage=2, by="officer")


def test_the_reviewer_answers_stage_2_and_records_the_lesson_if_they_may(lives: Lives) -> None:
    ref = lives.reviewing()
    sent = send(lives, ref, ANSWER | {"stage_1_changed": "no"}, {"summary": "Ring back."},
                stage=2, by="reviewer")
    assert sent.letter is not None
    assert sent.letter.kind == "stage_2_response"
    # A lesson is for handlers, officers and managers: the answer stands, and the reviewer is told.
    assert sent.lesson_refused is not None
    assert "add_lesson" in sent.lesson_refused
