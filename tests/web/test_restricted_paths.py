"""A restricted complaint exists for the people on its list alone, by whatever path one comes; and
nobody works on a complaint about themselves, by the pages or by the interface."""

from __future__ import annotations

import pytest
from flask import Flask
from support import web
from support.pages import Visitor
from support.web import Caller

BY_ADDRESS = (
    "/complaints/{ref}", "/complaints/{ref}/do/add_note", "/complaints/{ref}/do/record_contact",
    "/complaints/{ref}/why/stage_1_acknowledge", "/complaints/{ref}/letters/{letter}",
    "/complaints/{ref}/letters/{letter}.html", "/complaints/{ref}/letters/{letter}.txt",
    "/handler/{ref}/answer", "/contributions/{ref}/1",
)
BY_API = ("", "/events", "/letters", "/deadlines", "/commands", "/deadlines/stage_1_acknowledge")
LISTS = ("/officer/", "/officer/inbox", "/officer/post", "/officer/messages", "/handler/",
         "/manager/", "/contributions/")
API_LISTS = ("/complaints", "/service-requests", "/remedies", "/obligations", "/outbox",
             "/contributions")


@pytest.fixture(scope="module")
def officer(app: Flask) -> Caller:
    return web.caller(app, "officer")


@pytest.fixture(scope="module")
def restricted(officer: Caller) -> dict[str, str]:
    """A restricted complaint about a colleague, with a letter that waits for the post, a remedy
    and a question, and with words that stand in no other."""
    ref = officer.complaint(description="The zeppelin landed on my garden.", complainants=[
        {"name": "Quirin Xanthos", "address": "1 Mill Lane", "preferred_channel": "post"}])
    officer.command(ref, "accept", points=[{"text": "The zeppelin."}])
    officer.command(ref, "offer_remedy", kind="apology", description="We say sorry.",
                    due_on="2099-01-05")
    officer.command(ref, "request_contribution", to=officer.email, question="Who flew it?")
    letter = officer.get(f"/complaints/{ref}/letters").json["items"][0]["id"]
    done = officer.command(ref, "restrict_access", people=[officer.email], reason="A colleague.")
    assert done.status_code == 201, done.json
    return {"ref": ref, "letter": letter}


@pytest.fixture(scope="module")
def outsider(app: Flask) -> Visitor:
    """Somebody who holds every role that sees complaints, and is not on the list."""
    roles = ("officer", "intake", "handler", "reviewer", "manager", "approver", "contributor")
    return Visitor(app).sign_in(*roles, organisation="weston")


@pytest.fixture(scope="module")
def other(app: Flask) -> Caller:
    return web.caller(app, "officer", "manager", "approver", "intake")


@pytest.mark.parametrize("path", BY_ADDRESS)
def test_no_page_of_it_exists_for_others(
    outsider: Visitor, restricted: dict[str, str], path: str
) -> None:
    assert outsider.client.get(path.format(**restricted)).status_code == 404


@pytest.mark.parametrize("path", BY_API)
def test_the_interface_answers_as_of_a_reference_that_is_none(
    other: Caller, restricted: dict[str, str], path: str
) -> None:
    mine = other.get(f"/complaints/{restricted['ref']}{path}")
    none = other.get(f"/complaints/NO-SUCH-REF{path}")
    assert mine.status_code == none.status_code == 404
    assert mine.json == none.json


def test_no_command_tells_that_it_is_there(other: Caller, restricted: dict[str, str]) -> None:
    for command in ("add_note", "contribute", "link", "restrict_access"):
        body = {"command": command, "expected_version": 1, "data": {"text": "x"}}
        ref = restricted["ref"]
        assert other.post(f"/complaints/{ref}/commands", body).status_code == 404
    letter = other.get(f"/letters/{restricted['letter']}")
    assert letter.status_code == 404
    assert other.get(f"/letters/{restricted['letter']}/content").status_code == 404


@pytest.mark.parametrize("path", LISTS)
def test_no_list_holds_it(outsider: Visitor, restricted: dict[str, str], path: str) -> None:
    page = outsider.get(path)
    for hidden in (restricted["ref"], "Xanthos", "zeppelin"):
        assert hidden not in page.html


@pytest.mark.parametrize("words", ["zeppelin", "Xanthos", "{ref}"])
def test_no_search_finds_it(
    outsider: Visitor, restricted: dict[str, str], words: str
) -> None:
    asked = words.format(**restricted)
    page = outsider.client.get("/officer/search", query_string={"q": asked}, follow_redirects=True)
    assert restricted["ref"] not in page.text.replace(f'value="{asked}"', "").replace(
        f"“{asked}”", "") or asked == restricted["ref"]
    assert f"/complaints/{restricted['ref']}" not in page.text


@pytest.mark.parametrize("path", API_LISTS)
def test_no_list_of_the_interface_holds_it(
    other: Caller, restricted: dict[str, str], path: str
) -> None:
    assert restricted["ref"] not in other.get(path).text


def test_counts_leave_it_out(app: Flask, officer: Caller, restricted: dict[str, str]) -> None:
    """What the list's people count is one more than what others do."""
    def counted(caller: Caller) -> int:
        return len(caller.get("/complaints?limit=200").json["items"])

    stranger = web.caller(app, "officer")
    assert counted(officer) == counted(stranger) + 1


def test_the_people_on_its_list_see_it_and_are_told(
    app: Flask, officer: Caller, restricted: dict[str, str]
) -> None:
    visitor = Visitor(app).sign_in_as(officer.get("/me").json["id"])
    page = visitor.get(f"/complaints/{restricted['ref']}")
    assert "only the people named on this complaint may see it" in page.text


# ---- A complaint about oneself -----------------------------------------------------------------


def test_nobody_works_on_a_complaint_about_themselves(app: Flask, officer: Caller) -> None:
    handler = web.caller(app, "handler")
    ref = officer.complaint()
    officer.command(ref, "accept", points=[{"text": "The handler was rude."}])
    officer.command(ref, "assign", handler=handler.email)
    officer.command(ref, "record_complained_of", people=[handler.email])
    done = handler.command(ref, "acknowledge", definition="x", outcomes_not_stated=True)
    assert (done.status_code, done.json["rule"]) == (422, "conflict_of_interest")
    offered = {one["command"] for one in handler.get(f"/complaints/{ref}/commands").json["items"]}
    assert "acknowledge" not in offered
    assert "add_note" in offered, "what anybody records who is told of it decides nothing"
    visitor = Visitor(app).sign_in_as(handler.get("/me").json["id"])
    page = visitor.get(f"/complaints/{ref}/do/acknowledge", status=409)
    assert not page.select("textarea")
    reviewer = web.caller(app, "reviewer")
    officer.command(ref, "record_complained_of", people=[reviewer.email])
    refused = officer.command(ref, "assign_reviewer", reviewer=reviewer.email)
    assert refused.status_code == 422


# ---- A limit on contact ------------------------------------------------------------------------


def test_a_limit_on_contact_is_shown_and_bars_no_new_complaint(
    app: Flask, officer: Caller
) -> None:
    ref = officer.complaint()
    done = officer.command(ref, "restrict_contact", restriction="One named contact.",
                           reason="Forty calls a day; the Equality Act was considered.",
                           review_on="2099-01-05")
    assert done.status_code == 201, done.json
    visitor = Visitor(app).sign_in_as(officer.get("/me").json["id"])
    for path in ("", "/do/add_note", "/why/contact_limit_review"):
        assert "One named contact." in visitor.get(f"/complaints/{ref}{path}").text
    assert officer.complaint() != ref, "the same person complains anew, and nothing stops it"


# ---- The short form for a call -----------------------------------------------------------------


def test_a_call_is_kept_from_the_complaint_s_own_page(app: Flask, officer: Caller) -> None:
    ref = officer.complaint()
    visitor = Visitor(app).sign_in_as(officer.get("/me").json["id"])
    page = visitor.get(f"/complaints/{ref}")
    assert "Last contact today" in page.text
    done = page.submit("Record the contact", direction="out", channel="phone",
                       summary="We said that the roofer comes on Friday.",
                       **{"update_by.day": "5", "update_by.month": "1", "update_by.year": "2099"})
    assert "The contact is recorded." in done.text
    kinds = [one["kind"] for one in officer.get(f"/complaints/{ref}/deadlines").json["items"]]
    assert "promised_update" in kinds
    assert officer.get(f"/complaints/{ref}").json["last_contact"]["working_days_ago"] == 0


def test_each_copy_of_a_letter_tells_whom_it_is_for(app: Flask, officer: Caller) -> None:
    people = [{"name": "Ada Brook", "email": "ada@home.example"},
              {"name": "Ben Marsh", "address": "2 Mill Lane", "preferred_channel": "post"}]
    ref = officer.complaint(complainants=people)
    page = Visitor(app).sign_in_as(officer.get("/me").json["id"]).get(f"/complaints/{ref}")
    rows = [row.text for row in page.select("#letters tbody tr")]
    assert len(rows) == 2
    assert [("to Ben Marsh" in row, "Post" in row) for row in rows].count((True, True)) == 1
