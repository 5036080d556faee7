"""Documents on a complaint's file: kept whole, under their digest, and told by the record."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update
from support.lives import Lives
from support.staffed import Staffed, staffed

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence import document_files as persistence_files
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.document_files import digest_of, document_files
from complaints_service.persistence.models.documents import DocumentRow
from complaints_service.persistence.steady_view import steady_view
from complaints_service.persistence.streams import private_values
from complaints_service.persistence.transaction import transaction
from complaints_service.services import documents, held_uploads
from complaints_service.services.actors import complainant
from complaints_service.services.document_refusals import FileRefused, Why
from complaints_service.services.documents import FiledDocument, content_path, documents_of
from complaints_service.services.errors import Forbidden, NotFound
from complaints_service.services.invariants.documents import i25_files

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staffed]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("council"), seed=3) as found:
        yield found


@pytest.fixture(scope="module")
def lives(council: Staffed) -> Lives:
    return Lives(council)


@pytest.fixture
def inside(council: Staffed) -> Iterator[None]:
    with council.app.app_context():
        yield


def keep(council: Staffed, ref: str, content: bytes = PDF, name: str = "letter.pdf",
         by: str = "officer", **about: str | bool) -> FiledDocument:
    return documents.keep_document(ref, name, io.BytesIO(content), by=council.actors[by], **about)


def folder_of(council: Staffed) -> set[str]:
    return {str(one.relative_to(council.clock_file.parent / "documents"))
            for one in (council.clock_file.parent / "documents").rglob("*") if one.is_file()}


def test_a_document_is_kept_under_its_digest(council: Staffed, lives: Lives, inside: None) -> None:
    ref = lives.received()
    kept = keep(council, ref, description="The reply", kind="letter", staff_only=True)
    assert (kept.name, kept.description, kept.kind) == ("letter.pdf", "The reply", "letter")
    assert (kept.type, kept.size, kept.state, kept.scan, kept.staff_only) == (
        "application/pdf", len(PDF), "ready", "not_scanned", True)
    path = content_path(kept)
    assert path.read_bytes() == PDF
    assert digest_of(path) == kept.sha256 == path.name
    assert path.stat().st_mode & 0o777 == 0o400
    assert documents_of(ref) == (kept,)


def test_the_name_and_the_words_are_not_in_the_event(
    council: Staffed, lives: Lives, inside: None
) -> None:
    ref = lives.received()
    keep(council, ref, name="Ada Brook's letter.pdf", description="canary words")
    complaint = lives.complaint(ref)
    stored = db.session.execute(select(table(DocumentRow)).where(
        table(DocumentRow).c.ref == ref)).mappings().one()
    told = f"{complaint} {dict(stored)}"
    assert "canary" not in told
    assert "Brook" not in told
    assert documents_of(ref)[0].name == "Ada Brook's letter.pdf"


def test_bug_39_bytes_are_never_written_over(
    council: Staffed, lives: Lives, inside: None
) -> None:
    """The same content comes twice, under other names and on other complaints."""
    first = keep(council, lives.received())
    before = content_path(first).stat()
    second = keep(council, lives.received(), name="copy.pdf")
    after = content_path(second).stat()
    assert content_path(first) == content_path(second)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert first.id != second.id


def test_bug_38_the_same_name_twice_is_two_documents(
    council: Staffed, lives: Lives, inside: None
) -> None:
    ref = lives.received()
    first, second = keep(council, ref, PDF + b"1"), keep(council, ref, PDF + b"2")
    assert [one.name for one in documents_of(ref)] == ["letter.pdf", "letter.pdf"]
    assert content_path(first).read_bytes() != content_path(second).read_bytes()


def test_a_refused_file_leaves_nothing(council: Staffed, lives: Lives, inside: None) -> None:
    ref, before = lives.received(), folder_of(council)
    with pytest.raises(FileRefused) as refused:
        keep(council, ref, b"<html>", "page.pdf")
    assert refused.value.why is Why.CONTENT
    assert documents_of(ref) == ()
    assert folder_of(council) == before


def test_a_refused_command_gives_the_upload_back(
    council: Staffed, lives: Lives, inside: None
) -> None:
    """An auditor reads all and writes nothing."""
    ref, before = lives.received(), folder_of(council)
    with pytest.raises(Forbidden):
        keep(council, ref, b"%PDF-only here", by="auditor")
    assert folder_of(council) == before
    assert held_uploads.held_for("ACC-auditor") == ()


def test_the_bytes_of_another_document_are_not_given_back(
    council: Staffed, lives: Lives, inside: None
) -> None:
    ref = lives.received()
    kept = keep(council, ref, PDF + b"shared")
    with pytest.raises(Forbidden):
        keep(council, ref, PDF + b"shared", by="auditor")
    assert content_path(kept).read_bytes() == PDF + b"shared"


def test_nobody_puts_somebody_elses_upload_on_file(council: Staffed, lives: Lives) -> None:
    ref, theirs = lives.received(), council.upload("ACC-handler")
    with pytest.raises(InvalidData, match="upload"):
        council.tell("officer", "add_document", ref, {"upload": theirs})


def test_an_upload_is_put_on_file_once(council: Staffed, lives: Lives) -> None:
    ref, mine = lives.received(), council.upload("ACC-officer")
    council.tell("officer", "add_document", ref, {"upload": mine})
    with pytest.raises(InvalidData, match="upload"):
        council.tell("officer", "add_document", ref, {"upload": mine})


def test_a_withdrawn_document_stays_on_record(
    council: Staffed, lives: Lives, inside: None
) -> None:
    ref = lives.received()
    kept = keep(council, ref)
    with pytest.raises(Refusal, match="reason"):
        council.tell("officer", "withdraw_document", ref, {"document": kept.id, "reason": " "})
    council.tell("officer", "withdraw_document", ref,
                 {"document": kept.id, "reason": "Another person's letter."})
    gone = documents_of(ref)[0]
    assert gone.withdrawn_because == "Another person's letter."
    assert [documents.may_open(gone, council.actors[by]) for by in ("officer", "intake")] == [
        True, False]
    with pytest.raises(Refusal, match="no document is on file"):
        council.tell("officer", "withdraw_document", ref, {"document": kept.id, "reason": "x"})


def test_what_is_left_out_of_a_new_description_stays(
    council: Staffed, lives: Lives, inside: None
) -> None:
    ref = lives.received()
    kept = keep(council, ref, description="A letter", kind="letter")
    tell = {"document": kept.id, "staff_only": True}
    council.tell("officer", "describe_document", ref, tell)
    now = documents_of(ref)[0]
    assert (now.description, now.kind, now.staff_only) == ("A letter", "letter", True)
    council.tell("officer", "describe_document", ref,
                 {"document": kept.id, "description": "Their second letter"})
    now = documents_of(ref)[0]
    assert (now.description, now.staff_only) == ("Their second letter", True)


def test_contributors_do_not_know_of_what_is_for_staff(
    council: Staffed, lives: Lives, inside: None
) -> None:
    ref = lives.received()
    keep(council, ref, staff_only=True)
    keep(council, ref)
    found = documents_of(ref)
    assert len(documents.visible_to(found, council.actors["officer"])) == 2
    assert [one.staff_only for one in documents.visible_to(
        found, council.actors["contributor"])] == [False]


def test_a_forgotten_document_leaves_its_place(
    council: Staffed, lives: Lives, inside: None
) -> None:
    """Bytes that another document has are kept for that one, and go with the last."""
    ref, content = lives.received(), PDF + b"twice"
    first = keep(council, ref, content, "Ann's diary.pdf", description="A diary")
    second = keep(council, ref, content)
    path = content_path(first)
    tell = {"document": first.id, "description": "Her diary of May"}
    council.tell("officer", "describe_document", ref, tell)
    documents.forget_document(first.id)
    assert path.exists()
    assert [(one.name, one.description) for one in documents_of(ref)] == [
        (None, None), ("letter.pdf", None)]
    assert documents_of(ref)[0].called == "Erased document"
    kept = str(private_values(db.session(), ref))
    assert "diary" not in kept
    assert "letter.pdf" in kept
    documents.forget_document(second.id)
    assert not path.exists()
    assert [one.state for one in documents_of(ref)] == ["erased", "erased"]
    with pytest.raises(NotFound):
        content_path(documents_of(ref)[0])


def looked_at(council: Staffed) -> list[str]:
    """What the invariants of files find, in words."""
    with steady_view(council.url) as session:
        _, wrong = i25_files(session, council.clock_file.parent / "documents")
    return sorted(one.detail for one in wrong if "5" * 64 not in one.detail)


def test_i25_finds_bytes_that_are_gone_changed_or_not_needed(
    council: Staffed, lives: Lives, inside: None
) -> None:
    before = looked_at(council)
    gone, changed = (keep(council, lives.received(), PDF + one) for one in (b"g", b"c"))
    assert looked_at(council) == before
    content_path(gone).unlink()
    content_path(changed).chmod(0o600)
    content_path(changed).write_bytes(PDF + b"d")
    stray = document_files().keep(document_files().arrive(io.BytesIO(b"stray"), 9))
    found = set(looked_at(council)) - set(before)
    assert found == {f"document {gone.id}: its file is not there",
                     f"file {changed.sha256} does not have its digest"}, "the stray one is young"
    os.utime(stray, (0, 0))
    assert f"file {stray.name} is kept, but no document needs it" in looked_at(council)
    stray.unlink()


def test_uploads_that_nobody_used_are_forgotten(council: Staffed, inside: None) -> None:
    held = held_uploads.hold("a.pdf", io.BytesIO(PDF + b"held"), "visitor-1")
    assert [one.name for one in held_uploads.held_for("visitor-1")] == ["a.pdf"]
    assert held_uploads.forget_overdue() == 0
    rows = table(DocumentRow)
    with transaction() as session:
        session.execute(update(rows).where(rows.c.id == held.id)
                        .values(held_until=council.now - held_uploads.HELD_FOR * 400))
    assert held_uploads.forget_overdue() == 1
    assert held_uploads.held_for("visitor-1") == ()
    assert not document_files().path(held.sha256).exists()


def test_a_resident_adds_what_they_uploaded(council: Staffed, lives: Lives, inside: None) -> None:
    ref = lives.received()
    held = held_uploads.hold("photo.pdf", io.BytesIO(PDF), "visitor-2")
    put = documents.put_on(ref, held, documents.About(), by=complainant())
    assert documents.added_by(put).added_by == "complainant"
    assert held_uploads.held_for("visitor-2") == ()


def test_what_is_too_large_is_told_in_words(council: Staffed, inside: None) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b"x" * size

    with pytest.raises(FileRefused, match=r"'big\.txt' is larger than 20 MB") as refused:
        held_uploads.hold("big.txt", Endless(), "visitor-3")  # type: ignore[arg-type]
    assert refused.value.why is Why.TOO_LARGE
    assert not list((document_files().folder / ".arriving").iterdir())


def test_nothing_lies_outside_the_folder(council: Staffed, lives: Lives, inside: None) -> None:
    before = set(council.clock_file.parent.parent.rglob("*"))
    ref = lives.received()
    kept = keep(council, ref, name="../../../outside.pdf", content=PDF + b"out")
    new = set(council.clock_file.parent.parent.rglob("*")) - before
    assert kept.name == "outside.pdf"
    assert {one for one in new if one.is_file()} <= {content_path(kept), Path()}


def test_dying_once_the_file_is_written_is_safe(
    council: Staffed, lives: Lives, inside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is on file, nothing is wrong, and sent again it is there."""
    ref, content, passed = lives.received(), PDF + b"died", []

    def die(point: str) -> None:
        passed.append(point)
        raise SystemExit(137)

    before = looked_at(council)
    with monkeypatch.context() as patch:
        patch.setattr(persistence_files, "crash_point", die)
        with pytest.raises(SystemExit):
            keep(council, ref, content)
    assert passed == ["after_file_write"]
    assert documents_of(ref) == ()
    assert looked_at(council) == before
    assert content_path(keep(council, ref, content)).read_bytes() == content
