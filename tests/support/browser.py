"""A small council that a browser works at: served from this process, with a clock to move."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Locator, Request
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.pages import TrackCodeRow
from complaints_service.services import release_folder, tracking
from complaints_service.services.accounts import account_id_of, actor_of, create_account
from complaints_service.services.handle import Request as Given
from complaints_service.services.handle import handle
from complaints_service.services.organisations import create_organisation
from support import web
from support.browsing import Looker, Site, looker

COUNCIL, COUNCIL_NAME = "weston", "Weston Borough Council"
PASSWORD = "seven tall herons wade"
STAFF: Mapping[str, str] = {
    "officer": "Olive Tester", "handler": "Hal Tester", "reviewer": "Rhea Tester",
    "manager": "Mo Tester", "approver": "Ada Tester",
}
CLOCK = "COMPLAINTS_NOW_FILE"
STOP_SECONDS, FILL_SECONDS, PATIENCE_MS = 10, 0.2, 10_000
_CODES = table(TrackCodeRow)


@dataclass(frozen=True)
class Town:
    """One council that is served: its address and people, its clock and its database."""

    app: Flask
    site: Site
    clock_file: Path

    def at(self, moment: datetime) -> None:
        """Set the clock, to an aware instant."""
        self.clock_file.write_text(moment.astimezone(UTC).isoformat(), encoding="utf-8")

    def tell(self, role: str, command: str, ref: str | None = None, **data: Any) -> str:
        """Give a command as the one with that role, not by a page; the complaint's reference."""
        with self.app.app_context():
            by = actor_of(account_id_of(_email(role)) or "")
            assert by is not None, role
            return handle(Given(command, data), by=by, ref=ref).ref

    def last_code(self) -> str:
        """The one-time code that was asked for last, which would have gone by email."""
        with self.app.app_context():
            code_id = db.session.execute(
                select(_CODES.c.id).order_by(_CODES.c.created_at.desc()).limit(1)).scalar_one()
        return tracking.code_of(code_id, str(self.app.extensions["settings"].secret_key))


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the tests' own output is read."""


@contextmanager
def town(url: str, folder: Path, now: datetime) -> Iterator[Town]:
    """Serve a council on a migrated database, with a clock that stands at `now` until moved."""
    clock_file, before = folder / "now", os.environ.get(CLOCK)
    clock_file.write_text(now.astimezone(UTC).isoformat(), encoding="utf-8")
    os.environ[CLOCK] = str(clock_file)
    app = web.application(url, folder / "data")
    people = _people(app)
    filling = release_folder.keep_filled(app, folder / "data" / "published", every=FILL_SECONDS)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Town(app, Site(f"http://127.0.0.1:{server.server_port}", people, ()), clock_file)
    finally:
        filling.set()
        server.shutdown()
        thread.join(STOP_SECONDS)
        server.server_close()
        web.close(app)
        os.environ.pop(CLOCK) if before is None else os.environ.update({CLOCK: before})


def pictures_of(journey: str, folder: Path) -> Path:
    """Return the empty folder for a journey's pictures: in `COMPLAINTS_TEST_ARTEFACTS`, else in
    `folder`."""
    kept = Path(os.environ.get("COMPLAINTS_TEST_ARTEFACTS") or folder) / journey
    kept.mkdir(parents=True, exist_ok=True)
    for old in kept.glob("*.png"):
        old.unlink()
    return kept


def _people(app: Flask) -> tuple[dict[str, str], ...]:
    with app.app_context():
        create_organisation(COUNCIL, COUNCIL_NAME)
        for role, name in STAFF.items():
            create_account(_email(role), name, [role], organisation=COUNCIL, password=PASSWORD)
    return tuple({"role": role, "name": name, "email": _email(role), "password": PASSWORD}
                 for role, name in STAFF.items())


def _email(role: str) -> str:
    return f"{role}@borough.example"


@dataclass
class Person:
    """Somebody before a browser, whose every page is judged and kept as a picture."""

    looker: Looker
    pictures: Path
    strangers: list[str] = field(default_factory=list)
    """Requests to any other host."""

    @property
    def text(self) -> str:
        """What the main part shows, on one line."""
        return " ".join(self.looker.page.locator("main").inner_text().split())

    @property
    def heading(self) -> str:
        """The words of the h1."""
        return " ".join(self.looker.page.locator("h1").inner_text().split())

    @property
    def path(self) -> str:
        """Where the browser is."""
        return urlsplit(self.looker.page.url).path

    def open(self, path: str, *, status: int = 200) -> None:
        """Type an address."""
        self.looker.look(path, status=status)

    def follow(self, words: str) -> None:
        """Click the first link of the main part with exactly these words."""
        self._go(self._named("link", words).first.click)

    def press(self, button: str, *, status: int = 200) -> None:
        """Click the button with exactly these words; AssertionError unless `status` answers."""
        self._go(self._named("button", button).last.click, status)

    def fill(self, given: Mapping[str, str]) -> None:
        """Fill in fields by their names: type, choose, or tick what has that value."""
        for name, value in given.items():
            one = self.looker.page.locator(f'main [name="{name}"]')
            kind = one.first.evaluate("one => one.tagName === 'INPUT' ? one.type : one.tagName")
            if kind in ("radio", "checkbox"):
                self.looker.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif kind == "SELECT":
                one.select_option(value)
            else:
                one.fill(value)

    def picture(self, name: str) -> None:
        """Take a picture of the whole page, numbered in the order of the journey."""
        number = len(list(self.pictures.glob("*.png"))) + 1
        self.looker.page.screenshot(path=self.pictures / f"{number:02d}-{name}.png", full_page=True)

    def keep(self, name: str) -> None:
        """Take a picture of the page, and say what is wrong with it; AssertionError for any."""
        self.picture(name)
        faults = [*self.looker.faults(), *(f"it asks {one}" for one in self.strangers)]
        assert not faults, f"{name} at {self.path}:\n" + "\n".join(faults)

    def _named(self, role: str, words: str) -> Locator:
        main = self.looker.page.locator("main")
        button = main.get_by_role("button", name=words, exact=True)
        if role == "button":
            return button
        # A link that is drawn as a button says that it is one.
        return main.get_by_role("link", name=words, exact=True).or_(button)

    def _go(self, act: Callable[[], None], status: int = 200) -> None:
        before = len(self.looker.noticed)
        with self.looker.page.expect_navigation() as going:
            act()
        answer = going.value
        assert answer is None or answer.status == status, \
            f"{self.path} answers {answer.status}, not {status}: {self.text[:600]}"
        if status >= 400:  # the browser notes the refusal that was asked for
            self.looker.noticed[before:] = [one for one in self.looker.noticed[before:]
                                            if f"status of {status}" not in one]


@contextmanager
def person(
    browser: Browser, at: Town, pictures: Path, role: str | None = None, *, scripts: bool = True
) -> Iterator[Person]:
    """Open a window for a resident, or for the council's officer, handler … signed in."""
    with looker(browser, at.site, None, scripts=scripts) as made:
        made.page.set_default_timeout(PATIENCE_MS)
        found = Person(made, pictures)
        own = urlsplit(at.site.address).netloc

        def asked(request: Request) -> None:
            if urlsplit(request.url).netloc not in ("", own):
                found.strangers.append(request.url)

        made.context.on("request", asked)
        if role is not None:
            made.sign_in(role)
        yield found
