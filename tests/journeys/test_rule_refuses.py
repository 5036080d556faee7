"""A rule refuses, and the page says which, why, and what to do instead: then that is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from support.browser import Person, Town, person, pictures_of, town

pytestmark = [
    pytest.mark.journey, pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.timeout(120),
]

DUE, TOO_LATE = datetime(2026, 3, 18, 16, tzinfo=UTC), datetime(2026, 3, 19, 9, tzinfo=UTC)
"""The tenth working day after the acknowledgement of 4 March 2026, and the morning after it."""
EXPLAINED = "We are still waiting for the crew's report."
LATE = "We are sorry: the crew's report came late."


@pytest.fixture
def council(chromium: Browser, database_url: str, tmp_path: Path) -> Iterator[Town]:
    """Serve a council whose one complaint was acknowledged on Wednesday 4 March 2026."""
    with town(database_url, tmp_path, datetime(2026, 3, 4, 10, tzinfo=UTC)) as made:
        yield made


@pytest.fixture
def ref(council: Town) -> str:
    """The reference of that complaint."""
    made = council.tell(
        "officer", "receive", service="refuse-recycling", channel="phone",
        description="The bin was missed.",
        complainants=[{"name": "Ann Example", "email": "ann@example.org"}])
    council.tell("officer", "accept", made, points=[{"text": "The bin was missed."}])
    council.tell("officer", "assign", made, handler="handler@borough.example")
    council.tell("officer", "acknowledge", made, definition="Your bin was missed.",
                 outcomes_sought="Collect it.")
    return made


@pytest.fixture
def handler(
    chromium: Browser, council: Town, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Person]:
    """The handler, signed in."""
    pictures = pictures_of(request.function.__name__.removeprefix("test_"), tmp_path)
    with person(chromium, council, pictures, "handler") as made:
        yield made


def test_more_time_after_the_due_date_is_refused_and_the_delay_told_instead(
    council: Town, ref: str, handler: Person
) -> None:
    council.at(DUE)
    handler.open(f"/complaints/{ref}/do/extend")
    handler.fill({"working_days": "5", "reason_text": EXPLAINED})
    reason = handler.looker.page.locator('main select[name="reason"] option').nth(1)
    handler.fill({"reason": reason.get_attribute("value") or "", "update_every_days": "5"})
    handler.keep("extension-on-the-due-day")

    council.at(TOO_LATE)
    handler.press("Extend the time and tell them", status=409)
    assert handler.heading == "Extend the time to answer: not possible now"
    assert "The answer was due before today" in handler.text
    assert "(LGSCO Code 6.4)" in handler.text
    assert EXPLAINED in handler.text  # what was typed is there to be copied
    handler.keep("extension-refused")

    handler.follow("Tell them that the answer is late")
    assert handler.path == f"/complaints/{ref}/do/notify_delay"
    handler.fill({"reason_text": LATE, "expected_on.day": "26", "expected_on.month": "3",
                  "expected_on.year": "2026", "update_every_days": "3"})
    handler.keep("delay")
    handler.press("Tell them that the answer is late")
    assert "The letter about the delay is on its way by email." in handler.text
    assert "26 Mar 2026" in handler.text
    handler.keep("delay-told")

    letters = handler.looker.page.locator("#letters")
    letters.get_by_role("link", name="Delay").first.click()
    handler.looker.page.wait_for_url("**/letters/**")
    assert LATE in handler.text
    assert "Thursday 26 March 2026" in handler.text
    handler.keep("delay-letter")


def test_what_lacks_is_named_beside_its_field_and_nothing_is_lost(
    council: Town, ref: str, handler: Person
) -> None:
    handler.open(f"/handler/{ref}/answer")
    handler.fill({"points.0.finding": "upheld", "points.0.reasons": ""})
    handler.press("Send the answer", status=422)
    errors = handler.looker.page.locator(".govuk-error-summary a")
    assert "Nothing has been sent" in handler.text
    assert errors.count() >= 2
    assert "(LGSCO Code" in errors.first.inner_text()
    chosen = handler.looker.page.locator('main input[name="points.0.finding"]:checked')
    assert chosen.get_attribute("value") == "upheld"
    handler.keep("answer-lacks")
    errors.first.click()
    assert handler.looker.page.evaluate("document.activeElement.name").startswith("points.0.")
