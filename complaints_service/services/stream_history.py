"""What happened to an account or an organisation, as its stream of events tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints_service.domain.events import Event
from complaints_service.persistence.database import db
from complaints_service.persistence.queries import file_lists
from complaints_service.persistence.streams import private_values, read_events


@dataclass(frozen=True)
class Happened:
    """One event: its type, when it was recorded (aware), by whom and in which role.

    `data` has what was sealed put back; what was erased is left out.
    """

    type: str
    at: datetime
    by: str
    role: str
    data: Mapping[str, Any]


def history(stream: str) -> tuple[Happened, ...]:
    """Return the events of a stream that is no complaint's, latest first."""
    session = db.session()
    events = read_events(session, stream)
    texts = private_values(session, stream)
    names = file_lists.names({one.actor for one in events} | _covers(events))
    return tuple(
        Happened(one.type, one.recorded_at, _name(one.actor, names), one.role,
                 _readable(one.data, texts, names))
        for one in reversed(events)
    )


def _covers(events: list[Event]) -> set[str]:
    return {str(one.data["cover"]) for one in events if one.data.get("cover")}


def _name(actor: str, names: Mapping[str, str]) -> str:
    return "The service" if actor == "system" else names.get(actor, actor)


def _readable(
    data: Mapping[str, Any], texts: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, Mapping) and set(value) == {"sha256"}:
            if value["sha256"] in texts:
                shown[name] = texts[value["sha256"]]
        else:
            shown[name] = names.get(value, value) if isinstance(value, str) else value
    return shown
