"""Following a complaint: a code opens it, nothing tells strangers which references exist."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from support import web
from support.pages import Page, Visitor
from support.web import Caller

from complaints_service import clock
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.pages import TrackCodeRow
from complaints_service.services import tracking
from complaints_service.web.public import limits
from complaints_service.web.rate_limits import Limit

EMAIL = "ann@example.org"
CODES = table(TrackCodeRow)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def ref(officer: Caller) -> str:
    return officer.complaint()


def ask(visitor: Visitor, ref: str, email: str = EMAIL) -> Page:
    return visitor.get("/track").submit("Send me a code", ref=ref, email=email)


def secret(app: Flask) -> str:
    return str(app.extensions["settings"].secret_key)


def last_code(app: Flask) -> str:
    with app.app_context():
        code_id = db.session.execute(
            select(CODES.c.id).order_by(CODES.c.created_at.desc()).limit(1)).scalar_one()
    return tracking.code_of(code_id, secret(app))


def opened(visitor: Visitor, ref: str) -> Page:
    page = ask(visitor, ref).submit("See my complaint", code=last_code(visitor.app))
    assert page.page_id == "track-complaint", page.errors
    return page


# --- the code -----------------------------------------------------------------------------------


def test_the_code_opens_the_complaint(visitor: Visitor, ref: str) -> None:
    page = opened(visitor, ref)
    assert ref in page.text
    assert "deciding how best to deal with it" in page.text


def test_a_reference_may_be_typed_carelessly(visitor: Visitor, ref: str) -> None:
    typed = ref.lower().replace("-", " ")
    page = ask(visitor, f"  {typed} ").submit("See my complaint", code=last_code(visitor.app))
    assert page.page_id == "track-complaint"


def test_a_slip_in_a_reference_is_told(visitor: Visitor, ref: str) -> None:
    other = "3" if ref[0] != "3" else "4"
    page = visitor.get("/track").submit(0, ref=other + ref[1:], email=EMAIL, status=422)
    assert "has a slip in it" in page.errors[0]


def test_strangers_learn_nothing(app: Flask, visitor: Visitor, ref: str) -> None:
    with app.app_context():
        before = db.session.query(OutboxRow).filter_by(kind=tracking.KIND).count()
    pages = [ask(Visitor(app), *given) for given in (
        (ref, EMAIL), (ref, "other@example.org"), ("C-NONE", EMAIL))]
    shown = {re.sub(r'name="csrf" value="[^"]*"', "", one.html) for one in pages}
    assert len(shown) == 1
    with app.app_context():
        rows = db.session.query(OutboxRow).filter_by(kind=tracking.KIND).all()
        assert len(rows) == before + 3
        assert {row.ref for row in rows} == {None}


def test_a_guessed_code_of_another_address_opens_nothing(
    app: Flask, visitor: Visitor, ref: str
) -> None:
    for given in ((ref, "other@example.org"), ("C-NONE", EMAIL)):
        page = ask(visitor, *given)
        wrong = page.submit("See my complaint", code=last_code(app), status=422)
        assert "does not open a complaint" in wrong.errors[0]


def test_a_code_is_tried_five_times_at_most(app: Flask, visitor: Visitor, ref: str) -> None:
    page = ask(visitor, ref)
    code = last_code(app)
    for _ in range(tracking.TRIES):
        page = page.submit("See my complaint", code=f"{(int(code) + 1) % 10**6:06d}", status=422)
    assert page.submit("See my complaint", code=code, status=422).errors


def test_a_code_works_once_and_for_a_quarter_of_an_hour(
    app: Flask, visitor: Visitor, ref: str
) -> None:
    page = ask(visitor, ref)
    code = last_code(app)
    assert page.submit("See my complaint", code=code).page_id == "track-complaint"
    visitor.get("/track/complaint").submit("Leave")
    assert visitor.get("/track/code").submit("See my complaint", code=code, status=422).errors
    page = ask(visitor, ref)
    with app.app_context():
        db.session.execute(update(CODES).values(
            expires_at=clock.real_now() - timedelta(seconds=1)))
        db.session.commit()
    assert page.submit("See my complaint", code=last_code(app), status=422).errors


def test_a_code_is_good_in_its_own_browser_alone(app: Flask, visitor: Visitor, ref: str) -> None:
    ask(visitor, ref)
    other = Visitor(app).get("/track/code")
    assert other.submit("See my complaint", code=last_code(app), status=422).errors


def test_the_code_is_nowhere_in_the_database(app: Flask, visitor: Visitor, ref: str) -> None:
    ask(visitor, ref)
    code = last_code(app)
    with app.app_context():
        held = db.session.execute(select(CODES).order_by(CODES.c.created_at.desc())).first()
        sent = db.session.query(OutboxRow).filter_by(kind=tracking.KIND).all()
        # An id is random and may hold any six figures by chance; what is kept of the code may not.
        assert code != held.code_sha256
        assert EMAIL not in str(held) + "".join(str(row.facts) + row.key for row in sent)
        assert all(set(row.facts) == {"code"} for row in sent)


def test_who_asks_too_often_waits(app: Flask, ref: str) -> None:
    for _ in range(tracking.MOST_ASKED):
        ask(Visitor(app), ref, "often@example.org")
    page = Visitor(app).get("/track").submit(0, ref=ref, email="often@example.org", status=429)
    assert "Several codes have been asked for" in page.errors[0]


def test_one_client_may_not_try_for_ever(
    shared_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = web.application(shared_database_url, tmp_path, COMPLAINTS_RATE_LIMITS="")
    monkeypatch.setattr(limits, "ASKED", Limit(2, 600))
    monkeypatch.setattr(limits, "ENTERED", Limit(2, 60))
    visitor = Visitor(app)
    for number in range(2):
        page = ask(visitor, f"C-{number}")
    visitor.get("/track").submit(0, ref="C-9", email=EMAIL, status=429)
    for _ in range(2):
        page = page.submit("See my complaint", code="000000", status=422)
    assert page.submit("See my complaint", code="000000", status=429).errors
    web.close(app)


@pytest.mark.parametrize(("ref_given", "email"), [
    ("", EMAIL), ("C-1", ""), ("C-1", "x"), ("x" * 90, EMAIL), ("Ŵ", EMAIL), ("C-1", "x" * 999),
    ("C-1\0", "a@b"), ("'; DROP TABLE complaint; --" * 5, "a b@c"),
])
def test_what_cannot_be_is_told_beside_its_field(
    visitor: Visitor, ref_given: str, email: str
) -> None:
    page = visitor.get("/track").submit(0, ref=ref_given, email=email, status=422)
    assert page.errors
    assert page.select("[aria-describedby*=error]")


# --- what it opens, and what it does not --------------------------------------------------------


def test_without_a_code_there_is_nothing_to_see(visitor: Visitor, ref: str) -> None:
    for path in ("/track/complaint", "/track/letters/x.html", "/track/do/withdraw"):
        assert visitor.get(path).page_id == "track"


def test_only_ones_own_letters_are_shown(
    app: Flask, visitor: Visitor, officer: Caller, ref: str
) -> None:
    page = opened(visitor, ref)
    letter = next(one.href for one in page.links if one.href.startswith("/track/letters/"))
    assert "text/html" in visitor.client.get(letter).content_type
    assert visitor.client.get(letter).headers["Cache-Control"] == "no-store"
    other = officer.get(f"/complaints/{officer.complaint()}/letters").json["items"][0]["id"]
    for name in (other, "nonsense"):
        assert visitor.client.get(f"/track/letters/{name}.html").status_code == 404
    assert visitor.client.get(letter.replace(".html", ".exe")).status_code == 404


def test_leaving_closes_it(visitor: Visitor, ref: str) -> None:
    page = opened(visitor, ref).submit("Leave")
    assert page.page_id == "track"
    assert "You have left" in page.notice
    assert visitor.get("/track/complaint").page_id == "track"


# --- what a complainant may do ------------------------------------------------------------------


def test_withdrawing_is_a_form_and_happens_once(
    visitor: Visitor, officer: Caller, ref: str
) -> None:
    form = opened(visitor, ref).follow("Withdraw your complaint")
    page = form.submit("Withdraw my complaint", evidence="It is mended.")
    assert "You have withdrawn" in page.notice
    assert officer.get(f"/complaints/{ref}").json["state"] == "withdrawn"
    again = form.submit("Withdraw my complaint", evidence="It is mended.")
    assert again.page_id == "track-complaint"
    assert officer.get(f"/complaints/{ref}").json["state"] == "withdrawn"


def test_what_is_not_open_is_not_offered(visitor: Visitor, ref: str) -> None:
    page = opened(visitor, ref)
    assert "Ask for stage 2" not in [one.text for one in page.links]
    assert visitor.get("/track/do/request_stage_2").page_id == "track-complaint"
    for command in ("accept", "close", "nonsense"):
        assert visitor.client.get(f"/track/do/{command}").status_code == 404


def test_a_service_request_can_be_made_a_complaint(
    visitor: Visitor, officer: Caller, ref: str
) -> None:
    done: Any = officer.command(ref, "treat_as_service_request", reason="It asks for a repair.",
                                explanation="We mend it this week.")
    assert done.status_code == 201, done.json
    form = opened(visitor, ref).follow("Make it a complaint")
    assert form.submit("Make it a complaint", status=422).errors == ["Choose one of the two"]
    page = form.submit("Make it a complaint", why="misclassified")
    assert "now a complaint" in page.notice
    assert ref not in page.one(".govuk-caption-l").text


def test_nobody_of_a_group_is_shown_the_letter_of_another(
    visitor: Visitor, officer: Caller
) -> None:
    """A copy has the name and the address of whom it is for."""
    people = [{"name": "Ann Example", "email": EMAIL},
              {"name": "Ben Marsh", "email": "ben@example.org", "address": "2 Heron Lane"}]
    ref = officer.complaint(complainants=people)
    page = opened(visitor, ref)
    shown = [one.href for one in page.links if "/track/letters/" in one.href]
    known = officer.get(f"/complaints/{ref}/letters").json["items"]
    assert len(known) == 2
    for one in known:
        words = visitor.client.get(f"/track/letters/{one['id']}.txt")
        listed = any(one["id"] in href for href in shown)
        assert (words.status_code == 200) == listed
        assert "2 Heron Lane" not in words.text
