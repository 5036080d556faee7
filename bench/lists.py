"""Measures reading over HTTP with 100,000 complaints: lists, one complaint, what may be done."""

from __future__ import annotations

import json
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from bench.seed import driver, seeded
from bench.served import Connection, must_be, served
from complaints_service.persistence import database
from complaints_service.persistence.database import db
from complaints_service.persistence.queries.complaint_list import Wanted
from complaints_service.services import reading
from complaints_service.services.accounts import account_of_email
from complaints_service.services.tokens import create_token

RUNS = 60
OFFICER, HANDLER = "olive.carter@alderbourne.example.org", "role:handler"
PEERS: Mapping[str, str] = {
    "list": "measured elsewhere with as many: django-helpdesk's API 3,900 ms (25 live), its page's "
            "rows 399 ms; Request Tracker's REST2 96 ms (25, 4 fields)",
    "one": "measured elsewhere: django-helpdesk's API 76,100 ms, its page 74 ms; Request Tracker's "
           "REST2 44 ms",
}


@dataclass(frozen=True)
class Question:
    """One address, as whom it is asked, and its plainest SQL."""

    what: str
    address: str
    by: str
    floor: str
    kind: str = "list"


_FLOOR = "SELECT ref, snapshot FROM complaint WHERE {where} ORDER BY {order} LIMIT 50"
_NEWEST = "organisation DESC, recorded_at DESC, ref DESC"
_LIST = "/api/v1/complaints?limit=50"
_KIND = "kind = 'complaint'"


def _questions(ref: str, handler: str) -> tuple[Question, ...]:
    def listed(what: str, narrowed: str, where: str, by: str = OFFICER) -> Question:
        floor = _FLOOR.format(where=f"{_KIND} AND {where}", order=_NEWEST)
        return Question(what, f"{_LIST}{narrowed}", by, floor)

    one = f"SELECT snapshot FROM complaint WHERE ref = '{ref}'"  # noqa: S608 (our own reference)
    return (
        listed("50 newest complaints", "", "true"),
        listed("50 of one service", "&service=refuse-recycling", "service = 'refuse-recycling'"),
        listed("50 in stage 2", "&stage=stage_2", "stage = 'stage_2'"),
        listed("50 overdue", "&overdue=true", "next_due_on < '2026-04-08'"),
        listed("50 of a handler's own", "", f"handler = '{handler}'", HANDLER),
        Question("one complaint", f"/api/v1/complaints/{ref}", OFFICER, one, "one"),
        Question("the commands open on it", f"/api/v1/complaints/{ref}/commands", OFFICER, one,
                 "commands"),
    )


def measure(url: str | None = None) -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note."""
    with seeded(url) as filled, tempfile.TemporaryDirectory() as folder:
        # The clock of the invented borough, on the day after its last act.
        clock = Path(folder) / "now"
        clock.write_text("2026-04-08T08:30:00+00:00 +real", encoding="utf-8")
        os.environ |= {"COMPLAINTS_ENV": "test", "COMPLAINTS_NOW_FILE": str(clock)}
        try:
            return _measured(filled, Path(folder))
        finally:
            os.environ.pop("COMPLAINTS_NOW_FILE")


def _measured(url: str, folder: Path) -> list[dict[str, Any]]:
    with driver(url) as plain, served(url, folder) as port, _inside(url):
        ref, handler, email = _busiest(plain)
        connections = {
            name: Connection(port, {"Authorization": f"Bearer {create_token(address).secret}"})
            for name, address in ((OFFICER, OFFICER), (HANDLER, email))
        }
        questions = _questions(ref, handler)
        times: dict[str, list[float]] = {}
        for _ in range(RUNS + 5):
            for one in questions:
                ways: Mapping[str, Callable[[], object]] = {
                    "ours": lambda one=one: must_be(  # type: ignore[misc]
                        connections[one.by].ask("GET", one.address), 200),
                    "floor": lambda one=one: _serialised(plain, one.floor),  # type: ignore[misc]
                }
                for way, ask in ways.items():
                    times.setdefault(f"{one.what}/{way}", []).append(_milliseconds(ask))
        return [_row(one, times, _plan(one, email)) for one in questions]


@contextmanager
def _inside(url: str) -> Iterator[None]:
    app = Flask("lists")
    database.bind(app, url)
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def _busiest(plain: Any) -> tuple[str, str, str]:
    """The complaint with the most events, and the handler with the most complaints."""
    ref = plain.execute(
        "SELECT ref FROM complaint WHERE state = 'stage_2_investigating'"
        " ORDER BY version DESC, ref LIMIT 1").fetchone()[0]
    handler, email = plain.execute(
        "SELECT a.id, a.email FROM complaint c JOIN account a ON a.id = c.handler"
        " WHERE a.roles = '{handler}' GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1").fetchone()
    return ref, handler, email


def _serialised(plain: Any, question: str) -> str:
    """What any service must do at the least: fetch the rows and write them as JSON."""
    return json.dumps(plain.execute(question).fetchall())


def _milliseconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1e3


def _plan(one: Question, email: str) -> str:
    """How PostgreSQL finds the complaints of this list: the index, or the whole table."""
    if one.kind != "list":
        return "its key"
    asked: list[tuple[str, Any]] = []

    def keep(connection: Any, cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        if "ORDER BY" in statement and "complaint.snapshot" in statement:
            asked.append((statement, values))

    by = account_of_email(db.session(), OFFICER if one.by == OFFICER else email).as_actor()
    event.listen(db.engine, "before_cursor_execute", keep)
    narrowed = dict(part.split("=") for part in one.address.split("?")[1].split("&")[1:])
    wanted = Wanted(today=reading.today(), **{
        name: True if value == "true" else value for name, value in narrowed.items()
    })
    reading.contacts("complaint", wanted, by, after=None, limit=50)
    event.remove(db.engine, "before_cursor_execute", keep)
    statement, values = asked[0]
    lines = db.session.connection().exec_driver_sql(f"EXPLAIN {statement}", values).scalars()
    text = "\n".join(lines)
    whole = ["the whole table"] if "Seq Scan on complaint" in text else []
    return ", ".join([*sorted(set(re.findall(r"(?:using|Scan on) ((?:ix|pk)_\w+)", text))), *whole])


def _row(one: Question, times: Mapping[str, list[float]], plan: str) -> dict[str, Any]:
    ours, floor = (times[f"{one.what}/{way}"][5:] for way in ("ours", "floor"))
    middle, plain = statistics.median(ours), statistics.median(floor)
    note = (f"range {min(ours):.1f}-{max(ours):.1f}; found by {plan}; floor, the rows by plain SQL "
            f"as JSON: {min(floor):.2f}-{max(floor):.2f}")
    told = "newest" in one.what or one.kind == "one"
    elsewhere = PEERS[one.kind] if told else ""
    return {
        "goal": "lists", "what": one.what, "ours": middle, "floor": plain, "ratio": middle / plain,
        "unit": "ms", "target": "", "note": "; ".join(filter(None, (note, elsewhere))),
    }
