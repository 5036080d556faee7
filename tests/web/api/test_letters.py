"""Letters over HTTP: as frozen, in the format that is accepted."""

from __future__ import annotations

import hashlib

import pytest
from flask import Flask
from sqlalchemy import text
from support.web import Caller

from complaints_service.persistence.database import db


@pytest.fixture(scope="module")
def letter(officer: Caller) -> str:
    ref = officer.complaint(description="<script>alert('x')</script> & more")
    return str(officer.get(f"/complaints/{ref}/letters").json["items"][0]["id"])


@pytest.mark.parametrize(("accept", "kind"), [
    ("text/html", "text/html; charset=utf-8"),
    ("text/plain", "text/plain; charset=utf-8"),
    ("*/*", "text/html; charset=utf-8"),
    ("text/*;q=0.5, text/plain", "text/plain; charset=utf-8"),
])
def test_the_format_is_what_is_accepted(
    officer: Caller, letter: str, accept: str, kind: str
) -> None:
    answer = officer.get(f"/letters/{letter}/content", headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (200, kind)
    assert "Accept" in answer.headers["Vary"]


def test_the_hash_is_that_of_the_html_as_served(officer: Caller, letter: str) -> None:
    served = officer.get(f"/letters/{letter}/content", headers={"Accept": "text/html"}).data
    assert hashlib.sha256(served).hexdigest() == officer.get(f"/letters/{letter}").json["sha256"]


def test_what_people_wrote_is_text(officer: Caller, letter: str) -> None:
    answer = officer.get(f"/letters/{letter}/content")
    assert "<script>" not in answer.text
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_large_print_says_the_same_in_larger_type(officer: Caller, letter: str) -> None:
    usual = officer.get(f"/letters/{letter}/content")
    large = officer.get(f"/letters/{letter}/content?format=large-print")
    words = [answer.text.split("</style>")[1] for answer in (usual, large)]
    assert words[1].replace(" large-print", "") == words[0]
    assert words[1] != words[0]


def test_a_pdf_is_made_at_once(officer: Caller, letter: str) -> None:
    answer = officer.get(f"/letters/{letter}/content", headers={"Accept": "application/pdf"})
    assert answer.data.startswith(b"%PDF-")
    assert "inline" in answer.headers["Content-Disposition"]


def test_other_formats_cannot_be_given(officer: Caller, letter: str) -> None:
    answer = officer.get(f"/letters/{letter}/content", headers={"Accept": "image/png"})
    assert (answer.status_code, answer.json["code"]) == (406, "not_acceptable")
    assert officer.get(f"/letters/{letter}/content?format=tiny").status_code == 422


def test_an_erased_letter_is_gone_but_known(app: Flask, officer: Caller) -> None:
    ref = officer.complaint()
    letter_id = officer.get(f"/complaints/{ref}/letters").json["items"][0]["id"]
    with app.app_context():
        db.session.execute(
            text("UPDATE letter SET html = NULL, plain_text = NULL WHERE id = :id"),
            {"id": letter_id},
        )
        db.session.commit()
    assert officer.get(f"/letters/{letter_id}").status_code == 200
    gone = officer.get(f"/letters/{letter_id}/content")
    assert (gone.status_code, gone.json["code"]) == (410, "gone")


def test_a_deadline_tells_how_it_was_counted(officer: Caller) -> None:
    ref = officer.complaint()
    for deadline in officer.get(f"/complaints/{ref}/deadlines").json["items"]:
        why = officer.get(deadline["why_url"].removeprefix("/api/v1")).json
        assert why["due_on"] == deadline["due_on"]
        assert why["provisions"]
        counted = [one for one in why["days"] if one["counted"]]
        assert len(counted) == {"stage_1_acknowledge": 5, "stage_1_respond": 10}[why["kind"]]
        assert counted[-1]["on"] == deadline["due_on"]


def test_letters_of_one_instant_stand_as_they_were_recorded(app: Flask, officer: Caller) -> None:
    ref = officer.complaint()
    words = {"explanation": "A claim was filed.", "policy_paragraph": "2"}
    for _ in range(4):
        officer.command(ref, "decline", ground="legal_proceedings", **words)
        officer.command(ref, "accept", points=[{"text": "Damp"}])
    recorded = [one["id"] for one in officer.get(f"/complaints/{ref}/letters").json["items"]]
    with app.app_context():
        db.session.execute(
            text("UPDATE letter SET issued_at = '2026-03-02T09:00:00Z' WHERE ref = :ref"),
            {"ref": ref},
        )
        db.session.commit()
    paged: list[str] = []
    page = officer.get(f"/complaints/{ref}/letters?limit=2").json
    while page["next"]:
        paged += [one["id"] for one in page["items"]]
        page = officer.get(f"/complaints/{ref}/letters?limit=2&cursor={page['next']}").json
    assert len(recorded) == 5
    assert [*paged, *(one["id"] for one in page["items"])] == recorded
