"""Files that come with a complaint made without an account: held, told of, sent with it."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from support.hostile_files import MULTIPART, multipart
from support.pages import Page, Visitor
from web.public.test_complain import at_the_start, send, to_the_check

from complaints_service.services.documents import FiledDocument, documents_of
from complaints_service.services.organisations import create_organisation
from complaints_service.web.public import enclosures, limits
from complaints_service.web.rate_limits import Limit

PDF = b"%PDF-1.7\n"


@pytest.fixture(scope="module", autouse=True)
def council(app: Flask) -> None:
    with app.app_context():
        create_organisation("weston", "Weston Borough Council")


@pytest.fixture
def check(app: Flask) -> Page:
    return to_the_check(at_the_start(Visitor(app)))


def add(page: Page, *files: tuple[str, bytes], press: str = "add-files", status: int = 200) -> Page:
    """Choose files on the last page and press a button, as a browser does."""
    held = [(one.get("name") or "", None, (one.get("value") or "").encode())
            for one in page.select("main input") if one.get("type") == "hidden"]
    body = multipart([*held, *(("files", name, content) for name, content in files),
                      ("_to", None, press.encode())])
    return page.visitor.post(page.one("form#question").get("action") or "", body, status=status,
                             content_type=MULTIPART)


def on_file(app: Flask, sent: Page) -> tuple[FiledDocument, ...]:
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]", sent.text)
    assert found
    with app.app_context():
        return documents_of(found[0])


def test_files_are_held_told_of_and_sent_with_the_complaint(app: Flask, check: Page) -> None:
    page = check.submit("Add these files", files=(io.BytesIO(PDF + b"1"), "letter.pdf"))
    assert "letter.pdf" in page.text
    assert "Only the files that you added are held, for one day." in page.text
    page = add(page, ("damp.jpg", b"\xff\xd8\xff\xe0"), ("old.txt", b"words"))
    page = page.submit("Remove old.txt")
    assert "old.txt" not in page.text
    found = on_file(app, send(page))
    assert [(one.name, one.kind, one.staff_only, one.added_by) for one in found] == [
        ("letter.pdf", "evidence", True, "complainant"),
        ("damp.jpg", "evidence", True, "complainant")]


def test_what_is_chosen_when_it_is_sent_goes_with_it(app: Flask, check: Page) -> None:
    sent = add(check, ("letter.pdf", PDF + b"2"), press="")
    assert sent.page_id == "complain-sent"
    assert [one.name for one in on_file(app, sent)] == ["letter.pdf"]


def test_a_file_that_is_refused_loses_nothing(app: Flask, check: Page) -> None:
    """Neither the answers nor the other files; and the complaint is not sent behind one's back."""
    page = add(check, ("good.pdf", PDF + b"3"), ("page.html", b"<html>"), press="", status=422)
    assert page.page_id == "complain-check"
    assert page.errors == [(
        "'page.html' ends in .html, a kind of file that is not taken; send it as a PDF or a "
        "picture (PDF, photographs, Word, Excel, OpenDocument, text and email files are taken). "
        "Nothing else that you wrote is lost.")]
    assert "good.pdf" in page.text
    assert "The bin was missed again." in page.text
    assert [one.name for one in on_file(app, send(page))] == ["good.pdf"]


def test_more_than_five_are_not_taken(app: Flask, check: Page) -> None:
    files = [(f"{number}.pdf", PDF + b"4") for number in range(6)]
    page = add(check, *files, status=422)
    assert page.errors == [("You can add 5 files here. Send more of them to us later, with your "
                            "reference.")]
    assert "Add these files" not in page.buttons
    assert len(on_file(app, send(page))) == 5


def test_too_many_from_one_connection_still_send_their_complaint(
    app: Flask, check: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_count", Limit(0, 60).count)
    monkeypatch.setattr(limits, "file_sent", lambda: Limit(0, 60).count("somebody"))
    page = add(check, ("a.pdf", PDF), status=422)
    assert "Send your complaint without this one" in page.errors[0]


def test_a_file_that_is_too_large_has_a_page_that_says_so(check: Page) -> None:
    page = add(check, ("large.pdf", PDF.ljust(21 * 1024 * 1024)), status=413)
    assert "go back and choose a smaller copy" in page.text


def test_sent_twice_they_are_there_once(app: Flask, check: Page) -> None:
    page = add(check, ("letter.pdf", PDF + b"5"))
    first, second = send(page), send(page)
    assert on_file(app, first) == on_file(app, second)
    assert len(on_file(app, first)) == 1


def test_nobody_else_can_remove_or_send_them(app: Flask, check: Page) -> None:
    page = add(check, ("mine.pdf", PDF + b"6"))
    mine = next(one.get("value") or "" for one in page.select("button[name=_to]")
                if (one.get("value") or "").startswith(enclosures.REMOVE))
    other = to_the_check(at_the_start(Visitor(app)))
    assert "mine.pdf" not in add(other, press=mine).text
    assert on_file(app, send(other)) == ()
    assert [one.name for one in on_file(app, send(page))] == ["mine.pdf"]
