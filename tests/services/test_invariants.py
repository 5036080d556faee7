"""Each invariant holds over a database of many lives, and finds what is planted against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from support.walked import checked, tamper, walked, walked_copy

from complaints_service.persistence.steady_view import steady_view
from complaints_service.services import rules_in_use
from complaints_service.services.invariants.registry import FILE_CHECKS, check_one

pytestmark = pytest.mark.slow


@pytest.fixture
def filled() -> Iterator[tuple[str, datetime]]:
    """Lend a copy of the filled database."""
    with walked_copy() as lent:
        yield lent


def test_every_invariant_holds_where_everything_came_by_the_door(
    filled: tuple[str, datetime]
) -> None:
    """No false alarm, and nothing left unlooked at."""
    report = checked(*filled)
    assert report.violations == ()
    assert report.ok
    assert set(FILE_CHECKS) <= set(report.checked)
    assert min(report.checked[name] for name in FILE_CHECKS) >= 40


FIRST_EVENT = r"(SELECT ref, seq FROM event WHERE type = '\1' ORDER BY ref, seq LIMIT 1)"

# What is done behind the door's back, to one complaint that has what it takes: (invariant, SQL).
# {event:TYPE} is the first event of that type, as (ref, seq).
PLANTS = [
    # The snapshot says otherwise than the events.
    ("I01", ("UPDATE complaint SET snapshot = jsonb_set(snapshot, '{channel}', '\"survey\"')"
            " WHERE ref = (SELECT ref FROM complaint WHERE channel = 'email' LIMIT 1)")),
    # A column says otherwise than the snapshot.
    ("I01", ("UPDATE complaint SET cause = 'delay' WHERE ref = (SELECT ref FROM complaint WHERE"
            " cause IS NULL LIMIT 1)")),
    # The complaint's row is gone altogether.
    ("I01", "DELETE FROM complaint WHERE ref = (SELECT ref FROM complaint LIMIT 1)"),
    # An event cannot be read.
    ("I01", "UPDATE event SET type = 'vanished' WHERE (ref, seq) = {event:accepted}"),
    # An event is missing in the middle.
    ("I02", "DELETE FROM event WHERE (ref, seq) = {event:assigned}"),
    # An event is missing at the end.
    ("I02", ("DELETE FROM event WHERE (ref, seq) = (SELECT ref, max(seq) FROM event"
            " WHERE ref LIKE '____-____-_' GROUP BY ref LIMIT 1)")),
    # The version is not the number of events.
    ("I02", "UPDATE complaint SET version = version + 1 WHERE state = 'received'"),
    # A closed complaint is acknowledged.
    ("I03", ("UPDATE event SET type = 'closed' WHERE (ref, seq) IN (SELECT ref, seq - 1 FROM event"
            " WHERE type = 'stage_1_responded')")),
    # Stage 2 is asked for before stage 1 is answered, though nothing is overdue.
    ("I04", ("UPDATE event SET type = 'stage_2_requested', data ="
            " '{\"points\": [], \"reason\": null}' WHERE type = 'acknowledged'")),
    # The answer of stage 2 is given by whoever answered stage 1.
    ("I05", ("UPDATE event AS late SET actor = early.actor FROM event AS early WHERE"
            " late.ref = early.ref AND early.type = 'stage_1_responded'"
            " AND late.type = 'stage_2_responded'")),
    # The reviewer named is the one who answered stage 1.
    ("I05", ("UPDATE event AS late SET data = jsonb_build_object('reviewer', early.actor)"
            " FROM event AS early WHERE late.ref = early.ref AND late.seq > early.seq"
            " AND early.type = 'stage_1_responded' AND late.type = 'reviewer_assigned'")),
    # An extension is approved by its own author.
    ("I06", ("UPDATE event SET data = jsonb_set(data, '{approved_by}', to_jsonb(actor))"
            " WHERE (ref, seq) = {event:extended}")),
    # An account acts in a role that may not do this.
    ("I07", "UPDATE event SET role = 'intake' WHERE (ref, seq) = {event:accepted}"),
    # An account acts in a role that it never held.
    ("I07", "UPDATE event SET actor = 'ACC-intake' WHERE (ref, seq) = {event:accepted}"),
    # Nobody knows the account.
    ("I07", "UPDATE event SET actor = 'ACC-nobody' WHERE (ref, seq) = {event:accepted}"),
    # The account was disabled before it acted.
    ("I07", ("INSERT INTO event SELECT 'ACC-officer', seq, CASE seq WHEN 1 THEN 'account_created'"
            " ELSE 'account_disabled' END, 1, '2020-01-01Z', '2020-01-01Z', 'system', 'system',"
            " '{\"roles\": [\"officer\"]}', '', 'hash' || seq FROM generate_series(1, 2) AS seq")),
    # A handler acts on what is another's.
    ("I07", ("UPDATE event SET actor = 'ACC-handler_2' WHERE type = 'acknowledged'"
            " AND actor = 'ACC-handler'")),
    # Somebody not on the list acts on a restricted complaint.
    ("I08", ("UPDATE event SET data = jsonb_set(data, '{people}', '[\"ACC-auditor\"]')"
            " WHERE type = 'access_restricted' AND data->>'people' <> '[]'")),
    # The ground is none of the list.
    ("I09", ("UPDATE event SET data = jsonb_set(data, '{ground}', '\"too_busy\"')"
            " WHERE type = 'declined'")),
    # Nothing is explained.
    ("I09", ("UPDATE event SET data = jsonb_set(data, '{explanation}', 'null')"
            " WHERE (ref, seq) = {event:declined}")),
    # The refusal names no Ombudsman.
    ("I09", "UPDATE letter SET blocks = '[]' WHERE kind = 'not_accepted'"),
    # Withdrawn, and nothing shows it.
    ("I10", ("UPDATE event SET data = jsonb_set(data, '{evidence}', 'null')"
            " WHERE (ref, seq) = {event:withdrawn}")),
    # Withdrawn, and no longer counted.
    ("I10", "UPDATE complaint SET accepted = false WHERE state = 'withdrawn'"),
    # Merged, and counted all the same.
    ("I11", "UPDATE complaint SET accepted = true WHERE state = 'merged'"),
    # Merged into nothing.
    ("I11", "UPDATE event SET data = '{\"into\": \"NONE\"}' WHERE type = 'merged'"),
    # Merged into a later one.
    ("I11", ("UPDATE complaint SET received_at = received_at + interval '3 years' WHERE ref IN"
            " (SELECT data->>'into' FROM event WHERE type = 'merged')")),
    # A due date is moved by hand.
    ("I12", "UPDATE deadline SET due_on = due_on + 1 WHERE kind = 'stage_1_respond'"),
    # A stage's date is moved by hand.
    ("I12", "UPDATE stage SET respond_by = respond_by + 1 WHERE stage = 1"),
    # A deadline is taken off the list.
    ("I12", "DELETE FROM deadline WHERE kind = 'stage_1_acknowledge'"),
    # An edition that nobody knows.
    ("I13", ("UPDATE event SET data = jsonb_set(data, '{rules,code_editions,housing}',"
            " '\"housing-2099\"') WHERE type = 'received'")),
    # A stage's clock starts before the stage.
    ("I14", "UPDATE stage SET acknowledged_on = started_on - 5 WHERE acknowledged_on IS NOT NULL"),
    # An answer is due later than its start says.
    ("I14", "UPDATE stage SET original_respond_by = original_respond_by + 30"),
    # More time than the cap, approved by nobody.
    ("I15", ("UPDATE event SET data = data || '{\"working_days\": 60, \"approved_by\":"
            " \"ACC-approver\"}' WHERE (ref, seq) = {event:extended}")),
    # An extension's letter names no Ombudsman.
    ("I15", "UPDATE letter SET blocks = '[]' WHERE kind = 'extension'"),
    # The acknowledgement's date is later than its working days say: a pause.
    ("I16", "UPDATE stage SET acknowledge_by = acknowledge_by + 14"),
    # The answer's date moved without an extension: a pause.
    ("I16", "UPDATE stage SET respond_by = respond_by + 14 WHERE extensions = 0"),
    # Answered before it was acknowledged.
    ("I17", ("UPDATE event SET occurred_at = occurred_at - interval '90 days'"
            " WHERE type = 'stage_1_responded'")),
    # Asked for stage 2 before the answer.
    ("I17", ("UPDATE event SET occurred_at = occurred_at - interval '2 days' WHERE type ="
            " 'stage_2_requested'")),
    # Recorded before it was received.
    ("I17", "UPDATE event SET recorded_at = recorded_at - interval '9 days' WHERE seq = 1"),
    # Overdue on the file, but not in the list.
    ("I18", "UPDATE deadline SET void = true WHERE met_at IS NULL"),
    # In the list, but not overdue on the file.
    ("I18", "UPDATE deadline SET due_on = '2020-01-02' WHERE met_at IS NULL AND NOT void"),
    # Done and cancelled.
    ("I19", "UPDATE deadline SET void = true WHERE met_at IS NOT NULL"),
    # Due, and nowhere to be seen.
    ("I19", "UPDATE complaint SET next_due_on = NULL, next_due_kind = NULL"),
    # The same reminder twice, under two keys.
    ("I20", ("INSERT INTO outbox (key, kind, ref, state, due_on, facts, created_at)"
            " SELECT 'reminder:' || n, 'reminder', (SELECT min(ref) FROM complaint), 'sent',"
            " '2026-12-01', '{\"deadline\": \"stage_1_respond\", \"item\": \"\", \"step\": \"0\","
            " \"to\": \"team\"}', '2026-12-01Z' FROM generate_series(1, 2) AS n")),
    # Records go back in time.
    ("I21", "UPDATE event SET recorded_at = recorded_at - interval '9 d' WHERE type = 'accepted'"),
    # Recorded before it happened.
    ("I21", "UPDATE event SET occurred_at = occurred_at + interval '9 d' WHERE type = 'accepted'"),
    # Dated back without a reason.
    ("I21", ("UPDATE event SET occurred_at = occurred_at - interval '1 second' WHERE type ="
            " 'stage_1_responded'")),
    # A letter changed after it was issued.
    ("I22", ("UPDATE letter SET html = replace(html, 'not upheld', 'upheld') || ' '"
            " WHERE kind = 'stage_1_response'")),
    # A letter is gone.
    ("I22", "DELETE FROM letter WHERE kind = 'stage_2_response'"),
    # A letter that no event issued.
    ("I22", ("INSERT INTO letter SELECT 'extra', ref, kind, stage, send_by, issued_at,"
            " dispatched_at, delivery, sha256, template, template_version, blocks, html,"
            " plain_text, recipient FROM letter WHERE kind = 'stage_1_response' LIMIT 1")),
    # An answer without a letter.
    ("I22", "UPDATE event SET data = data - 'letter' WHERE type = 'stage_1_responded'"),
    # The stage 1 answer keeps silent about stage 2.
    ("I23", ("UPDATE letter SET blocks = (SELECT jsonb_agg(one) FROM jsonb_array_elements(blocks)"
            " AS one WHERE one->>'key' <> 'escalation') WHERE kind = 'stage_1_response'")),
    # The final answer names the wrong Ombudsman.
    ("I23", ("UPDATE letter SET blocks = replace(blocks::text, 'Ombudsman', 'Arbiter')::jsonb"
            " WHERE kind = 'stage_2_response'")),
    # A document is gone from the table.
    ("I24", "DELETE FROM document WHERE seq IS NOT NULL"),
    # A document has another content than its event says.
    ("I24", "UPDATE document SET sha256 = repeat('6', 64) WHERE seq IS NOT NULL"),
    # A document that no event added.
    ("I24", "UPDATE document SET id = id || '-other' WHERE seq IS NOT NULL"),
]


def test_every_invariant_has_a_plant() -> None:
    """None goes unproved."""
    assert {name for name, _ in PLANTS} == set(FILE_CHECKS)


@pytest.mark.parametrize(("name", "statement"), PLANTS,
                         ids=[f"{name}-{n}" for n, (name, _) in enumerate(PLANTS)])
def test_a_planted_violation_is_found(
    name: str, statement: str, filled: tuple[str, datetime]
) -> None:
    """The invariant that it breaks names it, with a reference and in words."""
    url, now = filled
    planted = re.sub(r"\{event:(\w+)\}", FIRST_EVENT, statement)
    assert tamper(url, planted) > 0, "nothing was planted"
    told = [one for one in checked(url, now).violations if one.id == name]
    assert told
    assert all(one.ref and one.detail for one in told)


def test_one_invariant_can_be_asked_alone(filled: tuple[str, datetime]) -> None:
    """It answers how much it looked at, and what it found."""
    url, now = filled
    tamper(url, "UPDATE complaint SET version = version + 1")
    with steady_view(url) as session:
        count, violations = check_one("I02", session, rules_in_use.rules(), now)
    assert count == len(violations) > 40
    assert {one.id for one in violations} == {"I02"}


def test_details_name_nobody(filled: tuple[str, datetime]) -> None:
    """What is said of a violation holds no personal data."""
    url, now = filled
    for _, statement in PLANTS:
        if "{event:" not in statement:
            tamper(url, statement)
    said = " ".join(one.detail for one in checked(url, now).violations)
    assert said
    for personal in ("Brook", "example", "Mill Lane", "bin was missed", "Nobody rang"):
        assert personal not in said


def test_the_same_seed_walks_the_same_way() -> None:
    """What is found once can be found again."""
    assert walked().now == walked().now
