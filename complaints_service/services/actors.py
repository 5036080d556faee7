"""Who asks: an account with its roles, the complainant, or the service itself."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    "intake", "handler", "officer", "reviewer", "contributor", "manager", "approver", "publisher",
    "member", "auditor", "administrator",
)
"""The roles that an account may hold."""


@dataclass(frozen=True)
class Actor:
    """Somebody who asks for something.

    `id` is the account's, or `complainant` or `system`, who act without one. `organisation` None
    means all of the installation; empty `services` means all services. `covers` are the
    accounts for which this one stands in today.
    """

    id: str
    email: str = ""
    name: str = ""
    roles: frozenset[str] = frozenset()
    organisation: str | None = None
    services: frozenset[str] = frozenset()
    covers: frozenset[str] = frozenset()

    @property
    def stands_for(self) -> frozenset[str]:
        """The accounts whose work this one may do: its own, and those that it covers."""
        return self.covers | {self.id}


def system() -> Actor:
    """The service itself: imports, jobs, the demo."""
    return Actor("system", roles=frozenset({"system"}))


def complainant() -> Actor:
    """The public, without an account."""
    return Actor("complainant", roles=frozenset({"complainant"}))
