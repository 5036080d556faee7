"""Script in every text that people give: pages and letters show it as text, and nothing runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from support import web
from support.lives import Lives
from support.staffed import Staffed, staffed
from werkzeug.serving import make_server

from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import LetterRow
from complaints_service.services import browser_sessions
from complaints_service.web.sessions import COOKIE

pytestmark = [
    pytest.mark.journey, pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.timeout(120),
]

HOOKS = """window.ran = []; for (const name of ['alert', 'prompt', 'confirm'])
  window[name] = said => {
    console.error("EXECUTED " + name + " " + said); window.ran.push(name); };"""
EVENTS = ("onload", "onerror", "onclick", "onfocus", "onmouseover", "onpointerenter", "ontoggle",
          "onanimationstart", "onbegin", "onpageshow", "onscroll", "onresize")
TAGS = ("img src=x", "svg", "body", "input autofocus", "details open", "video src=x",
        "audio src=x", "marquee")
AWAY = "http://away.example"
SINGLE = (
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//away.example/x.js>",
    "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "</textarea><script>alert(1)",
    "</title><script>alert(1)</script>", "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>", "]]><script>alert(1)</script>",
    f"<iframe src={AWAY}></iframe>", "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    f"<link rel=stylesheet href={AWAY}/a.css>", f"<style>@import '{AWAY}/b.css';</style>",
    f"<base href={AWAY}/>", f"<meta http-equiv=refresh content='0;url={AWAY}'>",
    f"<object data={AWAY}/x>", f"<embed src={AWAY}/y>", f"<form action={AWAY}><button>x</form>",
    "<a href=javascript:alert(1)>x</a>", "[x](javascript:alert(1))", "javascript:alert(1)",
    "<math><mi xlink:href='javascript:alert(1)'>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{7*7}}", "{% print(7*7) %}", "${7*7}", "{{config}}", "\\u003cscript\\u003ealert(1)",
)
PAYLOADS = (*SINGLE, *(f"<{tag} {event}=alert(1)>" for tag in TAGS for event in EVENTS))
HOSTILE = "HOSTILE " + " ".join(PAYLOADS)
SHORT = "Ann \"><img src=x onerror=alert(1)><script>alert(1)</script>"
SEEN = "<script>alert(1)</script>"
STAFF = ("officer", "handler", "manager", "approver")


def test_there_are_as_many_as_are_told() -> None:
    assert len(set(PAYLOADS)) >= 120


@dataclass
class Council:
    """A council that is served, and the complaints that hold hostile text."""

    app: Flask
    staff: Staffed
    address: str
    refs: list[str]
    letters: list[tuple[str, str, str, str]]


@dataclass
class Watch:
    """What a window did that it should not have done."""

    address: str
    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Listen to a window."""
        page.on("dialog", lambda one: (self.note(page, f"dialog {one.message}"), one.dismiss()))
        page.on("pageerror", lambda error: self.note(page, f"error {error}"))
        page.on("console", lambda said: self.heard(page, said.text))
        page.on("request", lambda asked: self.asked(page, asked.url))

    def heard(self, page: Page, said: str) -> None:
        """Note scripts that ran and policies that were broken."""
        if "EXECUTED" in said or "Content Security Policy" in said:
            self.note(page, said)

    def asked(self, page: Page, url: str) -> None:
        """Note a request to anybody else."""
        if not url.startswith((self.address, "data:")):
            self.note(page, f"asked {url}")

    def note(self, page: Page, what: str) -> None:
        """Keep one fault."""
        self.faults.append(f"{page.url}: {what[:200]}")


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Council]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=9) as staff:
        app = web.application(shared_database_url, tmp_path_factory.mktemp("data"))
        refs = list(hostile_lives(Lives(staff)))
        with app.app_context():
            letters = [(row.ref, row.id, row.html or "", row.plain_text or "")
                       for row in db.session.query(LetterRow).all()]
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Council(app, staff, f"http://127.0.0.1:{server.server_port}", refs, letters)
        server.shutdown()
        thread.join()
        server.server_close()
        web.close(app)


def hostile_lives(lives: Lives) -> Iterator[str]:
    """Complaints as received, and acknowledged, with hostile text wherever text is taken."""
    person = {"name": SHORT, "email": "ada@home.example", "address": HOSTILE[:900],
              "postcode": "AL1 2BC"}
    given: dict[str, Any] = {"description": HOSTILE, "complainants": [person]}
    yield lives.received(**given)
    ref = lives.received(**given)
    lives.tell(ref, "accept", points=[{"text": HOSTILE}])
    lives.tell(ref, "assign", handler="handler@borough.example")
    lives.tell(ref, "acknowledge", "handler", definition=HOSTILE, outcomes_sought=HOSTILE)
    yield ref


@pytest.fixture
def served(council: Council, monkeypatch: pytest.MonkeyPatch) -> Council:
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(council.staff.clock_file))
    return council


def window(browser: Browser, served: Council, name: str | None) -> BrowserContext:
    """A window of an account of that name, with its hooks laid."""
    context = browser.new_context()
    context.add_init_script(HOOKS)
    if name:
        with served.app.app_context():
            held = browser_sessions.begin(served.staff.actors[name].id)
        context.add_cookies([{"name": COOKIE, "value": held, "url": "https://127.0.0.1/",
                              "secure": True, "httpOnly": True, "sameSite": "Lax"}])
    return context


def addresses(served: Council) -> Iterator[str]:
    """Every staff page that may show what a complaint holds."""
    yield from ("/officer/", "/officer/post", "/officer/messages", "/officer/contacts/new",
                "/handler/", "/manager/", "/manager/improvements", "/manager/lessons",
                "/manager/approvals", "/manager/figures", "/complaints/%3Cscript%3Ealert(1)")
    for ref in served.refs:
        yield f"/complaints/{ref}"
        yield f"/handler/{ref}/answer"
        for command in ("accept", "acknowledge", "correct_definition", "set_points", "extend",
                        "decline", "record_note", "respond_stage_1"):
            yield f"/complaints/{ref}/do/{command}"
        yield f"/complaints/{ref}/why/acknowledge"
    for ref, letter, _, _ in served.letters:
        yield f"/complaints/{ref}/letters/{letter}"
        yield f"/complaints/{ref}/letters/{letter}.html"


def test_nothing_runs_on_any_page_that_shows_hostile_text(
    chromium: Browser, served: Council
) -> None:
    watch, literal = Watch(served.address), 0
    for name in STAFF:
        context = window(chromium, served, name)
        page = context.new_page()
        watch.over(page)
        for address in addresses(served):
            answer = page.goto(served.address + address, wait_until="load")
            assert answer is not None
            assert answer.status < 500, f"{address} answers {answer.status}"
            assert page.evaluate("window.ran") == [], address
            assert urlsplit(page.url).path != "/sign-in", f"{name} is not signed in"
            literal += SEEN in page.inner_text("body")
        context.close()
    assert watch.faults == []
    assert literal >= 4, "The text is to be read as it was given."


def test_a_refused_form_keeps_hostile_text_as_text(chromium: Browser, served: Council) -> None:
    watch = Watch(served.address)
    context = window(chromium, served, "officer")
    page = context.new_page()
    watch.over(page)
    page.goto(f"{served.address}/complaints/{served.refs[0]}/do/decline")
    shown = page.locator("main textarea:visible")
    assert shown.count() > 0
    for one in shown.all():
        one.fill(HOSTILE, timeout=5_000)
    with page.expect_navigation(timeout=10_000) as gone:
        # No ground is chosen, so that it is refused whatever the rest says.
        page.locator("main textarea").first.evaluate("one => one.form.submit()")
    assert gone.value.status == 422
    kept = page.locator("main textarea:visible").first.input_value()
    assert SEEN in kept
    assert watch.faults == []
    context.close()


def test_letters_hold_hostile_text_as_text_only(served: Council) -> None:
    assert served.letters
    for _, letter, html, plain in served.letters:
        assert "<script" not in html.lower(), letter
        assert "<img src=x" not in html, letter
        assert "<iframe" not in html, letter
        assert "{{7*7}}" in html or "HOSTILE" not in html, letter
        assert SEEN in plain or "alert(1)" not in plain, letter
    assert any("&lt;script&gt;alert(1)" in html for _, _, html, _ in served.letters)
