"""Lost hand-offs are found and made good; old answers are forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from support.caseload import Caseload

from complaints_service.jobs.surroundings import Surroundings
from complaints_service.jobs.sweeper import Swept, sweep
from complaints_service.persistence.models.event import HeartbeatRow, IdempotencyRow
from complaints_service.persistence.models.message import LetterRow

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def run(surroundings: Surroundings) -> Swept:
    with surroundings.app.app_context():
        return sweep(NOON)


@pytest.mark.parametrize(
    ("send_by", "delivery", "queued", "swept", "after"),
    [
        # A letter to go by email whose message was lost gets one.
        ("email", "queued", False, Swept(requeued=1), "queued"),
        ("email", "queued", True, Swept(), "queued"),
        ("email", "failed", False, Swept(), "failed"),
        # A letter in the portal is there.
        ("portal", "queued", False, Swept(delivered=1), "sent"),
        # Paper is never a message.
        ("post", "awaiting_post", False, Swept(), "awaiting_post"),
        ("hand", "awaiting_post", False, Swept(), "awaiting_post"),
    ],
)
def test_letters(
    caseload: Caseload, surroundings: Surroundings,
    send_by: str, delivery: str, queued: bool, swept: Swept, after: str,
) -> None:
    caseload.complaint("C-1")
    caseload.letter("L-1", "C-1", queued=queued, send_by=send_by, delivery=delivery)
    assert run(surroundings) == swept
    assert run(surroundings) == Swept()
    assert caseload.rows(select(LetterRow.delivery)) == [(after,)]
    rows = [(row.key, row.letter, row.ref, row.state) for row in caseload.outbox()]
    needed = queued or swept.requeued
    assert rows == ([("letter:L-1", "L-1", "C-1", "queued")] if needed else [])


def test_a_message_whose_every_attempt_died_needs_a_person(
    caseload: Caseload, surroundings: Surroundings
) -> None:
    caseload.complaint("C-1")
    caseload.letter("L-1", "C-1", queued=False)
    caseload.message("letter:L-1", kind="letter", letter="L-1", state="retrying", attempts=49)
    caseload.message("digest:ACC-1:7", kind="digest", state="retrying", attempts=48)
    assert run(surroundings) == Swept(given_up=1)
    assert [row.state for row in caseload.outbox()] == ["needs_attention", "retrying"]
    assert caseload.rows(select(LetterRow.delivery)) == [("failed",)]


def test_answers_are_kept_for_thirty_days(caseload: Caseload, surroundings: Surroundings) -> None:
    for name, age in (("old", timedelta(days=30, seconds=1)), ("young", timedelta(days=30))):
        caseload.run(insert(IdempotencyRow).values(
            account="ACC-1", key=name, body_sha256="", response={}, recorded_at=NOON - age
        ))
    assert run(surroundings).answers_forgotten == 1
    assert caseload.rows(select(IdempotencyRow.key)) == [("young",)]


def test_it_leaves_a_heartbeat(caseload: Caseload, surroundings: Surroundings) -> None:
    run(surroundings)
    found = caseload.rows(select(HeartbeatRow.name, HeartbeatRow.succeeded_at))
    assert found == [("sweeper", NOON)]
