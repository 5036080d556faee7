"""The virus scanner: what it says decides, and while it says nothing a document waits."""

from __future__ import annotations

import io
import os
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.lives import Lives
from support.staffed import Staffed, staffed

from complaints_service.persistence.document_files import document_files, keep_documents, keeping
from complaints_service.services import documents, view_documents
from complaints_service.services.document_care import Scanned, scan_waiting, tidy
from complaints_service.services.document_refusals import FileRefused, Why
from complaints_service.services.documents import FiledDocument, content_path, documents_of
from complaints_service.services.errors import NotFound
from complaints_service.services.view_documents import NotReadable
from complaints_service.services.virus_scanner import Verdict, scanned

PDF = b"%PDF-1.7\n"
BAD = b"a test virus"


class Clamd:
    """A scanner that knows one virus, on a socket in a folder; it may be told to misbehave."""

    def __init__(self, path: Path) -> None:
        self.path, self.says, self.asked = path, "", 0
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line:
                self.asked += 1
                line.sendall(self._answer(line.makefile("rb")).encode())

    def _answer(self, line: io.BufferedReader) -> str:
        assert line.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", line.read(4))[0]:
            content += line.read(size)
        line.close()
        found = "stream: Test.Virus FOUND\0" if BAD in content else "stream: OK\0"
        return self.says or found

    def stop(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.path.unlink()
        self.thread.join()


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staffed]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("council"), seed=5) as found:
        yield found


@pytest.fixture
def clamd(council: Staffed, tmp_path: Path) -> Iterator[Clamd]:
    """A scanner that the council uses."""
    made = Clamd(tmp_path / "clamd")
    with council.app.app_context():
        before = keeping()
        keep_documents(council.app, replace(before, scanner=f"unix:{made.path}"))
        yield made
        keep_documents(council.app, before)
    if made.path.exists():
        made.stop()


def keep(council: Staffed, content: bytes, ref: str | None = None) -> FiledDocument:
    ref = ref or Lives(council).received()
    return documents.keep_document(ref, "a.pdf", io.BytesIO(content),
                                   by=council.actors["officer"])


# what the scanner says, what comes of it
ANSWERS = [
    ("stream: OK\0", Verdict("clean")),
    ("stream: Win.Test.EICAR_HDB-1 FOUND\0", Verdict("infected", "Win.Test.EICAR_HDB-1")),
    # Anything else is no leave to pass
    ("stream: INSTREAM size limit exceeded. ERROR\0", Verdict("waiting")),
    ("\0", Verdict("waiting")), ("stream: NOT OK?\0", Verdict("waiting")),
]


@pytest.mark.parametrize(("says", "verdict"), ANSWERS)
def test_only_a_clear_answer_lets_pass(clamd: Clamd, says: str, verdict: Verdict) -> None:
    clamd.says = says
    assert scanned(io.BytesIO(b"x" * 300_000), f"unix:{clamd.path}") == verdict


def test_a_scanner_that_is_away_lets_nothing_pass() -> None:
    assert scanned(io.BytesIO(b"x"), "unix:/nowhere/clamd") == Verdict("waiting")


def test_without_a_scanner_nothing_is_said(council: Staffed) -> None:
    assert scanned(io.BytesIO(b"x"), None) == Verdict("not_scanned")


def test_what_is_clean_is_kept_and_marked(council: Staffed, clamd: Clamd) -> None:
    kept = keep(council, PDF + b"good")
    assert (kept.scan, kept.state) == ("clean", "ready")
    assert kept.scanned_at is not None


def test_what_is_infected_is_refused_and_recorded_without_its_content(
    council: Staffed, clamd: Clamd
) -> None:
    ref = Lives(council).received()
    with pytest.raises(FileRefused, match="virus") as refused:
        keep(council, PDF + BAD, ref)
    assert refused.value.why is Why.INFECTED
    assert documents_of(ref) == ()
    recorded, = view_documents.refused_files(ref)
    assert recorded.threat == "Test.Virus"
    assert not document_files().path(recorded.sha256).exists()


def test_while_the_scanner_is_down_a_document_is_in_quarantine(
    council: Staffed, clamd: Clamd
) -> None:
    clamd.stop()
    kept = keep(council, PDF + b"later")
    assert kept.state == "quarantined"
    with pytest.raises(NotFound):
        content_path(kept)
    with pytest.raises(NotReadable, match="has not looked"):
        view_documents.readable(kept, council.actors["officer"])
    assert scan_waiting(council.now) == Scanned(answering=False)
    again = Clamd(clamd.path)
    assert scan_waiting(council.now) == Scanned(clean=1)
    assert scan_waiting(council.now) == Scanned()
    again.stop()
    assert documents_of(kept.ref)[0].state == "ready"
    assert content_path(documents_of(kept.ref)[0]).read_bytes() == PDF + b"later"


def test_what_proves_infected_later_is_removed_and_stays_on_record(
    council: Staffed, clamd: Clamd
) -> None:
    """Every document with that content, for what is in it is the same."""
    clamd.stop()
    content = PDF + BAD + b"later"
    kept = [keep(council, content), keep(council, content)]
    path = document_files().path(kept[0].sha256)
    assert path.exists()
    again = Clamd(clamd.path)
    assert scan_waiting(council.now) == Scanned(infected=1)
    again.stop()
    assert not path.exists()
    for one in kept:
        found, = documents_of(one.ref)
        assert (found.state, found.name) == ("infected", "a.pdf")
        with pytest.raises(NotReadable, match="removed"):
            view_documents.readable(found, council.actors["officer"])


def test_tidying_removes_what_is_left_over_and_nothing_else(council: Staffed) -> None:
    with council.app.app_context():
        files, kept = document_files(), keep(council, PDF + b"kept")
        stray = files.keep(files.arrive(io.BytesIO(b"left by a crash"), 99))
        young = files.keep(files.arrive(io.BytesIO(b"on its way"), 99))
        half = files.arrive(io.BytesIO(b"half"), 99)
        for one in (stray, half.path, content_path(kept)):
            os.utime(one, (0, 0))
        assert tidy() == 2
        assert [one.exists() for one in (stray, half.path, young, content_path(kept))] == [
            False, False, True, True]
        assert tidy() == 0
