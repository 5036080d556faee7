"""One email a recipient, whatever fell due; nothing personal in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from support.caseload import BASE_URL, TEAM, Caseload, working_on
from support.mail import MailServer, mail_server, plain

from complaints_service.jobs.surroundings import Surroundings
from complaints_service.jobs.tick import Metronome, Tick, tick
from complaints_service.persistence.models.complaint import DeadlineRow
from complaints_service.persistence.models.people import AccountRow

pytestmark = pytest.mark.enable_socket

TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
MONDAY = TEN.date()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mail() -> Iterator[tuple[MailServer, int]]:
    with mail_server() as found:
        yield found


@pytest.fixture
def posting(caseload: Caseload, mail: tuple[MailServer, int]) -> Iterator[Surroundings]:
    with working_on(caseload.url, plain(mail[1])) as found:
        yield found


def test_a_week_asleep_ends_in_one_email_each(
    caseload: Caseload, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    """Bug 10: catch-up sends one digest, not hundreds."""
    tick(posting, TEN - timedelta(days=7))
    for account in ("ACC-1", "ACC-2"):
        caseload.account(account, "handler")
        for number in range(100):
            caseload.due(f"{account}-{number:03}", MONDAY + timedelta(days=number % 9 - 6),
                         owner=account)
    done = tick(posting, TEN)
    messages = mail[0].messages
    assert sorted(message["To"] for message in messages) == [
        "acc-1@borough.example", "acc-2@borough.example", TEAM,
    ]
    assert done.remaining == 0
    rows = caseload.outbox()
    assert {row.state for row in rows} == {"sent"}
    assert {message["Message-ID"] for message in messages} == {row.message_id for row in rows}
    assert tick(posting, TEN + MINUTE) == Tick(next_due=MONDAY)


def test_what_a_digest_says(
    caseload: Caseload, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    caseload.account("ACC-1", "handler", name="Canary Name")
    caseload.due("C-1", date(2026, 11, 20), owner="ACC-1")
    caseload.due("C-2", MONDAY, owner="ACC-1", kind="remedy", item="1")
    caseload.due("C-3", date(2026, 11, 25), owner="ACC-1")
    tick(posting, TEN)
    [message] = [m for m in mail[0].messages if m["To"].startswith("acc-1")]
    assert message["Subject"] == "Complaints: 1 overdue, 1 due today, 1 due soon"
    body = message.get_content()
    assert body.splitlines()[:8] == [
        "1 overdue, 1 due today, 1 due soon.",
        "",
        "Overdue",
        ("- C-1: Answer stage 1, due Friday 20 November 2026, 1 working day over"
         " (this reminder is late)"),
        f"  {BASE_URL}/handler/C-1/answer",
        "",
        "Due today",
        "- C-2: Complete a remedy, due Monday 23 November 2026",
    ]
    assert "- C-3: Answer stage 1, due Wednesday 25 November 2026, 2 working days left" in body
    assert body.splitlines()[-1] == f"{BASE_URL}/handler/"
    assert "Canary" not in message.as_string()


def test_the_screen_for_answering_is_for_who_answers(
    caseload: Caseload, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    """Somebody both the handler and the manager is led to where the handler's work is done."""
    caseload.account("ACC-1", "handler", "manager")
    caseload.account("ACC-2", "manager")
    caseload.due("C-1", date(2026, 11, 20), owner="ACC-1")
    tick(posting, TEN)
    bodies = {one["To"].split("@")[0]: one.get_content() for one in mail[0].messages}
    assert f"{BASE_URL}/handler/C-1/answer" in bodies["acc-1"]
    assert bodies["acc-1"].count("C-1:") == 1
    assert f"{BASE_URL}/complaints/C-1" in bodies["acc-2"]
    assert f"{BASE_URL}/manager/" in bodies["acc-2"]


def test_one_email_a_day_however_often_work_is_given_out(
    caseload: Caseload, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    """A digest, not a flood: what is not due today waits for the next morning's."""
    caseload.account("ACC-1", "handler")
    caseload.due("C-1", date(2026, 11, 25), owner="ACC-1")
    tick(posting, TEN)
    for minute in range(1, 6):
        caseload.due(f"C-{minute + 1}", date(2026, 11, 25), owner="ACC-1")
        tick(posting, TEN + minute * MINUTE)
    assert [one["Subject"] for one in mail[0].messages] == ["Complaints: 1 due soon"]
    # What would be overdue tomorrow does not wait.
    caseload.due("C-9", MONDAY, owner="ACC-1")
    tick(posting, TEN + 9 * MINUTE)
    assert [one["Subject"] for one in mail[0].messages if one["To"] != TEAM] == [
        "Complaints: 1 due soon", "Complaints: 1 due today"]
    tick(posting, TEN + timedelta(days=1))
    last = [one["Subject"] for one in mail[0].messages if one["To"] != TEAM][-1]
    assert last == "Complaints: 5 due soon"
    assert {row.state for row in caseload.outbox("reminder") if row.account} == {"sent"}


def test_a_long_digest_is_cut_and_counts_the_rest(
    caseload: Caseload, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    caseload.account("ACC-1", "handler")
    caseload.many_due(50, MONDAY, owner="ACC-1")
    tick(posting, TEN)
    for message in mail[0].messages:
        body = message.get_content()
        assert message["Subject"] == "Complaints: 50 due today"
        assert body.count("Answer stage 1") == 30
        assert "- and 20 more" in body


def test_a_restricted_complaint_is_not_named_to_the_mailbox(
    caseload: Caseload, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    caseload.complaint("C-SECRET", restricted=True, access=[])
    caseload.deadline("C-SECRET", MONDAY)
    caseload.deadline("C-SECRET", None, kind="stage_2_respond")
    tick(posting, TEN)
    [message] = mail[0].messages
    assert "A restricted complaint" in message.get_content()
    assert "SECRET" not in message.as_string()


def test_alarms_are_told_in_words(
    caseload: Caseload, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    tick(posting, TEN - timedelta(days=3))
    caseload.due("C-1", None)
    caseload.due("C-2", None)
    tick(posting, TEN)
    [message] = mail[0].messages
    body = " ".join(message.get_content().split())
    assert "2 dates cannot be worked out" in body
    assert "C-1, C-2" in body
    assert "did nothing from Friday 20 November 2026, 10:00 to Monday 23 November 2026" in body


def test_what_was_done_meanwhile_is_withdrawn(
    caseload: Caseload, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    """Made in the night, met before eight: nobody is told of work that is done."""
    caseload.due("C-1", MONDAY)
    caseload.due("C-2", MONDAY)
    caseload.due("C-3", MONDAY)
    night = datetime(2026, 11, 23, 0, 1, tzinfo=UTC)
    tick(posting, night)
    assert len(caseload.outbox("reminder")) == 6
    assert mail[0].taken == []
    caseload.run(update(DeadlineRow).where(DeadlineRow.ref == "C-1").values(met_at=night))
    caseload.run(update(DeadlineRow).where(DeadlineRow.ref == "C-2")
                 .values(due_on=date(2026, 12, 24)))
    tick(posting, datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    assert {row.ref for row in caseload.outbox("reminder")} == {"C-3"}
    [message] = mail[0].messages
    assert "C-3" in message.get_content()
    assert "C-1" not in message.get_content()


def test_a_reminder_of_an_account_disabled_since_goes_to_the_team(
    caseload: Caseload, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    caseload.account("ACC-1", "handler")
    caseload.due("C-1", date(2026, 11, 25), owner="ACC-1")
    tick(posting, datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    caseload.run(update(AccountRow).values(enabled=False))
    tick(posting, TEN)
    assert [message["To"] for message in mail[0].messages] == [TEAM]


def test_a_succeeded_council_is_answered_for_by_its_successor(
    caseload: Caseload, posting: Surroundings, mail: tuple[MailServer, int]
) -> None:
    caseload.council("west", settings={"team_email": "west@west.example"})
    caseload.council("old", settings={"team_email": "old@old.example"}, successor="west",
                     succeeded_on=date(2026, 11, 23))
    caseload.complaint("C-1", organisation="old")
    caseload.deadline("C-1", MONDAY)
    tick(posting, TEN - timedelta(days=3))
    tick(posting, TEN)
    told = [message["To"] for message in mail[0].messages if "C-1" in message.get_content()]
    assert told == ["old@old.example", "west@west.example"]


def test_without_an_address_the_digest_and_its_reminders_need_a_person(
    caseload: Caseload, posting: Surroundings
) -> None:
    caseload.council("silent")
    caseload.complaint("C-1", organisation="silent")
    caseload.deadline("C-1", MONDAY)
    assert tick(posting, TEN).failed == 1
    assert {row.state for row in caseload.outbox()} == {"needs_attention"}


def test_without_a_mail_server_reminders_wait_and_are_one_email_later(
    caseload: Caseload, surroundings: Surroundings, posting: Surroundings,
    mail: tuple[MailServer, int],
) -> None:
    caseload.due("C-1", MONDAY)
    metronome = Metronome(surroundings)
    for day in range(5):
        assert metronome.tick(TEN + timedelta(days=day)).remaining == 0
    assert {row.kind for row in caseload.outbox()} == {"reminder"}
    tick(posting, TEN + timedelta(days=4))
    [message] = mail[0].messages
    assert message["Subject"] == "Complaints: 1 overdue"
