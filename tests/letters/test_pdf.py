"""Proves that letters print as accessible PDF, in a process that can reach nothing else."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page
import pypdf
import pytest
from support.letters import fullest_facts, letter_facts

from complaints_service.content.letters import load_letter_rules
from complaints_service.domain.letter_facts import LetterKind
from complaints_service.letters import pdf
from complaints_service.letters.compose import compose
from complaints_service.letters.pdf import PdfFailed, Renderer, render_pdf

RULES = load_letter_rules()
SECONDS = 60.0
SMALL = '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body>{}</body></html>'


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    """Return a renderer of our own, whose process may be harmed."""
    own = Renderer()
    yield own
    own.stop()


def process_of(renderer: Renderer) -> int:
    assert renderer._press is not None
    return renderer._press.process.pid


def words(document: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(document))
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in reader.pages)


def assert_accessible(document: bytes, folder: Path) -> None:
    """Fail with the broken rules unless an independent validator finds PDF/UA-1."""
    path = folder / "letter.pdf"
    path.write_bytes(document)
    report = page.validate_pdf(str(path), profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(one.rule_id, one.message) for one in report.failures]


@pytest.mark.slow
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_kind_of_letter_prints_as_pdf_ua(
    kind: LetterKind, large: bool, tmp_path: Path
) -> None:
    letter = compose(fullest_facts(kind), RULES)
    document = render_pdf(letter.html, large_print=large, seconds=SECONDS)
    assert_accessible(document, tmp_path)
    reader = pypdf.PdfReader(io.BytesIO(document))
    assert reader.metadata is not None
    assert "CMP-2026-004217" in str(reader.metadata.title)
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Alderbourne Borough Council" in words(document)


@pytest.mark.slow
def test_a_letter_of_twenty_points_in_many_scripts_prints_as_pdf_ua(tmp_path: Path) -> None:
    definition = "Mae’r to’n gollwng 😡👩‍👧\n\nالسقف يتسرب 屋顶\n\n\u202e{{7*7}} " + "x" * 400
    points = (letter_facts().points[0],) * 20
    letter = compose(
        letter_facts("stage_1_response", ("housing",), points=points, definition=definition), RULES
    )
    document = render_pdf(letter.html, seconds=SECONDS)
    assert "{{7*7}}" in words(document)
    assert_accessible(document, tmp_path)


VECTORS = (
    '<img src="{at}" alt="a">',
    "<style>@import url({at}); body {{ background: url({at}) }}</style>",
    "<style>@font-face {{ font-family: x; src: url({at}) }} p {{ font-family: x }}</style><p>x</p>",
    '<link rel="stylesheet" href="{at}"><link rel="attachment" href="{at}">',
    '<svg width="9" height="9"><image href="{at}" width="9" height="9"/></svg>',
    '<object data="{at}"></object><embed src="{at}"><iframe src="{at}"></iframe>',
    '<a rel="attachment" href="{at}">x</a>',
)


@pytest.mark.slow
@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_outside_the_document_is_fetched(vector: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("the-canary-sang", encoding="utf-8")
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        listening = threading.Thread(target=count_calls, args=(server, calls), daemon=True)
        listening.start()
        http = f"http://127.0.0.1:{server.getsockname()[1]}/x.css"
        for at in (http, canary.as_uri(), "bundled:../letter.html", "bundled:/etc/passwd"):
            document = printed_or_refused(SMALL.format(vector.format(at=at)))
            reader = pypdf.PdfReader(io.BytesIO(document))
            assert not reader.attachments
            assert b"the-canary-sang" not in document
            assert "canary" not in words(document)
    assert calls == []


def count_calls(server: socket.socket, calls: list[object]) -> None:
    while True:
        try:
            calls.append(server.accept())
        except OSError:
            return


def printed_or_refused(html: str) -> bytes:
    """Return the PDF; a refused document stands for an empty one, as it reached nothing either."""
    try:
        return render_pdf(html, seconds=SECONDS)
    except PdfFailed:
        return render_pdf(SMALL.format("<p>refused</p>"), seconds=SECONDS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("html", "seconds", "said"),
    [
        # Deeper than the renderer can follow
        (SMALL.format("<div>" * 2000 + "x" + "</div>" * 2000), SECONDS, "simplify it"),
        # Longer than the time allowed
        (SMALL.format("<p>word</p>" * 60_000), 2.0, "was not printed within 2 seconds"),
        # Longer than is read at all
        ("x" * 1_000_001, SECONDS, "has 1000001 characters and 1000000 are the most"),
    ],
)
def test_a_document_that_cannot_be_printed_says_so_and_the_next_one_prints(
    html: str, seconds: float, said: str
) -> None:
    with pytest.raises(PdfFailed, match=said):
        render_pdf(html, seconds=seconds)
    assert "next" in words(render_pdf(SMALL.format("<p>next</p>"), seconds=SECONDS))


@pytest.mark.slow
def test_a_process_that_was_killed_is_replaced(renderer: Renderer) -> None:
    document = SMALL.format("<p>again</p>").encode()
    first = renderer.render(document, SECONDS)
    os.kill(process_of(renderer), 9)
    try:
        again = renderer.render(document, SECONDS)
    except PdfFailed:  # it died while the document was on its way, which the caller is told
        again = renderer.render(document, SECONDS)
    assert again == first


@pytest.mark.slow
def test_a_process_without_work_ends_and_the_next_document_begins_another(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may end at the very moment at which something comes to be printed."""
    program = "from complaints_service.letters import pdf; import sys; pdf.IDLE_SECONDS = 0.0; "
    serve = "pdf._serve(*(pdf.Connection(int(n)) for n in sys.argv[1:]))"
    begun = pdf.subprocess.Popen

    def impatient(command: list[str], **rest: Any) -> subprocess.Popen[bytes]:
        monkeypatch.undo()
        return begun([sys.executable, "-c", program + serve, *command[3:]], **rest)

    document = SMALL.format("<p>x</p>").encode()
    monkeypatch.setattr(pdf.subprocess, "Popen", impatient)
    assert renderer._running().process.wait(60) == 0
    assert words(renderer.render(document, SECONDS)) == "x"


@pytest.mark.slow
def test_many_threads_share_one_process(renderer: Renderer) -> None:
    made: list[bytes] = []

    def print_one(n: int) -> None:
        made.append(renderer.render(SMALL.format(f"<p>number {n}.</p>").encode(), SECONDS))

    threads = [threading.Thread(target=print_one, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(words(one) for one in made) == [f"number {n}." for n in range(8)]


@pytest.mark.slow
def test_the_printing_process_knows_no_secret_and_has_its_limits(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPLAINTS_SECRET_KEY", "kept-from-the-printer" * 3)
    renderer.render(SMALL.format("<p>x</p>").encode(), SECONDS)
    process = Path("/proc") / str(process_of(renderer))
    assert b"kept-from-the-printer" not in (process / "environ").read_bytes()
    limits = (process / "limits").read_text(encoding="utf-8")
    room = next(row for row in limits.splitlines() if row.startswith("Max address space"))
    assert str(pdf.MEMORY) in room


@pytest.mark.slow
def test_the_process_ends_with_whoever_began_it() -> None:
    script = (
        "from complaints_service.letters.pdf import render_pdf, _renderer as r\n"
        "render_pdf('<!DOCTYPE html><title>x</title><p>x', seconds=60)\n"
        "import os, sys\n"
        "assert 'weasyprint' not in sys.modules\n"
        "print(r._press.process.pid, flush=True)\n"
        "os._exit(9)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ended.stdout.strip(), ended.stderr
    gone = threading.Event()
    for _ in range(100):
        if not Path(f"/proc/{ended.stdout.strip()}").exists():
            return
        gone.wait(0.1)
    pytest.fail("the printing process outlived the process that began it")


def test_whoever_asks_for_a_pdf_never_loads_the_renderer_itself() -> None:
    assert "weasyprint" not in sys.modules
