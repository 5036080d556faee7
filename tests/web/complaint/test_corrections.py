"""Facts put right and steps taken by mistake, on the pages: both values stand, dates follow."""

from __future__ import annotations

from datetime import timedelta

from support.office import Office

from complaints_service.domain.london import london_date
from complaints_service.services import reading


def test_bug_19_a_corrected_date_shows_both_values_and_moves_the_clock(office: Office) -> None:
    ref = office.lives.investigating()
    before = office.lives.complaint(ref)
    earlier = before.received_on - timedelta(days=14)
    desk = office.visitor("officer")
    form = desk.get(f"/complaints/{ref}/do/correct_fact")
    page = form.submit("Correct the fact", field="received_at", value=earlier.isoformat(),
                       reason="The letter lay at the desk for a week.")
    assert "The letter lay at the desk for a week." in page.text
    for day in (before.received_on, earlier):
        assert f"{day.day} {day:%B %Y}" in page.text, "both values are visible"
    with office.app.app_context():
        view = reading.complaint_view(office.lives.complaint(ref))
    assert view["received_on"] == earlier.isoformat()
    assert view["corrections"][0]["old"] != view["corrections"][0]["new"]
    assert view["stage_1"]["ack_timeliness"] == "late", "lateness is counted anew"
    why = desk.get(f"/complaints/{ref}/why/stage_1_acknowledge")
    assert "was corrected from" in why.text


def test_bug_20_reopening_by_the_page_keeps_the_first_answer(office: Office) -> None:
    ref = office.lives.after(office.lives.responded(), "close")
    first = office.lives.complaint(ref).stage_1.responded_at
    desk = office.visitor("officer")
    desk.get(f"/complaints/{ref}/do/reopen").submit("Reopen the file", reason="Closed by mistake.")
    again = office.lives.complaint(ref)
    assert again.stage_1.responded_at == first
    assert first is not None
    day = london_date(first)
    shown = desk.get(f"/complaints/{ref}").text
    assert f"{day.day} {day:%B %Y}" in shown
    assert "Closed by mistake." in shown


def test_bug_64_stage_2_by_mistake_and_back_leaves_the_dates(office: Office) -> None:
    ref = office.lives.responded()
    before = office.lives.complaint(ref).stage_1
    office.lives.tell(ref, "request_stage_2", "officer")
    form = office.visitor("officer").get(f"/complaints/{ref}/do/decline_stage_2")
    assert form.heading, "the way back is offered"
    office.lives.tell(ref, "decline_stage_2")
    after = office.lives.complaint(ref)
    assert after.state.value == "stage_1_responded"
    assert (after.stage_1.acknowledged_at, after.stage_1.responded_at) == (
        before.acknowledged_at, before.responded_at)
