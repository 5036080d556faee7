"""Lets the borough learn: improvements with an owner, a date and proof, some told to the public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from complaints_service.domain.london import london_date
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow, StageRow
from complaints_service.services.actors import Actor
from complaints_service.services.improvements import handle_improvement

from . import wording
from .borough import MANAGERS, OTHERS, Member
from .happening import Happening

EVERY = timedelta(days=37)
PUBLISHED_EVERY = 3
"""Of three improvements that are done, the first and the second are told to the public."""


def improvements(actors: dict[str, Actor]) -> Iterator[Happening]:
    """The improvements of the two years, one after another."""
    told = [
        (service, words) for service, several in wording.IMPROVEMENTS.items() for words in several
    ]
    moment = datetime(2024, 9, 3, 10, 15, tzinfo=UTC)
    for number, (service, words) in enumerate(told):
        idea = Idea(number, service, words, _manager(service), actors)
        yield Happening(moment, -number - 1, lambda one=idea, at=moment: one.begin(at))  # type: ignore[misc]
        moment += EVERY


def _manager(service: str) -> Member:
    return next(one for one in MANAGERS if service in one.services)


@dataclass
class Idea:
    """One improvement on its way."""

    number: int
    service: str
    words: tuple[str, str, str]
    manager: Member
    actors: dict[str, Actor]
    id: str = ""

    def begin(self, at: datetime) -> list[Happening]:
        """Record it, from complaints lately upheld in its service."""
        title, wrong, change = self.words
        refs = _upheld(self.service, at)
        if not refs:
            return []
        data = {
            "title": title, "went_wrong": wrong, "will_change": change, "service": self.service,
            "owner": self.manager.email, "links": ["Service plan"], "complaints": refs,
            "due_on": london_date(at + timedelta(days=60)).isoformat(),
        }
        self._do("create", data, self.manager)
        if self.number % 6 == 5:
            return []  # still under way, or overdue
        done = at + timedelta(days=40 + self.number % 5 * 9)
        return [Happening(done, -self.number - 100, lambda: self.finish(done))]

    def finish(self, at: datetime) -> list[Happening]:
        """Say that it is done, and tell the public of some."""
        proof = "The instruction and its date are on the service's shared drive."
        self._do("done", {"evidence": proof}, self.manager)
        if self.number % PUBLISHED_EVERY == PUBLISHED_EVERY - 1:
            return []
        _, wrong, change = self.words
        words = {"told": wrong, "found": "The same had happened to several people.",
                 "changed": change}
        self._do("propose_publication", words, self.manager)
        later = at + timedelta(days=2)
        return [Happening(later, -self.number - 200, self.release)]

    def release(self) -> list[Happening]:
        """A second person approves the words; they are public at once."""
        approver = next(one for one in OTHERS if "approver" in one.roles)
        self._do("approve_publication", {}, approver)
        return []

    def _do(self, command: str, data: Mapping[str, object], by: Member) -> None:
        answer = handle_improvement(command, data, by=self.actors[by.email],
                                    improvement_id=self.id or None)
        self.id = answer.ref


def _upheld(service: str, at: datetime) -> list[str]:
    """Up to six complaints of the service lately upheld, in whole or in part."""
    rows = db.session.scalars(
        select(ComplaintRow.ref)
        .join(StageRow, StageRow.ref == ComplaintRow.ref)
        .where(ComplaintRow.service == service, StageRow.stage == 1,
               StageRow.finding.in_(("upheld", "partly_upheld")),
               StageRow.responded_on <= london_date(at))
        .order_by(StageRow.responded_on.desc(), ComplaintRow.ref)
        .limit(6)
    )
    return list(rows)
