"""Letters in pages: their facts, and their words in every form."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from support.office import Office

from complaints_service.persistence.database import db


@pytest.fixture
def letter(office: Office) -> str:
    """The address of an acknowledgement."""
    ref = office.lives.investigating()
    found = office.lives.complaint(ref).letters[-1]
    return f"/complaints/{ref}/letters/{found.id}"


def test_a_letter_s_page_tells_what_it_had_to_say(office: Office, letter: str) -> None:
    page = office.visitor("handler").get(letter)
    assert page.page_id == "complaint-letter"
    assert page.heading.startswith("Acknowledgement at stage 1")
    assert "LGSCO 6.2" in page.text
    assert "The call was not returned." in page.text


@pytest.mark.parametrize(("end", "kind"), [
    (".html", "text/html"), (".html?format=large-print", "text/html"), (".txt", "text/plain"),
    (".pdf", "application/pdf"), (".pdf?format=large-print", "application/pdf"),
])
def test_its_words_come_in_every_form(office: Office, letter: str, end: str, kind: str) -> None:
    # A letter is a document of its own, not a page.
    answer = office.visitor("officer").client.get(letter + end)
    assert answer.status_code == 200
    assert answer.mimetype == kind
    assert answer.headers["Cache-Control"] == "no-store"
    if kind == "application/pdf":
        assert answer.data.startswith(b"%PDF-")
    else:
        assert "The call was not returned." in answer.text
    if kind == "text/html":
        assert "'sha256-" in answer.headers["Content-Security-Policy"]
        assert ("large-print" in answer.text.split("<body")[1][:60]) == ("large" in end)


def test_under_another_complaint_it_is_not_found(office: Office, letter: str) -> None:
    other = office.lives.received()
    moved = f"/complaints/{other}/letters/{letter.rpartition('/')[2]}"
    for end in ("", ".html", ".txt", ".pdf"):
        office.visitor("officer").get(moved + end, status=404)


def test_erased_words_are_gone_and_the_page_says_so(office: Office, letter: str) -> None:
    with office.council.app.app_context():
        db.session.execute(text("UPDATE letter SET html = NULL, plain_text = NULL "
                                "WHERE id = :id"), {"id": letter.rpartition("/")[2]})
        db.session.commit()
    visitor = office.visitor("officer")
    assert "were erased" in visitor.get(letter).text
    for end in (".html", ".txt", ".pdf"):
        visitor.get(letter + end, status=410)
