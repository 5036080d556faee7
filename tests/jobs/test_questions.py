"""Questions by email: a reference, a day and a link, to who is asked, or to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from support import web
from support.caseload import working_on
from support.mail import MailServer, plain
from support.web import Caller

from complaints_service.jobs.outbox import Sent, send_due
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import OutboxRow

pytestmark = pytest.mark.enable_socket

OUTBOX = table(OutboxRow)


@pytest.fixture
def ref(app: Flask, officer: Caller) -> str:
    ref = officer.complaint()
    officer.command(ref, "accept", points=[{"text": "The roof leaks."}])
    with app.app_context():
        db.session.execute(OUTBOX.delete())
        db.session.commit()
    return ref


@pytest.fixture
def posting(
    app: Flask, shared_database_url: str, mail: tuple[MailServer, int]
) -> Iterator[Surroundings]:
    with working_on(shared_database_url, plain(mail[1])) as found:
        yield replace(found, secret=app.extensions["settings"].secret_key)


def ask(officer: Caller, ref: str, **data: object) -> None:
    done = officer.command(ref, "request_contribution", question="Who is Bert Brown?", **data)
    assert done.status_code == 201, done.json


def send(posting: Surroundings) -> Sent:
    with posting.app.app_context():
        return send_due(posting, lambda: datetime.now(UTC) + timedelta(seconds=1))


def test_a_contractor_gets_a_link_that_works(
    app: Flask, officer: Caller, ref: str, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    ask(officer, ref, name="Yard Foreman", email="yard@contractor.example")
    assert send(posting).sent == 1
    [message] = mail[0].messages
    assert message["To"] == "yard@contractor.example"
    body = message.get_content()
    [link] = [line for line in body.splitlines() if "/contribute/" in line]
    page = app.test_client().get(link.removeprefix(posting.base_url))
    assert page.status_code == 200
    assert "Bert Brown" in page.text
    for personal in ("Bert Brown", "Ann Example", "The roof leaks", "Foreman"):
        assert personal not in message.as_string()
    assert link.rsplit(".", 1)[1] not in message["Message-ID"]


def test_a_colleague_is_led_to_the_question(
    app: Flask, officer: Caller, ref: str, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    colleague = web.caller(app, "contributor")
    ask(officer, ref, to=colleague.email)
    send(posting)
    [message] = mail[0].messages
    assert message["To"] == colleague.email
    assert f"/contributions/{ref}/1" in message.get_content()
    assert "You have to sign in." in message.get_content()


def test_a_question_taken_back_before_it_left_is_not_sent(
    officer: Caller, ref: str, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    ask(officer, ref, name="Yard Foreman", email="yard@contractor.example")
    officer.command(ref, "withdraw_contribution", n=1)
    assert send(posting).sent == 0
    assert mail[0].messages == []
