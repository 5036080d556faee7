"""Lists: narrowed, page by page, in an order that stays."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from support import web
from support.web import Caller

from complaints_service.persistence.database import db


@pytest.fixture(scope="module")
def refs(officer: Caller, handler: Caller) -> dict[str, str]:
    """Three complaints and a service request."""
    made = {
        "damp": officer.complaint(),
        "bins": officer.complaint(service="refuse-recycling", channel="phone"),
        "late": officer.complaint(),
        "request": officer.complaint(),
    }
    body = {**web.receive(), "occurred_at": "2026-01-05T10:00:00Z"}
    made["late"] = officer.post("/complaints", body).json["ref"]
    officer.command(made["damp"], "assign", handler=handler.email)
    officer.command(made["request"], "treat_as_service_request", reason="A first report",
                    explanation="We will mend it.")
    return made


def found(caller: Caller, query: str, path: str = "/complaints") -> set[str]:
    answer = caller.get(f"{path}?limit=200&{query}")
    assert answer.status_code == 200, answer.json
    return {one["ref"] for one in answer.json["items"]}


@pytest.mark.parametrize(("query", "names"), [
    # each filter narrows, and together they narrow further
    ("service=refuse-recycling", {"bins"}),
    ("state=received&service=housing-repairs", {"damp", "late"}),
    ("stage=ended", set()),
    ("overdue=true", {"late"}),
    ("overdue=false&service=refuse-recycling", {"bins"}),
    ("received_from=2026-01-05&received_to=2026-01-05", {"late"}),
    ("received_to=2026-01-04", set()),
    ("updated_since=2099-01-01T00:00:00Z", set()),
    ("organisation=weston&service=refuse-recycling", {"bins"}),
    ("organisation=easton", set()),
    ("handler=nobody@example.org", set()),
])
def test_filters_narrow(
    officer: Caller, refs: dict[str, str], query: str, names: set[str]
) -> None:
    mine = set(refs.values())
    assert found(officer, query) & mine == {refs[name] for name in names}


def test_service_requests_stand_apart(officer: Caller, refs: dict[str, str]) -> None:
    assert refs["request"] not in found(officer, "")
    assert found(officer, "", "/service-requests") == {refs["request"]}


def test_a_handler_is_found_by_address_and_sees_only_their_own(
    officer: Caller, handler: Caller, refs: dict[str, str]
) -> None:
    assert found(officer, f"handler={handler.email.upper()}") == {refs["damp"]}
    assert found(handler, "") == {refs["damp"]}


def test_a_reference_is_found_whatever_its_capitals(
    officer: Caller, refs: dict[str, str]
) -> None:
    assert found(officer, f"q={refs['bins'].lower()}") == {refs["bins"]}


@pytest.mark.parametrize(("query", "field"), [
    ("nonsense=1", "nonsense"),
    ("reporter__password__startswith=a", "reporter__password__startswith"),
    ("filter[user.token]=a", "filter[user.token]"),
    ("sort=password_hash", "sort"),
    ("limit=0", "limit"), ("limit=201", "limit"), ("limit=abc", "limit"), ("limit=١", "limit"),
    ("limit=99999999999999999999", "limit"),
    ("state=nonsense", "state"), ("overdue=1", "overdue"), ("received_from=2026-02-30",
                                                             "received_from"),
    ("received_from=20260228", "received_from"), ("updated_since=2026-01-01", "updated_since"),
    ("state=received&state=closed", "state"), ("q=", "q"), ("q=%00", "q"),
    ("cursor=abc", "cursor"), ("cursor=W10", "cursor"), ("cursor=WyJhIiwxLCJiIl0", "cursor"),
])
def test_what_is_not_a_filter_is_refused(officer: Caller, query: str, field: str) -> None:
    answer = officer.get(f"/complaints?{query}")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert [error["field"] for error in answer.json["errors"]] == [field]


PATHS = ["/complaints", "/service-requests", "/remedies", "/obligations", "/outbox", "/reports",
         "/users", "/audit/entries", "/improvements", "/vocabularies/services"]


@pytest.fixture(scope="module")
def everybody(app: Flask, refs: dict[str, str]) -> Caller:
    return web.caller(app, "officer", "administrator", "auditor", "manager")


@pytest.mark.parametrize("path", PATHS)
def test_pages_hold_every_item_once(everybody: Caller, path: str) -> None:
    whole = everybody.get(f"{path}?limit=200").json
    assert set(whole) == {"items", "next"}
    assert whole["next"] is None
    walked: list[Any] = []
    cursor = ""
    while cursor is not None:
        page = everybody.get(f"{path}?limit=2{cursor and f'&cursor={cursor}'}").json
        assert len(page["items"]) <= 2
        walked += page["items"]
        cursor = page["next"]
    assert walked == whole["items"]


def test_what_comes_in_meanwhile_moves_nothing(officer: Caller, refs: dict[str, str]) -> None:
    before = [one["ref"] for one in officer.get("/complaints?limit=200").json["items"]]
    first = officer.get("/complaints?limit=2").json
    officer.complaint()
    second = officer.get(f"/complaints?limit=2&cursor={first['next']}").json
    assert [one["ref"] for one in first["items"] + second["items"]] == before[:4]


def test_a_cursor_belongs_to_its_list(officer: Caller, refs: dict[str, str]) -> None:
    cursor = officer.get("/complaints?limit=1").json["next"]
    assert officer.get(f"/outbox?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("values", ["[10000000000]", "[-1]", "[1.5]", "[true]", "[null]", "{}"])
def test_a_cursor_holds_what_a_page_gave(
    officer: Caller, refs: dict[str, str], values: str
) -> None:
    cursor = base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")
    for path in (f"/complaints/{refs['bins']}/events", "/outbox", "/vocabularies/services"):
        assert officer.get(f"{path}?cursor={cursor}").status_code == 422


def test_a_list_asks_the_database_the_same_few_questions_however_long(
    app: Flask, officer: Caller, refs: dict[str, str]
) -> None:
    for _ in range(5):
        officer.complaint()
    with app.app_context():
        engine = db.engine
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for limit in (1, 8):
        asked.clear()
        officer.get(f"/complaints?limit={limit}")
        counts.append(len(asked))
        assert not any("count(" in statement.lower() for statement in asked)
    assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize("name", [
    "organisations", "services", "channels", "categories", "grounds", "procedures",
    "extension_reasons", "causes", "remedy_kinds", "letter_kinds", "event_types",
    "ombudsman_findings", "states", "roles",
])
def test_every_vocabulary_is_a_list_of_terms(officer: Caller, name: str) -> None:
    terms = officer.get(f"/vocabularies/{name}?limit=200").json["items"]
    assert terms
    for term in terms:
        assert {"key", "label", "from", "to"} <= set(term)


def test_me_tells_whose_token_it_is(officer: Caller) -> None:
    me = officer.get("/me").json
    assert (me["email"], me["roles"], me["organisation"]) == (officer.email, ["officer"], "weston")


def test_accounts_are_listed_without_anything_secret(app: Flask) -> None:
    administrator = web.caller(app, "administrator", password="wet tin harbour lamp")
    answer = administrator.get("/users?limit=200")
    assert administrator.email in {one["email"] for one in answer.json["items"]}
    assert "argon2" not in answer.text
    assert "password" not in answer.text
    assert "cmp_" not in answer.text
    assert {one["organisation"] for one in answer.json["items"]} == {"weston"}


def test_a_disabled_account_and_a_lost_role_end_at_once(app: Flask) -> None:
    from complaints_service.services import accounts

    leaver = web.caller(app, "officer")
    assert leaver.get("/outbox").status_code == 200
    with app.app_context():
        accounts.set_roles(leaver.email, ["handler"])
    assert leaver.get("/outbox").status_code == 403
    with app.app_context():
        accounts.disable_account(leaver.email)
    assert leaver.get("/me").status_code == 401
