"""Accounts and tokens: who exists, what they may be, and when a token stops working."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from complaints_service import clock
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence import database
from complaints_service.persistence.database import db
from complaints_service.persistence.streams import private_values, read_events
from complaints_service.services import accounts, organisations, tokens

PASSWORD = "wet tin harbour lamp"


@pytest.fixture(autouse=True)
def context(database_url: str) -> Iterator[None]:
    app = Flask("test", static_folder=None)
    database.bind(app, database_url)
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def somebody(**more: object) -> accounts.Account:
    given = {"email": "Ann@Example.org", "name": "Ann Example", "roles": ["officer"], **more}
    return accounts.create_account(**given)  # type: ignore[arg-type]


def test_an_account_is_made_with_its_organisation() -> None:
    made = somebody(organisation="west-surrey", roles=["handler", "officer"], services=["parking"])
    assert (made.email, made.roles) == ("ann@example.org", ("handler", "officer"))
    assert [one.name for one in organisations.organisations()] == ["West Surrey"]


def test_nothing_personal_enters_the_events() -> None:
    made = somebody(password=PASSWORD)
    event, = read_events(db.session(), made.id)
    assert event.type == "account_created"
    assert "ann" not in str(event.data).lower()
    kept = private_values(db.session(), made.id)
    assert {"email": "ann@example.org", "name": "Ann Example"} in kept.values()
    entries = db.session.execute(text("SELECT events FROM chain_entry")).scalars().all()
    assert len(entries) == 1


@pytest.mark.parametrize(("field", "change"), [
    # a role must exist, and there must be one
    ("role", {"roles": ["king"]}),
    ("role", {"roles": []}),
    # one account an address, whatever its capitals
    ("email", {"email": "TAKEN@example.org"}),
    ("email", {"email": "nobody"}),
    ("name", {"name": "  "}),
    ("name", {"name": "A\x00"}),
    ("service", {"services": ["dragons"]}),
    ("organisation", {"organisation": "West Surrey"}),
    # twelve characters, not one that everybody uses, not the own name
    ("password", {"password": "short"}),
    ("password", {"password": "Password12345"}),
    ("password", {"password": "aaaaaaaaaaaaaaaa"}),
    ("password", {"password": "x" * 401}),
    ("password", {"password": "ann 123456789"}),
])
def test_what_an_account_cannot_be(field: str, change: dict[str, object]) -> None:
    accounts.create_account("taken@example.org", "T", ["intake"])
    with pytest.raises(InvalidData) as refused:
        somebody(**change)
    assert refused.value.field == field
    assert refused.value.detail.endswith(".")


def test_signing_in_needs_the_right_password_and_an_enabled_account() -> None:
    somebody(password=PASSWORD)
    assert accounts.actor_signing_in("ANN@example.org", PASSWORD) is not None
    assert accounts.actor_signing_in("ann@example.org", PASSWORD + "s") is None
    assert accounts.actor_signing_in("nobody@example.org", PASSWORD) is None
    accounts.disable_account("ann@example.org")
    assert accounts.actor_signing_in("ann@example.org", PASSWORD) is None


def test_an_account_without_password_cannot_sign_in() -> None:
    somebody()
    assert accounts.actor_signing_in("ann@example.org", "") is None


def test_the_hash_itself_does_not_sign_in() -> None:
    somebody(password=PASSWORD)
    kept = db.session.scalar(text("SELECT password_hash FROM account"))
    assert kept.startswith("$argon2id$")
    assert accounts.actor_signing_in("ann@example.org", kept) is None


def test_a_token_is_kept_as_a_digest_only() -> None:
    somebody()
    made = tokens.create_token("ann@example.org")
    assert made.secret.startswith("cmp_")
    rows = str(db.session.execute(text("SELECT * FROM api_token")).all())
    rows += str(db.session.execute(text("SELECT data FROM event")).all())
    assert made.secret not in rows


def test_a_token_stands_for_its_account_until_something_ends_it() -> None:
    somebody()
    first, second = (tokens.create_token("ann@example.org") for _ in range(2))
    found = tokens.actor_of_token(first.secret)
    assert found is not None
    assert found.roles == {"officer"}
    tokens.revoke_token(first.id)
    tokens.revoke_token(first.id)
    assert tokens.actor_of_token(first.secret) is None
    accounts.set_roles("ann@example.org", ["member"])
    changed = tokens.actor_of_token(second.secret)
    assert changed is not None
    assert changed.roles == {"member"}
    accounts.disable_account("ann@example.org")
    assert tokens.actor_of_token(second.secret) is None


def test_expiry_goes_by_the_real_clock_and_includes_its_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody()
    last = clock.real_now().replace(hour=12) + timedelta(days=2)
    made = tokens.create_token("ann@example.org", expires_on=last.date())
    file = tmp_path / "now"
    file.write_text("2099-01-01T00:00:00Z")
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(file))
    assert tokens.actor_of_token(made.secret) is not None
    with time_machine.travel(last, tick=False):
        assert tokens.actor_of_token(made.secret) is not None
    with time_machine.travel(last + timedelta(days=1), tick=False):
        assert tokens.actor_of_token(made.secret) is None


@pytest.mark.parametrize("secret", ["", "cmp_", "cmp_" + "a" * 43, "x" * 47, "cmp_\0" + "a" * 42])
def test_other_words_are_no_tokens(secret: str) -> None:
    assert tokens.actor_of_token(secret) is None


@pytest.mark.parametrize("token_id", ["TOK-0", "' OR 1=1 --"])
def test_an_unknown_token_cannot_be_revoked(token_id: str) -> None:
    with pytest.raises(InvalidData):
        tokens.revoke_token(token_id)


def test_a_token_may_not_be_made_for_what_is_over() -> None:
    somebody()
    with pytest.raises(InvalidData):
        tokens.create_token("ann@example.org", expires_on=date(2020, 1, 1))
    accounts.disable_account("ann@example.org")
    with pytest.raises(InvalidData):
        tokens.create_token("ann@example.org")


def test_a_council_is_succeeded_by_another() -> None:
    organisations.create_organisation("runnymede", "Runnymede", settings={"homes": 2900})
    organisations.succeed("runnymede", "west-surrey", date(2027, 4, 1))
    old = organisations.organisations()[0]
    assert (old.successor, old.succeeded_on) == ("west-surrey", date(2027, 4, 1))
    with pytest.raises(InvalidData):
        organisations.succeed("atlantis", "west-surrey", date(2027, 4, 1))
