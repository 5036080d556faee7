"""Some answers were looked at afterwards; one was begun by an officer while another sent theirs."""

from __future__ import annotations

import random

from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.services.actors import Actor
from complaints_service.services.answer_drafts import save_draft
from complaints_service.services.handle import Request, Sources, handle
from complaints_service.services.quality_board import Sampled, sample
from complaints_service.services.rules_in_use import rules

from . import borough, grow
from .chance import Dice

SCORES = ("met",) * 6 + ("partly",) * 2 + ("not_met", "not_applicable")
NOTE = "The dates could stand in one place, in the order in which things happened."


def look_afterwards(seed: int, actors: dict[str, Actor]) -> None:
    """Look at every second answer of the sample, and leave something begun and not sent."""
    rng = random.Random(f"looks {seed}")
    approver = next(actors[one.email] for one in borough.SHOWN if "approver" in one.roles)
    officer = next(actors[one.email] for one in borough.SHOWN if "officer" in one.roles)
    found = [one for one in sample(approver, grow.NOW) if not one.mine]
    for one in found[::2]:
        _look(one, approver, rng)
    theirs = [one for one in sample(officer, grow.NOW) if not one.mine and one.stage == 1]
    if theirs:
        _begin(theirs[0].ref, officer)


def _look(one: Sampled, by: Actor, rng: random.Random) -> None:
    chance = Dice(rng)
    items = rules().vocabularies["quality_items"].on(grow.NOW.date())
    data = {"stage": one.stage, "note": NOTE,
            "scores": [{"item": item.key, "score": rng.choice(SCORES)} for item in items]}
    sources = Sources(new_ref=chance.reference, new_id=chance.id, salt=chance.salt)
    handle(Request("record_quality_check", data), by=by, ref=one.ref, sources=sources)


def _begin(ref: str, by: Actor) -> None:
    """What an officer wrote on the day before the handler sent the answer."""
    complaint = load(db.session(), ref)
    if complaint is None or complaint.stage_1.responded_at is None:
        return
    data = {"points": [{"n": "1", "finding": "partly_upheld",
                        "reasons": "I have asked the depot and wait for their list."}]}
    save_draft(ref, by.id, 1, data, complaint.version, complaint.stage_1.responded_at, token="")
