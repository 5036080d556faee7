"""Compliments and comments of the two years, some of which wait to be read."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta

from complaints_service.domain.commands.intake import Receive, TreatAsCompliment
from complaints_service.domain.commands.parts import ComplainantGiven
from complaints_service.domain.london import LONDON
from complaints_service.services.actors import Actor, complainant
from complaints_service.services.handle import Request, Sources, handle

from . import borough, grow, wording
from .chance import Dice, weighted
from .happening import Happening

ONE_TO = 5
"""To so many contacts comes one that thanks or comments."""
_FIRST_NUMBER = 1_000_000
_DAYS = (grow.NOW.date() - grow.BEGIN).days
SAID = (
    ("compliment", "Please thank whoever answered the telephone: they stayed until it was done."),
    ("compliment", "Quick, polite, and the street was left cleaner than before. Thank you."),
    ("compliment", "My mother was treated with great patience. Please tell them."),
    ("compliment", "I expected to wait for weeks and it was done the next day."),
    ("comment", "The new letters are easier to read than the old ones."),
    ("comment", "It would help to be able to choose the morning or the afternoon."),
    ("comment", "The page about opening times is hard to find on a telephone."),
)


def thanks(cases: int, seed: int, actors: dict[str, Actor]) -> list[Happening]:
    """What was received beside so many contacts; each is read within some working days."""
    rng = random.Random(f"thanks {seed}")
    return [_thanks(number, rng.randrange(2**32), actors) for number in range(cases // ONE_TO)]


def _thanks(number: int, seed: int, actors: dict[str, Actor]) -> Happening:
    rng = random.Random(seed)
    chance = Dice(rng)
    sources = Sources(new_ref=chance.reference, new_id=chance.id, salt=chance.salt)
    kind, said = rng.choice(SAID)
    day = grow.BEGIN + timedelta(days=rng.randrange(_DAYS))
    came = datetime.combine(day, time(rng.randrange(8, 21), rng.randrange(60)), LONDON)
    received_at = came.astimezone(UTC)
    read_at = received_at + timedelta(days=rng.randrange(1, 4))
    place = _FIRST_NUMBER + number

    def receive() -> list[Happening]:
        data = _received(rng, kind, said)
        ref = handle(Request("receive", data), by=complainant(), sources=sources).ref
        return [Happening(read_at, place, lambda: read(ref))]

    def read(ref: str) -> list[Happening]:
        officer = actors[rng.choice(borough.TEAM).email]
        data = TreatAsCompliment(kind=kind, reason="Nothing is asked of us.")
        handle(Request("treat_as_compliment", data), by=officer, ref=ref, sources=sources)
        return []

    return Happening(received_at, place, receive)


def _received(rng: random.Random, kind: str, said: str) -> Receive:
    named = rng.random() < 0.6
    name = f"{rng.choice(wording.FIRST_NAMES)} {rng.choice(wording.LAST_NAMES)}"
    return Receive(
        organisation=borough.MAIN, channel="web", kind=kind, description=said,
        service=weighted(rng, borough.SERVICE_WEIGHTS), anonymous=not named,
        complainants=(ComplainantGiven(name=name),) if named else (),
    )
