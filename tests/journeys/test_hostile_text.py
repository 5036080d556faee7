"""Script in every text that people give: pages and letters show it as text, and nothing runs."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from support import web
from support.hostile import HOSTILE, PAYLOADS, SEEN, HostileLives
from support.pages import Visitor
from support.staffed import Staffed, staffed
from werkzeug.serving import make_server

from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import LetterRow
from complaints_service.persistence.published import PublishedFolder
from complaints_service.services import browser_sessions
from complaints_service.services.improvements import handle_improvement
from complaints_service.services.release_folder import fill
from complaints_service.web.sessions import COOKIE

pytestmark = [
    pytest.mark.journey, pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.timeout(120),
]

HOOKS = """window.ran = []; for (const name of ['alert', 'prompt', 'confirm'])
  window[name] = said => {
    console.error("EXECUTED " + name + " " + said); window.ran.push(name); };"""
STAFF = ("officer", "handler", "reviewer", "manager", "approver")
NOT_PAGES = (".pdf", ".txt", "/content")
_NAMED = re.compile(r"/[0-9a-f]{12,}|/[0-9]+$")
"""What names one letter, or one of several things: their pages are all alike."""
WITHOUT_WORDS = {
    "approve", "assign", "assign_reviewer", "hand_over_hazard", "hand_over_remedy", "link", "merge",
    "record_complained_of", "record_obligation_accepted", "record_ombudsman_instruction",
    "record_remedy_reply", "submit_for_approval", "take", "unmerge",
}
"""The commands that take no text at all."""
WORDS = {
    "told": f"People told us about {SEEN} bins.",
    "found": f"Crews could not see them {SEEN} in time.",
    "changed": f"Tablets <img src=x onerror=alert(1)> show them {SEEN} now.",
}


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
    lives: HostileLives
    improvement: str


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
        folder = tmp_path_factory.mktemp("data")
        app = web.application(shared_database_url, folder)
        lives = HostileLives(staff)
        refs = list(lives.live())
        with app.app_context():
            letters = [(row.ref, row.id, row.html or "", row.plain_text or "")
                       for row in db.session.query(LetterRow).all()]
            improvement = hostile_improvement(staff, refs)
            fill(db.session(), PublishedFolder(folder / "published"))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        yield Council(app, staff, address, refs, letters, lives, improvement)
        server.shutdown()
        thread.join()
        server.server_close()
        web.close(app)


def hostile_improvement(staff: Staffed, refs: list[str]) -> str:
    """What was learned, in hostile words throughout, published on the council's pages."""
    officer, approver = staff.actors["officer"], staff.actors["approver"]
    made = handle_improvement("create", {
        "title": HOSTILE[:200], "went_wrong": HOSTILE[:2000], "will_change": HOSTILE[:2000],
        "service": "planning", "due_on": "2026-12-18", "complaints": refs[1:2],
        "links": [HOSTILE[:200]],
    }, by=officer, key="one", body_sha256="a").ref
    for command, data, by in (("done", {"evidence": HOSTILE[:2000]}, officer),
                              ("propose_publication", WORDS, officer),
                              ("approve_publication", {}, approver)):
        handle_improvement(command, data, by=by, improvement_id=made)
    return made


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


def addresses(served: Council, name: str) -> Iterator[str]:
    """The pages that an account can come to from a complaint's own, and the council's."""
    visitor = Visitor(served.app).sign_in_as(served.staff.actors[name].id)
    yield from (page["address"] for page in served.app.test_client().get("/__pages").get_json()
                if name in page["roles"])
    yield f"/manager/improvements/{served.improvement}"
    seen: set[str] = set()
    for ref in served.refs if name == "officer" else served.refs[:3]:
        page = visitor.get(f"/complaints/{ref}", status=None)
        links = [link.href.partition("#")[0] for link in page.links if ref in link.href]
        if name == "officer":
            yield f"/complaints/{ref}"
        for href in links:
            kind = _NAMED.sub("/…", href.replace(ref, ""))
            if kind not in seen and not any(one in href for one in NOT_PAGES):
                seen.add(kind)
                yield href


def test_every_command_was_given_with_hostile_words(served: Council) -> None:
    # No list of bank holidays changed meanwhile, so that there is no new date to tell.
    assert set(served.lives.missing()) == {"tell_new_date"}
    assert {name for name, told in served.lives.given.items() if not told} == WITHOUT_WORDS


def test_nothing_runs_on_any_page_that_shows_hostile_text(
    chromium: Browser, served: Council
) -> None:
    watch, literal = Watch(served.address), 0
    for name in STAFF:
        # One of each kind of page is enough for a role, and the officer sees every complaint.
        context = window(chromium, served, name)
        page = context.new_page()
        watch.over(page)
        for address in addresses(served, name):
            answer = page.goto(served.address + address, wait_until="load")
            assert answer is not None
            assert answer.status < 500, f"{address} answers {answer.status}"
            assert page.evaluate("window.ran") == [], address
            assert urlsplit(page.url).path != "/sign-in", f"{name} is not signed in"
            literal += SEEN in page.inner_text("body")
        context.close()
    assert watch.faults == []
    assert literal >= 20, "The text is to be read as it was given."


def test_nothing_runs_on_what_the_public_sees(chromium: Browser, served: Council) -> None:
    watch = Watch(served.address)
    page = window(chromium, served, None).new_page()
    watch.over(page)
    for address in ("/learning/", f"/public/v1/learning/{served.improvement}.html", "/",
                    "/public/v1/fragments/learning.html", "/performance/",
                    "/track?reference=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
                    "/complaints/%3Cscript%3Ealert(1)"):
        answer = page.goto(served.address + address, wait_until="load")
        assert answer is not None
        assert answer.status < 500, address
        assert page.evaluate("window.ran") == [], address
    page.goto(f"{served.address}/learning/")
    assert SEEN in page.inner_text("body")
    page.goto(f"{served.address}/track")
    page.fill("input[type=text], input:not([type])", HOSTILE)
    page.locator("main button").first.click()
    assert page.evaluate("window.ran") == []
    assert watch.faults == []
    page.context.close()


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
        assert "{{7*7}}" in html or "49" not in plain or "HOSTILE" not in html, letter
        assert SEEN in plain or "alert(1)" not in plain, letter
    assert any("&lt;script&gt;alert(1)" in html for _, _, html, _ in served.letters)
