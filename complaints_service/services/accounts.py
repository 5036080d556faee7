"""Accounts: who may sign in, in which roles, for which organisation and services."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.domain.refusals import InvalidData
from complaints_service.domain.sealing import Private
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.pages import BrowserSessionRow
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.transaction import transaction

from . import passwords
from .account_streams import record
from .actors import ROLES, Actor, system
from .command_fields import EMAIL_FORM
from .command_problems import shown
from .organisations import ensure_organisation
from .references import LETTERS
from .rules_in_use import rules

_ACCOUNT, _SESSION = table(AccountRow), table(BrowserSessionRow)
_ID_LETTERS = 10
_ID_FORM = re.compile(r"[A-Za-z0-9_-]{1,60}")
LONGEST_NAME = 200
SIGNS_OUT = frozenset({"password_hash", "roles", "services", "enabled"})
"""What ends every session of an account when it changes."""


@dataclass(frozen=True)
class Account:
    """An account as those who keep accounts see it; its password is nowhere."""

    id: str
    email: str
    name: str
    organisation: str | None
    roles: tuple[str, ...]
    services: tuple[str, ...]
    enabled: bool

    def as_actor(self) -> Actor:
        """Return who asks when this account does."""
        return Actor(self.id, self.email, self.name, frozenset(self.roles), self.organisation,
                     frozenset(self.services))


def create_account(
    email: str,
    name: str,
    roles: Iterable[str],
    *,
    organisation: str | None = None,
    services: Iterable[str] = (),
    password: str | None = None,
    by: Actor | None = None,
) -> Account:
    """Make an account; without a password it has tokens only. Raises `InvalidData`.

    An organisation that is named for the first time is made with it.
    """
    made = Account(_new_id(), checked_email(email), _checked_name(name), organisation,
                   checked_roles(roles), _checked_services(services), True)
    password_hash = passwords.hashed(password, email=made.email) if password is not None else None
    now = clock.now()
    with transaction() as session:
        _refuse_known(session, made.email)
        if organisation is not None:
            ensure_organisation(session, organisation, now)
        session.execute(insert(_ACCOUNT).values(
            id=made.id, email=made.email, name=made.name, organisation=organisation,
            roles=list(made.roles), services=list(made.services), password_hash=password_hash,
            enabled=True, created_at=now,
        ))
        data = {"organisation": organisation, "roles": list(made.roles),
                "services": list(made.services), "with_password": password is not None,
                "person": Private({"email": made.email, "name": made.name})}
        record(session, made.id, "account_created", data, by=by or system(), now=now)
    return made


def disable_account(email: str, *, by: Actor | None = None) -> Account:
    """Shut an account out: its tokens and sessions end with the next request.

    Whoever asks for it sees to its duties first: `leaving.leave`.
    """
    return _change(email, "account_disabled", {}, by, enabled=False)


def set_roles(email: str, roles: Iterable[str], *, by: Actor | None = None) -> Account:
    """Replace an account's roles, from the next request on, and end its sessions.

    Raises `InvalidData`.
    """
    wanted = list(checked_roles(roles))
    return _change(email, "roles_set", {"roles": wanted}, by, roles=wanted)


def set_services(email: str, services: Iterable[str], *, by: Actor | None = None) -> Account:
    """Replace the services that an account answers for; none means all. Raises `InvalidData`."""
    wanted = list(_checked_services(services))
    return _change(email, "services_set", {"services": wanted}, by, services=wanted)


def rename(email: str, name: str, *, by: Actor | None = None) -> Account:
    """Replace the name by which an account is shown. Raises `InvalidData`."""
    plain = _checked_name(name)
    return _change(email, "renamed", {"name": Private(plain)}, by, name=plain)


def set_password(email: str, password: str, *, by: Actor | None = None) -> Account:
    """Replace an account's password and end its sessions. Raises `InvalidData` for a weak one."""
    password_hash = passwords.hashed(password, email=email)
    return _change(email, "password_set", {}, by, password_hash=password_hash)


def _change(
    email: str, event_type: str, data: dict[str, Any], by: Actor | None, **values: Any
) -> Account:
    now = clock.now()
    with transaction() as session:
        account = account_of_email(session, email)
        session.execute(update(_ACCOUNT).where(_ACCOUNT.c.id == account.id).values(**values))
        if SIGNS_OUT & set(values):
            session.execute(delete(_SESSION).where(_SESSION.c.account == account.id))
        record(session, account.id, event_type, data, by=by or system(), now=now)
        return account_of_email(session, email)


def account_of_email(session: Session, email: str) -> Account:
    """Return the account, locked until the transaction ends; `InvalidData` when there is none."""
    plain = email.strip().lower()
    wanted = plain if EMAIL_FORM.fullmatch(plain) else ""
    found = session.execute(_shown_columns().where(_ACCOUNT.c.email == wanted)
                            .with_for_update()).first()
    if found is None:
        raise InvalidData("email", f"email is {shown(email)}, which is no account's; "
                          "write the address of one.")
    return _account(found)


def actor_of(account_id: str) -> Actor | None:
    """Return who an enabled account is, None for a disabled or unknown one."""
    found = db.session.execute(_shown_columns().where(_ACCOUNT.c.id == account_id)).first()
    return _account(found).as_actor() if found is not None and found.enabled else None


def actor_signing_in(email: str, password: str) -> Actor | None:
    """Return who signs in with this address and password; None takes as long to answer."""
    wanted = email.strip().lower()
    if not EMAIL_FORM.fullmatch(wanted):
        wanted = ""  # no account's, and nothing that the database would choke on
    statement = _shown_columns().add_columns(_ACCOUNT.c.password_hash)
    found = db.session.execute(statement.where(_ACCOUNT.c.email == wanted)).first()
    right = passwords.matches(found.password_hash if found else None, password)
    return _account(found).as_actor() if found and right and found.enabled else None


def _shown_columns() -> Any:
    columns = _ACCOUNT.c
    return select(columns.id, columns.email, columns.name, columns.organisation, columns.roles,
                  columns.services, columns.enabled)


def _account(row: Row[*tuple[Any, ...]]) -> Account:
    return Account(row.id, row.email, row.name, row.organisation, tuple(row.roles),
                   tuple(row.services), row.enabled)


def _new_id() -> str:
    return "ACC-" + "".join(secrets.choice(LETTERS) for _ in range(_ID_LETTERS))


def _refuse_known(session: Session, email: str) -> None:
    if session.scalar(select(_ACCOUNT.c.id).where(_ACCOUNT.c.email == email)) is not None:
        raise InvalidData("email", f"email is {shown(email)}, which has an account already; "
                          "change that one.")


def checked_email(email: str) -> str:
    """Return the address in lower case; `InvalidData` for what is none."""
    plain = email.strip().lower()
    if not EMAIL_FORM.fullmatch(plain) or len(plain) > 254:
        raise InvalidData("email", f"email is {shown(email)}; "
                          "write an address such as name@example.org.")
    return plain


def checked_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """Return the roles in the order of the list; `InvalidData` for none or an unknown one."""
    wanted = {role.strip() for role in roles if role.strip()}
    unknown = sorted(wanted - set(ROLES))
    if unknown or not wanted:
        found = shown(unknown[0]) if unknown else "empty"
        raise InvalidData("role", f"role is {found}; choose from {', '.join(ROLES)}.")
    return tuple(role for role in ROLES if role in wanted)


def _checked_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain.isprintable() or not 0 < len(plain) <= LONGEST_NAME:
        raise InvalidData("name", f"name is {shown(name)}; write the person's name in at most "
                          f"{LONGEST_NAME} characters.")
    return plain


def _checked_services(services: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(services))
    known = rules().vocabularies["services"]
    for service in wanted:
        if service not in known:
            raise InvalidData("service", f"service is {shown(service)}, which is not listed; "
                              f"choose from {', '.join(term.key for term in known)}.")
    return wanted


def account_with_id(account_id: str) -> Account:
    """Return the account of this id; `InvalidData` when there is none."""
    wanted = account_id if _ID_FORM.fullmatch(account_id) else ""
    found = db.session.execute(_shown_columns().where(_ACCOUNT.c.id == wanted)).first()
    if found is None:
        raise InvalidData("account", f"account is {shown(account_id)}, which does not exist; "
                          "choose one that is listed.")
    return _account(found)


def account_id_of(email: str) -> str | None:
    """Return the id of the account with this address, None where there is none."""
    found: str | None = db.session.scalar(
        select(_ACCOUNT.c.id).where(_ACCOUNT.c.email == email.strip().lower())
    )
    return found
