"""A link opens one question to somebody without an account, and nothing else of the service."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from support.pages import Visitor
from support.web import Caller

from complaints_service import clock
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.event import EventRow
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.pages import ContributionLinkRow
from complaints_service.services.contribution_links import link_of
from complaints_service.web.contributions import link as pages
from complaints_service.web.rate_limits import Limit

LINKS, OUTBOX, EVENTS = table(ContributionLinkRow), table(OutboxRow), table(EventRow)
FOREMAN = {"name": "Yard Foreman", "email": "yard@contractor.example"}
ANN, LANE = "Ann Example", "14 Heron Lane"
SEND = "Send your answer"


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def ref(officer: Caller) -> str:
    return accepted(officer)


def accepted(officer: Caller) -> str:
    person = {"name": ANN, "email": "ann@example.org", "address": LANE}
    ref = officer.complaint(complainants=[person])
    points = [{"text": "The roof leaks."}, {"text": "Nobody rang back."}]
    assert officer.command(ref, "accept", points=points).status_code == 201
    return ref


def asked(officer: Caller, ref: str, **data: Any) -> str:
    """Ask a contractor and return the address that their email carries."""
    given = {"question": "When was it mended?", "points": [1], **FOREMAN} | data
    done = officer.command(ref, "request_contribution", **given)
    assert done.status_code == 201, done.json
    return address(officer.client.application, ref)


def address(app: Flask, ref: str) -> str:
    with app.app_context():
        found = db.session.execute(
            select(LINKS.c.id).where(LINKS.c.ref == ref).order_by(LINKS.c.n.desc()).limit(1)
        ).scalar_one()
    return f"/contribute/{link_of(found, str(app.extensions['settings'].secret_key))}"


def question_of(officer: Caller, ref: str, n: int = 1) -> dict[str, Any]:
    return dict(officer.get(f"/complaints/{ref}").json["contributions"][n - 1])


# --- what it shows ------------------------------------------------------------------------------


def test_it_shows_the_question_and_the_points_chosen(
    visitor: Visitor, officer: Caller, ref: str
) -> None:
    page = visitor.get(asked(officer, ref))
    assert page.page_id == "contribution-link"
    assert "When was it mended?" in page.text
    assert "The roof leaks." in page.text
    for hidden in (ref, ANN, LANE, "ann@example.org", "Nobody rang back.", "The damp came back."):
        assert hidden not in page.html
    assert not page.select("nav")


def test_who_complains_is_shown_only_where_they_have_to_know(
    visitor: Visitor, officer: Caller, ref: str
) -> None:
    page = visitor.get(asked(officer, ref, show_complainant=True))
    assert ANN in page.text
    assert LANE in page.text
    assert "ann@example.org" not in page.html


def test_looking_uses_nothing_up(visitor: Visitor, officer: Caller, ref: str) -> None:
    """Programs that look into emails open every link in them."""
    link = asked(officer, ref)
    for method in ("get", "head", "get"):
        assert getattr(visitor.client, method)(link).status_code == 200
    assert question_of(officer, ref)["state"] == "open"


def test_an_answer_is_given_once_and_stands_on_the_complaint(
    visitor: Visitor, officer: Caller, ref: str
) -> None:
    link = asked(officer, ref)
    officer.command(ref, "add_note", text="The complaint changed while they wrote.")
    page = visitor.get(link).submit(SEND, text="On 3 March, by two men.")
    assert page.heading == "Thank you"
    assert "When was it mended?" not in page.html
    found = question_of(officer, ref)
    assert (found["state"], found["text"]) == ("answered", "On 3 March, by two men.")
    assert found["answered_by"] == FOREMAN["email"]
    again = visitor.get(link)
    assert again.heading == "Thank you"
    assert not again.select("textarea")


def test_the_event_names_nobody(visitor: Visitor, officer: Caller, ref: str, app: Flask) -> None:
    visitor.get(asked(officer, ref)).submit(SEND, text="Mended by Bert Brown.")
    with app.app_context():
        event = db.session.execute(
            select(EVENTS.c.actor, EVENTS.c.role, EVENTS.c.data)
            .where(EVENTS.c.ref == ref, EVENTS.c.type == "contributed")
        ).one()
    assert event.actor.startswith("guest:")
    assert event.role == "contributor"
    assert not re.search("Brown|Foreman|contractor.example", repr(event.data))


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 20_001])
def test_what_is_wrong_comes_back_as_it_was_typed(
    visitor: Visitor, officer: Caller, ref: str, text: str
) -> None:
    page = visitor.get(asked(officer, ref)).submit(SEND, text=text, status=422)
    assert page.errors
    assert question_of(officer, ref)["state"] == "open"


def test_hostile_text_is_text(visitor: Visitor, officer: Caller, ref: str) -> None:
    """T05: what an officer or a contractor writes runs nowhere."""
    script = '"><script src=//evil.example/x></script><img src=x onerror=alert(1)>{{ 7*7 }}'
    link = asked(officer, ref, question=script, name=script)
    page = visitor.get(link)
    assert not [one for one in page.select("script") if "evil" in (one.get("src") or "")]
    assert not page.select("img")
    page.submit(SEND, text=script)
    staff = Visitor(visitor.app).sign_in("officer", organisation="weston")
    shown = staff.get(f"/complaints/{ref}")
    assert not [one for one in shown.select("script") if "evil" in (one.get("src") or "")]
    assert script in shown.text


# --- what it does not open ----------------------------------------------------------------------


def changed(link: str, how: str) -> str:
    path, token = link.rsplit("/", 1)
    own, proof = token.split(".")
    flipped = ("A" if proof[0] != "A" else "B") + proof[1:]
    other = ("0" if own[0] != "0" else "1") + own[1:]
    return path + "/" + {
        "another proof": f"{own}.{flipped}", "no proof": f"{own}.", "cut": token[:-1],
        "longer": token + "A", "another id": f"{other}.{proof}", "an id alone": own,
        "spaces": f"{own}.{' ' * 43}", "long": "a" * 5000, "a letter of another alphabet": "ж",
    }[how]


@pytest.mark.parametrize("how", [
    "another proof", "no proof", "cut", "longer", "another id", "an id alone", "spaces", "long",
    "a letter of another alphabet",
])
def test_a_link_that_we_did_not_make_opens_nothing(
    visitor: Visitor, officer: Caller, ref: str, how: str
) -> None:
    page = visitor.get(changed(asked(officer, ref), how), status=404)
    assert page.heading == "This link does not work"
    assert "When was it mended?" not in page.html


def test_the_proof_of_one_question_opens_no_other(
    visitor: Visitor, officer: Caller, ref: str
) -> None:
    other = accepted(officer)
    mine, theirs = asked(officer, ref), asked(officer, other, question="Another matter?")
    own, proof = mine.rsplit("/", 1)[1].split(".")
    their_id = theirs.rsplit("/", 1)[1].split(".")[0]
    visitor.get(f"/contribute/{their_id}.{proof}", status=404)
    token = visitor.get(mine).select("input[name=csrf]")[0].get("value")
    visitor.post(f"/contribute/{their_id}.{proof}", {"csrf": token, "text": "Mine."}, status=404)
    assert question_of(officer, other)["state"] == "open"
    assert own != their_id


def test_a_question_taken_back_is_shown_no_more(
    visitor: Visitor, officer: Caller, ref: str
) -> None:
    link = asked(officer, ref)
    form = visitor.get(link)
    assert officer.command(ref, "withdraw_contribution", n=1).status_code == 201
    late = form.submit(SEND, text="Too late.", status=410)
    assert late.heading == "This question is closed"
    assert "When was it mended?" not in late.html
    assert question_of(officer, ref)["text"] is None


def test_a_link_runs_out(visitor: Visitor, officer: Caller, ref: str, app: Flask) -> None:
    link = asked(officer, ref)
    form = visitor.get(link)
    with app.app_context():
        db.session.execute(update(LINKS).where(LINKS.c.ref == ref).values(
            expires_at=clock.real_now() - timedelta(seconds=1)))
        db.session.commit()
    assert "When was it mended?" not in visitor.get(link, status=410).html
    form.submit(SEND, text="Too late.", status=410)
    assert question_of(officer, ref)["state"] == "open"


def test_a_link_ends_once_the_complaint_is_restricted(
    visitor: Visitor, officer: Caller, ref: str
) -> None:
    link = asked(officer, ref)
    officer.command(ref, "restrict_access", people=[officer.email], reason="A colleague.")
    assert "When was it mended?" not in visitor.get(link, status=410).html


def test_a_link_opens_no_other_page(visitor: Visitor, officer: Caller, ref: str) -> None:
    visitor.get(asked(officer, ref))
    assert visitor.client.get(f"/complaints/{ref}").status_code == 303, "asked to sign in"
    assert visitor.client.get(f"/contributions/{ref}/1").status_code == 303


def test_an_answer_without_its_token_is_refused(
    visitor: Visitor, officer: Caller, ref: str
) -> None:
    link = asked(officer, ref)
    assert visitor.client.post(link, data={"text": "From elsewhere."}).status_code == 400
    foreign = {"Origin": "https://evil.example"}
    assert visitor.client.post(link, data={"text": "x"}, headers=foreign).status_code == 403
    assert question_of(officer, ref)["state"] == "open"


def test_links_cannot_be_tried_without_end(
    visitor: Visitor, officer: Caller, ref: str, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    link = asked(officer, ref)
    monkeypatch.setattr(pages, "ASKED", Limit(2, 600))
    monkeypatch.setitem(app.extensions, "settings", _limited(app))
    answers = [visitor.client.get(link).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def _limited(app: Flask) -> Any:
    from dataclasses import replace

    return replace(app.extensions["settings"], rate_limits=True)


# --- where its secret is not --------------------------------------------------------------------


def test_the_secret_is_kept_nowhere(officer: Caller, ref: str, app: Flask) -> None:
    """Neither the link's row nor the message that carries it could be used by who reads them."""
    link = asked(officer, ref)
    proof = link.rsplit(".", 1)[1]
    with app.app_context():
        message = db.session.execute(select(OUTBOX).where(OUTBOX.c.ref == ref,
                                                          OUTBOX.c.kind == "contribution")).one()
        row = db.session.execute(select(LINKS).where(LINKS.c.ref == ref)).one()
        events = db.session.execute(select(EVENTS.c.data).where(EVENTS.c.ref == ref)).all()
    assert message.facts == {"n": 1}
    for kept in (message, row, *events):
        assert proof not in repr(kept)


def test_the_address_is_told_to_nobody(visitor: Visitor, officer: Caller, ref: str) -> None:
    answer = visitor.get(asked(officer, ref)).response
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_files_come_with_the_answer(officer: Caller, ref: str, visitor: Visitor) -> None:
    """All of them or none, and the answer names them; nothing typed is lost by one refused."""
    page = visitor.get(asked(officer, ref))
    files = {"files": (io.BytesIO(b"MZ"), "tool.exe")}
    page = page.submit(SEND, files, text="On 4 May; see the photograph.", status=422)
    assert "ends in .exe" in page.errors[0]
    assert page.one("#text").text == "On 4 May; see the photograph."
    sent = page.submit(SEND, {"files": (io.BytesIO(b"\xff\xd8\xff\xe0"), "roof.jpg")})
    assert sent.heading == "Thank you"
    document, = officer.get(f"/complaints/{ref}/documents").json["items"]
    assert (document["name"], document["description"]) == (
        "roof.jpg", "Sent with the answer to question 1")
    answer = officer.get(f"/complaints/{ref}").json["contributions"][0]
    assert answer["documents"] == [document["id"]]
