"""Every message ends as sent, as waiting for its next attempt, or on the list for people."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update
from support.caseload import TEAM, Caseload, working_on
from support.mail import MailServer, free_port, mail_server, plain

from complaints_service.jobs import outbox_rows, smtp
from complaints_service.jobs.outbox import Sent, send_due
from complaints_service.jobs.smtp import SmtpServer
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.models.message import LetterRow, OutboxRow

pytestmark = pytest.mark.enable_socket

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIVE = timedelta(minutes=5)


@pytest.fixture
def server() -> Iterator[tuple[MailServer, int]]:
    with mail_server() as found:
        yield found


@pytest.fixture
def mail(server: tuple[MailServer, int]) -> MailServer:
    return server[0]


@pytest.fixture
def posting(caseload: Caseload, server: tuple[MailServer, int]) -> Iterator[Surroundings]:
    with working_on(caseload.url, plain(server[1])) as found:
        yield found


def send(surroundings: Surroundings, now: datetime = NOON) -> Sent:
    with surroundings.app.app_context():
        return send_due(surroundings, lambda: now)


def letter(caseload: Caseload, number: int = 1, **values: object) -> str:
    ref = caseload.complaint(f"C-{number}")
    return caseload.letter(f"L-{number}", ref, **values)


def only(caseload: Caseload) -> OutboxRow:
    [row] = caseload.outbox()
    return row


def delivery(caseload: Caseload) -> list[str]:
    statement = select(LetterRow.delivery).order_by(LetterRow.id)
    return [row.delivery for row in caseload.rows(statement)]


def test_a_letter_is_announced_with_a_reference_and_a_link_alone(
    caseload: Caseload, posting: Surroundings, mail: MailServer
) -> None:
    letter(caseload)
    assert send(posting) == Sent(sent=1)
    [message] = mail.messages
    assert mail.recipients == [["resident@home.example"]]
    assert message["To"] == "resident@home.example"
    assert message["From"] == f"Borough <{TEAM}>"
    assert message["Subject"] == "A letter about C-1 is ready"
    body = message.get_content()
    assert "C-1" in body
    assert "https://complaints.example/track" in body
    row = only(caseload)
    assert (row.state, row.attempts, row.sent_at) == ("sent", 1, NOON)
    assert row.message_id == message["Message-ID"]
    assert delivery(caseload) == ["sent"]


def test_nothing_is_sent_twice(caseload: Caseload, posting: Surroundings, mail: MailServer) -> None:
    letter(caseload)
    send(posting)
    assert send(posting, NOON + timedelta(days=1)) == Sent()
    assert len(mail.taken) == 1


def test_without_a_mail_server_messages_stay(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    letter(caseload)
    assert send(surroundings) == Sent()
    assert (only(caseload).state, only(caseload).attempts) == ("queued", 0)


def test_a_letter_in_the_portal_has_arrived(caseload: Caseload, surroundings: Surroundings) -> None:
    letter(caseload, send_by="portal", recipient=None)
    assert send(surroundings) == Sent(sent=1)
    assert (only(caseload).state, only(caseload).message_id) == ("sent", None)
    assert delivery(caseload) == ["sent"]


@pytest.mark.parametrize(
    ("answer", "state", "outcome"),
    [
        ("450 Mailbox busy", "retrying", "queued"),
        ("421 Closing down", "retrying", "queued"),
        ("550 No such mailbox", "needs_attention", "failed"),
        ("553 Not allowed", "needs_attention", "failed"),
    ],
)
@pytest.mark.parametrize("where", ["sender_answer", "recipient_answer", "data_answer"])
def test_what_the_server_answers(
    caseload: Caseload, posting: Surroundings, mail: MailServer,
    where: str, answer: str, state: str, outcome: str,
) -> None:
    """R08: 4xx waits for its next attempt; 5xx goes to a person at once."""
    letter(caseload)
    setattr(mail, where, answer)
    assert send(posting).failed >= 1
    row = only(caseload)
    assert row.state == state
    assert row.next_attempt_at == (NOON + FIVE if state == "retrying" else None)
    assert row.last_error == f"server answered {answer[:3]}"
    assert delivery(caseload) == [outcome]
    assert mail.taken == []


def test_one_refused_recipient_harms_no_other(
    caseload: Caseload, posting: Surroundings, mail: MailServer
) -> None:
    for number in range(1, 6):
        letter(caseload, number)
    mail.answers = ["250", "550 No", "250", "450 Later", "250"]
    assert send(posting) == Sent(sent=3, failed=2)
    assert [row.state for row in caseload.outbox()] == [
        "sent", "needs_attention", "sent", "retrying", "sent",
    ]


def test_a_server_that_is_down_is_asked_once_a_pass(
    caseload: Caseload, server: tuple[MailServer, int]
) -> None:
    for number in range(100):
        letter(caseload, number)
    with working_on(caseload.url, plain(free_port())) as away:
        assert send(away) == Sent(failed=100)
        assert send(away) == Sent()
        assert send(away, NOON + FIVE) == Sent(failed=100)
    rows = caseload.outbox()
    assert {(row.state, row.attempts, row.last_error) for row in rows} == {
        ("retrying", 2, "connection refused")
    }
    assert {row.next_attempt_at for row in rows} == {NOON + 2 * FIVE}
    with working_on(caseload.url, plain(server[1])) as back:
        assert send(back, NOON + 2 * FIVE) == Sent(sent=100)


def test_after_four_hours_of_retries_a_person_has_to_look(caseload: Caseload) -> None:
    letter(caseload, 1)
    letter(caseload, 2)
    with working_on(caseload.url, plain(free_port())) as away:
        for attempt in range(49):
            assert {row.state for row in caseload.outbox()} <= {"queued", "retrying"}
            send(away, NOON + attempt * FIVE)
    assert {(row.state, row.attempts) for row in caseload.outbox()} == {("needs_attention", 49)}
    assert delivery(caseload) == ["failed", "failed"]


def test_a_slow_server_is_left_after_a_while(
    caseload: Caseload, posting: Surroundings, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "PATIENCE_SECONDS", 0.2)
    for number in range(6):
        letter(caseload, number)
    mail.slow_seconds = 1
    assert send(posting) == Sent(failed=3, remaining=3)
    assert [row.last_error for row in caseload.outbox()][:3] == ["server too slow"] * 3
    mail.slow_seconds = 0
    assert send(posting) == Sent(sent=3)
    assert send(posting, NOON + FIVE) == Sent(sent=3)


def test_a_connection_lost_after_the_message_leads_to_a_recognisable_copy(
    caseload: Caseload, posting: Surroundings, mail: MailServer
) -> None:
    """P2: SMTP cannot say whether the message was taken; the copy has the same Message-ID."""
    letter(caseload)
    mail.drop_after_data = True
    assert send(posting) == Sent(failed=1)
    mail.drop_after_data = False
    assert send(posting, NOON + FIVE) == Sent(sent=1)
    first, second = mail.messages
    assert first["Message-ID"] == second["Message-ID"] == only(caseload).message_id


def test_tls_that_fails_is_tried_again(
    caseload: Caseload, server: tuple[MailServer, int]
) -> None:
    letter(caseload)
    tls = SmtpServer("127.0.0.1", server[1], "tls")
    with working_on(caseload.url, tls) as found:
        assert send(found) == Sent(failed=1)
    assert (only(caseload).state, only(caseload).last_error) == ("retrying", "no secure connection")
    starttls = SmtpServer("127.0.0.1", server[1], "starttls")
    with working_on(caseload.url, starttls) as found:
        assert send(found, NOON + FIVE) == Sent(failed=1)
    assert only(caseload).attempts == 2


@pytest.mark.parametrize("missing", [None, {}, {"person": "P-1"}, {"person": "P-1", "email": ""}])
def test_a_letter_without_an_address_needs_a_person(
    caseload: Caseload, posting: Surroundings, missing: object
) -> None:
    letter(caseload, recipient=missing)
    assert send(posting) == Sent(failed=1)
    assert (only(caseload).state, only(caseload).last_error) == (
        "needs_attention", "no address to send it to",
    )


def test_a_row_is_leased_while_it_is_sent(caseload: Caseload, posting: Surroundings) -> None:
    """Two workers never hold one row; a dead worker's row comes back after five minutes."""
    letter(caseload)
    with posting.app.app_context():
        first = outbox_rows.claim("host.example", NOON)
        assert first is not None
        assert outbox_rows.claim("host.example", NOON + FIVE / 2) is None
        second = outbox_rows.claim("host.example", NOON + FIVE)
        assert second is not None
    assert (first.attempts, second.attempts) == (1, 2)
    assert first.message_id == second.message_id


def test_a_frozen_worker_does_not_overwrite_its_successor(
    caseload: Caseload, posting: Surroundings
) -> None:
    letter(caseload)
    with posting.app.app_context():
        frozen = outbox_rows.claim("host.example", NOON)
        send_due(posting, lambda: NOON + FIVE)
        assert only(caseload).state == "sent"
        session = posting.app.extensions["sqlalchemy"].session
        assert frozen is not None
        outbox_rows.mark_failed(session, frozen, "too late")
        outbox_rows.mark_retrying(session, frozen, NOON, "too late")
        session.commit()
    assert (only(caseload).state, only(caseload).last_error) == ("sent", None)
    assert delivery(caseload) == ["sent"]


def test_no_lock_is_held_while_a_server_talks(
    caseload: Caseload, posting: Surroundings, mail: MailServer
) -> None:
    letter(caseload)
    mail.slow_seconds = 0.6
    worker = threading.Thread(target=send, args=(posting,))
    worker.start()
    while not mail.asked:
        pass
    caseload.run(text("SET lock_timeout = '100ms'"))
    caseload.run(update(OutboxRow).values(late=True))
    caseload.run(update(LetterRow).values(stage=1))
    worker.join()
    assert only(caseload).state == "sent"


@pytest.mark.parametrize("point", ["after_smtp_accept", "after_outbox_mark"])
def test_dying_around_the_servers_acceptance(
    caseload: Caseload, posting: Surroundings, mail: MailServer, server: tuple[MailServer, int],
    point: str,
) -> None:
    for number in range(3):
        letter(caseload, number)
    died = _send_in_a_process(caseload.url, server[1], {"COMPLAINTS_TEST_CRASH": f"{point}:2"})
    assert died == 137
    send(posting, NOON + FIVE)
    ids = [message["Message-ID"] for message in mail.messages]
    rows = caseload.outbox()
    assert {row.state for row in rows} == {"sent"}
    assert set(ids) == {row.message_id for row in rows}
    # Only dying between acceptance and mark leaves a copy, and it can be recognised.
    assert len(ids) - len(set(ids)) == (1 if point == "after_smtp_accept" else 0)


def _send_in_a_process(url: str, port: int, env: dict[str, str]) -> int:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from datetime import datetime\n"
        "from support.caseload import working_on\n"
        "from support.mail import plain\n"
        "from complaints_service.jobs.outbox import send_due\n"
        f"with working_on({url!r}, plain({port})) as found, found.app.app_context():\n"
        f"    send_due(found, lambda: datetime.fromisoformat({NOON.isoformat()!r}))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code], env={"COMPLAINTS_ENV": "test", "PATH": "", **env},
        check=False, capture_output=True, timeout=60,
    ).returncode


def test_several_senders_share_the_work(
    caseload: Caseload, server: tuple[MailServer, int], mail: MailServer
) -> None:
    for number in range(60):
        letter(caseload, number)
    counts: list[int] = []

    def work() -> None:
        with working_on(caseload.url, plain(server[1])) as found:
            counts.append(send(found).sent)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == 60
    ids = [message["Message-ID"] for message in mail.messages]
    assert len(ids) == len(set(ids)) == 60


def test_a_stop_ends_between_two_messages(
    caseload: Caseload, posting: Surroundings, mail: MailServer
) -> None:
    letter(caseload)
    stopping = threading.Event()
    stopping.set()
    with posting.app.app_context():
        assert send_due(posting, lambda: NOON, stopping) == Sent(remaining=1)
    assert mail.taken == []


def test_no_secret_and_no_address_reaches_the_log(
    caseload: Caseload, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """T34: a mail server's words quote what it was given."""
    letter(caseload)
    letter(caseload, 2)
    with caplog.at_level(logging.DEBUG), mail_server(password="right-canary") as (mail, port):
        wrong = SmtpServer("127.0.0.1", port, "none", "user-canary", "wrong-canary")
        with working_on(caseload.url, wrong) as found:
            send(found)
        right = SmtpServer("127.0.0.1", port, "none", "user-canary", "right-canary")
        mail.answers = ["250", "550 resident@home.example refused for wrong-canary"]
        with working_on(caseload.url, right) as found:
            send(found, NOON + FIVE)
        assert "canary" not in repr(wrong)
    assert sorted(row.state for row in caseload.outbox()) == ["needs_attention", "sent"]
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    written = "".join([
        *ours, *capfd.readouterr(), json.dumps([row.last_error for row in caseload.outbox()]),
    ])
    assert "outbox_needs_attention" in written
    assert "canary" not in written
    assert "resident@home" not in written


def test_a_server_that_ends_a_long_connection_is_called_again(
    caseload: Caseload, posting: Surroundings, mail: MailServer
) -> None:
    for number in range(3):
        letter(caseload, number)
    mail.answers = ["250", "421 Enough for one connection", "250", "250"]
    assert send(posting) == Sent(sent=3)
