"""A handler who has never seen the service answers three points on a telephone, from the email on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from support.browser import PASSWORD, Town, pictures_of, town
from support.browsing import NARROW, WIDE
from support.caseload import working_on
from support.effort import Effort, counted_in
from support.keys import Keys, at_keys
from support.mail import mail_server, plain

from complaints_service.jobs.tick import tick

pytestmark = [
    pytest.mark.journey, pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.timeout(240),
]

POINTS = ("The lift has been broken for three weeks.", "Nobody rang back.",
          "The engineer was rude.")
REASONS = (
    ("We ordered the wrong part on 9 February and noticed it two weeks later. The lift contract "
    "gives us five working days. We did not keep to it."),
    "You rang on 16 and 20 February. Both calls are on our records, and nobody rang back.",
    ("Two people were there when the engineer came. What they remember does not agree, so we "
    "could not decide."),
)
SORRY = "We are sorry that you could not use the lift and had to carry your shopping up the stairs."
PROMISE = "The lift is mended and a second part is kept in our store."
LESSON = "Check the part's number with the maker before ordering."
SAVED = re.compile(r"Saved at")


def at(day: int, hour: int = 10) -> datetime:
    """An hour of a day in March 2026, UTC."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def council(chromium: Browser, database_url: str, tmp_path: Path) -> Iterator[Town]:
    """Serve a council."""
    with town(database_url, tmp_path, at(2)) as made:
        yield made


def three_points(council: Town) -> str:
    """A complaint of three points, given to the handler and acknowledged."""
    ref = council.tell("officer", "receive", service="refuse-recycling", channel="phone",
                       description=" ".join(POINTS), complainants=[
                           {"name": "Ann Example", "email": "ann@example.org"}])
    council.tell("officer", "accept", ref, points=[{"text": one} for one in POINTS])
    council.tell("officer", "assign", ref, handler="handler@borough.example")
    council.tell("officer", "acknowledge", ref, definition=" ".join(POINTS),
                 outcomes_sought="Mend the lift, and say sorry.")
    return ref


@contextmanager
def mailed(council: Town, url: str, moment: datetime) -> Iterator[str]:
    """Let the reminders of a day go out; give the link of the handler's email."""
    council.at(moment)
    with mail_server() as (server, port), working_on(url, plain(port)) as surroundings:
        tick(surroundings, moment)
        message, = [one for one in server.messages if one["To"] == "handler@borough.example"]
        body = message.get_body(("plain",))
        assert body is not None
        links = re.findall(r"https?://\S+/handler/\S+", body.get_content())
    yield urlsplit(links[0]).path


def sign_in(keys: Keys, effort: Effort | None = None) -> None:
    """Sign in by the form that stands before one."""
    if effort is not None:
        effort.meet(keys.page)
        effort.filled |= {"email", "password"}
    keys.to(id="email")
    keys.type("handler@borough.example")
    keys.to(id="password")
    keys.type(PASSWORD)
    keys.enter()


def choose(keys: Keys, place: int, downs: int, effort: Effort) -> None:
    """Choose what was found on a point, by the arrow keys, and say why."""
    name = f"points.{place}.finding"
    keys.to(name=name)
    keys.keyboard.press("Space")
    for _ in range(downs):
        keys.keyboard.press("ArrowDown")
    keys.to(name=f"points.{place}.reasons")
    keys.type(REASONS[place])
    effort.filled |= {name, f"points.{place}.reasons"}


def write(keys: Keys, effort: Effort) -> None:
    """Fill in the answer from top to bottom."""
    for place, downs in enumerate((0, 1, 3)):
        choose(keys, place, downs, effort)
    keys.to(name="apology")
    keys.type(SORRY)
    keys.to(name="remedies.0.kind")
    keys.keyboard.type("Doing what was delayed")
    keys.to(name="remedies.0.description")
    keys.type(PROMISE)
    for part, number in (("day", "30"), ("month", "3"), ("year", "2026")):
        keys.to(name=f"remedies.0.due_on.{part}")
        keys.type(number)
    keys.to(name="lesson")
    keys.type(LESSON)
    effort.filled |= {"apology", "remedies.0.kind", "remedies.0.description", "remedies.0.due_on",
                      "lesson"}


def both_widths(keys: Keys, name: str) -> None:
    """Judge the page and keep its picture, wide and narrow."""
    keys.somebody.looker.width(WIDE)
    keys.somebody.keep(f"{name}-{WIDE}")
    keys.somebody.looker.width(NARROW)
    keys.keep(f"{name}-{NARROW}")


def test_three_points_from_the_email_to_the_sent_letter(
    chromium: Browser, council: Town, database_url: str, tmp_path: Path
) -> None:
    ref, effort = three_points(council), Effort()
    pictures = pictures_of("answering", tmp_path)
    with mailed(council, database_url, at(12)) as link, \
            at_keys(chromium, council, pictures) as keys:
        assert link == f"/handler/{ref}/answer"
        keys.somebody.open(link)
        both_widths(keys, "sign-in")
        sign_in(keys, effort)
        assert keys.somebody.heading == "Answer at stage 1"
        effort.meet(keys.page)
        both_widths(keys, "answer")
        write(keys, effort)
        keys.page.get_by_text(SAVED).first.wait_for()
        both_widths(keys, "written")
        # The telephone rings: the page is gone, and what was typed is not.
        keys.somebody.open(link)
        assert keys.page.locator("#lesson").input_value() == LESSON
        assert keys.page.locator("#points-2-reasons").input_value() == REASONS[2]
        keys.to(text="Check it and see the letter")
        keys.enter()
        effort.meet(keys.page)
        assert "The letter as it would go" in keys.somebody.text
        assert "Reading age: about" in keys.somebody.text
        both_widths(keys, "checked")
        keys.to(text="Send the answer")
        keys.enter()
        effort.meet(keys.page)
        assert f"The answer to {ref} at stage 1 is on its way by email" in keys.somebody.text
        assert "The lesson is recorded." in keys.somebody.text
        both_widths(keys, "sent")
    row = effort.row("Three points, from the email's link to the sent letter")
    (pictures / "effort.txt").write_text(row + "\n", encoding="utf-8")
    assert row in counted_in().values(), f"docs/answering.md should say:\n{row}"


def test_what_hinders_is_said_and_nothing_is_lost(
    chromium: Browser, council: Town, tmp_path: Path
) -> None:
    ref = three_points(council)
    link = f"/handler/{ref}/answer"
    council.at(at(17))  # the day after it was due
    with at_keys(chromium, council, pictures_of("answering-hindered", tmp_path)) as keys:
        keys.somebody.open(link)
        sign_in(keys)
        assert "Tell them that it will be late" in keys.somebody.text
        both_widths(keys, "overdue")
        choose(keys, 0, 0, Effort())
        keys.page.get_by_text(SAVED).first.wait_for()
        second = keys.page.context.new_page()
        second.goto(keys.page.url)
        second.locator("#points-0-reasons").fill("From the second window.")
        second.get_by_text(SAVED).first.wait_for()
        # What lacks something is told all at once, and what another window saved stands beside it.
        keys.to(text="Send the answer")
        keys.enter()
        assert keys.page.title().startswith("Error: ")
        keys.somebody.looker.noticed.clear()  # the browser notes the refusal
        both_widths(keys, "refused")
        keys.to(text="Save and come back later")
        keys.enter()
        keys.somebody.looker.noticed.clear()
        assert "Two versions" in keys.somebody.text
        assert "From the second window." in keys.somebody.text
        assert REASONS[0] in keys.somebody.text
        both_widths(keys, "two-versions")
        second.close()
        council.tell("officer", "respond_stage_1", ref, points=[
            {"n": n, "finding": "not_upheld", "reasons": "We looked."} for n in (1, 2, 3)])
        keys.to(text="Send the answer")
        keys.enter()
        keys.somebody.looker.noticed.clear()
        assert keys.somebody.heading == "This complaint is answered"
        assert REASONS[0] in keys.somebody.text
        assert "We looked." in keys.somebody.text
        both_widths(keys, "answered-meanwhile")
        keys.somebody.open(f"/handler/{ref}/left/1")
        assert "From the second window." in keys.somebody.text
        both_widths(keys, "left-over")
        keys.to(text="Remove what I wrote")
        keys.enter()
        assert "is removed" in keys.somebody.text
