"""Approval in the browser: typed, sent to a second person, read whole by them, and then sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.office import Office
from support.pages import Page, Visitor

from complaints_service.services import approval, waiting_drafts

REASON = "Two surveys are needed."
GOOD = "The second survey can only be made in dry weather."
SAID = {"points.0.finding": "not_upheld", "points.0.reasons": "The round was made.",
        "apology": "", "no_remedy_because": "Nothing went wrong.", "lesson": "Ring back sooner."}


@pytest.fixture
def asked(office: Office) -> Iterator[Office]:
    """A council that asks for approval before stage 1 is answered."""
    office.settings({"approval": ["respond_stage_1"]})
    yield office
    office.settings({})


def too_long(office: Office, ref: str) -> Page:
    """An extension over the cap with good reason, as the page refuses it."""
    page = office.visitor("handler").get(f"/complaints/{ref}/do/extend")
    with office.app.app_context():
        near = office.lives.near(None)
    reason = near.rules.vocabularies["extension_reasons"].on(near.today)[0].key
    given = {"working_days": "15", "reason": reason, "reason_text": REASON, "good_reason": GOOD}
    return page.submit("Extend and tell them" if "Extend and tell them" in page.buttons else 0,
                       given, status=422)


def test_an_extension_over_the_cap_goes_to_an_approver_and_then_out(office: Office) -> None:
    ref = office.lives.investigating()
    refused = too_long(office, ref)
    assert "Send for approval" in refused.buttons
    sent = refused.submit("Send for approval")
    assert sent.address == f"/complaints/{ref}"
    assert "An approver looks at it next" in sent.notice
    assert "looks at it next" in sent.text.replace(sent.notice, "")
    assert office.states(ref) == ["submitted"]
    # The approver finds it counted, listed and whole.
    approver = office.visitor("approver")
    assert "Drafts on complaints" in approver.get("/manager/").text
    whole = approver.get("/manager/approvals").follow("Extend")
    assert REASON in whole.text
    assert GOOD in whole.text
    assert "The letter as it would go" in whole.text
    letters = len(office.lives.complaint(ref).letters)
    done = whole.submit("Approve")
    assert done.notice == "The draft is approved. Its author sends it."
    assert len(office.lives.complaint(ref).letters) == letters, "nothing has gone yet"
    # Its author sends exactly that.
    mine = office.visitor("handler").get("/handler/").follow("Approved: send it")
    assert mine.one("#reason_text").text == REASON
    gone = mine.submit(0)
    assert gone.address == f"/complaints/{ref}"
    assert office.states(ref) == ["used"]
    (extension,) = office.lives.complaint(ref).extensions
    assert extension.approved_by == office.council.actors["approver"].id


def test_what_was_changed_after_approval_is_approved_again(office: Office) -> None:
    ref = office.lives.investigating()
    too_long(office, ref).submit("Send for approval")
    office.council.later(minutes=1)
    office.council.tell("approver", "approve", ref, {"n": 1})
    page = office.visitor("handler").get(f"/complaints/{ref}/do/extend?draft=1")
    refused = page.submit(0, working_days="16", status=422)
    assert "Send for approval" in refused.buttons
    assert not office.lives.complaint(ref).extensions


def test_a_draft_goes_back_with_its_reason_and_comes_again(office: Office) -> None:
    ref = office.lives.investigating()
    too_long(office, ref).submit("Send for approval")
    whole = office.visitor("approver").get(f"/manager/approvals/{ref}/1")
    silent = whole.submit("Send back with this reason", status=422)
    assert silent.errors == ["Say what has to change before you send it back."]
    back = silent.submit("Send back with this reason", reason="Say which survey.")
    assert back.notice == "The draft went back to its author, with your reason."
    own = office.visitor("handler").get(f"/complaints/{ref}")
    assert "Say which survey." in own.text
    again = own.follow("Change it")
    assert "Say which survey." in again.text
    assert again.one("#reason_text").text == REASON
    # What was decided on is no longer there to decide on.
    gone = office.visitor("approver").get(f"/manager/approvals/{ref}/1")
    assert gone.address == "/manager/approvals"


def test_an_answer_goes_by_an_approver_where_the_council_asks(asked: Office) -> None:
    ref = asked.lives.investigating()
    page = asked.visitor("handler").get(f"/handler/{ref}/answer")
    fields = {name: text for name, text in SAID.items()
              if page.select(f'main [name="{name}"]')}
    refused = page.submit("Send the answer", fields, status=422)
    sent = refused.submit("Send for approval")
    assert sent.address == "/handler/"
    assert "An approver looks at it next" in sent.notice
    whole = asked.visitor("approver").get(f"/manager/approvals/{ref}/1")
    assert "The round was made." in whole.text
    assert "The letter as it would go" in whole.text
    assert "Ring back sooner." not in whole.text, "a lesson is no part of the letter"
    whole.submit("Approve")
    mine = asked.visitor("handler").get("/handler/").follow("Approved: send it")
    assert "Your answer is approved" in mine.text
    assert mine.one("#lesson").text == "Ring back sooner."
    done = mine.submit("Send the answer")
    assert "is on its way by email" in done.notice
    after = asked.lives.complaint(ref)
    assert after.stage_1.answered
    assert asked.states(ref) == ["used"]
    assert after.lessons


def test_an_incomplete_answer_is_told_before_anybody_is_asked(asked: Office) -> None:
    ref = asked.lives.investigating()
    page = asked.visitor("handler").get(f"/handler/{ref}/answer")
    assert page.submit("Send for approval", status=422).errors
    assert asked.states(ref) == []


def test_nobody_is_offered_to_approve_their_own(office: Office) -> None:
    ref = office.lives.investigating()
    council = office.lives.complaint(ref).organisation
    both = Visitor(office.app).sign_in("officer", "approver", organisation=council)
    page = both.get(f"/complaints/{ref}/do/extend")
    reason = page.select("[name=reason]")[0]
    key = reason.get("value") or [option.get("value") for option in reason.select("option")][1]
    refused = page.submit(0, working_days="15", reason=key, reason_text=REASON, good_reason=GOOD,
                          status=422)
    refused.submit("Send for approval")
    whole = both.get(f"/manager/approvals/{ref}/1")
    assert "You wrote this. Somebody else has to approve it." in whole.text
    assert "Approve" not in whole.buttons
    # Nor does sending the form itself help.
    held = {one.get("name") or "": one.get("value") or "" for one in office.visitor("approver").get(
        whole.address).select("main input[type=hidden]")}
    token = both.get("/manager/approvals/" + ref + "/1").select("input[name=csrf]")
    forged = both.post(whole.address, held | {"decision": "approve", "csrf": token[0].get("value")},
                       status=422)
    assert "somebody else has to approve it" in forged.errors[0]
    assert office.states(ref) == ["submitted"]


def test_a_double_press_asks_once(office: Office) -> None:
    ref = office.lives.investigating()
    refused = too_long(office, ref)
    refused.submit("Send for approval")
    refused.submit("Send for approval")
    assert office.states(ref) == ["submitted"]


def test_what_is_saved_but_not_submitted_is_told_honestly(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = office.lives.investigating()
    refused = too_long(office, ref)
    monkeypatch.setattr(approval, "_submitted", lambda *args: "others were changing it")
    told = refused.submit("Send for approval")
    assert told.notice == ("Draft 1 is saved, but it was not sent for approval: others were "
                           "changing it.")
    assert office.states(ref) == ["saved"]


def test_a_restricted_complaint_is_not_in_the_list_of_others(office: Office) -> None:
    ref = office.lives.restricted()
    office.lives.tell(ref, "save_draft", "handler")
    office.lives.tell(ref, "submit_for_approval", "handler", n=1)
    page = office.visitor("approver").get("/manager/approvals")
    assert ref not in page.text
    gone = office.visitor("approver").get(f"/manager/approvals/{ref}/1")
    assert gone.address == "/manager/approvals"
    with office.council.app.app_context():
        assert all(one.ref != ref for one in waiting_drafts.waiting_drafts(
            office.council.actors["approver"]))
