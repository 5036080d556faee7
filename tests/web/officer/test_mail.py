"""The mail desk: an email is text, and a person puts it where it belongs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text
from support import web
from support.letters_in import bounce, letter_in
from support.pages import Visitor
from support.web import Caller

from complaints_service import clock
from complaints_service.persistence.database import db
from complaints_service.services import mail_tokens
from complaints_service.services.inbound.taking_in import take_in

SCRIPT = "<script>alert(1)</script><img src=https://evil.example/x>"


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, tmp_path_factory.mktemp("mail"))
    web.caller(made, "officer").complaint()
    yield made
    web.close(made)


@pytest.fixture(scope="module")
def officer(app: Flask) -> Visitor:
    return Visitor(app).sign_in("officer", organisation="weston")


@pytest.fixture(scope="module")
def caller(app: Flask) -> Caller:
    return web.caller(app, "officer")


def comes(app: Flask, raw: bytes) -> str:
    with app.app_context():
        return str(take_in(raw).id)


def letter_of(app: Flask, ref: str) -> tuple[int, str]:
    """The outbox's row of the receipt, and its mark, as if it had been sent."""
    with app.app_context():
        row = db.session.execute(text(
            "SELECT id, key FROM outbox WHERE ref = :ref AND kind = 'letter'"), {"ref": ref}).one()
        token = mail_tokens.token_of(row.key, "secret")
        db.session.execute(text(
            "UPDATE outbox SET state = 'sent', next_attempt_at = NULL, message_id = :id WHERE id ="
            " :row"), {"id": mail_tokens.message_id(token, "x.example"), "row": row.id})
        db.session.execute(text("UPDATE letter SET delivery = 'sent' WHERE ref = :ref"),
                           {"ref": ref})
        db.session.commit()
    return row.id, token


def test_an_email_is_shown_as_text_and_given_as_it_came(app: Flask, officer: Visitor) -> None:
    made = letter_in(f"Words {SCRIPT}", f'"{SCRIPT}" <x@else.example>', f"Subject {SCRIPT}")
    made.add_attachment(b"<svg onload=alert(1)>", maintype="image", subtype="svg+xml",
                        filename="x.svg")
    mail = comes(app, made.as_bytes())
    page = officer.get(f"/officer/mail/{mail}")
    assert SCRIPT in page.text
    assert not page.select("main script, main img")
    assert SCRIPT in officer.get("/officer/mail").text
    for address, begins in ((f"/officer/mail/{mail}/message.eml", b"From:"),
                            (f"/officer/mail/{mail}/files/3", b"<svg")):
        answer = officer.client.get(address)
        assert answer.data.startswith(begins)
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
    assert officer.client.get(f"/officer/mail/{mail}/files/1").status_code == 404


def test_a_suggested_complaint_takes_it_with_one_button(
    app: Flask, officer: Visitor, caller: Caller
) -> None:
    ref = caller.complaint()
    mail = comes(app, letter_in("The damp again.", "x@else.example", f"About {ref}").as_bytes())
    page = officer.get(f"/officer/mail/{mail}").submit(f"Put it with {ref}")
    assert page.address == f"/complaints/{ref}"
    assert "The damp again." in page.text
    assert "Nobody has checked who sent it" in page.text
    again = officer.get(f"/officer/mail/{mail}")
    assert ref in again.text
    assert not again.select("#ref")


def test_a_wrong_reference_and_no_reason_are_told(app: Flask, officer: Visitor) -> None:
    page = officer.get(f"/officer/mail/{comes(app, letter_in('What?').as_bytes())}")
    wrong = page.submit("Put it with this complaint", ref="nonsense", status=422)
    assert "no complaint that you may see" in wrong.errors[0]
    assert wrong.select("#ref")[0].get("value") == "nonsense"
    assert "why this needs nothing" in page.submit("Set it aside", status=422).errors[0]
    done = page.submit("Set it aside", reason="It was meant for somebody else.")
    assert "set aside" in done.text


def test_a_new_contact_begins_with_the_email_and_its_day(app: Flask, officer: Visitor) -> None:
    made = letter_in("My bin is never emptied.", "Cy New <cy@new.example>", "Bin")
    made.add_attachment("15 March, 22 March", filename="dates.txt")
    mail = comes(app, made.as_bytes())
    with app.app_context():
        db.session.execute(text(
            "UPDATE inbound_message SET received_at = received_at - interval '3 days'"
            " WHERE id = :id"), {"id": mail})
        db.session.commit()
    page = officer.get(f"/officer/mail/{mail}")
    [link] = [one.href for one in page.links if "contacts/new" in one.href]
    assert "@" not in link
    form = officer.get(link)
    assert "never emptied" in form.select("#description")[0].text
    done = form.submit("Record the contact", service="refuse-recycling")
    ref = done.address.split("/")[2]
    shown = officer.get(f"/officer/mail/{mail}")
    assert ref in shown.text
    with app.app_context():
        row = db.session.execute(text(
            "SELECT c.first_contact_at, m.received_at, m.place FROM complaint c JOIN"
            " inbound_message m ON m.ref = c.ref WHERE c.ref = :ref"), {"ref": ref}).one()
    assert row.place == "contact"
    assert 0 <= (row.received_at - row.first_contact_at).total_seconds() < 60


def test_who_may_read_and_who_may_decide(app: Flask) -> None:
    mail = comes(app, letter_in("Who may?", "who@else.example").as_bytes())
    auditor = Visitor(app).sign_in("auditor", organisation="weston")
    assert not auditor.get(f"/officer/mail/{mail}").select("main form")
    assert Visitor(app).sign_in("handler", organisation="weston").client.get(
        "/officer/mail").status_code == 403
    assert Visitor(app).sign_in("intake", organisation="weston").get(
        f"/officer/mail/{mail}").select("#reason")


def test_a_bounce_is_a_task_that_stays_until_somebody_acts(
    app: Flask, officer: Visitor, caller: Caller
) -> None:
    ref = caller.complaint()
    message, token = letter_of(app, ref)
    comes(app, bounce(token))
    page = officer.get(f"/complaints/{ref}")
    assert "Could not be delivered" in page.text
    assert "It came back" in page.text
    task = officer.get(f"/officer/messages/{message}")
    assert "Choose a colleague" in task.submit("Give it to them", email="",
                                               status=422).text
    given = task.submit("Give it to them", email=caller.email)
    assert "sees to it" in given.text
    assert ref in officer.get("/officer/messages").text
    done = officer.get(f"/complaints/{ref}").submit(
        next(one.text for one in page.select("button") if "Send it again" in one.text))
    assert done.address == f"/complaints/{ref}"
    assert "Email to be sent again" in done.text
    assert _state(app, message) == ("queued", "queued")


def test_a_letter_that_came_back_is_posted_and_no_clock_moves(
    app: Flask, officer: Visitor, caller: Caller
) -> None:
    ref = caller.complaint()
    message, token = letter_of(app, ref)
    comes(app, bounce(token))
    version = caller.get(f"/complaints/{ref}").json["version"]
    officer.get(f"/officer/messages/{message}").submit(
        f"Post it instead: Receipt {ref}")
    assert _state(app, message) == ("needs_attention", "awaiting_post")
    assert ref not in officer.get("/officer/messages").text
    queue = officer.get("/officer/post")
    assert ref in queue.text
    with app.app_context():
        letter, today = db.session.execute(text(
            "SELECT id, issued_at::date FROM letter WHERE ref = :ref"), {"ref": ref}).one()
    left = queue.submit("Record that they left", {
        "chosen": letter, "method": "post", "sent_on.day": str(today.day),
        "sent_on.month": str(today.month), "sent_on.year": str(today.year)})
    assert "1 letter recorded" in left.text
    assert _state(app, message) == ("needs_attention", "sent")
    assert caller.get(f"/complaints/{ref}").json["version"] == version
    assert "Posted instead of the email" in officer.get(f"/complaints/{ref}").text
    waiting = caller.get("/outbox?state=needs_attention&settled=false&limit=200").json["items"]
    assert message not in {one["id"] for one in waiting}
    [copy] = caller.get(f"/outbox?kind=copy&ref={ref}").json["items"]
    assert copy["state"] == "sent"


def test_what_was_done_otherwise_is_noted(app: Flask, officer: Visitor, caller: Caller) -> None:
    ref = caller.complaint()
    message, token = letter_of(app, ref)
    comes(app, bounce(token))
    task = officer.get(f"/officer/messages/{message}")
    assert "what you did" in task.submit("Say that it is done", status=422).errors[0]
    task.submit("Say that it is done", note="Read it out on the telephone.")
    assert "Read it out on the telephone." in officer.get(f"/complaints/{ref}").text
    assert officer.client.get(f"/officer/messages/{message}").status_code == 404
    stranger = Visitor(app).sign_in("officer", organisation="eastham")
    assert stranger.client.get(f"/officer/messages/{message}").status_code == 404


def _state(app: Flask, message: int) -> tuple[str, str]:
    with app.app_context():
        row = db.session.execute(text(
            "SELECT o.state, l.delivery FROM outbox o JOIN letter l ON l.id = o.letter"
            " WHERE o.id = :id"), {"id": message}).one()
    return row.state, row.delivery


def test_the_api_does_what_the_pages_do(app: Flask, caller: Caller) -> None:
    ref = caller.complaint()
    mail = comes(app, letter_in("By the API.", "api@else.example", "API").as_bytes())
    assert mail in {one["id"] for one in caller.get("/mail?limit=200").json["items"]}
    assert caller.get(f"/mail/{mail}").json["text"] == "By the API."

    def decide(**body: str) -> tuple[int, str]:
        answer = caller.client.post(f"/api/v1/mail/{mail}/decisions", json=body,
                                    headers=caller.headers)
        return answer.status_code, answer.json.get("rule") or answer.json.get("code") or ""

    assert decide(act="eat") == (422, "invalid")
    assert decide(act="set_aside", reason=" ") == (422, "reason_missing")
    assert decide(act="join", ref=ref)[0] == 200
    assert decide(act="join", ref=ref) == (422, "not_allowed")
    assert caller.get(f"/mail/{mail}").json["ref"] == ref
    handler = web.caller(app, "handler")
    assert handler.get("/mail").status_code == 403


def test_the_api_sees_to_a_message_that_came_back(app: Flask, caller: Caller) -> None:
    ref = caller.complaint()
    message, token = letter_of(app, ref)
    comes(app, bounce(token))

    def act(who: Caller = caller, **body: str) -> tuple[int, str]:
        answer = who.client.post(f"/api/v1/outbox/{message}/acts", json=body, headers=who.headers)
        return answer.status_code, answer.json.get("rule") or answer.json.get("code") or ""

    assert act(act="assign", email="nobody@x.example") == (422, "invalid")
    assert act(act="assign", email=caller.email)[0] == 200
    assert caller.get(f"/outbox?ref={ref}&kind=letter").json["items"][0]["assigned_to"] == (
        caller.email)
    assert act(act="posted", sent_on="2026-01-01") == (422, "not_allowed")
    assert act(act="by_post")[0] == 200
    assert act(act="by_post") == (422, "not_allowed")
    assert act(act="posted", sent_on="2026-01-01") == (422, "date_order")
    assert act(act="posted", sent_on="soon") == (422, "invalid")
    assert act(act="posted", sent_on=clock.london_date(clock.now()).isoformat())[0] == 200
    assert act(web.caller(app, "handler"), act="settle", note="x") == (404, "not_found")
