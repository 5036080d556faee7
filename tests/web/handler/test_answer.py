"""One screen to answer: shown, saved, checked, refused, sent; nothing typed is ever lost."""

from __future__ import annotations

from typing import Any

import pytest
from support.lives import REVIEWER
from support.pages import Page

SEND, CHECK = "Send the answer", "Check it and see the letter"
SAVE, ADD = "Save and come back later", "Add something else we will do"
REMEDY = {
    "remedies.0.kind": "apology", "remedies.0.description": "We will ring and say sorry.",
    "remedies.0.due_on.day": "4", "remedies.0.due_on.month": "1",
    "remedies.0.due_on.year": "2027",
}


def found(place: int, finding: str, reasons: str) -> dict[str, str]:
    """The fields of one point's answer."""
    return {f"points.{place}.finding": finding, f"points.{place}.reasons": reasons}


NOT_UPHELD = found(0, "not_upheld", "We rang on 3 March. The call is on our records.")


def three_points(office: Any) -> str:
    """A complaint of three points, acknowledged."""
    ref: str = office.lives.accepted(points=3)
    office.lives.tell(ref, "acknowledge", "handler", definition="The lift is broken.",
                      outcomes_sought="Mend the lift.")
    return ref


def form_of(office: Any, ref: str, who: str = "handler") -> Page:
    """The page on which the complaint is answered."""
    page: Page = office.visitor(who).get(f"/handler/{ref}/answer")
    return page


def value(page: Page, name: str) -> str:
    """What stands in a text area."""
    return next(one for one in page.select("textarea") if one.get("name") == name).text


def test_all_that_is_needed_is_on_the_page(office: Any) -> None:
    page = form_of(office, three_points(office))
    assert page.heading == "Answer at stage 1"
    for told in ("The lift is broken.", "Mend the lift.", "Point 1 of 3", "Point 3 of 3",
                 "10 working days left", "The letter goes to Ada Brook by email",
                 "Local Government and Social Care Ombudsman", "We got this wrong."):
        assert told in page.text


def test_a_three_point_answer_is_sent(office: Any) -> None:
    ref = three_points(office)
    fields = {**found(0, "upheld", "We forgot to ring."), **found(1, "not_upheld", "We came."),
              **found(2, "unable_to_decide", "There is no record."), **REMEDY,
              "apology": "We are sorry that we did not ring.", "lesson": "Ring the same day."}
    page = form_of(office, ref).submit(SEND, fields)
    assert page.heading == "My complaints"
    told = f"The answer to {ref} at stage 1 is on its way by email. It counts"
    assert page.notice.startswith(told)
    assert page.notice.endswith("The lesson is recorded.")
    complaint = office.lives.complaint(ref)
    assert complaint.stage_1.answered
    assert [one.stage_1.finding.value for one in complaint.points] == [
        "upheld", "not_upheld", "unable_to_decide"]
    assert len(complaint.lessons) == 1


def test_everything_that_lacks_is_told_at_once_beside_its_field(office: Any) -> None:
    page = form_of(office, three_points(office)).submit(
        SEND, {**found(0, "upheld", "We forgot."), "points.1.reasons": "We came."}, status=422)
    assert page.title.startswith("Error: ")
    assert [one.partition(":")[0] for one in page.errors[:3]] == ["Point 2", "Point 3", "Point 3"]
    assert all("LGSCO Code" in one for one in page.errors)
    assert len(page.errors) == 4  # and no remedy though something is upheld
    assert value(page, "points.1.reasons") == "We came."
    targets = {one.get("href") for one in page.select(".govuk-error-summary__list a")}
    assert {"#points-1-finding", "#points-2-finding", "#points-2-reasons"} <= targets


def test_the_return_key_only_checks(office: Any) -> None:
    ref = office.lives.investigating()
    page = form_of(office, ref).submit(0, NOT_UPHELD)
    assert "Nothing has been sent" in page.text
    assert not office.lives.complaint(ref).stage_1.answered


def test_a_check_shows_the_letter_and_advice_and_sends_nothing(office: Any) -> None:
    ref = office.lives.investigating()
    version = office.lives.complaint(ref).version
    page = form_of(office, ref).submit(
        CHECK, found(0, "not_upheld", "We are sorry you feel that we utilise the wrong words."))
    assert "The letter as it would go" in page.text
    assert "Our answer to your complaint" in page.text
    assert "“sorry you feel”" in page.text
    assert "“utilise”: write instead: use." in page.text
    assert office.lives.complaint(ref).version == version
    assert page.submit(SEND).notice.startswith(f"The answer to {ref}")


def test_a_check_of_what_lacks_something_tells_it_with_the_advice(office: Any) -> None:
    page = form_of(office, office.lives.investigating()).submit(
        CHECK, {"points.0.reasons": "Prior to that we rang."}, status=422)
    assert len(page.errors) == 1
    assert "“Prior to”" in page.text


def test_saved_and_found_again(office: Any) -> None:
    ref = office.lives.investigating()
    page = form_of(office, ref).submit(SAVE, {"points.0.reasons": "So far", "lesson": "Ring."})
    assert page.heading == "My complaints"
    assert "is saved and not sent" in page.notice
    card, = [one for one in page.select(".govuk-summary-card") if ref in one.text]
    assert "You have begun this answer" in card.text
    again = form_of(office, ref)
    assert value(again, "points.0.reasons") == "So far"
    assert value(again, "lesson") == "Ring."
    assert "You saved this answer on" in again.text
    assert "So far" not in form_of(office, ref, "officer").text


def test_bug_25_another_window_is_never_overwritten_unseen(office: Any) -> None:
    ref = office.lives.investigating()
    first, second = form_of(office, ref), form_of(office, ref)
    first.submit(SAVE, {"points.0.reasons": "From the first window"})
    both = second.submit(SAVE, {"points.0.reasons": "From the second"}, status=409)
    mine, other = both.select(".app-versions dd")[:2]
    assert "From the second" in mine.text
    assert "From the first window" in other.text
    assert value(both, "points.0.reasons") == "From the second"
    both.submit(SAVE)
    assert value(form_of(office, ref), "points.0.reasons") == "From the second"


def test_bug_25_going_back_and_saving_again_overwrites_nothing(office: Any) -> None:
    ref = office.lives.investigating()
    first = form_of(office, ref)
    second = first.submit(CHECK, NOT_UPHELD)
    second.submit(SAVE, {"points.0.reasons": "Written after the check"})
    back = first.submit(SAVE, {"points.0.reasons": "Written before it"}, status=409)
    assert "Written after the check" in back.text
    assert value(form_of(office, ref), "points.0.reasons") == "Written after the check"


def test_saving_between_two_parts_goes_on_with_the_next(office: Any) -> None:
    ref = three_points(office)
    page = form_of(office, ref).submit("Save and go on to point 2", {"points.0.reasons": "So far"})
    assert page.address == f"/handler/{ref}/answer#point-2"
    assert value(page, "points.0.reasons") == "So far"
    assert "You saved this answer on" in page.text


def test_a_page_that_keeps_by_itself_is_told_how_it_went(office: Any) -> None:
    ref = office.lives.investigating()
    page = form_of(office, ref)
    held = {one.get("name"): one.get("value") for one in page.select("main form input")
            if one.get("type") == "hidden"}
    address, client = f"/handler/{ref}/answer", page.visitor.client
    typed = held | {"_auto": "yes", "points.0.reasons": "Typed"}
    first = client.post(address, data=typed)
    assert first.json["said"].startswith("Saved at ")
    # The answer was lost on the way: the same page tries again with the token that it had.
    assert client.post(address, data=typed | {"points.0.reasons": "Typed on"}).status_code == 200
    other = client.post(address, data=typed | {"window": "another"})
    assert (other.status_code, "another window" in other.json["said"]) == (409, True)
    office.lives._answer(ref, "respond_stage_1", "officer")
    late = client.post(address, data=typed | {"points.0.reasons": "Late"})
    assert (late.status_code, "no longer" in late.json["said"]) == (409, True)


def test_it_is_told_that_a_colleague_has_begun_too(office: Any) -> None:
    ref = office.lives.investigating()
    form_of(office, ref, "officer").submit(SAVE, {"points.0.reasons": "Theirs"})
    page = form_of(office, ref)
    assert "Officer has begun this answer too" in page.text
    assert "Theirs" not in page.text


def test_sending_over_a_draft_of_another_window_asks_first(office: Any) -> None:
    ref = office.lives.investigating()
    first, second = form_of(office, ref), form_of(office, ref)
    first.submit(SAVE, {"points.0.reasons": "From the first window"})
    both = second.submit(SEND, NOT_UPHELD, status=409)
    assert "From the first window" in both.text
    assert not office.lives.complaint(ref).stage_1.answered
    assert both.submit(SEND).notice.startswith(f"The answer to {ref}")


def test_a_colleagues_change_is_shown_and_nothing_is_lost(office: Any) -> None:
    ref = office.lives.investigating()
    page = form_of(office, ref)
    office.lives.tell(ref, "add_note", "officer", text="They rang.")
    stale = page.submit(SEND, NOT_UPHELD, status=409)
    assert "This complaint changed after you began to write" in stale.text
    assert "Note added, by complaints officer" in stale.text
    assert not office.lives.complaint(ref).stage_1.answered
    assert stale.submit(SEND).notice.startswith(f"The answer to {ref}")


def test_a_point_added_meanwhile_is_asked_for(office: Any) -> None:
    ref = office.lives.investigating()
    page = form_of(office, ref)
    office.lives.tell(ref, "add_point", "officer", point={"text": "The bell too"}, related=True)
    stale = page.submit(SEND, NOT_UPHELD, status=422)
    assert "The bell too" in stale.text
    assert "Point added" in stale.text
    assert value(stale, "points.0.reasons") == NOT_UPHELD["points.0.reasons"]
    done = stale.submit(SEND, found(1, "not_upheld", "It rings."))
    assert done.notice.startswith(f"The answer to {ref}")


def test_bug_25_answered_by_a_colleague_meanwhile(office: Any) -> None:
    ref = office.lives.investigating()
    page = form_of(office, ref)
    office.lives._answer(ref, "respond_stage_1", "officer")
    late = page.submit(SEND, found(0, "upheld", "My own words"), status=409)
    assert late.heading == "This complaint is answered"
    mine, other = next(one.select("dd") for one in late.select(".app-versions__row")
                       if "My own words" in one.text)
    assert "My own words" in mine.text
    assert "My own words" not in other.text
    assert "You wrote" in mine.text


def test_a_double_click_sends_once(office: Any) -> None:
    ref = office.lives.investigating()
    page = form_of(office, ref)
    first = page.submit(SEND, NOT_UPHELD)
    again = page.submit(SEND, NOT_UPHELD)
    assert again.notice == first.notice
    assert len(office.lives.complaint(ref).letters) == len(
        {one.id for one in office.lives.complaint(ref).letters})


def test_a_remedy_more_or_less_loses_nothing(office: Any) -> None:
    ref = office.lives.investigating()
    page = form_of(office, ref)
    add = next(one for one in page.buttons if one.startswith("Add"))
    more = page.submit(add, {**NOT_UPHELD, **REMEDY})
    assert value(more, "remedies.0.description") == REMEDY["remedies.0.description"]
    assert value(more, "remedies.1.description") == ""
    assert value(more, "points.0.reasons") == NOT_UPHELD["points.0.reasons"]


def test_stage_2_shows_stage_1_beside_each_point_and_asks_whether_it_changes(office: Any) -> None:
    ref = office.lives.responded()
    office.lives.tell(ref, "request_stage_2", "complainant", reason="Nobody ever rang.")
    office.lives.tell(ref, "assign_reviewer", reviewer=REVIEWER)
    office.lives.tell(ref, "acknowledge_stage_2", "reviewer", definition="The call.")
    page = form_of(office, ref, "reviewer")
    assert page.heading == "Answer at stage 2"
    for told in ("What stage 1 found: not upheld", "We read the file.", "Nobody ever rang."):
        assert told in page.text
    assert "lesson" not in {one.get("name") for one in page.select("textarea")}
    refused = page.submit(SEND, NOT_UPHELD, status=422)
    assert len(refused.errors) == 1
    sent = refused.submit(SEND, {"stage_1_changed": "no"})
    assert sent.notice.startswith(f"The answer to {ref} at stage 2 is on its way by email")


@pytest.mark.parametrize(("state", "who", "heading"), [
    ("accepted", "handler", "First comes the acknowledgement"),
    ("responded", "handler", "This complaint is answered"),
    ("reviewing", "officer", "You cannot answer this complaint now"),
])
def test_why_it_cannot_be_answered_now(office: Any, state: str, who: str, heading: str) -> None:
    assert form_of(office, getattr(office.lives, state)(), who).heading == heading


def test_what_is_not_theirs_is_not_found(office: Any) -> None:
    ref = office.lives.investigating()
    office.visitor("handler_2").get(f"/handler/{ref}/answer", status=404)


def test_adjustments_and_vulnerability_are_told(office: Any) -> None:
    ref = office.lives.investigating()
    office.lives.tell(ref, "set_adjustments", "officer", vulnerability=True,
                      adjustments=[{"kind": "large_print", "detail": "18 point"}])
    page = form_of(office, ref)
    assert "18 point" in page.text
    assert "This person may be vulnerable." in page.text


def test_hostile_text_stays_text(office: Any) -> None:
    ref = office.lives.investigating()
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    page = form_of(office, ref).submit(CHECK, {**found(0, "not_upheld", bad), "lesson": bad})
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html
    page.submit(SAVE)
    assert value(form_of(office, ref), "points.0.reasons") == bad
