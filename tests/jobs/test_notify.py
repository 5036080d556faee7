"""GOV.UK Notify instead of a mail server: the same retries, and failures that become tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from support.caseload import TEAM, Caseload
from support.notify_server import KEY, SECRET, TEMPLATE, Notify, notify_server

from complaints_service.jobs.notify import NotifyService, notify_service
from complaints_service.jobs.notify_fates import ask_fates
from complaints_service.jobs.outbox import Sent, send_due
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.jobs.tick import tick
from complaints_service.persistence.base import table
from complaints_service.persistence.models.message import LetterRow
from complaints_service.settings import SettingsError

pytestmark = pytest.mark.enable_socket

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIVE = timedelta(minutes=5)


@pytest.fixture
def server() -> Iterator[tuple[Notify, NotifyService]]:
    with notify_server() as found:
        yield found


@pytest.fixture
def notify(server: tuple[Notify, NotifyService]) -> Notify:
    return server[0]


@pytest.fixture
def posting(surroundings: Surroundings, server: tuple[Notify, NotifyService]) -> Surroundings:
    return replace(surroundings, notify=server[1], secret="secret")


def send(posting: Surroundings, now: datetime = NOON) -> Sent:
    with posting.app.app_context():
        return send_due(posting, lambda: now)


def letter(caseload: Caseload) -> None:
    caseload.letter("L-1", caseload.complaint("C-1"))


def only(caseload: Caseload) -> Any:
    [row] = [one for one in caseload.outbox() if one.kind == "letter"]
    return row


def delivery(caseload: Caseload) -> str:
    [row] = caseload.rows(select(table(LetterRow)))
    return str(row.delivery)


def test_a_letter_goes_by_the_one_template(
    caseload: Caseload, posting: Surroundings, notify: Notify
) -> None:
    letter(caseload)
    assert send(posting) == Sent(sent=1)
    [taken] = notify.taken
    assert taken["email_address"] == "resident@home.example"
    assert taken["template_id"] == TEMPLATE
    assert taken["personalisation"]["subject"] == "A letter about C-1 is ready"
    assert "https://complaints.example/track" in taken["personalisation"]["body"]
    assert f"<{taken['reference']}@complaints.example>" == only(caseload).message_id
    assert all(notify.passes)


def test_reminders_go_the_same_way(
    caseload: Caseload, posting: Surroundings, notify: Notify
) -> None:
    caseload.due("C-1", NOON.date())
    tick(posting, NOON)
    assert [one["email_address"] for one in notify.taken] == [TEAM]
    assert notify.taken[0]["personalisation"]["subject"] == "Complaints: 1 due today"


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        # A refusal that stays: a wrong address, a team-only key, a template that is gone.
        (400, "needs_attention", "Notify answered 400"),
        (404, "needs_attention", "Notify answered 404"),
        # A key that is wrong or a clock that is: nothing is said of the message.
        (403, "retrying", "Notify answered 403"),
        (429, "retrying", "Notify answered 429"),
        (500, "retrying", "Notify answered 500"),
        # The key is sent nowhere else.
        (302, "needs_attention", "Notify answered 302"),
    ],
)
def test_what_notify_answers(
    caseload: Caseload, posting: Surroundings, notify: Notify, answer: int, state: str, reason: str
) -> None:
    letter(caseload)
    notify.answers = [answer]
    assert send(posting).failed >= 1
    assert (only(caseload).state, only(caseload).last_error) == (state, reason)
    if state == "retrying":
        assert send(posting, NOON + FIVE).sent == 1
        assert delivery(caseload) == "sent"
    else:
        assert delivery(caseload) == "failed"


def test_what_was_taken_before_the_answer_was_lost_goes_once(
    caseload: Caseload, posting: Surroundings, notify: Notify
) -> None:
    letter(caseload)
    notify.drop_after_taking = True
    assert send(posting).failed >= 1
    notify.drop_after_taking = False
    assert send(posting, NOON + FIVE).sent == 1
    assert len(notify.taken) == 1
    assert only(caseload).facts["notify"].startswith("00000001")


@pytest.mark.parametrize(
    ("status", "state", "delivered"),
    [
        ("delivered", "sent", "sent"),
        ("sending", "sent", "sent"),
        ("permanent-failure", "needs_attention", "failed"),
        ("temporary-failure", "needs_attention", "failed"),
        ("technical-failure", "needs_attention", "failed"),
    ],
)
def test_a_message_that_did_not_arrive_becomes_a_task(
    caseload: Caseload, posting: Surroundings, notify: Notify, status: str, state: str,
    delivered: str,
) -> None:
    letter(caseload)
    send(posting)
    notify.status = status
    with posting.app.app_context():
        came_back = ask_fates(posting, NOON + FIVE)
        ask_fates(posting, NOON + 2 * FIVE)
    assert came_back == (state != "sent")
    assert (only(caseload).state, delivery(caseload)) == (state, delivered)
    asked = sum("notifications/" in path for path in notify.asked if "email" not in path)
    # What is final is asked once.
    assert asked == (2 if status == "sending" else 1)


@pytest.mark.parametrize(
    ("key", "template", "sentence"),
    [
        ("nonsense", TEMPLATE, "COMPLAINTS_NOTIFY_API_KEY is no key"),
        (KEY, None, "COMPLAINTS_NOTIFY_TEMPLATE is None; write the id"),
        (KEY, "welcome", "COMPLAINTS_NOTIFY_TEMPLATE is 'welcome'"),
    ],
)
def test_settings_that_cannot_be_used_are_told(
    key: str, template: str | None, sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence):
        notify_service(key, template, None)


def test_the_secret_is_not_printed() -> None:
    assert SECRET not in repr(notify_service(KEY, TEMPLATE, None))
