"""`complaints tick` and `complaints worker`, as an operator starts them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from support.caseload import Caseload
from support.command_line import complaints

from complaints_service.persistence.models.event import HeartbeatRow

AT = "2026-11-23T10:00:00Z"


@pytest.fixture
def caseload(database_url: str) -> Iterator[Caseload]:
    found = Caseload(database_url)
    yield found
    found.engine.dispose()


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        "COMPLAINTS_ENV": "test",
        "COMPLAINTS_DATABASE_URL": database_url,
        "COMPLAINTS_DATA_DIR": str(tmp_path),
    }


def test_due_work_is_done_once(caseload: Caseload, env: dict[str, str]) -> None:
    caseload.due("C-1", date(2026, 11, 23))
    first = complaints("tick", "--now", AT, "--json", env=env)
    assert (first.status, first.err) == (0, "")
    assert first.answer == {
        "ran": 2, "late": 0, "failed": 0, "remaining": 0, "next_due": "2026-11-23",
    }
    assert complaints("tick", "--now", AT, "--json", env=env).answer["ran"] == 0
    words = complaints("tick", "--now", AT, env=env)
    assert words.out == (
        "0 done (0 after their day), 0 failed for now, 0 remaining; next due: 2026-11-23.\n"
    )


def test_a_range_of_moments(caseload: Caseload, env: dict[str, str]) -> None:
    caseload.due("C-1", date(2026, 11, 25))
    ended = complaints("tick", "--from", "2026-11-22T00:00Z", "--to", "2026-11-26T00:00Z",
                       "--step", "3600", "--json", env=env)
    # The step at five working days left had passed before the range began.
    assert ended.answer == {
        "ran": 4, "late": 1, "failed": 0, "remaining": 0, "next_due": "2026-11-25",
    }
    assert ended.err == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--now", "2026-11-23"], "'2026-11-23' is no instant"),
        (["--now", "noon"], "'noon' is no instant"),
        (["--now", "2026-11-23T10:00:00"], "with its offset"),
        (["--from", AT], "--from and --to together"),
        (["--from", AT, "--to", AT], "write an instant after --from"),
        (["--step", "60"], "--step needs --from and --to"),
        (["--from", AT, "--to", "2026-12-01T00:00Z", "--step", "0"], "0 is not in the range"),
        (["--now", AT, "--from", AT, "--to", "2026-12-01T00:00Z"], "without --now"),
    ],
)
def test_a_wrong_moment_is_one_sentence(
    env: dict[str, str], arguments: list[str], says: str
) -> None:
    ended = complaints("tick", *arguments, env=env)
    assert (ended.status, ended.out) == (2, "")
    assert says in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["--now", AT], ["--from", AT, "--to", "2026-12-01T00:00Z"]]
)
def test_production_does_not_move_its_clock(env: dict[str, str], arguments: list[str]) -> None:
    production = env | {
        "COMPLAINTS_ENV": "production", "COMPLAINTS_BASE_URL": "https://complaints.example",
        "COMPLAINTS_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    }
    ended = complaints("tick", *arguments, env=production)
    assert (ended.status, ended.out) == (4, "")
    assert complaints("tick", "--json", env=production).status == 0


@pytest.mark.parametrize("verb", ["tick", "worker"])
def test_without_migrations_it_is_not_ready(
    empty_database_url: str, env: dict[str, str], verb: str
) -> None:
    ended = complaints(verb, env=env | {"COMPLAINTS_DATABASE_URL": empty_database_url})
    assert ended.status == 3
    assert "complaints db upgrade" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.slow
def test_a_database_that_stays_away_is_not_ready(env: dict[str, str]) -> None:
    away = {"COMPLAINTS_DATABASE_URL": "postgresql://app:canary@127.0.0.1:1/none"}
    ended = complaints("tick", env=env | away)
    assert ended.status == 3
    assert "canary" not in ended.err
    assert ended.out == ""
    *waiting, sentence = ended.err.splitlines()
    assert next(json.loads(line)["event"] for line in waiting) == "waiting_for_database"
    assert sentence.startswith("The database")


@pytest.fixture
def worker(env: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start(**more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "complaints_service", "worker"], text=True,
            env={**os.environ, **env, **more}, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _until(true: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def _beats(caseload: Caseload) -> set[str]:
    return {row.name for row in caseload.rows(select(HeartbeatRow.name))}


@pytest.mark.slow
def test_a_worker_works_and_stops_when_told(
    caseload: Caseload, worker: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    caseload.due("C-1", date(2026, 11, 23))
    clock = tmp_path / "now"
    clock.write_text(AT, encoding="utf-8")
    process = worker(COMPLAINTS_NOW_FILE=str(clock))
    _until(lambda: _beats(caseload) == {"metronome", "outbox", "sweeper"})
    assert len(caseload.outbox("reminder")) == 2
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, written = process.communicate(timeout=15)
    assert time.monotonic() - began < 10
    assert process.returncode == 0
    assert {"worker_started", "worker_stopped"} <= {
        json.loads(line)["event"] for line in written.splitlines()
    }


@pytest.mark.slow
def test_a_worker_started_before_its_database_waits(
    env: dict[str, str], worker: Callable[..., subprocess.Popen[str]]
) -> None:
    process = worker(COMPLAINTS_DATABASE_URL="postgresql://app:canary@127.0.0.1:1/none")
    time.sleep(3)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _, written = process.communicate(timeout=15)
    assert "waiting_for_database" in written
    assert "canary" not in written
