"""Which roles an account held at an instant, from the account's own events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.persistence.models.event import EventRow
from complaints_service.persistence.models.people import AccountRow

CREATED, ROLES_SET, DISABLED = "account_created", "roles_set", "account_disabled"


@dataclass(frozen=True)
class Standing:
    """From this instant on: the roles held, and whether the account was in use."""

    since: datetime
    roles: frozenset[str]
    enabled: bool


@dataclass(frozen=True)
class AccountsThen:
    """The accounts with their past; one that was never told of by events counts as it stands."""

    past: Mapping[str, Sequence[Standing]]
    present: Mapping[str, frozenset[str]]

    def known(self, account: str) -> bool:
        """Whether there is such an account."""
        return account in self.present or account in self.past

    def roles_at(self, account: str, moment: datetime) -> frozenset[str]:
        """The roles that an enabled account held then; none while it was disabled or unborn."""
        past = self.past.get(account)
        if past is None:
            return self.present.get(account, frozenset())
        then = [one for one in past if one.since <= moment]
        return then[-1].roles if then and then[-1].enabled else frozenset()


def accounts_then(session: Session) -> AccountsThen:
    """Read every account and its events; there are few of them."""
    present = {
        row.id: frozenset(row.roles)
        for row in session.execute(select(AccountRow.id, AccountRow.roles))
    }
    past: dict[str, list[Standing]] = {}
    rows = session.execute(
        select(EventRow.ref, EventRow.type, EventRow.data, EventRow.recorded_at)
        .where(EventRow.type.in_((CREATED, ROLES_SET, DISABLED)))
        .order_by(EventRow.ref, EventRow.seq)
    )
    for row in rows:
        standings = past.setdefault(row.ref, [])
        held = standings[-1].roles if standings else frozenset()
        roles = frozenset(row.data["roles"]) if row.type != DISABLED else held
        enabled = row.type == CREATED or (
            row.type != DISABLED and (not standings or standings[-1].enabled)
        )
        standings.append(Standing(row.recorded_at, roles, enabled))
    return AccountsThen(past, present)
