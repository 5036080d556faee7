"""The page that explains a date, for every deadline of every state."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from support.lives import STATES
from support.office import Office

from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import DeadlineRow
from complaints_service.web.complaint.dates import why_address
from complaints_service.web.shown import day


@pytest.mark.parametrize("state", STATES)
def test_every_deadline_is_explained(office: Office, state: str) -> None:
    """The date that is stored stands in the first sentence."""
    ref = STATES[state](office.lives)
    with office.council.app.app_context():
        rows = db.session.execute(select(DeadlineRow.kind, DeadlineRow.item, DeadlineRow.due_on)
                                  .where(DeadlineRow.ref == ref)).all()
    visitor = office.visitor("auditor")
    assert rows
    for kind, item, due_on in rows:
        page = visitor.get(why_address(ref, kind, item))
        assert page.page_id == "complaint-why"
        assert day(due_on) in page.one(".govuk-body-l").text
        if page.select(".app-days"):
            assert day(due_on) in page.select(".app-days__due")[-1].text


def test_the_conclusion_comes_first_and_each_day_after(office: Office) -> None:
    """Christmas 2026, with a closure of the council that moves nothing."""
    office.council.at(datetime(2026, 12, 19, 22, 40, tzinfo=UTC))
    ref = office.lives.received()
    page = office.visitor("officer").get(f"/complaints/{ref}/why/stage_1_acknowledge")
    assert page.one(".govuk-body-l").text == (
        "Received Saturday 19 December 2026; 5 working days after it is "
        "Tuesday 29 December 2026.")
    rows = [one.text for one in page.select(".app-days tbody tr")]
    assert any("Friday 25 December 2026" in row and "Skipped: Christmas Day" in row for row in rows)
    assert "Skipped: Boxing Day (substitute day)" in page.text
    assert "LGSCO 6.2" in page.text
    assert "own wording was read" in page.text


@pytest.mark.parametrize("path", ["stage_2_respond", "remedy/9", "nonsense", "stage_1_respond/x"])
def test_a_deadline_that_is_not_there_is_not_found(office: Office, path: str) -> None:
    ref = office.lives.received()
    office.visitor("officer").get(f"/complaints/{ref}/why/{path}", status=404)


def test_another_s_complaint_is_not_found(office: Office) -> None:
    ref = office.lives.received()
    office.visitor("handler").get(f"/complaints/{ref}/why/stage_1_respond", status=404)
