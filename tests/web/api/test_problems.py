"""How the API says no: the same document everywhere, nothing told that may not be known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from support import web
from support.web import API, Caller
from werkzeug.test import TestResponse

MEMBERS = {"type", "title", "status", "code", "detail", "errors"}


def check_problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    document = json.loads(answer.data)
    assert set(document) >= MEMBERS
    assert (document["status"], document["code"]) == (status, code)
    assert document["detail"].endswith(".")
    for error in document["errors"]:
        assert set(error) == {"field", "code", "detail"}
    assert answer.headers["Cache-Control"] == "no-store"
    return dict(document)


def test_nobody_is_told_who_may_come_in(app: Flask) -> None:
    for header in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
        answer = app.test_client().get(f"{API}/complaints", headers=header)
        check_problem(answer, 401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", ["/nothing", "/complaints/2222-2222-2/nothing"])
def test_an_unknown_address_is_a_problem_too(officer: Caller, path: str) -> None:
    check_problem(officer.get(path), 404, "not_found")


def test_a_wrong_method_names_the_right_ones(officer: Caller) -> None:
    answer = officer.client.delete(f"{API}/complaints", headers=officer.headers)
    check_problem(answer, 405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


def test_a_rule_names_itself_and_its_provision(officer: Caller) -> None:
    ref = officer.complaint()
    officer.command(ref, "accept", points=[{"text": "Damp"}])
    document = check_problem(officer.command(ref, "acknowledge"), 422, "rule_violation")
    assert document["rule"] in {"definition_missing", "not_allowed"}
    assert "HO" in document["provision"]


def test_a_stale_version_tells_the_present_one(officer: Caller) -> None:
    ref = officer.complaint()
    document = check_problem(officer.command(ref, "add_note", 9, text="x"), 409, "version_conflict")
    assert document["current_version"] == 1


@pytest.mark.parametrize("raw", [
    b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"command": NaN}', b"9" * 5000,
    b'{"command": "receive", "data": {"a": ' + b"[" * 20_000 + b"]" * 20_000 + b"}}",
])
def test_what_is_no_json_is_malformed(officer: Caller, raw: bytes) -> None:
    headers = {**officer.headers, "Content-Type": "application/json", "Idempotency-Key": "k"}
    answer = officer.client.post(f"{API}/complaints", data=raw, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


def test_what_is_no_json_at_all_is_400(officer: Caller) -> None:
    headers = {**officer.headers, "Content-Type": "application/json", "Idempotency-Key": "k"}
    answer = officer.client.post(f"{API}/complaints", data=b"{", headers=headers)
    check_problem(answer, 400, "malformed")


@pytest.mark.parametrize(("change", "field"), [
    # the body around the data has a shape too
    ({"state": "closed"}, "state"),
    ({"expected_version": 1}, "expected_version"),
    ({"occurred_at": "2026-01-01"}, "occurred_at"),
    ({"occurred_at": "2026-01-01T00:00:00"}, "occurred_at"),
    ({"occurred_at": 5}, "occurred_at"),
    ({"occurred_at": "9999-12-31T23:59:59-12:00"}, "occurred_at"),
    ({"command": 5}, "command"),
    ({"command": None}, "command"),
    ({"command": "explode"}, "command"),
    ({"command": "accept"}, "command"),
])
def test_the_body_has_a_shape(officer: Caller, change: dict[str, Any], field: str) -> None:
    answer = officer.post("/complaints", {**web.receive(), **change})
    document = check_problem(answer, 422, "invalid")
    assert [error["field"] for error in document["errors"]] == [field]


@pytest.mark.parametrize("body", [[], "text", 5, True])
def test_the_body_is_an_object(officer: Caller, body: Any) -> None:
    check_problem(officer.post("/complaints", body), 422, "invalid")


@pytest.mark.parametrize("key", ["a b", "k" * 201, "sch\u00f6n", "tab\there"])
def test_a_key_is_visible_ascii(officer: Caller, key: str) -> None:
    document = check_problem(officer.post("/complaints", web.receive(), key=key), 422, "invalid")
    assert document["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize("kind", [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "",
    "text/json", "application/jsonx",
])
def test_only_json_is_taken(officer: Caller, kind: str) -> None:
    headers = {**officer.headers, "Content-Type": kind, "Idempotency-Key": "k"}
    answer = officer.client.post(
        f"{API}/complaints", data=json.dumps(web.receive()), headers=headers
    )
    check_problem(answer, 415, "unsupported_media_type")


def test_a_compressed_body_is_not_taken(officer: Caller) -> None:
    answer = officer.post("/complaints", web.receive(), **{"Content-Encoding": "gzip"})
    check_problem(answer, 415, "unsupported_media_type")


# --- what may not be known ---------------------------------------------------------------------

BELOW = ["", "/events", "/letters", "/deadlines", "/commands", "/deadlines/stage_1_respond"]


@pytest.fixture(scope="module")
def hidden(app: Flask) -> str:
    """A complaint of another council."""
    return web.caller(app, "officer", organisation="easton").complaint()


@pytest.mark.parametrize("below", BELOW)
def test_hidden_and_absent_look_the_same(officer: Caller, hidden: str, below: str) -> None:
    absent = officer.get(f"/complaints/2222-2222-2{below}")
    unseen = officer.get(f"/complaints/{hidden}{below}")
    check_problem(absent, 404, "not_found")
    assert unseen.data == absent.data
    assert list(unseen.headers) == list(absent.headers)


def test_hidden_and_absent_look_the_same_to_a_command(officer: Caller, hidden: str) -> None:
    answers = [
        officer.command(ref, "add_note", 1, text="x") for ref in ("2222-2222-2", hidden)
    ]
    assert answers[0].data == answers[1].data
    assert list(answers[0].headers) == list(answers[1].headers)


def test_a_restricted_complaint_is_absent_for_those_not_named(app: Flask, officer: Caller) -> None:
    colleague = web.caller(app, "officer")
    ref = officer.complaint()
    letter = officer.get(f"/complaints/{ref}/letters").json["items"][0]["id"]
    assert colleague.get(f"/letters/{letter}").status_code == 200
    done = officer.command(ref, "restrict_access", people=[officer.email], reason="Staff matter")
    assert done.status_code == 201, done.json
    assert officer.get(f"/complaints/{ref}").json["access"] == [officer.email]
    check_problem(colleague.get(f"/complaints/{ref}"), 404, "not_found")
    assert colleague.get(f"/letters/{letter}").data == colleague.get("/letters/none").data
    assert colleague.get(f"/letters/{letter}/content").status_code == 404
    listed = colleague.get(f"/complaints?q={ref}").json["items"]
    assert listed == []
    messages = colleague.get("/outbox?limit=200").json["items"]
    assert ref not in {one["ref"] for one in messages}


@pytest.mark.parametrize("ref", [
    "%00", "a%00b", "x" * 5000, "..%2f..%2fetc", "%E2%80%AE", "%FF", "';--", "{{7*7}}",
    "complaints",
])
def test_odd_references_are_just_absent(officer: Caller, ref: str) -> None:
    for path in (f"/complaints/{ref}", f"/letters/{ref}", f"/improvements/{ref}",
                 f"/vocabularies/{ref}", f"/complaints/{ref}/events"):
        check_problem(officer.get(path), 404, "not_found")


def test_an_administrator_sees_no_complaint(app: Flask, officer: Caller) -> None:
    ref = officer.complaint()
    administrator = web.caller(app, "administrator", organisation=None)
    check_problem(administrator.get(f"/complaints/{ref}"), 404, "not_found")
    assert administrator.get("/complaints").json["items"] == []


@pytest.mark.parametrize(("path", "role"), [
    ("/users", "officer"), ("/users", "auditor"), ("/audit/entries", "handler"),
    ("/outbox", "intake"), ("/outbox", "member"), ("/reports", "administrator"),
])
def test_a_wrong_role_is_forbidden(app: Flask, path: str, role: str) -> None:
    check_problem(web.caller(app, role).get(path), 403, "forbidden")


def test_filters_are_judged_after_who_asks(app: Flask, officer: Caller, hidden: str) -> None:
    assert app.test_client().get(f"{API}/complaints?nonsense=1").status_code == 401
    assert officer.get(f"/complaints/{hidden}/events?nonsense=1").status_code == 404
    assert officer.get("/users?nonsense=1").status_code == 403
    check_problem(officer.get("/complaints?nonsense=1"), 422, "invalid")
