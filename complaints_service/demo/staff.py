"""Gives the invented borough its councils, its staff, and the sign-ins that the demo shows."""

from __future__ import annotations

import hashlib

from complaints_service.services.accounts import create_account
from complaints_service.services.actors import Actor
from complaints_service.services.organisations import create_organisation
from complaints_service.services.showroom import SignIn
from complaints_service.services.tokens import create_token

from . import borough


def password_of(email: str) -> str:
    """The password of a demo account: the same each time, and worth nothing anywhere else."""
    return f"alder-{hashlib.sha256(email.encode()).hexdigest()[:8]}-demo"


def found_councils() -> None:
    """Make the two councils with their letterheads."""
    for key, council in borough.ORGANISATIONS.items():
        create_organisation(key, council["name"], settings=council["settings"])


def take_on_staff() -> dict[str, Actor]:
    """Make every account; those the demo shows can sign in with a password. By email."""
    shown = {one.email for one in borough.SHOWN}
    return {
        one.email: create_account(
            one.email,
            one.name,
            one.roles,
            organisation=one.council,
            services=one.services,
            password=password_of(one.email) if one.email in shown else None,
        ).as_actor()
        for one in borough.STAFF
    }


def sign_ins() -> list[SignIn]:
    """One sign-in a role, each with a token made for this start of the demo."""
    return [
        SignIn(one.roles[0], one.name, one.email, password_of(one.email),
               create_token(one.email).secret,
               "" if one.council == borough.MAIN else borough.ORGANISATIONS[one.council]["name"])
        for one in borough.SHOWN
    ]
