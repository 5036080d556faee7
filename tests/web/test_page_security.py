"""What somebody who means ill tries on the pages: others' complaints, forged forms, odd paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from support import web
from support.lives import Lives
from support.pages import Visitor
from support.staffed import Staffed, staffed
from werkzeug.routing import Rule

from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import LetterRow
from complaints_service.services.actors import ROLES
from complaints_service.web import csrf
from complaints_service.web.access import audience_of
from complaints_service.web.signing_in import own_path

NOWHERE = "CMP-9999-999999"
STAFF = sorted(set(ROLES) - {"system", "complainant"})


@dataclass
class Office:
    """A council with one complaint under way, its letter, and its pages."""

    app: Flask
    council: Staffed
    ref: str
    letter: str

    def stranger(self, *roles: str) -> Visitor:
        """Somebody of another council, signed in."""
        return Visitor(self.app).sign_in(*roles, organisation="weston")

    def colleague(self, name: str) -> Visitor:
        """Somebody of this council, signed in."""
        return Visitor(self.app).sign_in_as(self.council.actors[name].id)


@pytest.fixture(scope="module")
def opened(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=5) as council:
        app = web.application(shared_database_url, tmp_path_factory.mktemp("data"))
        ref = Lives(council).investigating()
        with app.app_context():
            letter = db.session.query(LetterRow).filter_by(ref=ref).first()
            assert letter is not None
            letter_id = str(letter.id)
        yield Office(app, council, ref, letter_id)
        web.close(app)


@pytest.fixture
def office(opened: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(opened.council.clock_file))
    return opened


def rules_about_a_complaint(app: Flask) -> list[Rule]:
    """Every page route that names a complaint."""
    return [rule for rule in app.url_map.iter_rules()
            if "ref" in rule.arguments and not rule.rule.startswith("/api/")]


def filled(rule: Rule, ref: str, letter: str) -> str:
    """The rule's address for one complaint."""
    parts = {"ref": ref, "letter_id": letter, "kind": "acknowledge", "item": "1",
             "command": "acknowledge"}
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda hit: parts.get(hit[1], "1"), rule.rule)


@pytest.mark.parametrize("role", STAFF)
def test_anothers_complaint_answers_as_one_that_is_not_there(office: Office, role: str) -> None:
    stranger, tried = office.stranger(role).client, 0
    for rule in rules_about_a_complaint(office.app):
        address = filled(rule, office.ref, office.letter)
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            data = None
            if method == "POST":
                data = {"csrf": forged(office.app, stranger)}
            theirs = stranger.open(address, method=method, data=data)
            nobodys = stranger.open(filled(rule, NOWHERE, office.letter), method=method, data=data)
            # A draft leads back to the list of drafts, whether it is gone, another's or nobody's.
            refused = (303,) if theirs.location == "/manager/approvals" else (403, 404)
            assert theirs.status_code in refused, f"{role} {method} {address}"
            audience = audience_of(office.app.view_functions[rule.endpoint])
            if audience is not None and audience.roles and role in audience.roles:
                assert theirs.status_code == nobodys.status_code, f"{role} {method} {address}"
            for told in ("Ada Brook", "ada@home.example", "Nobody rang back"):
                assert told not in theirs.text, f"{role} {method} {address} tells {told}"
            tried += 1
    assert tried > 8


def forged(app: Flask, client) -> str:
    """The token that belongs to this client's own cookie."""
    held = client.get_cookie("__Host-complaints")
    with app.test_request_context("/", headers={"Cookie": f"{held.key}={held.value}"}):
        return csrf.token()


def test_no_form_is_taken_without_its_token(office: Office) -> None:
    officer, faults, tried = office.colleague("officer").client, [], 0
    for rule in office.app.url_map.iter_rules():
        if "POST" not in (rule.methods or set()) or rule.rule.startswith("/api/"):
            continue
        address, tried = filled(rule, office.ref, office.letter), tried + 1
        token = forged(office.app, officer)
        for data, headers in (
            ({"reason": "none"}, {}),
            ({"csrf": "0" * 64}, {}),
            ({"csrf": token}, {"Origin": "https://evil.example"}),
            ({"csrf": token}, {"Origin": "null"}),
            ({"csrf": token}, {"Sec-Fetch-Site": "cross-site"}),
            ({"csrf": token}, {"Sec-Fetch-Site": "same-site"}),
        ):
            answer = officer.post(address, data=data, headers=headers)
            if answer.status_code not in (400, 403):
                faults.append(f"{address} {data} {headers}: {answer.status_code}")
    assert tried > 10
    assert faults == []


def test_a_form_cannot_be_sent_by_another_verb(office: Office) -> None:
    officer = office.colleague("officer").client
    before = officer.get(f"/complaints/{office.ref}").text.count("govuk-")
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        answer = officer.open(f"/complaints/{office.ref}/do/withdraw", method=method)
        assert answer.status_code in (400, 403, 405), method
    officer.get(f"/complaints/{office.ref}/do/withdraw",
                headers={"X-HTTP-Method-Override": "POST"}, query_string={"_method": "POST"})
    assert officer.get("/sign-out").status_code in (404, 405)
    assert officer.get(f"/complaints/{office.ref}").text.count("govuk-") == before


@pytest.mark.parametrize("wanted", [
    # another host, written in each way that browsers read as one
    "//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example",
    "\t//evil.example", "/\t/evil.example", "/\n/evil.example", "///evil.example",
    # a script, and a header
    "javascript:alert(1)", "/ok\r\nSet-Cookie: a=b", "",
])
def test_signing_in_leads_to_no_other_site(wanted: str) -> None:
    assert own_path(wanted) is None


@pytest.mark.parametrize("name", [
    "../settings.py", "..%2f..%2fconfig.py", "%2e%2e/%2e%2e/config.py", "/etc/passwd",
    "..\\..\\config.py", "....//config.py", "%00", "service.css%00.js", ".",
])
def test_assets_lead_out_of_their_folder_nowhere(office: Office, name: str) -> None:
    assert office.app.test_client().get(f"/assets/{name}").status_code in (308, 400, 404)


HOSTILE = "\"><script>alert(1)</script>'"


@pytest.mark.parametrize("address", [
    "/officer/", "/officer/messages", "/officer/post", "/manager/", "/manager/improvements",
    "/manager/lessons", "/handler/", "/track", "/sign-in", "/complain",
])
def test_a_query_is_never_shown_as_markup(office: Office, address: str) -> None:
    for name in ("officer", "manager", "handler"):
        client = office.colleague(name).client
        for asked in ("show", "state", "handler", "q", "service", "page", "next", "from", HOSTILE):
            answer = client.get(address, query_string={asked: HOSTILE})
            assert answer.status_code < 500, f"{address}?{asked}"
            assert "<script>alert" not in answer.text, f"{address}?{asked}"


def test_every_private_page_is_never_kept_and_runs_no_foreign_script(office: Office) -> None:
    officer = office.colleague("officer").client
    for address in ("/officer/", f"/complaints/{office.ref}",
                    f"/complaints/{office.ref}/letters/{office.letter}",
                    f"/complaints/{office.ref}/letters/{office.letter}.html",
                    f"/complaints/{office.ref}/letters/{office.letter}.txt"):
        answer = officer.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "no-store", address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        assert "Referrer-Policy" in answer.headers, address
        rules = dict(one.strip().partition(" ")[::2]
                     for one in answer.headers["Content-Security-Policy"].split(";"))
        assert "frame-ancestors" in rules, address
        assert "unsafe" not in rules.get("script-src", rules.get("default-src", "")), address


def test_a_cookie_is_dead_after_signing_out(office: Office) -> None:
    visitor = office.colleague("officer")
    held = visitor.client.get_cookie("__Host-complaints")
    assert held is not None
    visitor.client.post("/sign-out", data={"csrf": forged(office.app, visitor.client)})
    thief = office.app.test_client()
    thief.set_cookie("__Host-complaints", held.value, secure=True)
    answer = thief.get("/officer/")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")
