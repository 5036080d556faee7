"""Bank holidays in the browser and by the API: looked at, approved once, told one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from support import web
from support.holidays import published
from support.pages import Page, Visitor

FURTHER = date(2026, 3, 10)


@pytest.fixture
def app(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    clock = tmp_path / "now"
    clock.write_text("2026-03-02T10:00:00+00:00", encoding="utf-8")
    monkeypatch.setenv("COMPLAINTS_ENV", "test")
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(clock))
    made = web.application(database_url, tmp_path, COMPLAINTS_NOW_FILE=str(clock))
    yield made
    web.close(made)


def test_an_officer_looks_at_a_list_and_puts_it_in_force(app: Flask, tmp_path: Path) -> None:
    caller = web.caller(app, "officer")
    ref = caller.complaint()
    assert due(caller, ref) == ("2026-03-09", "2026-03-23")
    officer = Visitor(app).sign_in("officer", organisation="weston")
    page = officer.get("/officer/calendar")
    assert "known up to 31 December 2028" in page.text
    assert "the list that came with the program" in page.text
    # A web page instead of the list: told, and nothing is changed.
    refused = upload(page, b"<html>Sorry</html>", status=422)
    assert "is a web page" in refused.errors[0]
    seen = upload(page, published(FURTHER))
    assert "Tuesday 10 March 2026 is no working day any more" in seen.text
    assert ref in seen.text
    assert "23 Mar 2026" in seen.text
    assert "24 Mar 2026" in seen.text
    assert due(caller, ref) == ("2026-03-09", "2026-03-23")
    done = seen.submit("Put this list in force and re-date 1 complaint")
    assert "is in force. 1 complaint re-dated." in done.text
    assert "in force" in done.select("section h3")[0].text
    assert due(caller, ref) == ("2026-03-09", "2026-03-24")
    assert "says nothing that is not counted" in upload(done, published(FURTHER), status=422).text
    told = officer.get(f"/complaints/{ref}").text
    assert "Counted anew on another list of bank holidays" in told
    why = officer.get(f"/complaints/{ref}/why/stage_1_respond").text
    assert "Day of national thanks" in why
    assert "Monday 23 March 2026 became Tuesday 24 March 2026" in why


def test_who_was_told_an_old_date_gets_the_new_one_by_a_letter(app: Flask) -> None:
    caller = web.caller(app, "officer")
    ref = caller.complaint()
    caller.command(ref, "accept", points=[{"text": "The damp came back"}])
    caller.command(ref, "acknowledge", definition="Damp", outcomes_not_stated=True)
    assert "tell_new_date" not in offered(caller, ref)
    caller.post("/calendars", {"holidays": json.loads(published(FURTHER))})
    assert "tell_new_date" in offered(caller, ref)
    officer = Visitor(app).sign_in("officer", organisation="weston")
    assert ref in officer.get("/officer/?group=new_dates").text
    why = officer.get(f"/complaints/{ref}/why/new_date_to_tell/stage_1_respond")
    assert "4 March 2026" in why.text
    page = officer.get(f"/complaints/{ref}/do/tell_new_date").submit(
        "Send the new date", words="We are sorry for the change.")
    assert "The letter with the new date" in page.text
    assert "tell_new_date" not in offered(caller, ref)
    assert ref not in officer.get("/officer/?group=new_dates").text


def offered(caller: web.Caller, ref: str) -> list[str]:
    return [one["command"] for one in caller.get(f"/complaints/{ref}/commands").json["items"]]


def upload(page: Page, raw: bytes, status: int = 200) -> Page:
    """Choose a file in the page's form and send it."""
    file = (BytesIO(raw), "bank-holidays.json")
    return page.submit("See what it would change", {"list": file}, status=status)


def due(caller: web.Caller, ref: str) -> tuple[str, str]:
    found = {one["kind"]: one["due_on"] for one in
             caller.get(f"/complaints/{ref}/deadlines").json["items"]}
    return found["stage_1_acknowledge"], found["stage_1_respond"]


def test_the_api_previews_and_imports_and_lists(app: Flask) -> None:
    caller = web.caller(app, "officer")
    ref = caller.complaint()
    body = {"holidays": json.loads(published(FURTHER)), "dry_run": True}
    told = caller.post("/calendars", body)
    assert (told.status_code, told.json["applied"], told.json["complaints"]) == (200, False, 1)
    assert told.json["redate"][0]["deadlines"] == [
        {"kind": "stage_1_respond", "item": "", "before": "2026-03-23", "after": "2026-03-24"}]
    assert due(caller, ref)[1] == "2026-03-23"
    # An administrator knows how many there are, not which.
    administrator = web.caller(app, "administrator", organisation="weston")
    told = administrator.post("/calendars", body)
    assert (told.json["complaints"], told.json["redate"]) == (1, [])
    done = administrator.post("/calendars", {**body, "dry_run": False})
    assert (done.json["applied"], done.json["redated"]) == (True, 1)
    assert due(caller, ref)[1] == "2026-03-24"
    again = administrator.post("/calendars", {**body, "dry_run": False})
    assert (again.json["changed"], again.json["redated"]) == (False, 0)
    kept = caller.get("/calendars").json["items"]
    assert [one["complaints"] for one in kept] == [1]
    assert kept[0]["approved_by"] == administrator.email


@pytest.mark.parametrize(("role", "body", "status"), [
    ("handler", {"holidays": {}}, 403),
    ("officer", {"holidays": []}, 422),
    ("officer", {"holidays": {}, "dry_run": "yes"}, 422),
    ("officer", {"holidays": {"england-and-wales": {"events": []}}}, 422),
    ("officer", {"holidays": {}, "more": 1}, 422),
    ("officer", [], 422),
])
def test_what_is_no_list_is_refused(app: Flask, role: str, body: object, status: int) -> None:
    assert web.caller(app, role).post("/calendars", body).status_code == status
