"""A colleague who is asked sees the question, answers it, and sees nothing else of a complaint."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from support import web
from support.pages import Visitor
from support.web import Caller

SEND = "Send your answer"


@pytest.fixture(scope="module")
def contributor(app: Flask) -> Caller:
    return web.caller(app, "contributor")


@pytest.fixture
def ref(officer: Caller) -> str:
    ref = officer.complaint()
    officer.command(ref, "accept", points=[{"text": "The roof leaks."}, {"text": "No call."}])
    return ref


def ask(officer: Caller, ref: str, to: str, **data: Any) -> None:
    given = {"question": "Who went there?", "points": [2], "to": to} | data
    done = officer.command(ref, "request_contribution", **given)
    assert done.status_code == 201, done.json


def signed_in(app: Flask, caller: Caller) -> Visitor:
    visitor = Visitor(app)
    me = caller.get("/me").json
    return visitor.sign_in_as(me["id"])


def test_a_contributor_answers_on_one_screen(
    app: Flask, officer: Caller, contributor: Caller, ref: str
) -> None:
    ask(officer, ref, contributor.email)
    visitor = signed_in(app, contributor)
    mine = visitor.get("/contributions/")
    assert "Who went there?" in mine.text
    page = visitor.get(f"/contributions/{ref}/1")
    assert "No call." in page.text
    for hidden in ("The roof leaks.", "Ann Example", "The damp came back."):
        assert hidden not in page.html
    page.submit(SEND, text="  ", status=422)
    done = page.submit(SEND, text="Two men went.")
    assert "is on file" in done.text
    [found] = officer.get(f"/complaints/{ref}").json["contributions"]
    assert (found["state"], found["answered_by"]) == ("answered", contributor.email)
    assert "Two men went." in visitor.get(f"/contributions/{ref}/1").text


def test_they_are_offered_this_command_alone(
    officer: Caller, contributor: Caller, ref: str
) -> None:
    ask(officer, ref, contributor.email)
    offered = contributor.get(f"/complaints/{ref}/commands").json["items"]
    assert [one["command"] for one in offered] == ["contribute"]
    [mine] = [one for one in contributor.get("/contributions").json["items"] if one["ref"] == ref]
    assert mine["question"] == "Who went there?"
    body = {"command": "contribute", "expected_version": mine["version"],
            "data": {"text": "By the interface."}}
    assert contributor.post(f"/complaints/{ref}/commands", body).status_code == 201
    assert contributor.get(f"/complaints/{ref}/commands").status_code == 404


@pytest.mark.parametrize("path", ["", "/events", "/letters", "/deadlines"])
def test_the_complaint_itself_does_not_exist_for_them(
    officer: Caller, contributor: Caller, ref: str, path: str
) -> None:
    ask(officer, ref, contributor.email)
    assert contributor.get(f"/complaints/{ref}{path}").status_code == 404
    assert ref not in contributor.get("/complaints").text
    other = {"command": "add_note", "expected_version": 1, "data": {"text": "x"}}
    assert contributor.post(f"/complaints/{ref}/commands", other).status_code == 403


def test_another_contributor_learns_nothing(
    app: Flask, officer: Caller, contributor: Caller, ref: str
) -> None:
    ask(officer, ref, contributor.email)
    stranger = web.caller(app, "contributor")
    elsewhere = web.caller(app, "contributor", organisation="eastham")
    for who in (stranger, elsewhere):
        visitor = signed_in(app, who)
        visitor.get(f"/contributions/{ref}/1", status=404)
        assert ref not in visitor.get("/contributions/").text
        assert who.get(f"/complaints/{ref}/commands").status_code == 404
        body = {"command": "contribute", "expected_version": 3, "data": {"text": "x", "n": 1}}
        assert who.post(f"/complaints/{ref}/commands", body).status_code == 404
    visitor = signed_in(app, contributor)
    visitor.get(f"/contributions/{ref}/2", status=404)
    visitor.get("/contributions/NO-SUCH-REF/1", status=404)


def test_nobody_of_another_council_is_asked(app: Flask, officer: Caller, ref: str) -> None:
    elsewhere = web.caller(app, "contributor", organisation="eastham")
    done = officer.command(ref, "request_contribution", to=elsewhere.email, question="Why?")
    assert done.status_code == 422
    assert done.json["errors"][0]["field"] == "to"


def test_restricted_once_asked_closes_the_question(
    officer: Caller, contributor: Caller, ref: str
) -> None:
    ask(officer, ref, contributor.email)
    officer.command(ref, "restrict_access", people=[officer.email], reason="A colleague.")
    assert contributor.get(f"/complaints/{ref}/commands").status_code == 404
    assert ref not in contributor.get("/contributions").text


def test_the_officer_sees_what_was_asked_and_what_they_see(
    app: Flask, officer: Caller, contributor: Caller, ref: str
) -> None:
    ask(officer, ref, contributor.email, due_on="2099-01-05")
    visitor = signed_in(app, officer)
    page = visitor.get(f"/complaints/{ref}")
    assert "What others were asked" in page.text
    assert "That is after our own answer is due." in page.text
    seen = visitor.get(f"/contributions/{ref}/1")
    assert "This is what the person who is asked sees" in seen.text
    assert not seen.select("textarea")
    visitor.get(f"/complaints/{ref}/do/request_contribution")
    visitor.get(f"/complaints/{ref}/why/contribution/1")
