"""Lets the invented borough live through two years, one act after another in order of time."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from complaints_service.domain.calendar import WorkingCalendar
from complaints_service.domain.london import LONDON
from complaints_service.services.actors import Actor, complainant
from complaints_service.services.handle import Request, Sources, handle
from complaints_service.services.moving_clock import MovingClock
from complaints_service.services.rules_in_use import rules

from . import borough
from .chance import Act, Case, Dice, weighted
from .happening import Happening
from .post_room import posting
from .scripts import script

BEGIN = date(2024, 4, 1)
"""The first day of the two years."""
FIRST = datetime(2024, 4, 1, 6, tzinfo=UTC)
NOW = datetime(2026, 4, 8, 8, 30, tzinfo=UTC)
"""The instant at which the demo opens."""
WEEKDAYS = (24, 20, 19, 18, 15, 2, 2)
KINDS = {"accepted": 70, "service_request": 22, "not_accepted": 6, "other_procedure": 2}

TELL_EVERY = 25
EVERY = 34
"""Of so many contacts one came in the last days, and one goes quickly on to stage 2: the desk that
the demo opens on has work in every state."""
Progress = Callable[[int, int], None]


def contacts(count: int, seed: int, calendar: WorkingCalendar) -> Iterator[Case]:
    """So many contacts, spread over the two years as the borough's were."""
    rng = random.Random(seed)
    for number in range(count):
        received = _moment(rng)
        eager = number % EVERY == 1
        if number % EVERY == 0:
            received = NOW - timedelta(days=rng.randrange(8), minutes=rng.randrange(30, 600))
        elif eager:
            received = NOW - timedelta(days=rng.randrange(24, 48), minutes=rng.randrange(600))
        service = weighted(rng, borough.SERVICE_WEIGHTS)
        channel = weighted(rng, borough.CHANNEL_WEIGHTS)
        kind = "accepted" if eager else weighted(rng, KINDS)
        chance = random.Random(f"{seed}/{number}")
        yield Case(received, service, channel, kind, chance, calendar, eager)


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


def live(
    count: int, seed: int, actors: dict[str, Actor], clock: MovingClock, progress: Progress,
    besides: Iterable[Happening] = (),
) -> int:
    """Let `count` contacts happen until the demo opens; returns the number of acts.

    What else happens `besides` stands among them, all in order of time. `actors` are the staff by
    email; `progress` is told (contacts begun, expected).
    """
    chance = Dice(random.Random(seed))
    lives = [
        Life(number, case, actors, chance)
        for number, case in enumerate(contacts(count, seed, rules().calendar))
    ]
    waiting = [*(one.first() for one in lives), *besides]
    heapq.heapify(waiting)
    acts = 0
    while waiting:
        happening = heapq.heappop(waiting)
        if happening.at > NOW:
            break
        clock.stand_at(happening.at)
        for follows in happening.do():
            heapq.heappush(waiting, follows)
        acts += 1
        if acts % TELL_EVERY == 0:
            progress(sum(1 for one in lives if one.ref), count)
    return acts


class Life:
    """One contact as it goes on, act by act, each through the door."""

    def __init__(self, number: int, case: Case, actors: dict[str, Actor], chance: Dice) -> None:
        self.number, self.case, self.actors, self.chance = number, case, actors, chance
        self.script = script(case)
        self.ref: str | None = None

    def first(self) -> Happening:
        """The contact itself."""
        act = next(self.script)
        return self._happening(act.at, act)

    def _happening(self, at: datetime, act: Act) -> Happening:
        return Happening(at, self.number, lambda: self._do(at, act))

    def _do(self, at: datetime, act: Act) -> list[Happening]:
        sources = Sources(new_ref=self.chance.reference, new_id=self.chance.id,
                          salt=self.chance.salt)
        by = complainant() if act.by is None else self.actors[act.by.email]
        self.ref = handle(Request(act.command, act.data), by=by, ref=self.ref, sources=sources).ref
        posted = posting(at, self.ref, self.number, self.actors)
        try:
            follows = self.script.send(self.ref)
        except StopIteration:
            return posted
        # An act planned earlier than the one before it happens right after it instead.
        later = max([follows.at, at + timedelta(minutes=1), *(one.at for one in posted)])
        return [*posted, self._happening(later, follows)]
