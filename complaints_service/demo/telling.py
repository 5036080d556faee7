"""Tells a story: scripted steps, each a real command through the door, at its own time."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from complaints_service.domain.commands.records import CompleteRemedy
from complaints_service.domain.commands.registry import COMMANDS, CREATION
from complaints_service.domain.london import LONDON
from complaints_service.domain.refusals import Refusal
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.services.actors import Actor, complainant
from complaints_service.services.handle import Request, Sources, handle
from complaints_service.services.showroom import Link, Told

from .borough import TEAM, Member
from .chance import Dice
from .happening import Happening
from .post_room import posting

_NAME_OF = {kind.data: kind.name for kind in COMMANDS.values()}
_OPENS = frozenset({CREATION, "raise_as_complaint", "open_linked_complaint"})
_FIRST_NUMBER = -5_000
"""Stories come before the lives that chance makes, where both happen at one instant."""

Actors = Mapping[str, Actor]


@dataclass(frozen=True)
class Step:
    """One command of a story.

    `at` is an aware instant; `by` None is the resident. `asked` is the command's data, or makes it
    from the reference. `about` names another complaint than the last one opened; `happened_at` is
    the true time of what is recorded later; `refused` is the rule that has to refuse it. With
    `kept_back` the post room forgets the letter.
    """

    at: datetime
    by: Member | None
    asked: object
    about: str | None = None
    happened_at: datetime | None = None
    refused: str | None = None
    kept_back: bool = False


@dataclass(frozen=True)
class Aside:
    """Something of a story that is no command on a complaint; the tale is sent what it returns."""

    at: datetime
    do: Callable[[Actors], object]


Tale = Generator[Step | Aside, Any, None]
"""Yields steps; after each it is sent the reference that answered, or an aside's answer."""


@dataclass(frozen=True)
class Story:
    """A story: what it is called, what it shows, who sees it best, and what is still missing.

    `look_as` None: anybody; `refs` are complaints that it does not open by a command; `tale` None
    cannot be told yet.
    """

    number: int
    title: str
    moral: str
    look_as: Member | None
    tale: Callable[[], Tale] | None
    not_yet: str = ""
    refs: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


def at(moment: str) -> datetime:
    """An instant from London time such as `2025-12-10 09:15`."""
    return datetime.fromisoformat(moment).replace(tzinfo=LONDON).astimezone(UTC)


class Teller:
    """One story as it goes on, step by step."""

    def __init__(self, story: Story, actors: Actors) -> None:
        self.story, self.actors = story, actors
        self.chance = Dice(random.Random(f"story {story.number}"))
        self.refs: list[str] = list(story.refs)
        self.steps = story.tale() if story.tale else None

    def begin(self) -> list[Happening]:
        """The story's first step; none where it cannot be told yet."""
        return [] if self.steps is None else [self._happening(next(self.steps))]

    def told(self) -> Told:
        """What the showroom says of it."""
        one = self.story
        look_as = one.look_as.email if one.look_as else ""
        return Told(one.number, one.title, one.moral, look_as, one.not_yet, tuple(self.refs),
                    one.links)

    def _happening(self, step: Step | Aside) -> Happening:
        return Happening(step.at, _FIRST_NUMBER + self.story.number, lambda: self._do(step))

    def _do(self, step: Step | Aside) -> list[Happening]:
        posted: list[Happening] = []
        if isinstance(step, Aside):
            answer = step.do(self.actors)
        else:
            answer = self._asked(step)
            if not step.kept_back:
                posted = posting(step.at, answer, self.story.number, self.actors)
        try:
            follows = self.steps.send(answer) if self.steps else None
        except StopIteration:
            return posted
        return posted if follows is None else [*posted, self._happening(follows)]

    def _asked(self, step: Step) -> str:
        ref = step.about or (self.refs[-1] if self.refs else None)
        data = step.asked(ref) if callable(step.asked) else step.asked
        command = _NAME_OF[type(data)]
        by = complainant() if step.by is None else self.actors[step.by.email]
        request = Request(command, data, occurred_at=step.happened_at)
        sources = Sources(new_ref=self.chance.reference, new_id=self.chance.id,
                          salt=self.chance.salt)
        about = None if command == CREATION else ref
        if step.refused:
            _must_refuse(step, request, by, about)
            return ref or ""
        answer = handle(request, by=by, ref=about, sources=sources).ref
        if command in _OPENS:
            self.refs.append(answer)
        if getattr(data, "remedies", ()):
            self._apologised(answer)
        return answer

    def _apologised(self, ref: str) -> None:
        """An apology is given by the letter itself, so it is done when that is sent."""
        found, officer = load(db.session(), ref), self.actors[TEAM[0].email]
        for one in found.remedies if found else ():
            if one.kind == "apology" and one.status == "offered":
                done = CompleteRemedy(n=one.n, evidence="In the letter")
                handle(Request("complete_remedy", done), by=officer, ref=ref)


def _must_refuse(step: Step, request: Request, by: Actor, ref: str | None) -> None:
    """The rule that the story is about has to hold."""
    try:
        handle(request, by=by, ref=ref)
    except Refusal as refusal:
        if refusal.rule == step.refused:
            return
        raise
    raise AssertionError(f"{request.command} was carried out; the rule {step.refused} should have "
                         "refused it")
