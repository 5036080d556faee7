"""What is due becomes one reminder a step, for whoever should know, at the hour it should leave."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text, update
from support.caseload import LONG_AGO, Caseload

from complaints_service.domain.london import LONDON
from complaints_service.jobs.due_work import Due, DueWork, next_due
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.event import HeartbeatRow
from complaints_service.persistence.models.staffing import AbsenceRow

MONDAY = date(2026, 11, 23)
TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)


def run(surroundings: Surroundings, now: datetime = TEN) -> Due:
    """Run what is due in a process that remembers nothing."""
    with surroundings.app.app_context():
        return DueWork(surroundings).run(now)


@pytest.mark.parametrize(
    ("due_on", "steps"),
    [
        # Six working days left: nobody is told yet.
        (date(2026, 12, 1), []),
        # Five: the handler.
        (date(2026, 11, 30), ["handler_5"]),
        (date(2026, 11, 25), ["handler_2"]),
        # Due today: the team as well.
        (date(2026, 11, 23), ["handler_0", "team_0"]),
        # Overdue by one working day (due on Friday): team and manager.
        (date(2026, 11, 20), ["handler_0", "manager_overdue_1.ACC-M", "team_overdue_1"]),
        # Overdue by five: the manager again.
        (date(2026, 11, 16), ["handler_0", "manager_overdue_5.ACC-M", "team_overdue_1"]),
    ],
)
def test_who_is_told_when(
    caseload: Caseload, surroundings: Surroundings, due_on: date, steps: list[str]
) -> None:
    caseload.account("ACC-H", "handler")
    caseload.account("ACC-M", "manager", services=["waste"])
    caseload.account("ACC-O", "manager", services=["housing"])
    caseload.account("ACC-X", "manager", enabled=False)
    caseload.due("C-1", due_on, owner="ACC-H")
    run(surroundings)
    keys = [row.key for row in caseload.outbox("reminder")]
    assert sorted(keys) == [f"reminder:C-1:stage_1_respond::{due_on}:{step}" for step in steps]
    told = {row.facts["to"]: row.account for row in caseload.outbox("reminder")}
    assert told == {
        who: {"handler": "ACC-H", "team": None, "manager": "ACC-M"}[who] for who in told
    }


def test_a_second_pass_makes_nothing_new(caseload: Caseload, surroundings: Surroundings) -> None:
    caseload.due("C-1", MONDAY)
    first, second = run(surroundings), run(surroundings, TEN + timedelta(hours=3))
    assert (first.made.reminders, second.made.reminders) == (2, 0)


def test_an_unassigned_complaint_reminds_the_team(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    """Bug 12: a sweep that skips complaints without a handler hides the worst ones."""
    caseload.account("ACC-GONE", "handler", enabled=False)
    caseload.due("C-1", date(2026, 11, 25), owner=None)
    caseload.due("C-2", date(2026, 11, 25), owner="ACC-GONE")
    run(surroundings)
    assert [(row.ref, row.account) for row in caseload.outbox("reminder")] == [
        ("C-1", None), ("C-2", None),
    ]


def test_without_a_manager_the_team_is_told(caseload: Caseload, surroundings: Surroundings) -> None:
    caseload.due("C-1", date(2026, 11, 16))
    run(surroundings)
    assert ("C-1", "manager_overdue_5") in caseload.steps()


def test_who_stands_in_is_told_as_well(caseload: Caseload, surroundings: Surroundings) -> None:
    """Away from today on, and the first cover as well: whoever is there hears of it, once."""
    for account in ("ACC-H", "ACC-C", "ACC-D", "ACC-E"):
        caseload.account(account, "handler")
    caseload.due("C-1", date(2026, 11, 25), owner="ACC-H")
    caseload.due("C-2", date(2026, 11, 25), owner="ACC-E")
    away = insert(AbsenceRow)
    caseload.run(away, [
        {"account": "ACC-H", "from_on": MONDAY, "to_on": date(2026, 12, 4), "cover": "ACC-C"},
        {"account": "ACC-C", "from_on": MONDAY, "to_on": None, "cover": "ACC-D"},
        {"account": "ACC-E", "from_on": MONDAY - timedelta(days=9),
         "to_on": MONDAY - timedelta(days=1), "cover": "ACC-C"},
    ])
    run(surroundings)
    told = sorted((row.ref, row.account, row.late) for row in caseload.outbox("reminder"))
    assert told == [("C-1", "ACC-C", False), ("C-1", "ACC-D", False), ("C-1", "ACC-H", False),
                    ("C-2", "ACC-E", False)]
    assert run(surroundings, TEN + timedelta(hours=1)).made.reminders == 0


@pytest.mark.parametrize(
    ("named", "due_on", "told"),
    [
        # Overdue by five working days: the head, by whichever council answers.
        (["acc-b@borough.example"], date(2026, 11, 16), ["ACC-B"]),
        (["acc-b@borough.example"], date(2026, 11, 17), []),
        # Nobody named, or nobody who exists: nobody is told twice instead.
        ([], date(2026, 11, 16), []),
        (["gone@borough.example"], date(2026, 11, 16), []),
    ],
)
def test_the_head_hears_of_what_stays_overdue(
    caseload: Caseload, surroundings: Surroundings, named: list[str], due_on: date,
    told: list[str],
) -> None:
    caseload.account("ACC-B", "manager", services=["housing"])
    caseload.council("new", settings={"escalate_to": named})
    caseload.council("old", successor="new", succeeded_on=date(2026, 11, 1))
    caseload.complaint("C-1", organisation="old")
    caseload.deadline("C-1", due_on)
    run(surroundings)
    rows = [row for row in caseload.outbox("reminder") if row.facts["to"] == "head"]
    assert [row.account for row in rows] == told


def test_of_a_restricted_complaint_only_its_list_hears(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    for account, role in (("ACC-H", "handler"), ("ACC-M", "manager"), ("ACC-O", "officer"),
                          ("ACC-P", "officer")):
        caseload.account(account, role)
    caseload.complaint("C-1", restricted=True, access=["ACC-O"])
    caseload.deadline("C-1", date(2026, 11, 20), owner="ACC-H")
    run(surroundings)
    told = {row.facts["step"]: row.account for row in caseload.outbox("reminder")}
    assert told == {"handler_0": None, "team_overdue_1": "ACC-O", "manager_overdue_1": None}


@pytest.mark.parametrize(
    ("kind", "due_on", "steps"),
    [
        ("promised_update", date(2026, 11, 25), ["handler_2"]),
        ("remedy", date(2026, 12, 7), ["handler_10"]),
        ("obligation", date(2026, 11, 25), ["handler_2", "team_2"]),
        ("ombudsman_request", date(2026, 11, 23), ["handler_0", "team_0"]),
        ("contact_limit_review", date(2026, 11, 23), ["handler_0", "team_0"]),
        # An acknowledgement has five working days in all: no reminder on the day it arrives.
        ("stage_1_acknowledge", date(2026, 11, 30), []),
    ],
)
def test_each_kind_of_date_has_its_ladder(
    caseload: Caseload, surroundings: Surroundings, kind: str, due_on: date, steps: list[str]
) -> None:
    caseload.due("C-1", due_on, kind=kind, item="1")
    run(surroundings)
    assert [step for _, step in caseload.steps()] == steps


def test_what_is_met_or_void_reminds_nobody(caseload: Caseload, surroundings: Surroundings) -> None:
    caseload.due("C-1", MONDAY, met_at=LONG_AGO)
    caseload.due("C-2", MONDAY, void=True)
    assert run(surroundings).made.reminders == 0


def test_a_reminder_changes_nothing_of_the_complaint(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    caseload.due("C-1", MONDAY)
    columns = [ComplaintRow.__table__, DeadlineRow.__table__]
    before = [caseload.rows(select(table)) for table in columns]
    run(surroundings)
    assert [caseload.rows(select(table)) for table in columns] == before
    assert caseload.rows(text("SELECT * FROM event")) == []


def test_three_days_asleep_are_caught_up_once(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    """R12: each reminder once, not 72 copies; true due date, and a flag that it ran late."""
    caseload.account("ACC-H", "handler")
    days = [MONDAY - timedelta(days=1) * back for back in range(-7, 8)]
    for number in range(300):
        caseload.due(f"C-{number:03}", days[number % len(days)], owner="ACC-H")
    with surroundings.app.app_context():
        DueWork(surroundings).run(datetime(2026, 11, 20, 17, tzinfo=UTC))
    before = set(caseload.steps())
    monday = datetime(2026, 11, 23, 17, tzinfo=UTC)
    with surroundings.app.app_context():
        worker = DueWork(surroundings)
        for minute in range(72):
            worker.run(monday + timedelta(minutes=minute))
    after = [row for row in caseload.outbox("reminder")
             if (row.ref, row.facts["step"]) not in before]
    assert after
    assert max(Counter((row.ref, row.facts["to"]) for row in after).values()) == 1
    assert {row.due_on for row in after} <= set(days)
    # Its day is Monday, its hour was eight in the morning.
    assert all(row.late for row in after)
    assert len(caseload.outbox("alarm")) == 1


def test_of_steps_slept_over_only_the_latest_is_sent(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    caseload.account("ACC-H", "handler")
    caseload.due("C-1", date(2026, 11, 26), owner="ACC-H")
    run(surroundings, datetime(2026, 11, 19, 10, tzinfo=UTC))
    run(surroundings, datetime(2026, 11, 30, 10, tzinfo=UTC))
    rows = {row.facts["step"]: row for row in caseload.outbox("reminder")}
    assert set(rows) == {"handler_5", "handler_0", "team_overdue_1", "manager_overdue_1"}
    assert rows["handler_0"].facts["instead_of"] == ["handler_2"]
    assert rows["team_overdue_1"].facts["instead_of"] == ["team_0"]
    assert {step: row.late for step, row in rows.items()} == {
        "handler_5": False, "handler_0": True, "team_overdue_1": True, "manager_overdue_1": True,
    }


def test_each_row_says_which_of_its_own_steps_it_stands_in_for(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    caseload.account("ACC-H", "handler")
    caseload.due("C-1", date(2026, 11, 26), owner="ACC-H")
    run(surroundings, datetime(2026, 11, 19, 10, tzinfo=UTC))
    caseload.due("C-2", date(2026, 11, 26), owner="ACC-H")
    run(surroundings, datetime(2026, 11, 26, 10, tzinfo=UTC))
    told = {row.ref: row.facts["instead_of"] for row in caseload.outbox("reminder")
            if row.facts["step"] == "handler_0"}
    assert told == {"C-1": ["handler_2"], "C-2": ["handler_5", "handler_2"]}


def test_a_date_set_today_is_not_late_though_it_is_near(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    caseload.complaint("C-1", last_recorded_at=TEN)
    caseload.deadline("C-1", date(2026, 11, 24), kind="remedy", item="1")
    assert run(surroundings).made.late == 0
    assert [step for _, step in caseload.steps()] == ["handler_2", "team_2"]


@pytest.mark.parametrize(
    ("now", "due_on", "leaves"),
    [
        # Bug 60: found at midnight, sent at eight.
        ((2026, 11, 23, 0, 1), (2026, 11, 23), (2026, 11, 23, 8, 0)),
        # Found on a Saturday: sent on Monday; the date itself stays Friday's.
        ((2026, 11, 21, 10, 0), (2026, 11, 20), (2026, 11, 23, 8, 0)),
        ((2026, 11, 23, 10, 0), (2026, 11, 23), (2026, 11, 23, 10, 0)),
        # Due today and the evening has come: tomorrow it would be overdue.
        ((2026, 11, 23, 19, 0), (2026, 11, 23), (2026, 11, 23, 19, 0)),
        # Due on a Saturday, found on that Saturday: Monday would be too late.
        ((2026, 11, 21, 10, 0), (2026, 11, 21), (2026, 11, 21, 10, 0)),
        # Due on Monday, found on Friday night: Monday morning is early enough.
        ((2026, 11, 20, 19, 0), (2026, 11, 23), (2026, 11, 23, 8, 0)),
    ],
)
def test_no_email_leaves_in_the_night(
    caseload: Caseload, surroundings: Surroundings,
    now: tuple[int, ...], due_on: tuple[int, ...], leaves: tuple[int, ...],
) -> None:
    caseload.due("C-1", date(*due_on))
    run(surroundings, datetime(*now, tzinfo=LONDON))  # type: ignore[misc, arg-type]
    rows = caseload.outbox("reminder")
    wanted = datetime(*leaves, tzinfo=LONDON)  # type: ignore[misc, arg-type]
    assert {row.next_attempt_at for row in rows} == {wanted}
    assert {row.due_on for row in rows} == {date(*due_on)}


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_nights_on_which_clocks_change(
    caseload: Caseload, surroundings: Surroundings, night: date
) -> None:
    """Bug 8: a daily sweep skipped or doubled where a local hour is missing or comes twice."""
    monday = night + timedelta(days=1)
    caseload.due("C-1", monday)
    start = datetime(night.year, night.month, night.day, tzinfo=UTC) - timedelta(hours=3)
    with surroundings.app.app_context():
        worker = DueWork(surroundings)
        for half_hour in range(2 * 40):
            worker.run(start + timedelta(minutes=30 * half_hour))
    assert caseload.steps() == [("C-1", "handler_0"), ("C-1", "handler_2"), ("C-1", "team_0")]


def test_a_clock_that_goes_back_doubles_nothing(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    caseload.due("C-1", MONDAY)
    with surroundings.app.app_context():
        worker = DueWork(surroundings)
        made = [worker.run(TEN + timedelta(hours=hours)).made.reminders
                for hours in (0, -2, 72, 0)]
    assert made == [2, 0, 2, 0]


def test_a_date_that_no_calendar_knows_raises_one_alarm(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    caseload.due("C-1", None)
    assert run(surroundings).alarms == 1
    assert run(surroundings, TEN + timedelta(days=1)).alarms == 0
    [alarm] = caseload.outbox("alarm")
    assert (alarm.ref, alarm.facts["alarm"], alarm.account) == ("C-1", "calendar_unknown", None)


def test_a_calendar_about_to_end_raises_one_alarm(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    run(surroundings, datetime(2030, 10, 1, 10, tzinfo=UTC))
    run(surroundings, datetime(2030, 10, 1, 11, tzinfo=UTC))
    assert [row.facts["alarm"] for row in caseload.outbox("alarm")] == ["calendar_ends"]


def test_a_worker_that_slept_says_so_once(caseload: Caseload, surroundings: Surroundings) -> None:
    """Bug 10: a scheduler silently dead for a week."""
    run(surroundings)
    run(surroundings, TEN + timedelta(hours=20))
    assert caseload.outbox("alarm") == []
    for hours in (20 + 7 * 24, 21 + 7 * 24):
        run(surroundings, TEN + timedelta(hours=hours))
    [alarm] = caseload.outbox("alarm")
    assert alarm.facts["from"] == "2026-11-24T06:00:00.000000Z"
    assert alarm.facts["organisation"] == "borough"


def test_each_pass_leaves_a_heartbeat(caseload: Caseload, surroundings: Surroundings) -> None:
    run(surroundings)
    run(surroundings, TEN + timedelta(minutes=1))
    [beat] = caseload.rows(select(HeartbeatRow.__table__))
    assert (beat.name, beat.succeeded_at) == ("metronome", TEN + timedelta(minutes=1))


def test_a_command_between_two_beats_is_seen_at_the_next(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    """The shortcut for quiet minutes must never hide a date that a command has just set."""
    with surroundings.app.app_context():
        worker = DueWork(surroundings)
        worker.run(TEN)
        caseload.due("C-1", MONDAY)
        caseload.run(text(
            "INSERT INTO chain_entry (n, recorded_at, events, prev_hash, hash)"
            " VALUES (1, '2026-11-23T10:00:30Z', '[]', '', 'a')"
        ))
        assert worker.run(TEN + timedelta(minutes=1)).made.reminders == 2
        caseload.due("C-2", MONDAY)
        assert worker.run(TEN + timedelta(minutes=2)).made.reminders == 0
        assert worker.run(TEN + timedelta(minutes=11)).made.reminders == 2


def test_a_new_due_date_is_reminded_of_anew(caseload: Caseload, surroundings: Surroundings) -> None:
    caseload.due("C-1", MONDAY)
    run(surroundings)
    caseload.run(update(DeadlineRow).values(due_on=date(2026, 11, 30)))
    assert run(surroundings).made.reminders == 1
    assert caseload.outbox("reminder")[-1].due_on == date(2026, 11, 30)


def test_the_next_date_on_which_work_falls_due(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    with surroundings.app.app_context():
        assert next_due(MONDAY) is None
        caseload.due("C-1", date(2026, 11, 20))
        caseload.due("C-2", date(2026, 11, 27))
        caseload.due("C-3", date(2026, 11, 25), void=True)
        assert next_due(MONDAY) == date(2026, 11, 27)
