"""One-time codes by email: to the address on the file, in time, or to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update
from support import web
from support.caseload import working_on
from support.mail import MailServer, mail_server, plain

from complaints_service import clock
from complaints_service.jobs.outbox import Sent, send_due
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.pages import TrackCodeRow
from complaints_service.services import tracking

pytestmark = pytest.mark.enable_socket

SECRET = "a key of thirty-two bytes or more, invented"
CODES, OUTBOX = table(TrackCodeRow), table(OutboxRow)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    made = web.application(database_url, tmp_path)
    yield made
    web.close(made)


@pytest.fixture
def ref(app: Flask) -> str:
    return web.caller(app, "officer").complaint()


@pytest.fixture
def mail() -> Iterator[tuple[MailServer, int]]:
    with mail_server() as found:
        yield found


@pytest.fixture
def posting(database_url: str, mail: tuple[MailServer, int]) -> Iterator[Surroundings]:
    with working_on(database_url, plain(mail[1])) as found:
        yield replace(found, secret=SECRET)


def ask(app: Flask, ref: str, email: str) -> str:
    with app.app_context():
        db.session.execute(OUTBOX.delete())
        db.session.commit()
        return tracking.ask_code(ref, email, SECRET)


def send(posting: Surroundings) -> Sent:
    with posting.app.app_context():
        return send_due(posting, lambda: datetime.now(UTC) + timedelta(seconds=1))


def waiting(app: Flask) -> list[str]:
    with app.app_context():
        return [row.state for row in db.session.query(OutboxRow).all()]


def test_the_code_goes_to_the_address_on_the_file(
    app: Flask, ref: str, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    code_id = ask(app, ref, "ANN@example.org ")
    assert send(posting) == Sent(sent=1)
    [message] = mail[0].messages
    assert message["To"] == "ann@example.org"
    body = message.get_content()
    code = tracking.code_of(code_id, SECRET)
    assert code in body
    assert "https://complaints.example/track" in body
    assert ref not in body
    assert "Ann" not in body
    assert code not in str(message["Subject"])
    with app.app_context():
        assert tracking.enter(code_id, code, SECRET) == ref


@pytest.mark.parametrize(("which", "email"), [
    # An address that is not on the file.
    ("known", "other@example.org"),
    # A reference that does not exist.
    ("C-NONE", "ann@example.org"),
])
def test_nothing_goes_to_strangers_and_nothing_stays(
    app: Flask, ref: str, posting: Surroundings, mail: tuple[MailServer, int], which: str,
    email: str,
) -> None:
    ask(app, ref if which == "known" else which, email)
    assert send(posting) == Sent()
    assert mail[0].messages == []
    assert waiting(app) == []


def test_a_code_that_has_run_out_is_not_sent(
    app: Flask, ref: str, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    ask(app, ref, "ann@example.org")
    with app.app_context():
        db.session.execute(update(CODES).values(expires_at=clock.real_now()))
        db.session.commit()
    assert send(posting) == Sent()
    assert mail[0].messages == []
    assert waiting(app) == []


def test_a_representative_gets_a_code_once_their_authority_stands(
    app: Flask, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    officer = web.caller(app, "officer")
    spoken_for = officer.complaint(representative={"name": "Rita", "email": "rita@example.org"})
    ask(app, spoken_for, "rita@example.org")
    assert send(posting) == Sent()
    done = officer.command(spoken_for, "set_representative", representative={
        "name": "Rita", "email": "rita@example.org", "authority": "A signed form"})
    assert done.status_code == 201, done.json
    ask(app, spoken_for, "rita@example.org")
    assert send(posting) == Sent(sent=1)
    assert mail[0].recipients == [["rita@example.org"]]


def test_the_emails_words_hold_nothing_personal() -> None:
    words = (Path(__file__).parents[2] / "templates/emails/track_code.txt").read_text("utf-8")
    assert "{{ ref" not in words
    assert "{{ name" not in words
