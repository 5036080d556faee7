"""By keyboard alone, on a screen of 320 pixels: signing in, a note on a complaint, complaining."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from support.browser import PASSWORD, Person, Town, person, pictures_of, town
from support.browsing import NARROW

pytestmark = [
    pytest.mark.journey, pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.timeout(120),
]

MOST_STOPS = 90
NOTE = "Rang Ann Example; she is in on Friday."
SAID = "The bin was missed again."
FOCUSED = """() => { const one = document.activeElement;
  return {name: one.name || "", id: one.id, tag: one.tagName, value: one.value || "",
          text: (one.innerText || "").trim().replace(/\\s+/g, " ")}; }"""
# Radio buttons and checkboxes are drawn beside the control itself, which is transparent.
SHOWS_FOCUS = """() => { const one = document.activeElement;
  const drawn = () => [[one, null], [one.nextElementSibling, "::before"], [one.firstElementChild,
    null]].filter(([part]) => part).map(([part, inside]) => { const style =
    getComputedStyle(part, inside); return [style.outline, style.boxShadow].join(); }).join(";");
  const focused = drawn(); one.blur(); const without = drawn(); one.focus();
  return focused !== without; }"""


@pytest.fixture
def council(chromium: Browser, database_url: str, tmp_path: Path) -> Iterator[Town]:
    """Serve a council with one complaint."""
    with town(database_url, tmp_path, datetime(2026, 3, 2, 10, tzinfo=UTC)) as made:
        yield made


@contextmanager
def at_keys(
    browser: Browser, council: Town, pictures: Path, *, scripts: bool = True
) -> Iterator[Keys]:
    """Somebody who has a keyboard and a narrow screen, and no mouse."""
    with person(browser, council, pictures, scripts=scripts) as made:
        made.looker.width(NARROW)
        yield Keys(made, scripts)


class Keys:
    """Presses keys and nothing else; every stop of the Tab key has to show where it is."""

    def __init__(self, somebody: Person, scripts: bool) -> None:
        self.somebody, self.scripts = somebody, scripts
        self.page, self.keyboard = somebody.looker.page, somebody.looker.page.keyboard

    def to(self, **wanted: str) -> None:
        """Press Tab until what is focused has these properties (`name`, `id`, `text`)."""
        passed = []
        for _ in range(MOST_STOPS):
            self.keyboard.press("Tab")
            there = self.page.evaluate(FOCUSED)
            if there["tag"] == "BODY":
                continue
            assert self.page.evaluate(SHOWS_FOCUS), f"{there} does not show that it is focused"
            if all(there[key] == value for key, value in wanted.items()):
                return
            passed.append(there["text"] or there["name"])
        raise AssertionError(f"No Tab leads to {wanted}; it passed {passed}")

    def type(self, words: str) -> None:
        """Type into what is focused."""
        self.keyboard.insert_text(words)

    def enter(self) -> None:
        """Press Enter on what is focused, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.keyboard.press("Enter")

    def keep(self, name: str) -> None:
        """Judge the page and keep its picture; axe is a script and needs a page that has them."""
        if self.scripts:
            self.somebody.keep(name)
        else:
            self.somebody.picture(name)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW, f"{name} is {width} pixels wide"


# With the page's scripts and without any.
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_note_is_recorded_without_a_mouse(
    chromium: Browser, council: Town, tmp_path: Path, scripts: bool
) -> None:
    ref = council.tell("officer", "receive", service="refuse-recycling", channel="phone",
                       description=SAID, complainants=[{"name": "Ann Example"}])
    pictures = pictures_of("keyboard-note" + ("" if scripts else "-plain"), tmp_path)
    with at_keys(chromium, council, pictures, scripts=scripts) as keys:
        keys.somebody.open("/sign-in")
        keys.to(id="email")
        keys.type("officer@borough.example")
        keys.to(id="password")
        keys.type(PASSWORD)
        keys.enter()
        assert keys.somebody.heading == "Caseload"
        keys.keep("caseload")
        keys.to(text="Skip to main content")
        keys.keyboard.press("Enter")
        assert keys.page.evaluate("location.hash") == "#main"
        keys.to(text="Skip the numbers and filters")
        keys.keyboard.press("Enter")
        keys.to(text=ref)
        keys.enter()
        assert keys.somebody.heading == f"Complaint {ref}"
        keys.to(text="Everything else you can do")
        keys.keyboard.press("Enter")
        keys.keep("complaint")
        keys.to(text="Add a note")
        keys.enter()
        keys.to(name="text")
        keys.type(NOTE)
        keys.keep("note")
        keys.to(text="Add the note")
        keys.enter()
        assert "The note is added." in keys.somebody.text
        assert NOTE in keys.somebody.text
        keys.keep("noted")


def test_a_complaint_is_begun_without_a_mouse(
    chromium: Browser, council: Town, tmp_path: Path
) -> None:
    with at_keys(chromium, council, pictures_of("keyboard-complain", tmp_path)) as keys:
        keys.somebody.open("/complain")
        keys.to(text="Skip to main content")
        keys.keyboard.press("Enter")
        keys.to(text="Start now")
        keys.enter()
        keys.to(name="service")
        for _ in range(MOST_STOPS):
            if keys.page.evaluate(FOCUSED)["value"] == "refuse-recycling":
                break
            keys.keyboard.press("ArrowDown")
        keys.keyboard.press("Space")
        keys.keep("service")
        keys.to(text="Continue")
        keys.enter()
        keys.to(name="description")
        keys.type(SAID)
        keys.keep("what-happened")
        keys.to(text="Continue")
        keys.enter()
        assert keys.page.locator('main [name="issue_day"]').is_visible()
        keys.keep("when")
