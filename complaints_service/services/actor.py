"""Who asks: an account as far as rules and lists need to know it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A signed-in account, the complainant, or the system itself.

    `id` is the account's, or `complainant` or `system` without one. `organisation` None means all
    of the installation; `services` empty means all of the organisation's services.
    """

    id: str
    email: str
    name: str
    roles: frozenset[str]
    organisation: str | None
    services: frozenset[str]
