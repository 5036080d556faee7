"""Absences, duties and taking work, through the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from support import web
from support.web import Caller

POINT = {"points": [{"text": "Nobody rang back"}]}
TAKE = {"command": "take", "data": {}}


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, Path(tmp_path_factory.mktemp("api")))
    yield made
    web.close(made)


@pytest.fixture(scope="module")
def officer(app: Flask) -> Caller:
    return web.caller(app, "officer")


@pytest.fixture(scope="module")
def admin(app: Flask) -> Caller:
    return web.caller(app, "administrator")


def me(caller: Caller) -> str:
    return str(caller.get("/me").json["id"])


def accepted(officer: Caller) -> str:
    ref = officer.complaint()
    assert officer.command(ref, "accept", **POINT).status_code == 201
    return ref


def test_an_absence_is_recorded_and_shown_with_the_account(app: Flask, admin: Caller) -> None:
    person, cover = web.caller(app, "handler"), web.caller(app, "handler")
    where = f"/users/{me(person)}/absences"
    given = {"from_on": "2026-01-05", "to_on": "2099-01-05", "cover": cover.email}
    assert person.post(where, {**given, "from_on": "1999-01-01"}).status_code == 422
    assert person.post(where, {**given, "account": "x"}).status_code == 422
    made = person.post(where, given)
    assert (made.status_code, made.json) == (201, given)
    assert person.get(where).json["items"] == [given]
    shown = next(one for one in admin.get("/users?limit=200").json["items"]
                 if one["email"] == person.email)
    assert shown["absence"] == given


def test_absences_are_for_oneself_officers_and_administrators(app: Flask, officer: Caller) -> None:
    person, other = web.caller(app, "handler"), web.caller(app, "handler")
    abroad = web.caller(app, "officer", organisation="elsewhere")
    where = f"/users/{me(person)}/absences"
    assert other.get(where).status_code == 403
    assert officer.get(where).json["items"] == []
    assert abroad.get(where).status_code == 404
    assert officer.get("/users/ACC-%00/absences").status_code == 404


def test_a_cover_sees_and_answers_what_is_covered(app: Flask, officer: Caller) -> None:
    person, cover = web.caller(app, "handler"), web.caller(app, "handler")
    ref = accepted(officer)
    officer.command(ref, "assign", handler=person.email)
    assert cover.get(f"/complaints/{ref}").status_code == 404
    person.post(f"/users/{me(person)}/absences", {"from_on": today(officer), "cover": cover.email})
    assert cover.get(f"/complaints/{ref}").status_code == 200
    done = cover.command(ref, "acknowledge", definition="x", outcomes_sought="y")
    assert done.status_code == 201
    last = officer.get(f"/complaints/{ref}/events?limit=200").json["items"][-1]
    assert (last["actor"], last["role"]) == (me(cover), "handler")


def today(officer: Caller) -> str:
    """The London date of the complaints' clock."""
    return str(officer.get(f"/complaints/{officer.complaint()}").json["received_on"])


def test_the_next_complaint_is_taken_once_for_each_key(app: Flask, officer: Caller) -> None:
    taker, nosy = web.caller(app, "handler"), web.caller(app, "member")
    first = accepted(officer)
    accepted(officer)
    assert nosy.post("/allocation/next", TAKE).status_code == 403
    assert taker.post("/allocation/next", TAKE, key="").status_code == 428
    done = taker.post("/allocation/next", TAKE, key="take-1")
    again = taker.post("/allocation/next", TAKE, key="take-1")
    assert (done.status_code, again.status_code) == (201, 200)
    assert done.json["ref"] == again.json["ref"]
    other = taker.post("/allocation/next", TAKE)
    assert done.json["ref"] != other.json["ref"]
    while taker.post("/allocation/next", {}).status_code == 201:
        pass
    assert taker.post("/allocation/next", TAKE).status_code == 404
    assert taker.post("/allocation/next", {**TAKE, "data": {"ref": first}}).status_code == 422


def test_bug_27_the_api_lists_duties_and_wants_heirs(
    app: Flask, officer: Caller, admin: Caller
) -> None:
    leaver, heir = web.caller(app, "handler"), web.caller(app, "handler")
    ref = accepted(officer)
    officer.command(ref, "assign", handler=leaver.email)
    where = f"/users/{me(leaver)}"
    assert officer.get(f"{where}/duties").status_code == 403
    duty, = admin.get(f"{where}/duties").json["items"]
    assert (duty["kind"], duty["subject"]) == ("handler", ref)
    refused = admin.post(f"{where}/leave", {})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == f"heirs.{duty['key']}"
    assert leaver.get("/me").status_code == 200
    done = admin.post(f"{where}/leave", {"heirs": [{"key": duty["key"], "heir": heir.email}]})
    assert (done.status_code, done.json["enabled"]) == (200, False)
    assert leaver.get("/me").status_code == 401
    assert officer.get(f"/complaints/{ref}").json["stage_1"]["handler"] == heir.email


def test_the_workload_has_the_numbers_of_the_lists(app: Flask, officer: Caller) -> None:
    busy = web.caller(app, "handler")
    ref = accepted(officer)
    officer.command(ref, "assign", handler=busy.email)
    found = officer.get("/workload").json
    mine = next(one for one in found["handlers"] if one["handler"] == busy.email)
    assert (mine["open"], mine["overdue"], mine["absent"]) == (1, 0, False)
    assert sum(one["open"] for one in found["services"]) >= 1
    assert web.caller(app, "handler").get("/workload").status_code == 403
