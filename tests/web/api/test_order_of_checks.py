"""A request with several faults is told of them in one fixed order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from support import web
from support.web import API, Caller


@dataclass
class Attempt:
    """A command that would succeed; each fault spoils one thing about it."""

    ref: str
    token: str
    body: dict[str, Any]
    key: str = field(default_factory=web.new_key)
    content_type: str = "application/json"
    raw: bytes | None = None


@pytest.fixture(scope="module")
def used_key(app: Flask, officer: Caller, handler: Caller) -> dict[str, str]:
    """A key that officer and handler have each used for another request."""
    for who in (officer, handler):
        assert who.post("/complaints", web.receive(), key="used-before").status_code == 201
    return {"key": "used-before"}


@pytest.fixture
def attempt(officer: Caller) -> Attempt:
    ref = officer.complaint()
    body = {"command": "accept", "expected_version": 1, "data": {"points": [{"text": "Damp"}]}}
    return Attempt(ref, officer.token, body)


def send(app: Flask, attempt: Attempt) -> Any:
    headers = {"Content-Type": attempt.content_type}
    headers |= {"Authorization": f"Bearer {attempt.token}"} if attempt.token else {}
    headers |= {"Idempotency-Key": attempt.key} if attempt.key else {}
    client = app.test_client()
    address = f"{API}/complaints/{attempt.ref}/commands"
    data = attempt.raw if attempt.raw is not None else app.json.dumps(attempt.body)
    return client.post(address, data=data, headers=headers)


def spoil(name: str, attempt: Attempt, handler: Caller) -> None:
    """Bring one fault into a command that would succeed."""
    changes: dict[str, dict[str, Any]] = {
        "no token": {"token": ""},
        "unknown reference": {"ref": "2222-2222-2"},
        "not JSON": {"content_type": "text/plain"},
        "no key": {"key": ""},
        "key of another request": {"key": "used-before"},
        "wrong role": {"token": handler.token},
    }
    body: dict[str, dict[str, Any]] = {
        "too large": {"data": {"points": [{"text": "x" * 1_100_000}]}},
        "no version": {"expected_version": None},
        "stale version": {"expected_version": 7},
        "unknown field": {"data": {"points": [{"text": "Damp"}], "state": "closed"}},
        "unknown field around": {"state": "closed"},
        "wrong state": {"command": "close", "data": {}},
    }
    for attribute, value in changes.get(name, {}).items():
        setattr(attempt, attribute, value)
    attempt.body |= body.get(name, {})


ORDER = [
    # the fault, and how it is told
    ("no token", 401, "unauthenticated"),
    ("unknown reference", 404, "not_found"),
    ("not JSON", 415, "unsupported_media_type"),
    ("too large", 413, "too_large"),
    ("no key", 428, "precondition_required"),
    ("no version", 428, "precondition_required"),
    ("key of another request", 422, "idempotency_key_reused"),
    ("wrong role", 403, "forbidden"),
    ("stale version", 409, "version_conflict"),
    ("unknown field", 422, "invalid"),
    ("unknown field around", 422, "invalid"),
    ("wrong state", 422, "rule_violation"),
]
NOT_TOGETHER = {
    ("no key", "key of another request"), ("no version", "stale version"),
    ("too large", "wrong state"), ("unknown field", "wrong state"),
    ("too large", "unknown field"),
}


@pytest.mark.parametrize(("fault", "status", "code"), ORDER, ids=[one[0] for one in ORDER])
def test_each_fault_is_told(
    app: Flask, attempt: Attempt, handler: Caller, used_key: dict[str, str], fault: str,
    status: int, code: str,
) -> None:
    share_with(app, attempt, handler, fault)
    spoil(fault, attempt, handler)
    answer = send(app, attempt)
    assert (answer.status_code, answer.json["code"]) == (status, code)


PAIRS = [
    (first, second, status, code)
    for place, (first, status, code) in enumerate(ORDER)
    for second, *_ in ORDER[place + 1:]
    if (first, second) not in NOT_TOGETHER
]


@pytest.mark.parametrize(
    ("first", "second", "status", "code"), PAIRS, ids=[f"{a} before {b}" for a, b, *_ in PAIRS]
)
def test_of_two_faults_the_earlier_is_told(
    app: Flask, attempt: Attempt, handler: Caller, used_key: dict[str, str], first: str,
    second: str, status: int, code: str,
) -> None:
    share_with(app, attempt, handler, first, second)
    spoil(second, attempt, handler)
    spoil(first, attempt, handler)
    answer = send(app, attempt)
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.json


def share_with(app: Flask, attempt: Attempt, handler: Caller, *faults: str) -> None:
    """A wrong role must see the complaint; else the answer is rightly 404."""
    if "wrong role" in faults:
        officer = Caller(app.test_client(), "", attempt.token)
        version = attempt.body["expected_version"]
        done = officer.command(attempt.ref, "assign", version, handler=handler.email)
        assert done.status_code == 201, done.json
        attempt.body["expected_version"] = done.json["version"]


def test_without_any_fault_it_succeeds(app: Flask, attempt: Attempt) -> None:
    assert send(app, attempt).status_code == 201
