"""Recording a contact, the print queue and the messages that nobody received."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from support import web
from support.pages import Visitor
from support.web import Caller

from complaints_service import clock
from complaints_service.persistence.database import db

TALK = {"description": "The bin was missed again.", "service": "refuse-recycling",
        "channel": "phone"}


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, tmp_path_factory.mktemp("desk"))
    web.caller(made, "officer").complaint()
    yield made
    web.close(made)


@pytest.fixture
def officer(app: Flask) -> Visitor:
    return Visitor(app).sign_in("officer", organisation="weston")


@pytest.fixture
def caller(app: Flask) -> Caller:
    return web.caller(app, "officer")


def by_post(caller: Caller) -> str:
    """A complaint whose receipt goes by post."""
    return caller.complaint(complainants=[
        {"name": "Bo Example", "address": "1 Mill Road", "preferred_channel": "post"}])


def today_parts() -> dict[str, str]:
    """Today in the three parts of a date."""
    on = clock.london_date(datetime.now(UTC))
    return {"sent_on.day": str(on.day), "sent_on.month": str(on.month),
            "sent_on.year": str(on.year)}


# --- recording a contact -----------------------------------------------------------------------


def test_a_contact_is_recorded_and_leads_to_its_page(officer: Visitor) -> None:
    page = officer.get("/officer/contacts/new").submit(
        "Record the contact", {**TALK, "complainants.0.name": "Cy Example",
                               "complainants.0.phone": "07700 900001"})
    assert page.address.startswith("/complaints/")
    assert "The contact is recorded as" in page.text


def test_what_is_missing_is_told_and_what_was_typed_is_kept(officer: Visitor) -> None:
    page = officer.get("/officer/contacts/new").submit(
        "Record the contact", description="The bin was missed.", status=422)
    assert any("service" in error.lower() for error in page.errors)
    assert page.select("#description")[0].text == "The bin was missed."


def test_another_person_can_be_added_without_losing_a_word(officer: Visitor) -> None:
    page = officer.get("/officer/contacts/new").submit(
        "Add another person", description="The bin was missed.")
    assert page.select("[name='complainants.1.name']")
    assert page.select("#description")[0].text == "The bin was missed."


def test_the_same_form_sent_twice_records_one_contact(officer: Visitor) -> None:
    form = officer.get("/officer/contacts/new")
    answers = {**TALK, "complainants.0.name": "Di Example"}
    first = form.submit("Record the contact", answers)
    assert form.submit("Record the contact", answers).address == first.address


def test_a_contact_without_a_name_is_recorded_when_that_is_said(officer: Visitor) -> None:
    form = officer.get("/officer/contacts/new")
    assert form.submit("Record the contact", TALK, status=422).errors
    page = form.submit("Record the contact", {**TALK, "anonymous": "yes"})
    assert page.address.startswith("/complaints/")


# --- the print queue ---------------------------------------------------------------------------


def test_letters_leave_together_and_the_queue_empties(officer: Visitor, caller: Caller) -> None:
    refs = [by_post(caller) for _ in range(3)]
    queue = officer.get("/officer/post")
    assert all(ref in queue.text for ref in refs)
    count = next(one for one in officer.get("/officer/").select(".app-counts a")
                 if one.get("href") == "/officer/post")
    assert int(count.select(".app-count__number")[0].text) == len(queue.select("tbody tr"))
    chosen = [one.get("value") for one in queue.select("[name=chosen]")]
    done = queue.submit("Record that they left", {"chosen": chosen, "method": "post",
                                                  **today_parts()})
    assert f"{len(chosen)} letters recorded as sent" in done.text
    assert "No letter is waiting for the post." in done.text
    again = queue.submit("Record that they left", {"chosen": chosen, "method": "post",
                                                   **today_parts()})
    assert "had been recorded before" in again.text


def test_an_acknowledgement_says_which_clock_waits_and_by_when(
    officer: Visitor, caller: Caller
) -> None:
    ref = by_post(caller)
    assert caller.command(ref, "accept", points=[{"text": "The damp"}]).status_code == 201
    assert caller.command(ref, "acknowledge", definition="Damp",
                          outcomes_sought="A dry room").status_code == 201
    row = next(one.text for one in officer.get("/officer/post").select("tbody tr")
               if "Acknowledgement" in one.text and ref in one.text)
    assert "Acknowledge stage 1" in row
    assert "working days left" in row


def test_a_day_before_the_letter_was_made_is_refused_letter_by_letter(
    officer: Visitor, caller: Caller
) -> None:
    by_post(caller)
    queue = officer.get("/officer/post")
    chosen = [one.get("value") for one in queue.select("[name=chosen]")]
    page = queue.submit("Record that they left", {
        "chosen": chosen, "method": "post", "sent_on.day": "1", "sent_on.month": "3",
        "sent_on.year": "2026"}, status=422)
    assert len(page.errors) == len(chosen)
    assert "before the letter was made" in page.errors[0]
    assert [one.get("value") for one in page.select("[name=chosen][checked]")] == chosen


def test_nothing_chosen_and_no_day_are_told_at_once(officer: Visitor, caller: Caller) -> None:
    by_post(caller)
    page = officer.get("/officer/post").submit("Record that they left", status=422)
    assert len(page.errors) == 2


def test_an_auditor_sees_the_queue_and_has_no_form(app: Flask, caller: Caller) -> None:
    ref = by_post(caller)
    page = Visitor(app).sign_in("auditor", organisation="weston").get("/officer/post")
    assert ref in page.text
    assert not page.select("[name=chosen]")


def test_letters_of_another_council_cannot_be_recorded(app: Flask, caller: Caller) -> None:
    ref = by_post(caller)
    with app.app_context():
        letter = db.session.scalar(text("SELECT id FROM letter WHERE ref = :ref"), {"ref": ref})
    ours = caller.get(f"/complaints/{ref}").json["version"]
    stranger = Visitor(app).sign_in("officer", organisation="eastham")
    web.caller(app, "officer", organisation="eastham").complaint(complainants=[
        {"name": "Bo", "address": "2 Mill Road", "preferred_channel": "post"}])
    form = stranger.get("/officer/post")
    assert ref not in form.text
    token = form.select("main [name=csrf]")[0].get("value")
    stranger.post("/officer/post", {"csrf": token, "chosen": letter, "method": "post",
                                    **today_parts()})
    assert caller.get(f"/complaints/{ref}").json["version"] == ours


# --- messages ----------------------------------------------------------------------------------


def test_a_message_that_nobody_received_says_what_to_do(
    app: Flask, officer: Visitor, caller: Caller
) -> None:
    assert "Every message was delivered" in officer.get("/officer/messages").text
    ref = caller.complaint()
    with app.app_context():
        db.session.execute(text(
            "UPDATE outbox SET state = 'needs_attention', last_error = 'server answered 550',"
            " attempts = 1 WHERE ref = :ref"), {"ref": ref})
        db.session.commit()
    page = officer.get("/officer/messages")
    assert ref in page.text
    assert "refused it for good" in page.text
    assert "example.org" not in " ".join(one.text for one in page.select("main"))
    assert "Messages not delivered" in officer.get("/officer/").text
    stranger = Visitor(app).sign_in("officer", organisation="eastham")
    assert ref not in stranger.get("/officer/messages").text
