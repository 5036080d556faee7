"""Publishes the borough's quarters as a council does: built, approved by another, released."""

from __future__ import annotations

from datetime import UTC, datetime

from complaints_service.services import publications
from complaints_service.services.actors import Actor

from . import borough
from .happening import Happening

REPORT = "quarterly-committee"
QUARTERS = (
    ("2025-26-q1", datetime(2025, 7, 14, 9, 30, tzinfo=UTC)),
    ("2025-26-q2", datetime(2025, 10, 13, 9, 30, tzinfo=UTC)),
    ("2025-26-q3", datetime(2026, 1, 12, 9, 30, tzinfo=UTC)),
    ("2025-26-q4", datetime(2026, 4, 7, 9, 30, tzinfo=UTC)),
)


def quarters(actors: dict[str, Actor]) -> list[Happening]:
    """The four quarters of the second year, each published after its end."""
    return [
        Happening(moment, -1000 - number, lambda period=period: _publish(period, actors))  # type: ignore[misc]
        for number, (period, moment) in enumerate(QUARTERS)
    ]


def _publish(period: str, actors: dict[str, Actor]) -> list[Happening]:
    officer = actors[borough.TEAM[0].email]
    approver = _holder("approver", actors)
    edition = publications.build(REPORT, borough.MAIN, period, by=officer)
    publications.approve(edition.id, by=approver)
    publications.publish(edition.id, by=_holder("publisher", actors))
    return []


def _holder(role: str, actors: dict[str, Actor]) -> Actor:
    return next(actors[one.email] for one in borough.OTHERS if role in one.roles)
