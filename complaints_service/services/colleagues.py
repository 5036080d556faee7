"""Whom work can be given to: the people of a council by their roles."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.persistence.queries import colleagues as queries


@dataclass(frozen=True)
class Colleague:
    """Somebody who can sign in."""

    email: str
    name: str
    roles: frozenset[str]


def colleagues(organisation: str, *roles: str) -> tuple[Colleague, ...]:
    """Return who of this organisation holds one of the roles, by name."""
    rows = queries.colleagues(organisation, frozenset(roles))
    return tuple(Colleague(row.email, row.name, frozenset(row.roles)) for row in rows)
