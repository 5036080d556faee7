"""Lets the invented borough live through two years, one act after another in order of time."""

from __future__ import annotations

import hashlib
import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.london import LONDON
from complaints_service.services.actors import Actor, complainant
from complaints_service.services.handle import Request, Sources, handle
from complaints_service.services.references import new_reference
from complaints_service.services.rules_in_use import rules

from . import borough
from .borough import Member
from .scripts import Act, Case, Script, script, weighted

BEGIN = date(2024, 4, 1)
"""The first day of the two years."""
NOW = datetime(2026, 4, 8, 8, 30, tzinfo=UTC)
"""The instant at which the demo opens."""
WEEKDAYS = (24, 20, 19, 18, 15, 2, 2)
KINDS = {"accepted": 70, "service_request": 22, "not_accepted": 6, "other_procedure": 2}

Progress = Callable[[int, int], None]


@dataclass(order=True)
class _Next:
    at: datetime
    number: int
    act: Act = field(compare=False)
    script: Script = field(compare=False)
    ref: str | None = field(compare=False, default=None)


class Dice:
    """The chance that makes the borough: the same seed gives the same references, ids and salts."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def reference(self) -> str:
        """A repeatable reference."""
        return new_reference(self.rng.choice)

    def id(self) -> str:
        """A repeatable id."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def salt(self) -> bytes:
        """A repeatable salt: the demo holds nobody's data."""
        return hashlib.sha256(self.rng.randbytes(16)).digest()[:16]


def contacts(count: int, seed: int, calendar: WorkingCalendar) -> Iterator[Case]:
    """So many contacts, spread over the two years as the borough's were."""
    rng = random.Random(seed)
    for number in range(count):
        received = _moment(rng)
        service = weighted(rng, borough.SERVICE_WEIGHTS)
        channel = weighted(rng, borough.CHANNEL_WEIGHTS)
        kind = weighted(rng, KINDS)
        yield Case(received, service, channel, kind, random.Random(f"{seed}/{number}"), calendar)


def _moment(rng: random.Random) -> datetime:
    year = rng.choices((0, 1), weights=borough.YEAR_TOTALS)[0]
    quarter = rng.choices(range(4), weights=borough.QUARTER_WEIGHTS)[0]
    first = date(BEGIN.year + year, 4, 1) + timedelta(days=round(quarter * 91.25))
    while True:
        day = first + timedelta(days=rng.randrange(91))
        if rng.random() * WEEKDAYS[0] < WEEKDAYS[day.weekday()]:
            break
    return datetime(day.year, day.month, day.day, rng.randrange(7, 23), rng.randrange(60),
                    rng.randrange(60), tzinfo=LONDON).astimezone(UTC)


def live(count: int, seed: int, actors: dict[str, Actor], progress: Progress) -> int:
    """Let `count` contacts happen, each act through the door; returns the number of acts.

    `actors` are the staff by email. `progress` is told (done, expected) contacts.
    """
    dice = Dice(seed)
    waiting: list[_Next] = []
    for number, case in enumerate(contacts(count, seed, rules().calendar)):
        line = script(case)
        waiting.append(_Next(case.received, number, next(line), line))
    heapq.heapify(waiting)
    acts = begun = 0
    while waiting:
        item = heapq.heappop(waiting)
        if item.at > NOW:
            continue
        ref = _do(item, actors, dice)
        acts += 1
        begun += item.ref is None
        progress(begun, count)
        _queue_next(waiting, item, ref)
    return acts


def _do(item: _Next, actors: dict[str, Actor], dice: Dice) -> str:
    sources = Sources(now=lambda: item.at, new_ref=dice.reference, new_id=dice.id, salt=dice.salt)
    by = _actor(item.act.by, actors)
    request = Request(item.act.command, item.act.data)
    return handle(request, by=by, ref=item.ref, sources=sources).ref


def _actor(member: Member | None, actors: dict[str, Actor]) -> Actor:
    return complainant() if member is None else actors[member.email]


def _queue_next(waiting: list[_Next], item: _Next, ref: str) -> None:
    try:
        act = item.script.send(ref)
    except StopIteration:
        return
    # An act planned earlier than the one before it happens right after it instead.
    moment = max(act.at, item.at + timedelta(minutes=1))
    heapq.heappush(waiting, _Next(moment, item.number, act, item.script, ref))
