"""By keyboard alone, on a screen of 320 pixels: signing in, a note on a complaint, complaining."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from support.browser import PASSWORD, Town, pictures_of, town
from support.keys import FOCUSED, MOST_STOPS, at_keys

pytestmark = [
    pytest.mark.journey, pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.timeout(120),
]

NOTE = "Rang Ann Example; she is in on Friday."
SAID = "The bin was missed again."
@pytest.fixture
def council(chromium: Browser, database_url: str, tmp_path: Path) -> Iterator[Town]:
    """Serve a council with one complaint."""
    with town(database_url, tmp_path, datetime(2026, 3, 2, 10, tzinfo=UTC)) as made:
        yield made


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
