"""Stored rows are exactly what their events make of them, or the difference is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from support.walked import tamper, walked_copy

from complaints_service.persistence.steady_view import steady_view
from complaints_service.services import rules_in_use
from complaints_service.services.rebuild import differences
from complaints_service.services.replay import Difference

pytestmark = pytest.mark.slow


@pytest.fixture
def filled() -> Iterator[tuple[str, datetime]]:
    """Lend a copy of the filled database."""
    with walked_copy() as lent:
        yield lent


def found(url: str) -> list[Difference]:
    """Every difference."""
    with steady_view(url) as session:
        return list(differences(session, rules_in_use.rules()))


def test_what_the_door_wrote_is_what_its_events_say(filled: tuple[str, datetime]) -> None:
    """Field by field over every state and hundreds of random steps."""
    assert found(filled[0]) == []


# What is changed in a row, and where the difference is told: (statement, where, field).
CHANGES = [
    ("UPDATE complaint SET snapshot = snapshot - 'codes' WHERE state = 'stage_2_responded'",
     "complaint.snapshot", "codes"),
    (("UPDATE complaint SET snapshot = jsonb_set(snapshot, '{stage_1,answered}', 'false')"
     " WHERE state = 'stage_2_responded'"), "complaint.snapshot", "stage_1"),
    ("UPDATE complaint SET handler = 'ACC-nobody' WHERE state = 'stage_1_responded'",
     "complaint", "handler"),
    ("UPDATE complaint SET next_due_on = next_due_on + 1 WHERE next_due_on IS NOT NULL",
     "complaint", "next_due_on"),
    ("UPDATE stage SET finding = 'upheld' WHERE stage = 2 AND finding = 'not_upheld'",
     "stage 2", "finding"),
    ("UPDATE deadline SET met_at = NULL WHERE kind = 'stage_1_acknowledge'",
     "deadline stage_1_acknowledge", "met_at"),
    ("DELETE FROM deadline WHERE kind = 'remedy'", "deadline remedy 1", "row"),
    ("DELETE FROM stage WHERE stage = 2", "stage 2", "row"),
    ("UPDATE letter SET dispatched_at = NULL", "letter", "dispatched_at"),
    ("DELETE FROM outbox WHERE kind = 'letter'", "outbox letter:", "row"),
    ("DELETE FROM complaint WHERE state = 'merged'", "complaint", "row"),
    ("UPDATE improvement SET state = 'planned'", "improvement", "state"),
    ("UPDATE edition SET state = 'released'", "edition", "state"),
    ("UPDATE edition SET sha256 = 'another'", "edition", "sha256"),
    ("DELETE FROM improvement", "improvement", "row"),
    ("UPDATE event SET type = 'unheard_of' WHERE type = 'withdrawn'", "event", "replay"),
]


@pytest.mark.parametrize(("statement", "where", "field"), CHANGES,
                         ids=[f"{where}.{field}" for _, where, field in CHANGES])
def test_a_changed_row_is_told(
    statement: str, where: str, field: str, filled: tuple[str, datetime]
) -> None:
    """With reference, place, field and both values."""
    url, _ = filled
    assert tamper(url, statement) > 0, "nothing was changed"
    told = found(url)
    assert [one for one in told if one.where.startswith(where) and one.field == field]
    assert all(one.ref and one.stored != one.replayed for one in told)
