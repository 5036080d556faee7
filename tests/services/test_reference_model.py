"""Random sequences of commands end where a second, independent account of the rules says."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
from support.good_data import NoGoodData, filled, good_data
from support.lives import Lives
from support.reference_model import Model
from support.staffed import OPENED, Staffed, staffed
from support.walked import checked

from complaints_service.domain.commands.registry import COMMANDS, CREATION
from complaints_service.domain.refusals import Refusal
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.steady_view import steady_view
from complaints_service.services import rules_in_use
from complaints_service.services.handle import Written
from complaints_service.services.rebuild import differences

SEQUENCES = int(os.environ.get("COMPLAINTS_TEST_SEQUENCES", "200"))
LENGTH = 12
LONG_DAYS = 120
NOT_NOW = {"not_allowed", "delay_not_due", "extension_after_due"}
COMMON = ("accept", "acknowledge", "respond_stage_1", "request_stage_2", "acknowledge_stage_2",
          "respond_stage_2", "close", "reopen", "notify_ombudsman")
FILE_COMMANDS = [name for name in COMMANDS if name != CREATION]
WITHOUT_STATE = {"restrict_access"}
"""A complaint that the officer can no longer see would end the sequence."""


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_door_and_the_model_agree(shared_database_url: str, tmp_path: Path) -> None:
    """What is allowed, what is refused and where it leads: the same in both, at every step."""
    seed = int(os.environ["COMPLAINTS_TEST_SEED"])
    with staffed(shared_database_url, tmp_path, seed) as council:
        lives = Lives(council)
        taken, now = 0, OPENED
        for _ in range(SEQUENCES):
            # Each has a world and a time of its own, or the last would run off the calendar.
            council.at(OPENED)
            lives.walker.refs.clear()
            lives.received()
            taken += _sequence(lives)
            now = max(now, council.now)
    assert taken > SEQUENCES * LENGTH // 4
    assert checked(shared_database_url, now).violations == ()
    with steady_view(shared_database_url) as session:
        assert list(differences(session, rules_in_use.rules())) == []


def _sequence(lives: Lives) -> int:
    """One complaint, `LENGTH` commands; return how many were carried out."""
    council, rng = lives.council, lives.council.rng
    ref, model = lives.received(), Model()
    story, taken = [], 0
    for _ in range(LENGTH):
        if rng.random() < 0.1:
            council.later(days=LONG_DAYS)
            model.epoch += 1
            story.append("a long time passes")
        command = rng.choice(COMMON) if rng.random() < 0.6 else rng.choice(FILE_COMMANDS)
        if command in WITHOUT_STATE:
            continue
        said, data = _given(lives, ref, command, model.allows(command), rng)
        if data is None:
            continue
        story.append(f"{command} {data}: {said if isinstance(said, str) else 'ok'}")
        expected = model.allows(command)
        assert (said in NOT_NOW) is not expected, "\n".join([repr(model), *story])
        assert expected == isinstance(said, Written), "\n".join([repr(model), *story])
        if isinstance(said, Written):
            model.follow(command, data)
            taken += 1
        _agree(council, ref, model, story)
    return taken


def _given(
    lives: Lives, ref: str, command: str, allowed: bool, rng: random.Random
) -> tuple[Written | str, dict[str, Any] | None]:
    """Give a command with good data (well-formed data where it cannot succeed)."""
    council = lives.council
    council.later(minutes=1)
    complaint = lives.complaint(ref)
    # Whoever answered stage 1 may not answer stage 2, and whoever wrote a draft may not approve
    # it: that is not what is asked here.
    others = {"respond_stage_2": "system", "approve": "approver", "return_draft": "approver",
              "record_quality_check": "approver"}
    by = others.get(command, "officer")
    near = lives.near(complaint)
    near.plain, near.asker = rng.random() < 0.5, council.actors[by].id
    try:
        data = good_data(command, complaint, near)
    except NoGoodData:
        return "", None
    except (LookupError, ValueError):
        if allowed:
            raise
        data = filled(COMMANDS[command].data, near)
    data.pop("send_by", None)
    try:
        return council.tell(by, command, ref, data), data
    except Refusal as refused:
        return refused.rule, data


def _agree(council: Staffed, ref: str, model: Model, story: list[str]) -> None:
    with council.app.app_context():
        found = load(db.session(), ref)
    assert found is not None
    assert found.state.value == model.state, "\n".join(story)
    model.in_post = sum(one.awaiting_post for one in found.letters)
    model.waits_for_the_post({one.kind for one in found.letters if one.awaiting_post})
    assert [one.status for one in found.remedies] == model.remedies, "\n".join(story)
    assert [one.state.value for one in found.drafts] == [one[1] for one in model.drafts]
    assert [one.status for one in found.ombudsman] == [one["status"] for one in model.cases]
    assert len(found.points) == model.points, "\n".join(story)
