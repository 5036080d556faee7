"""Documents by the API: taken as a form, judged by content, given back as they came."""

from __future__ import annotations

import hashlib
import io
import threading
from typing import Any

import pytest
from flask import Flask
from support import web
from support.hostile_files import MULTIPART, multipart
from support.web import API, Caller
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

PDF = b"%PDF-1.7\n1 0 obj\n"
MEGABYTE = 1024 * 1024
HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def send(
    caller: Caller, ref: str, content: bytes = PDF, name: str = "letter.pdf",
    key: str | None = None, **fields: str,
) -> TestResponse:
    body = multipart([("file", name, content), *((one, None, said.encode())
                                                 for one, said in fields.items())])
    headers = {**caller.headers, **({"Idempotency-Key": key} if key else {})}
    return caller.client.post(f"{API}/complaints/{ref}/documents", data=body, headers=headers,
                              content_type=MULTIPART)


def problem(answer: TestResponse, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    return str(answer.json["detail"])


@pytest.fixture(scope="module")
def ref(officer: Caller) -> str:
    return officer.complaint()


def test_a_document_is_added_and_read(officer: Caller) -> None:
    ref = officer.complaint()
    added = send(officer, ref, description="Their letter", kind="letter", staff_only="true")
    assert added.status_code == 201
    one = added.json
    assert one["version"] == 2
    assert {name: one[name] for name in (
        "ref", "name", "description", "kind", "type", "size", "staff_only", "state", "scan",
        "added_by", "sha256")} == {
        "ref": ref, "name": "letter.pdf", "description": "Their letter", "kind": "letter",
        "type": "application/pdf", "size": len(PDF), "staff_only": True, "state": "ready",
        "scan": "not_scanned", "added_by": officer.email,
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    plain = {key: value for key, value in one.items() if key != "version"}
    assert officer.get(f"/complaints/{ref}/documents").json == {"items": [plain], "next": None}
    assert officer.get(f"/documents/{one['id']}").json == plain
    event = officer.get(f"/complaints/{ref}/events").json["items"][-1]
    assert event["type"] == "document_added"
    assert event["data"]["document"] == one["id"]
    assert set(event["data"]["name"]) == {"sha256"}
    assert "Their letter" not in str(event)
    assert "letter.pdf" not in str(event)


def test_the_content_is_always_a_file_to_keep(officer: Caller, ref: str) -> None:
    name = "Brief für Zoë – 文.pdf"
    one = send(officer, ref, PDF + b"x", name).json
    answer = officer.get(f"/documents/{one['id']}/content")
    assert answer.status_code == 200
    assert answer.data == PDF + b"x"
    assert {key: answer.headers[key] for key in HEADERS} == HEADERS
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    told = answer.headers["Content-Disposition"]
    assert told.startswith("attachment; ")
    assert "filename*=UTF-8''Brief%20f%C3%BCr%20Zo%C3%AB%20" in told
    assert answer.mimetype == "application/octet-stream"
    assert "ETag" not in answer.headers


# what is sent, the status, what the sentence says
REFUSED = [
    # A program by its ending, whatever is in it
    ("tool.exe", PDF, 415, "ends in .exe"),
    ("letter.pdf.exe", PDF, 415, "ends in .exe"),
    # Pictures and pages that can run something
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "ends in .svg"),
    ("page.html", b"<html></html>", 415, "ends in .html"),
    # Archives hide what they hold
    ("all.zip", b"PK\x03\x04", 415, "ends in .zip"),
    ("macro.docm", b"PK\x03\x04", 415, "ends in .docm"),
    # The end of the name is turned round for the eye only
    ("gpj.\u202eexe", PDF, 415, "ends in .exe"),
    # Nothing in it
    ("empty.pdf", b"", 422, "is empty"),
    # It is not what it says
    ("page.jpg", b"<html><script>alert(1)</script>", 422, "its content is not"),
    ("photo.png", b"\xff\xd8\xff\xe0", 422, "it is a JPEG picture; save it with the ending .jpg"),
    ("notes.txt", b"  <!DOCTYPE html><script>", 422, "its content is not"),
    ("data.csv", b"a,b\0c", 422, "its content is not"),
    ("macro.docx", b"PK\x03\x04[Content_Types].xml word/document.xml word/vbaProject.bin", 422,
     "its content is not"),
    # No ending, and nothing that tells
    ("README", b"words", 415, "no ending"),
]


@pytest.mark.parametrize(("name", "content", "status", "told"), REFUSED)
def test_what_is_not_taken_is_told_with_the_mend(
    officer: Caller, ref: str, name: str, content: bytes, status: int, told: str
) -> None:
    before = len(officer.get(f"/complaints/{ref}/documents?limit=200").json["items"])
    assert told in problem(send(officer, ref, content, name), status)
    assert len(officer.get(f"/complaints/{ref}/documents?limit=200").json["items"]) == before


ZIP = b"PK\x03\x04\x14\0\0\0\0\0"
# What residents and colleagues send: name, content, what it is kept as
TAKEN = [
    # Email files are kept whole and never opened (bug 38)
    ("reply.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "application/x-ole-storage"),
    ("reply.eml", b"From: a@b.example\r\nSubject: Bins\r\n\r\n<html><script>1</script>",
     "message/rfc822"),
    # A telephone's photograph
    ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
    ("IMG_2.JPG", b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
    ("damp.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    # Office files by the names in their archive
    ("letter.docx", ZIP + b"[Content_Types].xml word/document.xml",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("log.xlsx", ZIP + b"[Content_Types].xml xl/workbook.xml",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("note.odt", b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text",
     "application/vnd.oasis.opendocument.text"),
    ("call.mp3", b"ID3\x04", "audio/mpeg"),
    ("noise.mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
    ("diary.txt", "\ufeffMae'r bin heb ei gasglu".encode(), "text/plain"),
    # Two endings: the last one counts
    ("letter.exe.pdf", PDF, "application/pdf"),
]


@pytest.mark.parametrize(("name", "content", "kind"), TAKEN)
def test_bug_38_what_people_send_is_kept_as_it_came(
    officer: Caller, ref: str, name: str, content: bytes, kind: str
) -> None:
    one = send(officer, ref, content, name)
    assert one.status_code == 201, one.text
    assert one.json["type"] == kind
    assert officer.get(f"/documents/{one.json['id']}/content").data == content


def test_a_sure_kind_needs_no_ending(officer: Caller, ref: str) -> None:
    assert send(officer, ref, PDF, "letter").json["name"] == "letter.pdf"


def test_the_name_is_made_safe_before_it_is_kept(officer: Caller, ref: str) -> None:
    one = send(officer, ref, b"words", "../../<etc>/\u202epass:wd.txt").json
    assert one["name"] == "pass_wd.txt"
    answer = officer.get(f"/documents/{one['id']}/content")
    assert answer.headers["Content-Disposition"] == "attachment; filename=pass_wd.txt"


def test_bug_38_twenty_megabytes_are_taken_and_twenty_one_are_not(
    officer: Caller, ref: str
) -> None:
    most = PDF.ljust(20 * MEGABYTE, b" ")
    assert send(officer, ref, most).status_code == 201
    assert "larger than 20 MB" in problem(send(officer, ref, most + b" "), 413)
    assert "larger than 20 MB" in problem(send(officer, ref, most + b" " * MEGABYTE), 413)


def test_the_same_key_adds_it_once(officer: Caller) -> None:
    ref = officer.complaint()
    first, again = (send(officer, ref, key="once") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json == again.json
    other = send(officer, ref, PDF + b"other", key="once")
    assert other.json["code"] == "idempotency_key_reused"
    assert len(officer.get(f"/complaints/{ref}/documents").json["items"]) == 1


def test_the_order_of_checks(app: Flask, officer: Caller, ref: str) -> None:
    """401, 404, 415 and 413, 403, then what the form and the file hold."""
    address = f"{API}/complaints/{ref}/documents"
    huge = PDF.ljust(22 * MEGABYTE)
    body = multipart([("file", "huge.pdf", huge)])
    told = app.test_client().post(address, data=body, content_type=MULTIPART)
    assert told.status_code == 401
    assert send(officer, "AAAA-AAAA-A", huge).status_code == 404
    assert send(officer, "AAAA-AAAA-A", b"", "x.exe").status_code == 404
    auditor = web.caller(app, "auditor")
    assert auditor.post(f"/complaints/{ref}/documents", {}).status_code == 415
    assert send(auditor, ref, b"", "x.exe").status_code == 403
    member = web.caller(app, "member")
    assert send(member, ref).status_code == 404
    assert problem(send(officer, ref, b"", "x.pdf", more="1"), 422) == (
        "more is no field here; remove it.")
    assert send(officer, ref, kind="nonsense").status_code == 422


# what the form holds, the field that is wrong
FORMS = [
    ([], "file"), ([("file", "just words")], "file"),
    ([("file", (io.BytesIO(PDF), "a.pdf")), ("file", (io.BytesIO(PDF), "b.pdf"))], "file"),
    ([("file", (io.BytesIO(PDF), "a.pdf")), ("staff_only", "perhaps")], "staff_only"),
    ([("file", (io.BytesIO(PDF), "a.pdf")), ("description", "x" * 2001)], "description"),
    ([("file", (io.BytesIO(PDF), "a.pdf")), ("description", "a\0b")], "description"),
    ([("file", (io.BytesIO(PDF), "a.pdf")), ("kind", (io.BytesIO(PDF), "b.pdf"))], "kind"),
]


@pytest.mark.parametrize(("parts", "field"), FORMS)
def test_what_is_wrong_with_the_form_is_named(
    officer: Caller, ref: str, parts: list[Any], field: str
) -> None:
    answer = officer.client.post(
        f"{API}/complaints/{ref}/documents", headers=officer.headers, data=MultiDict(parts),
        content_type="multipart/form-data")
    assert problem(answer, 422)
    assert [one["field"] for one in answer.json["errors"]] == [field]


def test_another_council_does_not_know_of_it(app: Flask, officer: Caller, ref: str) -> None:
    document = send(officer, ref).json["id"]
    stranger = web.caller(app, "officer", organisation="easton")
    for path in (f"/documents/{document}", f"/documents/{document}/content",
                 "/documents/no-such", "/documents/%00", f"/documents/{'x' * 3000}"):
        assert stranger.get(path).status_code == 404
    handler = web.caller(app, "handler")
    assert handler.get(f"/documents/{document}/content").status_code == 404


def test_what_is_withdrawn_is_for_the_team_alone(app: Flask, officer: Caller) -> None:
    ref = officer.complaint()
    document = send(officer, ref).json["id"]
    done = officer.command(ref, "withdraw_document", document=document, reason="Not theirs.")
    assert done.status_code == 201
    intake = web.caller(app, "intake")
    assert intake.get(f"/documents/{document}").json["withdrawn_because"] == "Not theirs."
    gone = intake.get(f"/documents/{document}/content")
    assert "the complaints team can open it" in problem(gone, 410)
    assert officer.get(f"/documents/{document}/content").data == PDF


def test_the_command_alone_takes_no_file(officer: Caller, ref: str) -> None:
    """What was never uploaded cannot be put on file."""
    answer = officer.command(ref, "add_document", upload="../../etc/passwd")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "upload"


def test_bug_40_two_uploads_at_the_same_moment_are_both_kept(
    app: Flask, officer: Caller
) -> None:
    ref, sent = officer.complaint(), []
    ready = threading.Barrier(4)

    def upload(number: int) -> None:
        one = Caller(app.test_client(), officer.email, officer.token)
        ready.wait()
        sent.append(send(one, ref, PDF + b"the same", f"{number}.pdf").status_code)

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sent == [201] * 4
    found = officer.get(f"/complaints/{ref}/documents").json["items"]
    assert {one["name"] for one in found} == {"0.pdf", "1.pdf", "2.pdf", "3.pdf"}
    for one in found:
        assert officer.get(f"/documents/{one['id']}/content").data == PDF + b"the same"


def test_a_body_without_declared_length_ends_somewhere(officer: Caller, ref: str) -> None:
    """Ten gigabytes in pieces are cut off, and never kept."""

    class Endless(io.RawIOBase):
        sent = 0

        def readable(self) -> bool:
            return True

        def readinto(self, room: Any) -> int:
            self.sent += len(room)
            room[:] = b"x" * len(room)
            return len(room)

    body = Endless()
    begin = (b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n")
    head = io.BytesIO(begin)

    class Both(Endless):
        def readinto(self, room: Any) -> int:
            there = head.readinto(room)
            return there or body.readinto(room)

    answer = officer.client.post(
        f"{API}/complaints/{ref}/documents", headers=officer.headers,
        content_type="multipart/form-data; boundary=b",
        environ_overrides={"wsgi.input": io.BufferedReader(Both()), "CONTENT_LENGTH": "",
                           "wsgi.input_terminated": True})
    assert "larger than 20 MB" in problem(answer, 413)
    assert body.sent < 25 * MEGABYTE
