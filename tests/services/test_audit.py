"""The record shows whatever was changed, removed, added or moved behind the program's back."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import rfc8785
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.orm import Session
from support.walked import tamper, walked_copy

from complaints_service.persistence.steady_view import steady_view
from complaints_service.services import audit

TAMPERINGS = 200
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Lend a copy of the filled database to the tests of this module, which undo what they do."""
    with walked_copy() as (lent, _):
        yield lent


def verdict(url: str, anchor: str | None = None) -> audit.Verdict:
    """Verify the record at `url`."""
    with steady_view(url) as session:
        return audit.verify(session, anchor)


def head(url: str) -> audit.Head:
    """The head of the record at `url`."""
    with steady_view(url) as session:
        return audit.head(session)


def test_an_untouched_record_holds(url: str) -> None:
    """No false alarm, with and without an anchor; every event and entry was looked at."""
    found = verdict(url, head(url).hash)
    assert found.faults == []
    assert found.ok
    assert found.events > 300
    assert found.head.n == found.entries > 300
    assert found.erased == 0
    assert verdict(url).ok


def test_an_empty_record_holds(database_url: str) -> None:
    """Before the first event the head is number 0 and 64 zeros."""
    assert head(database_url) == audit.Head(0, "0" * 64, None)
    assert verdict(database_url, "0" * 64).ok


def test_an_older_head_is_an_anchor_and_a_stranger_is_none(url: str) -> None:
    """Any earlier head is an ancestor; a hash that never was one is told."""
    with steady_view(url) as session:
        older = session.scalar(text("SELECT hash FROM chain_entry WHERE n = 7"))
    assert verdict(url, older).ok
    assert [one.where for one in verdict(url, "f" * 64).faults] == ["anchor"]


# ---- Random tampering (200 single acts) -----------------------------------------------------

Act = Callable[[Connection, random.Random], str]


def _pick(connection: Connection, rng: random.Random, wanted: str) -> Any:
    rows = connection.execute(text(wanted)).all()
    return rng.choice(rows)


EVENT = "SELECT ref, seq FROM event ORDER BY ref, seq"
EDITS = (
    "type = type || 'x'", "schema = 9", "occurred_at = occurred_at + interval '1 microsecond'",
    "recorded_at = recorded_at - interval '1 second'", "actor = 'ACC-other'",
    "role = CASE role WHEN 'manager' THEN 'officer' ELSE 'manager' END",
    "data = data || '{\"more\": 1}'", "prev_hash = repeat('a', 64)", "hash = repeat('b', 64)",
    "seq = seq + 1000", "ref = ref || 'X'",
)
ENTRY_EDITS = (
    "recorded_at = recorded_at + interval '1 microsecond'", "events = events || '[\"ff\"]'",
    "events = '[]'", "prev_hash = repeat('a', 64)", "hash = repeat('b', 64)", "n = n + 100000",
    "events = '{}'",
)


def edit_event(connection: Connection, rng: random.Random) -> str:
    """Change one column of one event."""
    ref, seq = _pick(connection, rng, EVENT)
    change = rng.choice(EDITS)
    connection.execute(text(f"UPDATE event SET {change} WHERE ref = :ref AND seq = :seq"),  # noqa: S608
                       {"ref": ref, "seq": seq})
    return change


def edit_data(connection: Connection, rng: random.Random) -> str:
    """Change one value inside an event's data."""
    ref, seq, key = _pick(connection, rng, "SELECT ref, seq, key FROM event,"
                          " jsonb_object_keys(data) AS key ORDER BY ref, seq, key")
    connection.execute(text("UPDATE event SET data = jsonb_set(data, ARRAY[:key], '\"forged\"')"
                            " WHERE ref = :ref AND seq = :seq"),
                       {"ref": ref, "seq": seq, "key": key})
    return f"data.{key}"


def delete_event(connection: Connection, rng: random.Random) -> str:
    """Remove one event."""
    ref, seq = _pick(connection, rng, EVENT)
    connection.execute(text("DELETE FROM event WHERE ref = :ref AND seq = :seq"),
                       {"ref": ref, "seq": seq})
    return f"delete {seq}"


def swap_events(connection: Connection, rng: random.Random) -> str:
    """Let two events of one stream change places."""
    ref, seq = _pick(connection, rng, "SELECT ref, max(seq) FROM event GROUP BY ref"
                     " HAVING max(seq) > 1 ORDER BY ref")
    first, second = rng.sample(range(1, seq + 1), 2)
    for old, new in ((first, -1), (second, first), (-1, second)):
        connection.execute(text("UPDATE event SET seq = :new WHERE ref = :ref AND seq = :old"),
                           {"ref": ref, "old": old, "new": new})
    return f"swap {first} {second}"


def swap_data(connection: Connection, rng: random.Random) -> str:
    """Let two events of one type change their contents."""
    rows = connection.execute(text("SELECT ref, seq FROM event WHERE type = 'note_added'"
                                   " ORDER BY ref, seq")).all()
    one, other = rng.sample(list(rows), 2)
    connection.execute(text(
        "UPDATE event AS a SET data = b.data FROM event AS b WHERE (a.ref, a.seq, b.ref, b.seq) IN"
        " ((:r1, :s1, :r2, :s2), (:r2, :s2, :r1, :s1))"),
        {"r1": one.ref, "s1": one.seq, "r2": other.ref, "s2": other.seq})
    return "swap data"


def edit_entry(connection: Connection, rng: random.Random) -> str:
    """Change one column of one entry."""
    (n,) = _pick(connection, rng, "SELECT n FROM chain_entry ORDER BY n")
    change = rng.choice(ENTRY_EDITS)
    connection.execute(text(f"UPDATE chain_entry SET {change} WHERE n = :n"), {"n": n})  # noqa: S608
    return f"entry {change}"


def delete_entry(connection: Connection, rng: random.Random) -> str:
    """Remove one entry."""
    (n,) = _pick(connection, rng, "SELECT n FROM chain_entry ORDER BY n")
    connection.execute(text("DELETE FROM chain_entry WHERE n = :n"), {"n": n})
    return f"delete entry {n}"


def swap_entries(connection: Connection, rng: random.Random) -> str:
    """Let two entries change numbers."""
    rows = connection.execute(text("SELECT n FROM chain_entry ORDER BY n")).scalars().all()
    first, second = rng.sample(list(rows), 2)
    for old, new in ((first, -1), (second, first), (-1, second)):
        connection.execute(text("UPDATE chain_entry SET n = :new WHERE n = :old"),
                           {"old": old, "new": new})
    return f"swap entries {first} {second}"


CUT = (
    ("DELETE FROM event WHERE hash IN (SELECT jsonb_array_elements_text(events) FROM chain_entry"
    " WHERE n > (SELECT max(n) - :count FROM chain_entry))"),
    ("DELETE FROM private_value AS p WHERE NOT EXISTS (SELECT 1 FROM event AS e WHERE e.ref = p.ref"
    " AND e.data::text LIKE '%' || p.sha256 || '%')"),
    "DELETE FROM chain_entry WHERE n > (SELECT max(n) - :count FROM chain_entry)",
)


def cut_tail(connection: Connection, rng: random.Random) -> str:
    """Cut the last entries off, and the events in them: only an anchor can tell."""
    count = rng.randint(1, 5)
    for statement in CUT:
        connection.execute(text(statement), {"count": count})
    return f"cut {count}"


def edit_payload(connection: Connection, rng: random.Random) -> str:
    """Change the words behind a digest, or their salt."""
    ref, sha256 = _pick(connection, rng, "SELECT ref, sha256 FROM private_value ORDER BY 1, 2")
    change = rng.choice(["payload = payload || ' '", "payload = '1'", "salt = salt || 'x'"])
    connection.execute(text(f"UPDATE private_value SET {change} WHERE ref = :ref"  # noqa: S608
                            " AND sha256 = :sha256"), {"ref": ref, "sha256": sha256})
    return change


def swap_payloads(connection: Connection, rng: random.Random) -> str:
    """Let two payloads change places, salt and all."""
    rows = connection.execute(text("SELECT sha256 FROM private_value ORDER BY 1")).scalars().all()
    one, other = rng.sample(list(rows), 2)
    connection.execute(text(
        "UPDATE private_value AS a SET payload = b.payload, salt = b.salt FROM private_value AS b"
        " WHERE (a.sha256, b.sha256) IN ((:one, :other), (:other, :one))"),
        {"one": one, "other": other})
    return "swap payloads"


ACTS: tuple[Act, ...] = (edit_event, edit_data, delete_event, swap_events, swap_data, edit_entry,
                         delete_entry, swap_entries, cut_tail, edit_payload, swap_payloads)


@pytest.mark.timeout(300)
def test_every_single_tampering_is_found(url: str, seeded: random.Random) -> None:
    """200 random acts with every trigger asleep, each undone again: all found, none by chance."""
    anchor = head(url).hash
    engine = create_engine(url)
    missed = []
    for n in range(TAMPERINGS):
        act = ACTS[n % len(ACTS)]
        with engine.connect() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            done = act(connection, seeded)
            # In the very transaction of the act, so that nothing has to be undone by hand.
            found = _verified_inside(connection, anchor)
            connection.rollback()
        if found.ok:
            missed.append((act.__name__, done))
    engine.dispose()
    assert missed == []
    assert verdict(url, anchor).ok


def _verified_inside(connection: Connection, anchor: str) -> audit.Verdict:
    return audit.verify(Session(bind=connection), anchor)


def test_a_clean_cut_needs_the_anchor(url: str, seeded: random.Random) -> None:
    """Why a head is noted outside: without it a tail cut off cleanly looks like an older record."""
    anchor = head(url).hash
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        cut_tail(connection, seeded)
        assert _verified_inside(connection, anchor).faults[-1].where == "anchor"
        connection.rollback()
    engine.dispose()


def test_erasure_is_no_tampering() -> None:
    """Payload and salt die together; the digest stays, and is counted."""
    with walked_copy() as (copy, _):
        gone = tamper(copy, "DELETE FROM private_value WHERE ref = (SELECT min(ref) FROM event"
                            " WHERE seq = 2)")
        found = verdict(copy)
    assert found.ok
    assert found.erased == gone > 0


def test_the_record_refuses_to_be_rewritten(url: str) -> None:
    """Without putting the triggers to sleep no row of the record can be changed or removed."""
    engine = create_engine(url)
    for statement in ("UPDATE event SET actor = 'x'", "DELETE FROM event", "TRUNCATE event",
                      "UPDATE chain_entry SET n = n", "DELETE FROM chain_entry"):
        with engine.connect() as connection, pytest.raises(Exception, match="append-only"):
            connection.execute(text(statement))
    engine.dispose()


# ---- Export ---------------------------------------------------------------------------------


def test_a_stranger_can_recompute_every_hash_from_the_export(url: str) -> None:
    """Written from the API contract's words alone: SHA-256 over the previous hash and RFC 8785."""
    with steady_view(url) as session:
        lines = [json.loads(json.dumps(one)) for one in audit.exported(session)]
    events = [one for one in lines if one["kind"] == "event"]
    entries = [one for one in lines if one["kind"] == "entry"]
    assert lines == events + entries

    stands: dict[str, tuple[int, str]] = {}
    for one in events:
        seq, last = stands.get(one["ref"], (0, "0" * 64))
        assert (one["seq"], one["prev_hash"]) == (seq + 1, last)
        hashed = ("ref", "seq", "type", "occurred_at", "recorded_at", "actor", "role", "data")
        assert set(one) == {"kind", "prev_hash", "hash", *hashed}
        assert one["hash"] == _hash(last, {key: one[key] for key in hashed})
        stands[one["ref"]] = (one["seq"], one["hash"])

    last = "0" * 64
    for n, one in enumerate(entries, 1):
        assert set(one) == {"kind", "n", "recorded_at", "events", "prev_hash", "hash"}
        assert (one["n"], one["prev_hash"]) == (n, last)
        last = _hash(last, {key: one[key] for key in ("n", "recorded_at", "events")})
        assert one["hash"] == last

    named = [one for entry in entries for one in entry["events"]]
    assert sorted(named) == sorted(one["hash"] for one in events)
    assert all(one["recorded_at"].endswith("Z") and len(one["recorded_at"]) == 27 for one in lines)


def _hash(prev_hash: str, content: dict[str, Any]) -> str:
    return hashlib.sha256(prev_hash.encode() + rfc8785.dumps(content)).hexdigest()


def test_the_export_names_nobody(url: str) -> None:
    """Personal data and free text are never inside an event."""
    with steady_view(url) as session:
        whole = json.dumps(list(audit.exported(session)), ensure_ascii=False)
    for personal in ("Brook", "@home.example", "Mill Lane", "bin was missed", "Nobody rang",
                     "casglu", "not</b>"):
        assert personal not in whole
