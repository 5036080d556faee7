"""An action's page as people meet it: refused, out of date, sent twice, looked at before."""

from __future__ import annotations

import pytest
from support.lives import HANDLER
from support.office import Office

from complaints_service.services.errors import Busy, InProgress
from complaints_service.web.complaint import actions


def do(ref: str, command: str) -> str:
    return f"/complaints/{ref}/do/{command}"


def sent_to(office: Office, ref: str) -> int:
    """How many letters are on file."""
    return len(office.lives.complaint(ref).letters)


# ---- Done -------------------------------------------------------------------------------------


def test_tells_how_the_letter_went_and_what_comes_next(office: Office) -> None:
    ref = office.lives.accepted()
    page = office.visitor("handler").get(do(ref, "acknowledge"))
    done = page.submit("Send the acknowledgement", definition="Nobody rang.",
                       outcomes_not_stated="yes", send_by="email")
    assert done.address == f"/complaints/{ref}"
    assert done.notice.startswith("The acknowledgement is on its way by email. Next: answer stage "
                                  "1 by ")


def test_asks_to_record_the_day_on_which_a_printed_letter_leaves(office: Office) -> None:
    ref = office.lives.accepted()
    page = office.visitor("handler").get(do(ref, "acknowledge"))
    done = page.submit("Send the acknowledgement", definition="Nobody rang.",
                       outcomes_not_stated="yes", send_by="post")
    assert "is ready to print and post; record the day it leaves" in done.notice
    assert "Next:" not in done.notice


# "By" a day that has passed would read as if there were still time.
def test_says_that_what_comes_next_was_due(office: Office) -> None:
    ref = office.lives.received()
    office.council.later(days=40)
    page = office.visitor("officer").get(do(ref, "add_note"))
    done = page.submit("Add the note", text="Looked for.")
    assert "Next: acknowledge stage 1; it was due on " in done.notice


# A complaint that is opened from another is what one wants to see next.
def test_leads_to_the_complaint_that_was_raised(office: Office) -> None:
    ref = office.lives.after(office.lives.received(), "treat_as_service_request")
    page = office.visitor("officer").get(do(ref, "raise_as_complaint"))
    done = page.submit("Open the complaint", why="dissatisfied")
    assert done.address.startswith("/complaints/")
    assert done.address != f"/complaints/{ref}"
    assert done.notice.startswith("The complaint is open.")


# Pressed twice, done once: the second press leads to the same page.
def test_does_it_once_however_often_it_is_pressed(office: Office) -> None:
    ref = office.lives.investigating()
    page = office.visitor("officer").get(do(ref, "add_note"))
    page.submit("Add the note", text="Rang at nine.")
    version = office.lives.complaint(ref).version
    page.submit("Add the note", text="Rang at nine.")
    assert office.lives.complaint(ref).version == version


def test_says_that_a_form_was_sent_before_with_other_words(office: Office) -> None:
    ref = office.lives.investigating()
    page = office.visitor("officer").get(do(ref, "add_note"))
    page.submit("Add the note", text="Rang at nine.")
    again = page.submit("Add the note", text="Rang at ten.", status=409)
    assert again.heading == "You sent this form before"
    done = again.submit("Add the note")
    assert done.notice.startswith("The note is added.")


# ---- Refused ----------------------------------------------------------------------------------


def test_tells_every_fault_at_once_beside_its_field_and_keeps_what_was_typed(
    office: Office
) -> None:
    ref = office.lives.investigating()
    page = office.visitor("officer").get(do(ref, "record_contact"))
    given = {"occurred_at.day": "31", "occurred_at.month": "2", "occurred_at.year": "2026"}
    refused = page.submit("Record the contact", given | {"summary": "They rang.",
                          "update_by.day": "soon"}, status=422)
    assert refused.title.startswith("Error: ")
    assert [one[:40] for one in refused.errors] == [
        "Choose who began it.",
        "Choose how the contact was made.",
        "“Did we promise an update? By when?” is ",
        "“When did this happen?” is “31/2/2026”, ",
    ]
    hrefs = [one.get("href") for one in refused.select(".govuk-error-summary a")]
    assert hrefs == ["#direction", "#channel", "#update_by-day", "#occurred_at-day"]
    assert refused.one("#summary").text == "They rang."
    assert refused.one("#occurred_at-day").get("value") == "31"
    assert "Choose who began it." in refused.one("#direction-error").text


def test_names_the_rule_in_words_with_its_provision(office: Office) -> None:
    ref = office.lives.accepted()
    page = office.visitor("handler").get(do(ref, "acknowledge"))
    refused = page.submit("Send the acknowledgement", definition="Nobody rang.", status=422)
    assert refused.errors == [
        ("“What do they want to happen?” is blank; say what they want, or set “They did not say "
         "what they want to happen” to true (LGSCO Code 5.4).")
    ]
    assert sent_to(office, ref) == 1  # the receipt alone


def test_refuses_what_has_not_come_yet(office: Office) -> None:
    ref = office.lives.investigating()
    page = office.visitor("officer").get(do(ref, "record_contact"))
    later = {"occurred_at.day": "1", "occurred_at.month": "1", "occurred_at.year": "2099",
             "direction": "in", "channel": "phone", "summary": "They rang."}
    refused = page.submit("Record the contact", later, status=422)
    assert refused.errors == [("“When did this happen?” is Thursday 1 January 2099, which has not "
                               "come yet; give the day it happened.")]


def test_dates_back_to_a_day_and_an_hour(office: Office) -> None:
    ref = office.lives.investigating()
    office.council.later(days=2)
    day = office.lives.near(None).today
    page = office.visitor("officer").get(do(ref, "record_contact"))
    page.submit("Record the contact", {
        "direction": "in", "channel": "phone", "summary": "They rang.", "occurred_at.time": "0:01",
        "occurred_at.day": str(day.day), "occurred_at.month": str(day.month),
        "occurred_at.year": str(day.year),
    })
    entry = office.visitor("officer").get(f"/complaints/{ref}")
    assert "12:01am" in entry.text


# What is refused names what to do, and leads there.
def test_leads_from_an_extension_that_is_too_late_to_the_notice_of_delay(office: Office) -> None:
    ref = office.lives.investigating()
    office.council.later(days=40)
    page = office.visitor("handler").get(do(ref, "extend"), status=409)
    assert "The answer was due before today" in page.text
    assert "(LGSCO Code 6.4)" in page.text
    assert page.follow("Tell them that the answer is late").address == do(ref, "notify_delay")


def test_offers_what_can_be_done_where_the_state_does_not_allow_it(office: Office) -> None:
    ref = office.lives.received()
    page = office.visitor("officer").get(do(ref, "respond_stage_1"), status=409)
    assert "does not follow while the complaint is “Received”" in page.text
    assert do(ref, "accept") in [one.href for one in page.links]


def test_links_to_the_complainants_where_an_email_address_is_missing(office: Office) -> None:
    person = {"name": "Ada Brook", "address": "1 Mill Lane", "postcode": "AL1 2BC"}
    ref = office.lives.received(complainants=[person])
    page = office.visitor("officer").get(do(ref, "decline"))
    refused = page.submit("Do not accept it and tell them why", status=422, send_by="email",
                          ground="legal_proceedings", explanation="It is in court.",
                          policy_paragraph="4.2")
    assert "hold no email address" in refused.errors[0]
    assert do(ref, "set_complainants") in [one.href for one in refused.links]


@pytest.mark.parametrize(("command", "status"), [
    # There is no such command, or none that belongs to a complaint, or none with a form.
    ("nothing", 404), ("receive", 404), ("save_draft", 404), ("__class__", 404),
    # A handler may never do it.
    ("merge", 403), ("correct_fact", 403),
])
def test_shows_nothing_where_there_is_nothing_for_them(
    office: Office, command: str, status: int
) -> None:
    ref = office.lives.investigating()
    office.visitor("handler").get(do(ref, command), status=status)


def test_knows_nothing_of_a_complaint_that_one_may_not_see(office: Office) -> None:
    ref = office.lives.investigating()
    office.visitor("handler_2").get(do(ref, "add_note"), status=404)
    office.visitor("officer").get(do("AAAA-AAAA-A", "add_note"), status=404)


# ---- Out of date ------------------------------------------------------------------------------


def test_shows_what_changed_and_keeps_what_was_typed(office: Office) -> None:
    ref = office.lives.accepted()
    page = office.visitor("handler").get(do(ref, "acknowledge"))
    office.lives.tell(ref, "add_note", text="Rang at nine.")
    stale = page.submit("Send the acknowledgement", definition="Nobody rang.",
                        outcomes_not_stated="yes", status=409)
    assert stale.heading == "This complaint changed while you were reading"
    assert "by Officer" in stale.text
    assert stale.one("#definition").text == "Nobody rang."
    done = stale.submit("Send the acknowledgement")
    assert done.notice.startswith("The acknowledgement")


# Two officers with two tabs: what the second typed stands beside what the first put on file.
def test_bug_25_both_versions_stand_beside_each_other(office: Office) -> None:
    ref = office.lives.investigating()
    page = office.visitor("officer").get(do(ref, "correct_definition"))
    office.lives.tell(ref, "correct_definition", definition="The lift, and the stairs.",
                      reason="They rang.")
    stale = page.submit("Correct the definition", definition="The lift, and the bell.",
                        reason="They wrote.", status=409)
    mine, other = stale.select(".app-versions dd")[:2]
    assert "The lift, and the bell." in mine.text
    assert "The lift, and the stairs." in other.text
    stale.submit("Correct the definition")
    said = office.visitor("officer").get(f"/complaints/{ref}").text
    assert "The lift, and the stairs." in said
    assert "The lift, and the bell." in said


# What can no longer be sent at all is shown to be copied.
def test_shows_what_was_typed_where_it_can_no_longer_be_sent(office: Office) -> None:
    ref = office.lives.accepted()
    page = office.visitor("handler").get(do(ref, "acknowledge"))
    office.lives.tell(ref, "acknowledge", definition="Other.", outcomes_not_stated=True)
    closed = page.submit("Send the acknowledgement", definition="Nobody rang.", status=409)
    assert closed.heading == "Acknowledge stage 1: not possible now"
    assert "Nobody rang." in closed.text


def test_takes_a_form_without_a_version_for_one_that_is_out_of_date(office: Office) -> None:
    ref = office.lives.accepted()
    visitor = office.visitor("officer")
    page = visitor.get(do(ref, "add_note"))
    held = {"csrf": page.one("main input[name=csrf]").get("value"), "text": "Rang."}
    stale = visitor.post(do(ref, "add_note"), held, status=409)
    assert stale.one("#text").text == "Rang."


@pytest.mark.parametrize("trouble", [Busy, InProgress])
def test_loses_nothing_where_somebody_else_is_changing_it(
    office: Office, trouble: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hold(*_: object, **__: object) -> None:
        raise trouble

    ref = office.lives.accepted()
    page = office.visitor("officer").get(do(ref, "add_note"))
    with monkeypatch.context() as patch:
        patch.setattr(actions.acting, "give", hold)
        busy = page.submit("Add the note", text="Rang.", status=409)
    assert "Somebody else is changing this complaint just now" in busy.errors[0]
    assert busy.submit("Add the note").notice.startswith("The note is added.")


# ---- Before it is sent ------------------------------------------------------------------------


def test_shows_the_letter_and_sends_nothing(office: Office) -> None:
    ref = office.lives.accepted()
    before = office.lives.complaint(ref).version
    page = office.visitor("handler").get(do(ref, "acknowledge"))
    seen = page.submit("Preview the letter", definition="Nobody rang back.",
                       outcomes_not_stated="yes")
    assert "Nothing has been sent." in seen.text
    assert "Nobody rang back." in seen.one("section .app-prewrap").text
    assert office.lives.complaint(ref).version == before
    assert seen.submit("Send the acknowledgement").notice.startswith("The acknowledgement")


def test_previews_nothing_that_would_be_refused(office: Office) -> None:
    ref = office.lives.accepted()
    page = office.visitor("handler").get(do(ref, "acknowledge"))
    assert page.submit("Preview the letter", status=422).errors


# ---- What is on file is not typed again -------------------------------------------------------


def test_begins_with_what_is_on_file(office: Office) -> None:
    ref = office.lives.accepted(points=2)
    points = office.visitor("officer").get(do(ref, "set_points"))
    assert [points.one(f"#points-{n}-text").text for n in (0, 1)] == ["Point 1", "Point 2"]
    people = office.visitor("officer").get(do(ref, "set_complainants"))
    assert people.one("#complainants-0-email").get("value") == "ada@home.example"
    answer = office.visitor("handler").get(do(office.lives.investigating(), "respond_stage_1"))
    assert "Point 1: Point 1" in answer.text
    assert not [one for one in answer.buttons if one == "Add another point"]


def test_names_handlers_and_not_the_reviewer(office: Office) -> None:
    page = office.visitor("officer").get(do(office.lives.requested(), "assign_reviewer"))
    offered = [one.get("value") for one in page.select("input[name=reviewer]")]
    assert HANDLER not in offered
    assert offered


def test_adds_and_removes_points_without_a_script(office: Office) -> None:
    page = office.visitor("officer").get(do(office.lives.received(), "accept"))
    page = page.submit("Add another point", {"points.0.text": "One"})
    page = page.submit("Add another point", {"points.1.text": "Two"})
    assert [page.one(f"#points-{n}-text").text for n in (0, 1, 2)] == ["One", "Two", ""]
    page = page.submit("Remove Point 1")
    assert [page.one(f"#points-{n}-text").text for n in (0, 1)] == ["Two", ""]
    done = page.submit("Accept the complaint")
    assert done.notice.startswith("The complaint is accepted at stage 1.")
