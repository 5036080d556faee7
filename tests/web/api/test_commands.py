"""Commands over HTTP: done once, answered alike, offered only where they succeed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session
from support import web
from support.web import API, Caller

from complaints_service.persistence.database import db
from complaints_service.services import idempotency


def test_a_command_answers_with_its_events(officer: Caller) -> None:
    done = officer.post("/complaints", web.receive())
    assert done.status_code == 201
    assert set(done.json) == {"ref", "version", "state", "events"}
    assert (done.json["version"], done.json["state"]) == (1, "received")
    assert [set(one) for one in done.json["events"]] == [{"seq", "type", "hash"}]
    assert done.headers["Location"] == f"{API}/complaints/{done.json['ref']}"


def test_the_same_key_gives_the_same_answer(officer: Caller) -> None:
    first = officer.post("/complaints", web.receive(), key="twice")
    again = officer.post("/complaints", web.receive(), key="twice")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.data == first.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers


def test_a_key_belongs_to_one_account(app: Flask, officer: Caller) -> None:
    other = web.caller(app, "officer")
    first = officer.post("/complaints", web.receive(), key="mine")
    second = other.post("/complaints", web.receive(), key="mine")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json["ref"] != second.json["ref"]


def test_a_key_belongs_to_one_address(officer: Caller) -> None:
    first, second = officer.complaint(), officer.complaint()
    body = {"command": "add_note", "expected_version": 1, "data": {"text": "x"}}
    assert officer.post(f"/complaints/{first}/commands", body, key="note").status_code == 201
    other = officer.post(f"/complaints/{second}/commands", body, key="note")
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_a_refusal_is_not_kept(officer: Caller) -> None:
    bad = web.receive(channel="pigeon")
    assert officer.post("/complaints", bad, key="mended").status_code == 422
    assert officer.post("/complaints", web.receive(), key="mended").status_code == 201


def test_twenty_at_once_under_one_key_are_one(app: Flask, officer: Caller) -> None:
    ref = officer.complaint()
    body = {"command": "add_note", "expected_version": 1, "data": {"text": "Once."}}

    def send(_: int) -> tuple[int, str]:
        caller = Caller(app.test_client(), officer.email, officer.token)
        answer = caller.post(f"/complaints/{ref}/commands", body, key="at-once")
        return answer.status_code, str(answer.json.get("code"))

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(send, range(20)))
    assert set(answers) <= {(201, "None"), (200, "None"), (409, "in_progress")}
    assert answers.count((201, "None")) == 1
    assert len(officer.get(f"/complaints/{ref}/events").json["items"]) == 2


def test_of_twenty_different_ones_upon_one_version_one_succeeds(
    app: Flask, officer: Caller
) -> None:
    ref = officer.complaint()

    def send(number: int) -> int:
        caller = Caller(app.test_client(), officer.email, officer.token)
        return caller.command(ref, "add_note", 1, text=f"Note {number}").status_code

    with ThreadPoolExecutor(20) as threads:
        answers = sorted(threads.map(send, range(20)))
    assert answers == [201] + [409] * 19


def test_a_request_still_under_way_is_in_progress(app: Flask, officer: Caller) -> None:
    account = officer.get("/me").json["id"]
    with app.app_context():
        engine = db.engine
    with Session(engine) as another:
        assert idempotency.replayed(another, account, "held", "digest") is None
        answer = officer.post("/complaints", web.receive(), key="held")
    assert (answer.status_code, answer.json["code"]) == (409, "in_progress")
    assert answer.headers["Retry-After"] == "1"


def test_who_waits_too_long_for_another_is_asked_to_come_again(
    app: Flask, officer: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = officer.complaint()
    with app.app_context():
        engine = db.engine
    with Session(engine) as another:
        another.execute(text("SELECT 1 FROM complaint WHERE ref = :ref FOR UPDATE"), {"ref": ref})
        event.listen(engine, "begin", _hurry)
        try:
            answer = officer.command(ref, "add_note", 1, text="x")
        finally:
            event.remove(engine, "begin", _hurry)
    assert (answer.status_code, answer.json["code"]) == (409, "in_progress")
    assert answer.headers["Retry-After"] == "1"
    assert officer.command(ref, "add_note", 1, text="x").status_code == 201


def _hurry(connection: Connection) -> None:
    connection.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")


# --- what is offered ---------------------------------------------------------------------------


def offered(caller: Caller, ref: str) -> set[str]:
    return {one["command"] for one in caller.get(f"/complaints/{ref}/commands").json["items"]}


def test_only_those_who_may_create_are_offered_it(app: Flask, officer: Caller) -> None:
    assert [one["command"] for one in officer.get("/complaints/commands").json["items"]] == [
        "receive"
    ]
    for role in ("member", "auditor", "administrator", "contributor"):
        assert web.caller(app, role).get("/complaints/commands").json["items"] == []


def test_what_is_not_offered_is_refused(officer: Caller, handler: Caller) -> None:
    ref = officer.complaint()
    assert "accept" in offered(officer, ref)
    assert "acknowledge" not in offered(officer, ref)
    answer = officer.command(ref, "acknowledge", definition="x", outcomes_sought="y")
    assert answer.status_code == 422
    assert answer.json["rule"] == "not_allowed"
    officer.command(ref, "assign", handler=handler.email)
    assert "accept" not in offered(handler, ref)
    assert handler.command(ref, "accept", points=[{"text": "x"}]).status_code == 403


def test_a_complaint_walks_to_its_answer(officer: Caller) -> None:
    ref = officer.complaint()
    steps: list[tuple[str, dict[str, Any]]] = [
        ("accept", {"points": [{"text": "Damp in the bedroom"}]}),
        ("acknowledge", {"definition": "Damp", "outcomes_sought": "A repair"}),
        ("respond_stage_1", {
            "points": [{"n": 1, "finding": "upheld", "reasons": "We were late."}],
            "remedies": [{"kind": "apology", "description": "We apologise",
                          "due_on": "2099-01-01", "points": [1], "amount": 150.25}],
        }),
    ]
    for name, data in steps:
        assert name in offered(officer, ref)
        done = officer.command(ref, name, **data)
        assert done.status_code == 201, done.json
    view = officer.get(f"/complaints/{ref}").json
    assert (view["state"], view["stage_1"]["finding"]) == ("stage_1_responded", "upheld")
    assert view["stage_1"]["timeliness"] == "on_time"
    assert view["remedies"][0]["amount"] == 150.25
    kinds = [one["kind"] for one in officer.get(f"/complaints/{ref}/letters").json["items"]]
    assert kinds == ["receipt", "acknowledgement", "stage_1_response"]
    remedies = officer.get("/remedies?open=true").json["items"]
    assert ref in {one["ref"] for one in remedies}


def test_a_field_of_the_record_cannot_be_assigned(officer: Caller) -> None:
    """Whatever looks like a column is refused, and nothing changes (T10)."""
    ref = officer.complaint()
    before = officer.get(f"/complaints/{ref}").json
    names = ("role", "roles", "is_admin", "id", "ref", "version", "state", "created_at", "owner_id",
             "stage", "due_at", "audit_hash", "organisation_id", "received_at", "restricted")
    for name in names:
        inside = {"command": "add_note", "expected_version": 1, "data": {"text": "x", name: "1"}}
        around = {"command": "add_note", "expected_version": 1, "data": {"text": "x"}, name: "1"}
        for body in (inside, around):
            answer = officer.post(f"/complaints/{ref}/commands", body)
            assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert officer.get(f"/complaints/{ref}").json == before


@pytest.mark.parametrize("data", [{}, {"data": {}}])
def test_data_may_be_left_out_where_nothing_is_needed(
    officer: Caller, data: dict[str, Any]
) -> None:
    ref = officer.complaint()
    body = {"command": "unmerge", "expected_version": 1, **data}
    answer = officer.post(f"/complaints/{ref}/commands", body)
    assert answer.json["rule"] == "not_allowed"
