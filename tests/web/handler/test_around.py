"""What surrounds an answer: lateness told, money advised on, stage 2, and a look afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from support.lives import HANDLER, REVIEWER

from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.transaction import transaction

CHECK = "Check it and see the letter"
ANSWER = {"points.0.finding": "upheld", "points.0.reasons": "We forgot.",
          "apology": "We are sorry that we forgot."}
MONEY = {"remedies.0.kind": "financial_remedy", "remedies.0.description": "We will pay it.",
         "remedies.0.amount": "20", "remedies.0.due_on.day": "4", "remedies.0.due_on.month": "1",
         "remedies.0.due_on.year": "2027"}


def share(office: Any, percent: int) -> None:
    """Let so many of a hundred answers be looked at."""
    with office.app.app_context(), transaction() as session:
        session.execute(update(OrganisationRow).values(settings={"sampling_percent": percent}))


def test_a_late_answer_offers_the_letter_that_says_so(office: Any) -> None:
    ref = office.lives.investigating()
    office.council.later(days=21)
    page = office.visitor("handler").get(f"/handler/{ref}/answer")
    address = f"/complaints/{ref}/do/notify_delay"
    assert address in [one.href for one in page.links]
    office.lives.tell(ref, "notify_delay", "handler", stage=1, reason_text="The file was lost.",
                      expected_on="2027-02-01", update_every_days=5)
    again = office.visitor("handler").get(f"/handler/{ref}/answer")
    assert "They were told to expect the answer by Monday 1 February 2027" in again.text


def test_an_answer_in_the_post_is_sent_and_not_called_late(office: Any) -> None:
    ref = office.lives.investigating()
    office.lives._answer(ref, "respond_stage_1", "handler", by_post=True)
    office.council.later(days=21)
    page = office.visitor("officer").get(f"/complaints/{ref}/do/notify_delay", status=409)
    assert "answer is written and waits for the post" in page.text
    assert f"/complaints/{ref}/do/record_dispatch" in [one.href for one in page.links]


def test_money_has_guidance_with_its_source_and_advice_that_stops_nothing(office: Any) -> None:
    ref = office.lives.investigating()
    page = office.visitor("handler").get(f"/handler/{ref}/answer")
    assert "£100 to £300" in page.text
    assert "looked at on 22 November 2026" in page.text
    assert "not yet checked against the source" in page.text
    checked = page.submit(CHECK, {**ANSWER, **MONEY, "remedies.0.head": "distress"})
    assert "£20 is less than what the guidance names for this (£100 to £300)." in checked.text
    assert "Financial remedy (distress and inconvenience), £20" in checked.text
    sent = checked.submit("Send the answer")
    assert sent.notice.startswith(f"The answer to {ref}")
    assert office.lives.complaint(ref).remedies[0].head == "distress"


def test_a_reviewer_is_told_what_stage_1_left_open(office: Any) -> None:
    ref = office.lives.responded(upheld=True)
    office.lives.tell(ref, "request_stage_2", "complainant", reason="Nobody ever rang.")
    page = office.visitor("officer").get(f"/complaints/{ref}/do/assign_reviewer")
    for told in ("What stage 1 left open", "Remedy 1 is promised and not done",
                 "What they say is wrong: Nobody ever rang."):
        assert told in page.text
    assert "Remedy 1 is promised and not done" in office.visitor("officer").get(
        f"/complaints/{ref}").text


def test_who_cannot_review_is_named_with_the_reason(office: Any) -> None:
    ref = office.lives.responded()
    office.lives.tell(ref, "request_stage_2", "complainant")
    office.lives.tell(ref, "record_complained_of", people=[REVIEWER])
    page = office.visitor("officer").get(f"/complaints/{ref}/do/assign_reviewer")
    barred = next(one.text for one in page.select("main li") if "is complained of" in one.text)
    assert barred.startswith("Reviewer")
    assert HANDLER not in page.text


def test_answers_are_looked_at_by_others_alone(office: Any) -> None:
    share(office, 100)
    ref = office.lives.responded()
    approver = office.visitor("approver")
    page = approver.get("/manager/quality")
    assert f"{ref}, stage 1" in page.text
    form = approver.get(f"/complaints/{ref}/do/record_quality_check")
    names = {one.get("name") for one in form.select("main input")
             if str(one.get("name")).endswith(".score")}
    refused = form.submit("Record what you found", dict.fromkeys(names, "partly"), status=422)
    assert any("What could have been better" in one or "note" in one for one in refused.errors)
    refused.submit("Record what you found", note="Say it more simply.")
    again = approver.get("/manager/quality")
    assert "50% of what applies is met" in again.text
    office.visitor("handler").get("/manager/quality", status=403)
    share(office, 0)
    assert "No answers are looked at afterwards here" in approver.get("/manager/quality").text


def test_many_complaints_can_be_searched(office: Any) -> None:
    refs = [office.lives.investigating() for _ in range(9)]
    page = office.visitor("handler").get("/handler/")
    found = page.submit("Find", find=refs[3])
    cards = [one.text for one in found.select(".govuk-summary-card")]
    assert len(cards) == 1
    assert refs[3] in cards[0]
    assert "None of your complaints has these words" in page.submit("Find", find="zebra").text
