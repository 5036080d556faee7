"""A casebook whose letters are really composed as they would be sent, without a database."""

from __future__ import annotations

from typing import Any

from complaints_service.content.letters import load_letter_rules
from complaints_service.domain.events import NewEvent
from complaints_service.domain.fold import fold
from complaints_service.letters.compose import FrozenLetter, compose
from complaints_service.services.letter_facts import letter_facts
from complaints_service.services.letter_parts import Sheet
from support.casebook import Casebook
from support.letters import COUNCIL

HANDLER = ("Hal Placeholder", "hal@example.org")


class Mailroom(Casebook):
    """Every command's letter is composed from the complaint as its event leaves it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.sent: list[FrozenLetter] = []

    @property
    def last(self) -> FrozenLetter:
        """The letter that was sent last."""
        return self.sent[-1]

    def block(self, key: str) -> str:
        """What the last letter says under this block; empty where it has none."""
        return next((one.text for one in self.last.blocks if one.key == key), "")

    def _record(self, ref: str, events: tuple[NewEvent, ...], by: str, role: str) -> None:
        had = len(self.events.get(ref, ()))
        super()._record(ref, events, by, role)
        for place, new in enumerate(events):
            if new.letter is not None:
                self.sent.append(self._composed(ref, had + place, new))

    def _composed(self, ref: str, place: int, new: NewEvent) -> FrozenLetter:
        stream = self.events[ref]
        before = fold(stream[:place]) if place else None
        assert new.letter is not None
        handler = HANDLER if "acknowledgement" in new.letter.kind else ("", "")
        sheet = Sheet(before, fold(stream[:place + 1]), stream[place], new.letter, self.rules,
                      self.reveal, COUNCIL, handler)
        return compose(letter_facts(sheet), load_letter_rules())
