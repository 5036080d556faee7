"""Measures the counting of a whole quarter against one plain SQL aggregate (goal G5)."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from complaints_service.content.rules import load_clock_rules
from complaints_service.domain.periods import period_of
from complaints_service.persistence import databases, embedded, migrate
from complaints_service.reporting.measures import MEASURES
from complaints_service.reporting.tally import Scope, tally

SIZES = (100_000, 1_000_000)
TARGETS = {100_000: "<= 2 x floor", 1_000_000: "<= 1.5 x floor"}
RUNS = 7
PERIOD, TODAY = "2026-27-q2", date(2026, 11, 23)

# Two years of complaints over 18 services: one in twenty still open, one in eight taken further.
_FILL = (
    (
        "INSERT INTO organisation (key, name, settings, created_at)"
        " VALUES ('borough', 'Borough', '{}', '2024-09-01Z')"
    ),
    (
        "INSERT INTO complaint (ref, organisation, imported, version, state, stage, kind, accepted,"
        " service, category, channel, codes, declined_ground, first_contact_at, received_at,"
        " received_on, recorded_at, last_recorded_at, restricted, access, services, snapshot)"
        " SELECT 'C-' || n, 'borough', false, 3, 'stage_1_responded', 'stage_1',"
        " CASE WHEN n % 5 = 0 THEN 'service_request' ELSE 'complaint' END, n % 5 > 1,"
        " 'service-' || n % 18, 'category-' || n % 14, 'web', '{lgsco}',"
        " CASE WHEN n % 5 = 1 THEN 'ground-' || n % 7 END, d, d, d::date, d, d, false, '{}',"
        " ARRAY['service-' || n % 18],"
        " jsonb_build_object('description', jsonb_build_object('sha256', md5(n::text)),"
        " 'padding', repeat('x', 800))"
        " FROM (SELECT n, timestamptz '2024-11-01 10:00Z' + (n::bigint * 753 / :rows)"
        " * interval '1 day' AS d FROM generate_series(1, :rows) n) one"
    ),
    (
        "INSERT INTO stage (ref, stage, started_on, acknowledge_by, acknowledged_on,"
        " original_respond_by, respond_by, longest_respond_by, extensions, invalid_extensions,"
        " responded_on, finding, resolved_early, refused)"
        " SELECT ref, 1, received_on, received_on + 7, received_on + n % 9, received_on + 21,"
        " received_on + CASE WHEN n % 10 = 0 THEN 35 ELSE 21 END, received_on + 35,"
        " (n % 10 = 0)::int, (n % 60 = 0)::int,"
        " CASE WHEN n % 20 > 2 OR received_on < '2026-01-01' THEN received_on + 5 + n % 25 END,"
        " (ARRAY['upheld', 'partly_upheld', 'not_upheld', 'not_upheld'])[1 + n % 4], false, false"
        " FROM (SELECT ref, received_on, substr(ref, 3)::int AS n FROM complaint"
        " WHERE kind = 'complaint') one"
    ),
    (
        "INSERT INTO stage (ref, stage, started_on, acknowledge_by, acknowledged_on,"
        " original_respond_by, respond_by, longest_respond_by, extensions, invalid_extensions,"
        " responded_on, finding, changed, resolved_early, refused)"
        " SELECT ref, 2, responded_on + 9, responded_on + 16, responded_on + 14,"
        " responded_on + 42, responded_on + 42, responded_on + 42, 0, 0, responded_on + 38,"
        " 'not_upheld', 'no', false, false"
        " FROM stage WHERE responded_on IS NOT NULL AND substr(ref, 3)::int % 8 = 0"
    ),
    "VACUUM (ANALYZE) complaint",
    "VACUUM (ANALYZE) stage",
)
_FLOOR = text(
    "SELECT c.service, count(*) FILTER (WHERE s.responded_on BETWEEN :first AND :last),"
    " count(*) FILTER (WHERE s.responded_on BETWEEN :first AND :last"
    " AND s.responded_on <= s.original_respond_by),"
    " count(*) FILTER (WHERE s.responded_on BETWEEN :first AND :last"
    " AND s.responded_on <= s.respond_by),"
    " count(*) FILTER (WHERE s.finding = 'upheld'), count(*) FILTER (WHERE s.extensions > 0),"
    " count(*) FILTER (WHERE c.received_on BETWEEN :first AND :last),"
    " percentile_cont(0.5) WITHIN GROUP (ORDER BY s.responded_on - s.started_on)"
    " FROM complaint c JOIN stage s USING (ref)"
    " WHERE c.received_on <= :last AND coalesce(s.responded_on, :last) >= :first"
    " GROUP BY c.service"
)


def measure(url: str | None = None, sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note.

    `url` is any database of a server to measure on; without it an embedded one is started.
    """
    if url is not None:
        return [row for size in sizes for row in _measure_on(url, size)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "postgresql"
        try:
            return measure(embedded.start(place), sizes)
        finally:
            embedded.stop(place)


def _measure_on(server: str, size: int) -> list[dict[str, Any]]:
    name = f"bench_reports_{size}"
    databases.drop_database(server, name)
    url = databases.create_database(server, name)
    engine = create_engine(url)
    try:
        migrate.upgrade(url)
        _fill(engine, size)
        return [_compared(engine, size)]
    finally:
        engine.dispose()
        databases.drop_database(server, name)


def _fill(engine: Engine, size: int) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in _FILL:
            connection.execute(text(statement), {"rows": size} if ":rows" in statement else {})


def _compared(engine: Engine, size: int) -> dict[str, Any]:
    calendar = load_clock_rules()[1]
    scope = Scope(("borough",), period_of(PERIOD), TODAY)
    everything = tuple(MEASURES)

    def ours() -> None:
        with Session(engine) as session:
            tally(session, scope, everything, {"service": everything}, calendar)

    def floor() -> None:
        with engine.connect() as connection:
            connection.execute(
                _FLOOR, {"first": scope.period.first, "last": scope.period.last}
            ).all()

    mine, plain = _alternately(ours, floor)
    return {
        "goal": "G5",
        "what": f"every measure of a quarter by service, {size:,} contacts",
        "ours": round(mine, 1),
        "floor": round(plain, 1),
        "ratio": round(mine / plain, 2),
        "unit": "ms",
        "target": TARGETS.get(size, ""),
        "note": "floor: one SQL aggregate, 6 counts and a median by service over the same quarter",
    }


def _alternately(first: Callable[[], None], second: Callable[[], None]) -> tuple[float, float]:
    """Medians of both in milliseconds, taken in turn so that noise meets both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for run in range(RUNS + 1):
        for one, taken in zip((first, second), times, strict=True):
            begun = time.perf_counter()
            one()
            if run:
                taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])
