"""Hostile documents opened by their address in Chromium: nothing runs and nothing is fetched."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Download, Error, Page
from support import web
from support.hostile_files import PDF_JS, SCRIPT, SVG
from support.lives import Lives
from support.staffed import Staffed, staffed
from werkzeug.serving import make_server

from complaints_service.services import browser_sessions, documents, held_uploads
from complaints_service.services.document_types import Judged
from complaints_service.web.sessions import COOKIE

pytestmark = [
    pytest.mark.journey, pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.timeout(120),
]

HOOKS = """window.ran = []; for (const name of ['alert', 'prompt', 'confirm'])
  window[name] = said => { console.error("EXECUTED " + name); window.ran.push(name); };"""
PAGE = b"<!DOCTYPE html><html><body onload=alert(1)>" + SCRIPT + b"<img src=//evil.example/x>"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\1\0\0\0\0" + SCRIPT

# What lies on file, as if every check at the door had let it pass: name, media type, content
STORED = [
    ("page.html", "text/html", PAGE), ("drawing.svg", "image/svg+xml", SVG),
    ("page.xhtml", "application/xhtml+xml", PAGE), ("run.js", "text/javascript", b"alert(1)"),
    ("form.pdf", "application/pdf", PDF_JS), ("page.pdf", "application/pdf", PAGE),
    ("page.png", "image/png", PAGE), ("more.png", "image/png", PNG),
    ("page.txt", "text/plain", PAGE), ("mail.eml", "message/rfc822", b"From: a\r\n\r\n" + PAGE),
]


@dataclass
class Served:
    """A council that is served, with hostile documents on one complaint."""

    address: str
    cookie: str
    ref: str
    ids: dict[str, str]


@pytest.fixture(scope="module")
def served(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=11) as staff:
        app = web.application(shared_database_url, tmp_path_factory.mktemp("data"))
        with pytest.MonkeyPatch.context() as patch:
            ref, ids = stored(staff, app, patch)
        with app.app_context():
            cookie = browser_sessions.begin(staff.actors["officer"].id)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Served(f"http://127.0.0.1:{server.server_port}", cookie, ref, ids)
        server.shutdown()
        thread.join()
        server.server_close()
        web.close(app)


def stored(staff: Staffed, app: Flask, patch: pytest.MonkeyPatch) -> tuple[str, dict[str, str]]:
    """Put everything on file; what a file is does not count here."""
    ref, ids = Lives(staff).received(), {}
    with app.app_context():
        for name, kind, content in STORED:
            judged = Judged(name, kind)
            patch.setattr(held_uploads, "judged", lambda *_, judged=judged: judged)
            kept = documents.keep_document(ref, name, io.BytesIO(content),
                                           by=staff.actors["officer"])
            ids[name] = kept.id
    return ref, ids


@pytest.fixture
def window(served: Served, chromium: Browser) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A signed-in browser, and what it did that it should not have done."""
    context, faults = chromium.new_context(accept_downloads=True), []
    context.add_init_script(HOOKS)
    context.add_cookies([{"name": COOKIE, "value": served.cookie, "secure": True,
                          "url": served.address.replace("http:", "https:")}])
    context.on("dialog", lambda one: (faults.append(f"dialog {one.message}"), one.dismiss()))
    context.on("console", lambda said: faults.append(said.text) if "EXECUTED" in said.text else 0)
    context.on("request", lambda asked: None if asked.url.startswith(
        (served.address, "data:", "chrome:", "chrome-extension:", "blob:"))
        else faults.append(asked.url))
    yield context, faults
    context.close()


def test_what_lies_on_file_is_downloaded_and_never_opened(
    served: Served, window: tuple[BrowserContext, list[str]]
) -> None:
    context, faults = window
    page = context.new_page()
    for name, _, content in STORED:
        address = f"{served.address}/complaints/{served.ref}/documents/{served.ids[name]}"
        with page.expect_download() as download:
            opened(page, address)
        assert saved(download.value) == content
        assert page.url == "about:blank", "the address was never shown as a page"
    assert faults == []


def opened(page: Page, address: str) -> None:
    """Go there; Chromium calls it an error when what it finds is a file to keep."""
    with pytest.raises(Error, match=r"Download is starting|ERR_ABORTED"):
        page.goto(address)


def saved(one: Download) -> bytes:
    return one.path().read_bytes()


def test_a_preview_shows_only_pictures_and_pdfs_and_runs_nothing(
    served: Served, window: tuple[BrowserContext, list[str]]
) -> None:
    context, faults = window
    for name, kind, _ in STORED:
        if name == "page.pdf":
            continue  # Chromium's reader of PDFs is slow to start; one shows it
        page = context.new_page()
        address = f"{served.address}/complaints/{served.ref}/documents/{served.ids[name]}/preview"
        answer = page.goto(address)
        assert answer is not None
        shown = kind in ("application/pdf", "image/png")
        assert answer.status == (404 if name == "page.png" or not shown else 200), name
        page.wait_for_timeout(300 if kind == "application/pdf" else 50)
        if kind == "image/png" and answer.status == 200:
            assert page.evaluate("window.origin") == "null", "nothing of ours can be reached"
        page.close()
    assert faults == []


def test_a_document_is_no_script_of_ours(
    served: Served, window: tuple[BrowserContext, list[str]]
) -> None:
    """A page that an attacker could write into may not call a document as its script."""
    context, faults = window
    page = context.new_page()
    page.goto(f"{served.address}/complaints/{served.ref}/documents")
    for name in ("run.js", "page.txt"):
        address = f"/complaints/{served.ref}/documents/{served.ids[name]}"
        ran = page.evaluate("""address => new Promise(done => {
            const script = document.createElement('script');
            script.onload = () => done('ran'); script.onerror = () => done('refused');
            script.src = address; document.body.append(script); })""", address)
        assert ran == "refused", name
    assert page.evaluate("window.ran") == []
    assert faults == []
