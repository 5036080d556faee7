"""Measures the sweep of due dates against plain SQL on the same tables, in one run (goal G4)."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine, create_engine, text

from complaints_service.content.rules import load_clock_rules
from complaints_service.jobs.due_work import DueWork
from complaints_service.jobs.surroundings import surroundings
from complaints_service.persistence import databases, embedded, migrate

ROWS = 10_000
RUNS = 5
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
DUE = date(2026, 11, 27)  # two working days left: one reminder, to the handler

_FILL = (
    (
        "INSERT INTO organisation (key, name, settings, created_at)"
        " VALUES ('borough', 'Borough', '{}', '2026-09-01Z')"
    ),
    (
        "INSERT INTO account (id, email, name, organisation, roles, services, enabled, created_at)"
        " SELECT 'ACC-' || n, n || '@borough.example', n, 'borough', '{handler}', '{}', true,"
        " '2026-09-01Z' FROM generate_series(0, 34) n"
    ),
    (
        "INSERT INTO complaint (ref, organisation, imported, version, state, stage, kind, accepted,"
        " service, channel, codes, first_contact_at, received_at, received_on, recorded_at,"
        " last_recorded_at, restricted, access, services, snapshot)"
        " SELECT to_char(n, 'FM\"C-\"000000'), 'borough', false, 1, 'stage_1_investigating',"
        " 'stage_1', 'complaint', true, 'waste', 'web', '{lgsco}', '2026-09-01Z', '2026-09-01Z',"
        " '2026-09-01', '2026-09-01Z', '2026-09-01Z', false, '{}', '{waste}', '{}'"
        " FROM generate_series(1, :rows) n"
    ),
    (
        "INSERT INTO deadline (ref, kind, item, due_on, void, owner)"
        " SELECT ref, 'stage_1_respond', '', :due, false, 'ACC-' || right(ref, 2)::int % 35"
        " FROM complaint"
    ),
)
_CLAIM = text(
    "SELECT ref, kind, item, due_on, owner FROM deadline WHERE met_at IS NULL AND NOT void"
    " AND due_on = :due AND ref > :after ORDER BY ref LIMIT :batch FOR UPDATE SKIP LOCKED"
)
_ONE = text(
    "INSERT INTO outbox (key, kind, ref, account, state, next_attempt_at, due_on, facts,"
    " created_at) VALUES (:key, 'reminder', :ref, :account, 'queued', :now, :due, :facts, :now)"
)
_SET = text(
    "WITH claimed AS (SELECT ref, kind, item, due_on, owner FROM deadline WHERE met_at IS NULL"
    " AND NOT void AND due_on = :due AND ref > :after ORDER BY ref LIMIT :batch"
    " FOR UPDATE SKIP LOCKED), made AS (INSERT INTO outbox (key, kind, ref, account, state,"
    " next_attempt_at, due_on, facts, created_at) SELECT 'reminder:' || ref || ':' || kind || ':'"
    " || item || ':' || due_on || '\\:floor', 'reminder', ref, owner, 'queued', :now, due_on,"
    " jsonb_build_object('deadline', kind, 'item', item), :now FROM claimed)"
    " SELECT max(ref) FROM claimed"
)


def measure(url: str | None = None) -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note.

    `url` is any database of a server to measure on; without it an embedded one is started, as
    durable as in production.
    """
    if url is not None:
        return _measure_on(url)
    with tempfile.TemporaryDirectory() as folder:
        found = _measure_on(embedded.start(Path(folder) / "postgresql"))
        embedded.stop(Path(folder) / "postgresql")
        return found


def _measure_on(server: str) -> list[dict[str, Any]]:
    with _filled(server) as (url, engine):
        seconds: dict[str, list[float]] = {}
        ways = {
            "per row": lambda: _per_row(engine),
            "set": lambda: _set_based(engine),
            "one": lambda: _workers(url, 1),
            "two": lambda: _workers(url, 2),
        }
        # In turns, so that a noisy moment of the machine meets all of them alike.
        for _ in range(RUNS):
            for name, way in ways.items():
                _empty(engine)
                seconds.setdefault(name, []).append(way())
                _must_be_once(engine)
        _empty(engine)
        _workers(url, 2, crash="before_commit:9")
        killed = _doubled_or_missing(engine, after_another_pass=url)
    rate = {name: ROWS / statistics.median(found) for name, found in seconds.items()}
    span = {name: f"{ROWS / max(s):,.0f}-{ROWS / min(s):,.0f}" for name, s in seconds.items()}
    return [
        _row("sweep of 10,000 due rows, one worker", rate["one"], rate["per row"], "rows/s",
             ">= 2 x floor", f"range {span['one']}; floor, a statement a row: {span['per row']}"),
        _row("the same, against set-based SQL", rate["one"], rate["set"], "rows/s",
             ">= 0.15 x floor", f"floor, a statement for 1,000 rows: range {span['set']}"),
        _row("the same, two workers against one", rate["two"], rate["one"], "rows/s",
             ">= 1.5 x floor", f"range {span['two']}"),
        _row("reminders doubled or missing after a worker was killed", killed, 0, "rows", "0",
             "one of two killed before a commit, then one more pass"),
    ]


@contextmanager
def _filled(server: str) -> Iterator[tuple[str, Engine]]:
    url = databases.create_database(server, "bench_sweep")
    try:
        migrate.upgrade(url)
        engine = create_engine(url)
        with engine.begin() as connection:
            for statement in _FILL:
                connection.execute(text(statement), {"rows": ROWS, "due": DUE})
        yield url, engine
        engine.dispose()
    finally:
        databases.drop_database(server, "bench_sweep")


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE outbox"))
        connection.execute(text("TRUNCATE heartbeat"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _per_row(engine: Engine) -> float:
    began, after = time.perf_counter(), ""
    while True:
        with engine.begin() as connection:
            values = {"due": DUE, "after": after, "batch": 100}
            rows = connection.execute(_CLAIM, values).all()
            for row in rows:
                connection.execute(_ONE, {
                    "key": f"reminder:{row.ref}:{row.kind}:{row.item}:{row.due_on}:floor",
                    "ref": row.ref, "account": row.owner, "now": NOW, "due": row.due_on,
                    "facts": json.dumps({"deadline": row.kind, "item": row.item}),
                })
        if not rows:
            return time.perf_counter() - began
        after = rows[-1].ref


def _set_based(engine: Engine) -> float:
    began, after = time.perf_counter(), ""
    while after is not None:
        with engine.begin() as connection:
            values = {"due": DUE, "after": after, "batch": 1_000, "now": NOW}
            after = connection.execute(_SET, values).scalar_one()
    return time.perf_counter() - began


def _workers(url: str, count: int, crash: str | None = None) -> float:
    """Start processes, let them go together, and time until the last has found nothing to do."""
    workers = []
    for number in range(count):
        env = {"COMPLAINTS_ENV": "test"}
        if crash and number == 0:
            env["COMPLAINTS_TEST_CRASH"] = crash
        worker = subprocess.Popen(  # noqa: S603 (this very file)
            [sys.executable, __file__, url], env=env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        _pipe(worker.stdout).readline()
        workers.append(worker)
    began = time.perf_counter()
    for worker in workers:
        _pipe(worker.stdin).write("\n")
        _pipe(worker.stdin).flush()
    for worker in workers:
        _pipe(worker.stdout).readline()
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.communicate()
    return seconds


def _pipe(found: IO[str] | None) -> IO[str]:
    if found is None:
        raise RuntimeError("the worker was started without a pipe")
    return found


def work(url: str) -> None:
    """Be one worker: say that it is ready, wait for a line, and do what is due."""
    found = surroundings(
        url, lambda: load_clock_rules()[1], base_url="https://complaints.example"
    )
    with found.app.app_context():
        worker = DueWork(found)
        worker.run(datetime(2026, 9, 1, tzinfo=UTC))  # connected, and its statements compiled
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        worker.run(NOW)
        sys.stdout.write("done\n")
        sys.stdout.flush()


def _must_be_once(engine: Engine) -> None:
    found = _doubled_or_missing(engine)
    if found:
        raise AssertionError(f"{found} reminders are doubled or missing")


def _doubled_or_missing(engine: Engine, after_another_pass: str | None = None) -> int:
    if after_another_pass is not None:
        _workers(after_another_pass, 1)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT count(*), count(DISTINCT ref) FROM outbox WHERE kind = 'reminder'")
        ).one()
    return abs(rows[0] - rows[1]) + abs(ROWS - rows[1])


def _row(
    what: str, ours: float, floor: float, unit: str, target: str, note: str
) -> dict[str, Any]:
    return {
        "goal": "G4",
        "what": what,
        "ours": ours,
        "floor": floor,
        "ratio": ours / floor if floor else None,
        "unit": unit,
        "target": target,
        "note": note,
    }


if __name__ == "__main__":
    work(sys.argv[1])
