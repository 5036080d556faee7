"""What an actor may do now, each with the schema of the data that it takes."""

from __future__ import annotations

from complaints_service.domain.commands.registry import CREATION
from complaints_service.domain.complaint import Complaint

from .actors import Actor
from .command_data import command_schema
from .open_commands import open_commands
from .permissions import acting_role
from .reading import today
from .rules_in_use import rules
from .view_parts import Json


def offers(complaint: Complaint, by: Actor) -> list[Json]:
    """Return the commands that the actor may give on the complaint now."""
    return [_offer(name) for name in open_commands(complaint, by, rules(), today())]


def creation_offers(by: Actor) -> list[Json]:
    """Return the commands that make something new, as far as the actor may give them."""
    return [_offer(CREATION)] if acting_role(by, CREATION, None) else []


def _offer(name: str) -> Json:
    return {"command": name, "schema": command_schema(name)}
