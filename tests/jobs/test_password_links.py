"""A link to set a password goes to the address of its account, and leads to our own host."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from support import web
from support.caseload import working_on
from support.mail import MailServer, mail_server, plain

from complaints_service.jobs.outbox import Sent, send_due
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.services import accounts, password_links
from complaints_service.services.accounts import Account

pytestmark = pytest.mark.enable_socket
SECRET = "a key of thirty-two bytes or more, invented"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    made = web.application(database_url, tmp_path)
    yield made
    web.close(made)


@pytest.fixture
def mail() -> Iterator[tuple[MailServer, int]]:
    with mail_server() as found:
        yield found


@pytest.fixture
def posting(database_url: str, mail: tuple[MailServer, int]) -> Iterator[Surroundings]:
    with working_on(database_url, plain(mail[1])) as found:
        yield replace(found, secret=SECRET)


@pytest.fixture
def ann(app: Flask) -> Account:
    with app.app_context():
        return accounts.create_account("ann@example.org", "Ann Example", ["handler"],
                                       organisation="weston")


def send(posting: Surroundings) -> Sent:
    with posting.app.app_context():
        return send_due(posting, lambda: datetime.now(UTC) + timedelta(seconds=1))


def link_in(mail: tuple[MailServer, int]) -> str:
    [message] = mail[0].messages
    assert message["To"] == "ann@example.org"
    body = message.get_content()
    assert "Ann Example" not in body
    found = next(line for line in body.splitlines() if "/set-password?key=" in line)
    address, _, key = found.partition("?key=")
    assert address == "https://complaints.example/set-password", "whatever host was asked by"
    return key


def test_an_invitation_arrives_and_its_key_sets_the_password(
    app: Flask, ann: Account, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    with app.app_context():
        password_links.invite(ann.id)
    assert send(posting) == Sent(sent=1)
    key = link_in(mail)
    with app.app_context():
        assert password_links.account_of(key, "another key of the same length or so") is None
        assert password_links.set_password(key, "tarmac violin crescent", SECRET) is not None
        assert accounts.actor_signing_in("ann@example.org", "tarmac violin crescent") is not None


def test_a_link_for_nobody_leaves_nothing_behind(
    app: Flask, ann: Account, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    with app.app_context():
        password_links.ask_reset("nobody@example.org")
        password_links.ask_reset("gone@example.org")
    send(posting)
    assert mail[0].messages == []
    with app.app_context():
        assert db.session.query(OutboxRow).all() == []


def test_an_account_disabled_meanwhile_gets_no_link_and_neither_does_its_team(
    app: Flask, ann: Account, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    with app.app_context():
        password_links.ask_reset("ann@example.org")
        accounts.disable_account("ann@example.org")
    send(posting)
    assert mail[0].messages == []
