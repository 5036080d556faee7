"""Asks of every role, in every state, every command: is it listed, and what comes of it?"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import pytest
from sqlalchemy.orm import Session

from complaints_service.domain.commands.registry import COMMANDS, CREATION
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.database import db
from complaints_service.services.actors import Actor
from complaints_service.services.errors import Forbidden, InvalidCommand, NotFound
from complaints_service.services.handle import Request, handle
from complaints_service.services.open_commands import open_commands
from complaints_service.services.visibility import may_know
from support.good_data import SPECIAL, Near, NoGoodData, filled, good_data
from support.lives import STATES, Lives
from support.staffed import Staffed

WHO = ("intake", "officer", "handler", "handler_2", "reviewer", "reviewer_2", "manager",
       "waste_manager", "contributor", "approver", "publisher", "member", "auditor",
       "administrator", "complainant")
"""`handler` and `reviewer` have the complaint, `…_2` have others; `waste_manager` answers for
another service."""

OVERDUE_DAYS = 60
CAN_BE_OVERDUE = ("received", "stage_1_accepted", "stage_1_investigating",
                  "stage_1_investigating, letter awaits post", "stage_1_responded",
                  "stage_1_responded, letter awaits post", "stage_2_requested",
                  "stage_2_investigating", "stage_2_investigating, letter awaits post",
                  "closed after stage 1")
FILE_COMMANDS = tuple(name for name in COMMANDS if name != CREATION)


@dataclass(frozen=True)
class Standing:
    """One state in one variant: a complaint, and the time at which it is asked about."""

    name: str
    complaint: Complaint
    at: datetime
    earlier: Complaint
    """Another complaint, received before, that a command may name."""


@dataclass(frozen=True)
class Cell:
    """What one account may do with one command in one state, and what came of trying."""

    state: str
    command: str
    who: str
    listed: bool
    outcome: str


def standings(council: Staffed) -> list[Standing]:
    """Every state in its variants; the overdue ones are the same complaints, asked later."""
    lives = Lives(council)
    earlier = lives.complaint(lives.received())
    found = []
    for name, bring in STATES.items():
        complaint = lives.complaint(bring(lives))
        now = council.now
        found.append(Standing(name, complaint, now, earlier))
        if name in CAN_BE_OVERDUE:
            council.later(days=OVERDUE_DAYS)
            found.append(Standing(f"{name}, overdue", complaint, council.now, earlier))
            council.at(now)
    return found


@contextmanager
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the door carry everything out, and roll it back instead of committing."""

    @contextmanager
    def rolled_back() -> Iterator[Session]:
        session = db.session()
        try:
            yield session
        finally:
            session.rollback()

    with monkeypatch.context() as patch:
        patch.setattr("complaints_service.services.handle.transaction", rolled_back)
        yield


def cells(council: Staffed, standing: Standing) -> Iterator[Cell]:
    """Try every command as every account."""
    council.at(standing.at)
    with council.app.app_context():
        near = Lives(council).walker.near(db.session(), standing.complaint)
        near.others = [standing.earlier]
        for who in WHO:
            actor = council.actors[who]
            near.asker = actor.id
            listed = _listed(actor, standing.complaint, near)
            for command in FILE_COMMANDS:
                data = _data(command, standing.complaint, near, command in listed)
                outcome = _tried(council, actor, command, data, standing.complaint.ref)
                yield Cell(standing.name, command, who, command in listed, outcome)


def _listed(actor: Actor, complaint: Complaint, near: Near) -> Sequence[str]:
    if not may_know(actor, complaint):
        return ()
    return open_commands(complaint, actor, near.rules, near.today)


def _data(command: str, complaint: Complaint, near: Near, listed: bool) -> dict[str, Any]:
    near.rng, near.plain = random.Random(f"{command} {complaint.state}"), True
    try:
        return good_data(command, complaint, near)
    except (NoGoodData, LookupError, ValueError):
        # Nothing on file that it could name: well-formed data about nothing.
        assert not listed or command in SPECIAL, command
        return filled(COMMANDS[command].data, near)


def _tried(
    council: Staffed, actor: Actor, command: str, data: dict[str, Any], ref: str
) -> str:
    try:
        handle(Request(command, data), by=actor, ref=ref, sources=council.sources)
    except NotFound:
        return "404"
    except Forbidden:
        return "403"
    except Refusal as refused:
        return refused.rule
    except (InvalidData, InvalidCommand) as faulty:
        return f"invalid: {faulty}"
    return "ok"


# ---- As a file that people review -----------------------------------------------------------

HEADING = """\
# What each account may do with a complaint in each state, and what the door answers if it tries.
# Made by tests/services/test_matrix.py; a change here is a change of what people may do.
#
# An account named under "unseen by" is answered as if the complaint did not exist (404).
# Any other account that a line does not name sees the complaint, but may not do this (403).
# "ok" stands for what is listed under the complaint's commands, and succeeds; else the rule that
# refuses. handler and reviewer have the complaint, handler_2 and reviewer_2 have others;
# waste_manager answers for another service. "overdue": sixty days later.
"""


def as_text(found: Iterable[Cell]) -> str:
    """The matrix as the reviewed file holds it."""
    lines = [HEADING]
    for state, in_state in groupby(found, key=lambda cell: cell.state):
        by_command: dict[str, list[Cell]] = {}
        for cell in in_state:
            by_command.setdefault(cell.command, []).append(cell)
        lines.append(f"[{state}]\n{_unseen(by_command)}")
        lines.extend(_line(command, row) for command, row in by_command.items())
        lines.append("")
    return "\n".join(lines)


def _unseen(by_command: dict[str, list[Cell]]) -> str:
    everywhere = [cell for row in by_command.values() for cell in row]
    blind = [who for who in WHO
             if all(cell.outcome == "404" for cell in everywhere if cell.who == who)]
    return f"unseen by: {', '.join(blind)}"


def _line(command: str, row: list[Cell]) -> str:
    answers: dict[str, list[str]] = {}
    for cell in row:
        if cell.outcome not in ("403", "404"):
            answers.setdefault(cell.outcome, []).append(cell.who)
    said = "; ".join(f"{answer}: {', '.join(who)}" for answer, who in sorted(answers.items()))
    return f"{command:<31}{said}".rstrip()
