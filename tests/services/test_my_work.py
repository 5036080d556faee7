"""What I have to do: the next step of what is mine, by what breaks first, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.lives import HANDLER, STATES, Lives
from support.staffed import staffed

from complaints_service.services.my_work import MyWork, my_work, one_line
from complaints_service.services.open_commands import open_commands
from complaints_service.services.rules_in_use import rules


@pytest.fixture
def lives(database_url: str, tmp_path: Path) -> Iterator[Lives]:
    """Lend a council."""
    with staffed(database_url, tmp_path, seed=11) as council:
        yield Lives(council)


def work_of(lives: Lives, who: str) -> MyWork:
    """What an account finds."""
    with lives.council.app.app_context():
        return my_work(lives.council.actors[who], lives.council.now)


# How it stands, whose it is, and the steps that they are shown.
ROWS: list[tuple[Callable[[Lives], str], str, list[tuple[str, str | None]]]] = [
    # Accepted: the acknowledgement comes first, and the answer is no step yet.
    (Lives.accepted, "handler", [("stage_1_acknowledge", "acknowledge")]),
    # Acknowledged: the answer.
    (Lives.investigating, "handler", [("stage_1_respond", "respond_stage_1")]),
    # A printed acknowledgement has not left: both that and the answer.
    (lambda on: on.investigating(by_post=True), "handler",
     [("stage_1_acknowledge", "record_dispatch"), ("stage_1_respond", "respond_stage_1")]),
    # A printed answer has not left.
    (lambda on: on.responded(by_post=True), "handler", [("stage_1_respond", "record_dispatch")]),
    # Answered and sent: nothing.
    (Lives.responded, "handler", []),
    # A promise without an owner is the handler's.
    (lambda on: on.responded(upheld=True), "handler", [("remedy", "complete_remedy")]),
    # Stage 2 is the reviewer's and not the handler's.
    (Lives.requested, "reviewer", [("stage_2_acknowledge", "acknowledge_stage_2")]),
    (Lives.requested, "handler", []),
    (Lives.reviewing, "reviewer", [("stage_2_respond", "respond_stage_2")]),
    # The reviewer cannot post letters: somebody else acts next.
    (lambda on: on.reviewing(by_post=True), "reviewer",
     [("stage_2_acknowledge", None), ("stage_2_respond", "respond_stage_2")]),
    (Lives.final, "reviewer", []),
    # What is another's is not shown.
    (Lives.investigating, "handler_2", []),
    # Whoever sees everything is still shown only what is theirs.
    (Lives.investigating, "officer", []),
    # What may not be seen is not shown either.
    (Lives.restricted, "handler", [("stage_1_respond", "respond_stage_1")]),
    # What has ended leaves nothing to do.
    (lambda on: on.after(on.accepted(), "withdraw"), "handler", []),
]


@pytest.mark.parametrize(("stands", "who", "steps"), ROWS)
def test_the_next_step(
    lives: Lives, stands: Callable[[Lives], str], who: str, steps: list[tuple[str, str | None]]
) -> None:
    ref = stands(lives)
    found = work_of(lives, who).duties
    assert [(one.kind, one.command) for one in found] == steps
    assert {one.ref for one in found} <= {ref}


@pytest.mark.parametrize("state", STATES)
def test_each_step_shown_can_be_taken(lives: Lives, state: str) -> None:
    ref = STATES[state](lives)
    for who in ("handler", "reviewer", "manager"):
        actor = lives.council.actors[who]
        for duty in work_of(lives, who).duties:
            today = lives.near(None).today
            allowed = open_commands(lives.complaint(duty.ref), actor, rules(), today)
            assert duty.command is None or duty.command in allowed, (ref, who)


def test_what_breaks_first_comes_first_and_days_are_working_days(lives: Lives) -> None:
    first = lives.investigating()
    lives.council.later(days=2)
    second = lives.accepted()
    lives.council.later(days=2)
    duties = work_of(lives, "handler").duties
    assert [one.ref for one in duties] == [second, first]
    assert [one.due_on for one in duties] == sorted(one.due_on for one in duties)
    # The second was received on Wednesday 4 March 2026; its five working days end on the 11th,
    # and on Friday the 6th three of them are left.
    assert (str(duties[0].due_on), duties[0].days_left) == ("2026-03-11", 3)


def test_overdue_is_told_by_negative_days(lives: Lives) -> None:
    lives.investigating()
    lives.council.later(days=21)
    duty, = work_of(lives, "handler").duties
    assert duty.overdue
    assert duty.days_left == -5


def test_who_complains_and_what_about(lives: Lives) -> None:
    people = [{"name": "Ada Brook", "lead": True}, {"name": "Bryn"}, {"name": "Cai"}]
    ref = lives.received(complainants=people, description="The lift\nis broken. " * 20)
    lives.tell(ref, "accept", points=[{"text": "The lift"}])
    lives.tell(ref, "assign", handler=HANDLER)
    duty, = work_of(lives, "handler").duties
    assert duty.who == "Ada Brook and 2 others"
    assert duty.what.startswith("The lift is broken.")
    assert len(duty.what) <= 110


def test_done_lately_is_my_own_and_is_forgotten_after_a_month(lives: Lives) -> None:
    answered = lives.responded()
    lives.accepted()
    done = work_of(lives, "handler").done
    assert [(one.ref, one.event) for one in done] == [
        (answered, "stage_1_responded"), (answered, "acknowledged")]
    assert work_of(lives, "officer").done == ()
    lives.council.later(days=31)
    assert work_of(lives, "handler").done == ()


def test_a_promised_update_is_a_step(lives: Lives) -> None:
    ref = lives.investigating()
    day = lives.near(None).today + timedelta(days=1)
    lives.tell(ref, "record_contact", "handler", channel="phone", direction="in", summary="Rang.",
               update_by=day.isoformat())
    first = work_of(lives, "handler").duties[0]
    assert (first.kind, first.command, first.due_on) == ("promised_update", "record_contact", day)


@pytest.mark.parametrize(("text", "line"), [
    ("Short.", "Short."),
    ("Two\n lines", "Two lines"),
    ("one two three four", "one two …"),
    (None, ""),
])
def test_one_line(text: str | None, line: str) -> None:
    assert one_line(text, 12) == line
