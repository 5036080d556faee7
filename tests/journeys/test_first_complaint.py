"""The first complaint, whole: from the resident's web form to what the public is told of it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from support.browser import Person, Town, person, pictures_of, town

pytestmark = [
    pytest.mark.journey, pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.timeout(200),
]

EMAIL = "ann@example.org"
SAID = "The recycling bin was missed three weeks running, and nobody rang back."
POINT_1, POINT_2 = "The bin was missed three times.", "Nobody rang back."
WRONG = "Crews did not know that the lane was closed, so collections were missed."
CHANGE = "Crews get a list of closed lanes on the day before."
SHOWS = "The list is in use since 1 June."
TOLD = "Some of you told us that collections were missed when a lane was closed."
FOUND = "Our crews did not know which lanes were closed."
CHANGED = "Crews now get a list of closed lanes on the day before."
PUBLISHED_SECONDS = 10


def day(month: int, number: int) -> datetime:
    """Ten in the morning of a day in 2026, UTC."""
    return datetime(2026, month, number, 10, tzinfo=UTC)


def on(name: str, number: int, month: int, year: int = 2026) -> dict[str, str]:
    """The three boxes of a date."""
    return {f"{name}.day": str(number), f"{name}.month": str(month), f"{name}.year": str(year)}


@dataclass
class Cast:
    """Everybody who takes part, each in a window of their own."""

    town: Town
    resident: Person
    officer: Person
    handler: Person
    reviewer: Person
    manager: Person
    approver: Person


@pytest.fixture
def cast(chromium: Browser, database_url: str, tmp_path: Path) -> Iterator[Cast]:
    """Let everybody sit down on Monday 2 March 2026; the staff sign in by the form."""
    pictures = pictures_of("first-complaint", tmp_path)
    with ExitStack() as stack:
        council = stack.enter_context(town(database_url, tmp_path, day(3, 2)))

        def seated(role: str | None) -> Person:
            return stack.enter_context(person(chromium, council, pictures, role))

        yield Cast(council, seated(None), *(seated(role) for role in (
            "officer", "handler", "reviewer", "manager", "approver")))


def test_a_complaint_from_the_web_form_to_the_published_page(cast: Cast) -> None:
    ref = complain(cast.resident)
    accept(cast.officer, ref)
    acknowledge(cast, ref)
    answer_stage_1(cast, ref)
    ask_for_stage_2(cast, ref)
    answer_stage_2(cast, ref)
    hear_the_ombudsman(cast, ref)
    improve(cast, ref)
    publish(cast)


def complain(resident: Person) -> str:
    """Make a complaint without an account; its reference."""
    answers = {
        "service": "refuse-recycling", "description": SAID, "issue_day": "26", "issue_month": "2",
        "issue_year": "2026", "outcomes_sought": "Collect it, and ring me.", "who": "self",
        "name": "Ann Example", "email": EMAIL, "reply_by": "email",
    }
    resident.open("/complain")
    resident.keep("complain")
    resident.follow("Start now")
    while not resident.path.endswith("/check") and "Check" not in resident.heading:
        there = resident.looker.page.locator("main form [name]").evaluate_all(
            "every => every.filter(one => one.type !== 'hidden').map(one => one.name)")
        resident.fill({name: answers[name] for name in dict.fromkeys(there) if name in answers})
        resident.keep("question")
        resident.press("Continue")
    assert SAID in resident.text
    resident.keep("check")
    resident.press("Send my complaint")
    assert resident.heading == "We have received your complaint"
    assert "By Monday 9 March 2026 we tell you how we understand your complaint" in resident.text
    resident.keep("sent")
    return resident.looker.page.locator(".govuk-panel strong").inner_text()


def accept(officer: Person, ref: str) -> None:
    """Find it in the caseload and accept it with two points."""
    officer.open("/officer/")
    officer.keep("caseload")
    officer.looker.page.locator("#caseload").get_by_role("link", name=ref).first.click()
    officer.looker.page.wait_for_url(f"**/complaints/{ref}")
    assert "Ann Example" in officer.text
    assert SAID in officer.text
    officer.keep("received")
    officer.follow("Decide what it is")
    assert "Decide by Monday 9 March 2026" in officer.text
    officer.keep("triage")
    officer.follow("Accept at stage 1")
    officer.fill({"points.0.text": POINT_1})
    officer.press("Add another point")
    officer.fill({"points.1.text": POINT_2})
    officer.keep("accept")
    officer.press("Accept the complaint")
    assert "The complaint is accepted at stage 1." in officer.text


def acknowledge(cast: Cast, ref: str) -> None:
    """Name the handler and send the acknowledgement, two days later."""
    officer = cast.officer
    cast.town.at(day(3, 4))
    officer.open(f"/complaints/{ref}/do/assign")
    officer.fill({"handler": "handler@borough.example"})
    officer.press("Name the handler")
    officer.open(f"/complaints/{ref}/do/acknowledge")
    officer.fill({"definition": "Your bin was missed and nobody rang back.",
                  "outcomes_sought": "Collect it, and ring."})
    officer.press("Preview the letter")
    assert "Your bin was missed and nobody rang back." in officer.text
    officer.keep("acknowledgement")
    officer.press("Send the acknowledgement")
    assert "The acknowledgement is on its way by email." in officer.text
    assert "Wednesday 18 March 2026" in officer.text  # ten working days after it was sent
    officer.keep("acknowledged")


def answer_stage_1(cast: Cast, ref: str) -> None:
    """The handler answers both points, and puts something right."""
    handler = cast.handler
    cast.town.at(day(3, 16))
    handler.open("/handler/")
    assert ref in handler.text
    handler.keep("my-complaints")
    handler.open(f"/handler/{ref}/answer")
    assert POINT_1 in handler.text
    handler.keep("answer")
    handler.fill({
        "points.0.finding": "upheld", "points.0.reasons": "The crew did not come on three days.",
        "points.1.finding": "not_upheld", "points.1.reasons": "We rang on 27 February.",
        "apology": "We are sorry that we missed your bin.",
        "remedies.0.kind": "apology", "remedies.0.description": "We will ring and say sorry.",
        **on("remedies.0.due_on", 30, 3),
    })
    handler.press("Check it and see the letter")
    assert "The letter as it would go" in handler.text
    assert "The crew did not come on three days." in handler.text
    handler.keep("answer-checked")
    handler.press("Send the answer")
    assert f"The answer to {ref} at stage 1 is on its way by email" in handler.text
    handler.keep("answered")


def ask_for_stage_2(cast: Cast, ref: str) -> None:
    """The resident opens the complaint by a code, reads the answer and asks for stage 2."""
    resident = cast.resident
    cast.town.at(day(3, 23))
    resident.open("/track")
    resident.fill({"ref": ref.lower(), "email": EMAIL})
    resident.press("Send me a code")
    resident.keep("code")
    resident.fill({"code": cast.town.last_code()})
    resident.press("See my complaint")
    assert resident.heading == "Your complaint"
    assert "We will ring and say sorry." in resident.text
    assert "30 March 2026" in resident.text
    resident.keep("tracked")
    letter = resident.looker.page.get_by_role(
        "link", name=re.compile("Read it.*Our answer at stage 1"))
    letter_path = letter.first.get_attribute("href") or ""
    resident.open(letter_path)
    body = resident.looker.page.locator("body").inner_text()
    assert "The crew did not come on three days." in body
    assert "Local Government and Social Care Ombudsman" in body
    resident.keep("stage-1-letter")
    resident.open("/track/complaint")
    resident.follow("Ask for stage 2")
    resident.fill({"reason": "Nobody rang me on 27 February."})
    resident.keep("ask-for-stage-2")
    resident.press("Ask for stage 2")
    resident.keep("stage-2-asked")
    # The notice stands above the page's own words, inside the frame of the whole page.
    assert "You have asked for stage 2." in resident.looker.page.locator("body").inner_text()


def answer_stage_2(cast: Cast, ref: str) -> None:
    """A reviewer is named, acknowledges the request and gives the final answer."""
    officer, reviewer = cast.officer, cast.reviewer
    officer.open(f"/complaints/{ref}/do/assign_reviewer")
    officer.fill({"reviewer": "reviewer@borough.example"})
    officer.keep("name-the-reviewer")
    officer.press("Name the reviewer")
    cast.town.at(day(3, 26))
    reviewer.open(f"/complaints/{ref}/do/acknowledge_stage_2")
    reviewer.fill({"definition": "You say that nobody rang on 27 February."})
    reviewer.press("Send the acknowledgement")
    # Twenty working days after it was sent, with Good Friday and Easter Monday between.
    assert "Stage 2 answer: 27 Apr 2026" in reviewer.text
    reviewer.keep("stage-2-acknowledged")
    cast.town.at(day(4, 20))
    reviewer.open(f"/handler/{ref}/answer")
    assert reviewer.heading == "Answer at stage 2"
    places = reviewer.looker.page.locator('main textarea[name$=".reasons"]').count()
    for place in range(places):
        reviewer.fill({f"points.{place}.finding": "upheld",
                       f"points.{place}.reasons": "There is no record of a call."})
    reviewer.fill({
        "stage_1_changed": "partly", "apology": "We are sorry that nobody rang.",
        "remedies.0.kind": "apology", "remedies.0.description": "The head of service will ring.",
        **on("remedies.0.due_on", 30, 4),
    })
    reviewer.keep("answer-stage-2")
    reviewer.press("Send the answer")
    assert f"The answer to {ref} at stage 2 is on its way by email" in reviewer.text
    reviewer.keep("stage-2-answered")


def hear_the_ombudsman(cast: Cast, ref: str) -> None:
    """The officer records the Ombudsman's interest and its final decision."""
    officer = cast.officer
    cast.town.at(day(5, 11))
    officer.open(f"/complaints/{ref}/do/notify_ombudsman")
    officer.fill({"body": "lgsco", "reference": "26 001 234"})
    officer.press("Record it")
    assert "The Ombudsman's interest is recorded." in officer.text
    cast.town.at(day(5, 25))
    officer.open(f"/complaints/{ref}/do/record_ombudsman_decision")
    case = officer.looker.page.locator('main select[name="ombudsman"] option').last
    if case.count():
        officer.fill({"ombudsman": case.get_attribute("value") or ""})
    officer.fill({"stage": "final", **on("decided_on", 22, 5), "already_remedied": "yes"})
    if not officer.looker.page.locator('[name="findings.0.head"]').count():
        officer.press("Add a finding")
    officer.fill({"findings.0.head": "Missed collections"})
    officer.fill({"findings.0.category": "upheld"})
    officer.keep("ombudsman-decision")
    officer.press("Record the decision")
    assert "The Ombudsman's decision is recorded." in officer.text
    assert "26 001 234" in officer.text
    officer.keep("decided")


def improve(cast: Cast, ref: str) -> None:
    """The manager records what changes in four fields, then that it is done."""
    manager = cast.manager
    manager.open(f"/manager/improvements/new?complaint={ref}")
    manager.fill({"went_wrong": WRONG, "will_change": CHANGE,
                  "owner": "manager@borough.example", **on("due_on", 1, 6)})
    manager.keep("improvement")
    manager.press("Record the improvement")
    assert "The improvement is recorded." in manager.text
    assert "1 June 2026" in manager.text
    cast.town.at(day(6, 2))
    manager.follow("Record as done")
    manager.fill({"evidence": SHOWS})
    manager.press("Record as done")
    assert SHOWS in manager.text
    manager.keep("improvement-done")
    manager.follow("Propose words for the public")
    manager.fill({"told": TOLD, "found": FOUND, "changed": CHANGED})
    manager.keep("words-proposed")
    manager.press("Propose these words")
    assert "Somebody else has to approve them." in manager.text
    manager.open("/manager/approvals")
    assert "Somebody else has to approve this." in manager.text


def publish(cast: Cast) -> None:
    """Another person approves the words, and the public reads them."""
    cast.approver.open("/manager/approvals")
    assert TOLD in cast.approver.text
    cast.approver.keep("approvals")
    approve = cast.approver.looker.page.get_by_role("button", name="Approve and publish")
    approve.click()
    cast.approver.looker.page.get_by_text("The words are approved and published.").wait_for()
    cast.approver.keep("approved")
    until = time.monotonic() + PUBLISHED_SECONDS
    resident, told = cast.resident, ""
    while CHANGED not in told and time.monotonic() < until:
        resident.open("/learning/")
        told = " ".join(resident.looker.page.locator("body").inner_text().split())
        time.sleep(0.2)
    assert TOLD in told
    assert FOUND in told
    assert CHANGED in told
    resident.keep("learning")
