"""Somebody who has a keyboard and a narrow screen, and no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from support.browser import Person, Town, person
from support.browsing import NARROW

MOST_STOPS = 90
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
