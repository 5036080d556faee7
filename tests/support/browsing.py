"""A demo of its own for tests that look at pages in Chromium, and what they look for there."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from support.programs import program

READY_SECONDS = 110
STOP_SECONDS = 20
WIDE, NARROW = 1280, 320
HEIGHT = 900
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"],
       "preload": False}
PREFERRED = ("officer", "handler", "reviewer", "manager", "approver", "publisher", "intake",
             "member", "auditor", "administrator")
# Nothing but the service itself can be reached, so that a page that asks for more is seen.
FLAGS = ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-gpu",
         "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run")


@dataclass(frozen=True)
class Site:
    """A demo that runs: its address, the people who can sign in and the pages that it lists."""

    address: str
    people: tuple[dict[str, Any], ...]
    pages: tuple[dict[str, Any], ...]

    def person(self, role: str) -> dict[str, Any]:
        """The first person of a role, of the borough that the demo is about."""
        return next(one for one in self.people if one["role"] == role)

    def reader(self, page: Mapping[str, Any]) -> str | None:
        """The role in which a page is looked at; None for the public."""
        return next((role for role in PREFERRED if role in page["roles"]), None)


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as lent:
        lent.bind(("127.0.0.1", 0))
        return int(lent.getsockname()[1])


@contextmanager
def demo(url: str, folder: Path, *, cases: int = 8) -> Iterator[Site]:
    """Run `complaints demo` on a migrated database until the tests are done."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("COMPLAINTS_")}
    environment |= {"COMPLAINTS_DATABASE_URL": url, "COMPLAINTS_DATA_DIR": str(folder)}
    arguments = ["demo", "--port", str(port), "--cases", str(cases), "--json"]
    with (folder.parent / "demo.out").open("w+b") as out, \
            (folder.parent / "demo.err").open("w+b") as err:
        process = subprocess.Popen([sys.executable, "-m", "complaints_service", *arguments],
                                   env=environment, stdout=out, stderr=err, cwd=folder.parent)
        try:
            ready = _ready(process, Path(out.name), Path(err.name))
            yield Site(ready["address"], tuple(ready["sign_ins"]),
                       tuple(_asked(ready["address"], "/__pages")))
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ready(process: subprocess.Popen[bytes], out: Path, err: Path) -> dict[str, Any]:
    until = time.monotonic() + READY_SECONDS
    while True:
        lines = out.read_text(encoding="utf-8").splitlines(keepends=True)
        if lines and lines[0].endswith("\n"):
            ready: dict[str, Any] = json.loads(lines[0])
            return ready
        told = err.read_text(encoding="utf-8")[-2000:]
        assert process.poll() is None, f"The demo ended before it was ready:\n{told}"
        assert time.monotonic() < until, f"The demo is not ready in time:\n{told}"
        time.sleep(0.1)


def _asked(address: str, path: str) -> Any:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium; the test is skipped, or fails, where there is none."""
    path = program("chromium", "chromium-browser")
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # its sandbox does not work for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, *sandbox], chromium_sandbox=not sandbox
        )
        yield browser
        browser.close()


@dataclass
class Looker:
    """Somebody before Chromium, signed in with one account or none."""

    site: Site
    context: BrowserContext
    page: Page
    noticed: list[str] = field(default_factory=list)
    """What the browser complained of since `look` was last called."""

    def hear(self, said: ConsoleMessage) -> None:
        """Note an error of which the browser tells, such as a policy that was broken."""
        if said.type == "error":
            self.noticed.append(said.text)

    def miss(self, asked: Request) -> None:
        """Note what could not be fetched, unless the browser itself gave it up.

        Chromium drops the icon of a page that it leaves: nothing is wrong with either page then.
        """
        if asked.failure != "net::ERR_ABORTED":
            self.noticed.append(f"{asked.url} failed: {asked.failure}")

    def look(self, path: str, *, status: int = 200) -> Response:
        """Open a page; AssertionError unless `status` answers."""
        self.noticed.clear()
        answer = self.page.goto(self.site.address + path)
        assert answer is not None, path
        assert answer.status == status, f"{path} answers {answer.status}, not {status}"
        if status >= 400:  # the browser notes the failure that was asked for
            self.noticed[:] = [one for one in self.noticed if f"status of {status}" not in one]
        return answer

    def sign_in(self, role: str) -> None:
        """Sign in by the form, as the first person of a role."""
        person = self.site.person(role)
        self.look("/sign-in")
        self.page.fill("#email", person["email"])
        self.page.fill("#password", person["password"])
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda address: "/sign-in" not in address)

    def width(self, pixels: int) -> None:
        """Make the window as wide as this."""
        self.page.set_viewport_size({"width": pixels, "height": HEIGHT})

    def faults(self) -> Iterator[str]:
        """Say what axe and the browser find wrong with the page as it is shown."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        for one in self.page.evaluate("options => axe.run(options)", AXE)["violations"]:
            where = "; ".join(" ".join(node["target"]) for node in one["nodes"][:3])
            yield f"{one['id']} ({one['impact']}): {one['help']}, at {where}"
        wide = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if wide[0] > wide[1]:
            yield f"it is {wide[0]} pixels wide in a window of {wide[1]}: {self._widest()}"
        yield from (f"the browser says: {one}" for one in self.noticed)

    def _widest(self) -> str:
        found: str = self.page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter(one =>
                 one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
                 && !one.closest('.app-scroll')).slice(0, 3)
                 .map(one => one.tagName + '.' + one.className).join('; ')""")
        return found

    def weight(self) -> tuple[int, int]:
        """Return how many bytes, unpacked, the page and all it fetched have, and how many
        requests that took."""
        found: list[int] = self.page.evaluate(
            """() => [...performance.getEntriesByType('navigation'),
                 ...performance.getEntriesByType('resource')].map(one => one.decodedBodySize)""")
        return sum(found), len(found)


@contextmanager
def looker(
    browser: Browser, site: Site, role: str | None = None, *, scripts: bool = True
) -> Iterator[Looker]:
    """Open a window, signed in as the first person of a role or as nobody."""
    context = browser.new_context(
        java_script_enabled=scripts, viewport={"width": WIDE, "height": HEIGHT},
        locale="en-GB", timezone_id="Europe/London",
    )
    page = context.new_page()
    made = Looker(site, context, page)
    page.on("console", made.hear)
    page.on("pageerror", lambda error: made.noticed.append(str(error)))
    page.on("requestfailed", made.miss)
    try:
        if role is not None:
            made.sign_in(role)
        yield made
    finally:
        context.close()
