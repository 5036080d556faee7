"""A complaint's documents in the browser: added, listed, kept as files, looked at."""

from __future__ import annotations

import io

import pytest
from support.hostile_files import MULTIPART, multipart
from support.office import Office
from support.pages import Page

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\1\0\0\0\0"


def address(ref: str) -> str:
    return f"/complaints/{ref}/documents"


def sent(page: Page, status: int, *files: tuple[str, bytes]) -> Page:
    """Send the page's form with several files, as a browser does."""
    held = [(name, None, (page.one(f"main input[name={name}]").get("value") or "").encode())
            for name in ("csrf", "key")]
    body = multipart([*held, ("description", None, b"Two bad, one good"),
                      *(("file", name, content) for name, content in files)])
    return page.visitor.post(page.address, body, status=status, content_type=MULTIPART)


def test_a_document_is_added_and_stands_on_the_complaints_page(office: Office) -> None:
    ref = office.lives.accepted()
    visitor = office.visitor("handler")
    page = visitor.get(f"/complaints/{ref}").follow("Add a document")
    assert page.page_id == "complaint-documents"
    page = page.submit("Add to the file", file=(io.BytesIO(PDF), "letter.pdf"), kind="letter",
                       description="What they wrote in May")
    assert page.notice == "1 document put on file."
    for told in ("letter.pdf", "What they wrote in May", "Letter or email received",
                 "PDF, 17 bytes",
                 "Not scanned for viruses", "Handler"):
        assert told in page.text
    page = visitor.get(f"/complaints/{ref}")
    assert "letter.pdf" in page.text
    assert "Document added" in page.text
    link = next(one for one in page.links if one.text.startswith("Download"))
    answer = visitor.client.get(link.href)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename=letter.pdf"


def test_what_is_refused_is_told_and_the_rest_is_kept(office: Office) -> None:
    """Nothing that was typed is lost, and what was taken need not be sent again."""
    ref = office.lives.received()
    visitor = office.visitor("officer")
    page = sent(visitor.get(address(ref)), 422, ("good.pdf", PDF), ("tool.exe", b"MZ"),
                ("empty.txt", b""))
    assert [one.partition(" ")[0] for one in page.errors] == ["'tool.exe'", "'empty.txt'"]
    assert page.one("#description").text == "Two bad, one good"
    assert "The other files that you chose were put on file" in page.text
    assert "good.pdf" in page.text
    page = page.submit("Add to the file", file=None, status=422)
    assert page.errors == ["Choose a file"]


def test_a_double_click_adds_it_once(office: Office) -> None:
    ref = office.lives.received()
    visitor = office.visitor("officer")
    page = visitor.get(address(ref))
    for _ in range(2):
        page.submit("Add to the file", file=(io.BytesIO(PDF), "once.pdf"))
    assert visitor.get(address(ref)).text.count("Download once.pdf") == 1


def test_what_is_too_large_has_a_page_that_says_so(office: Office) -> None:
    ref = office.lives.received()
    page = office.visitor("officer").get(address(ref))
    page = sent(page, 413, ("a.pdf", PDF.ljust(21 * 1024 * 1024)))
    assert "The file is larger than 20 MB; go back and choose a smaller copy" in page.text


@pytest.mark.parametrize(("name", "content", "kind", "shown"), [
    ("letter.pdf", PDF, "application/pdf", True), ("damp.png", PNG, "image/png", True),
    # A picture that would take a browser's memory
    ("bomb.png", PNG.replace(b"\0\0\0\1\0\0\0\1", b"\0\0\xff\xff\0\0\xff\xff"), "", False),
    ("notes.txt", b"<b>words", "", False),
])
def test_pictures_and_pdfs_are_shown_sealed_off(
    office: Office, name: str, content: bytes, kind: str, shown: bool
) -> None:
    ref = office.lives.received()
    visitor = office.visitor("officer")
    content = content if name != "notes.txt" else b"just words"
    page = visitor.get(address(ref)).submit("Add to the file", file=(io.BytesIO(content), name))
    own = next(one.href for one in page.links if one.text.startswith("Download"))
    answer = visitor.client.get(f"{own}/preview")
    assert answer.status_code == (200 if shown else 404)
    if not shown:
        return
    assert answer.data == content
    assert answer.mimetype == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert answer.headers["Content-Disposition"].startswith("inline; ")


def test_a_document_is_withdrawn_with_a_reason(office: Office) -> None:
    ref = office.lives.received()
    visitor = office.visitor("officer")
    page = visitor.get(address(ref)).submit("Add to the file", file=(io.BytesIO(PDF), "theirs.pdf"))
    own = next(one.href for one in page.links if one.text.startswith("Download"))
    page = page.follow("withdrawn")
    chosen = own.rpartition("/")[2]
    page = page.submit("Withdraw the document", document=chosen, reason="It is another person's.")
    page = visitor.get(address(ref))
    assert "Withdrawn: It is another person's." in page.text
    intake = office.visitor("intake")
    assert "Not available" in intake.get(address(ref)).text
    assert intake.client.get(f"{address(ref)}/{chosen}").status_code == 410
    assert visitor.client.get(f"{address(ref)}/{chosen}").status_code == 200


def test_who_may_not_see_the_complaint_sees_no_document(office: Office) -> None:
    ref = office.lives.accepted()
    page = office.visitor("officer").get(address(ref))
    page = page.submit("Add to the file", file=(io.BytesIO(PDF), "a.pdf"))
    own = next(one.href for one in page.links if one.text.startswith("Download"))
    stranger = office.visitor("handler_2").client
    for path in (address(ref), own, f"{own}/preview"):
        assert stranger.get(path).status_code == 404
    other = office.lives.received()
    assert office.visitor("officer").client.get(own.replace(ref, other)).status_code == 404
    auditor = office.visitor("auditor")
    page = auditor.get(address(ref))
    assert "Add to the file" not in page.buttons
    assert auditor.client.get(own).status_code == 200


def test_a_letter_sent_by_other_means_may_be_one_of_the_documents(office: Office) -> None:
    """The form offers what is on file; without documents one says what it was."""
    ref = office.lives.accepted()
    visitor = office.visitor("officer")
    form = f"/complaints/{ref}/do/acknowledge"
    assert visitor.get(form).select("main [name='sent_outside.document']")[0].tag.endswith("input")
    page = visitor.get(address(ref))
    page = page.submit("Add to the file", file=(io.BytesIO(PDF), "own mailbox.pdf"))
    own = next(one.href for one in page.links if one.text.startswith("Download"))
    chosen = visitor.get(form).select("main [name='sent_outside.document'] option")
    assert [one.text.partition(",")[0] for one in chosen] == [
        "Choose the document", "own mailbox.pdf", "Another one"]
    assert chosen[1].get("value") == own.rpartition("/")[2]
    assert all(one.get("selected") is None for one in chosen[1:]), "nothing is said unasked"
