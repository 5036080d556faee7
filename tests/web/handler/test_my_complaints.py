"""My complaints: what is mine, by what breaks next, each with its one next step."""

from __future__ import annotations

from typing import Any

import pytest
from support.pages import Page


def texts(page: Page, css: str) -> list[str]:
    """The words of each part that a selector finds."""
    return [one.text for one in page.select(css)]


def test_with_nothing_to_do_it_says_so(office: Any) -> None:
    page = office.visitor("handler_2").get("/handler/")
    assert page.heading == "My complaints"
    assert "You have nothing to do here now" in page.text
    assert texts(page, "main h2") == ["What you did in the last 30 days"]


def test_each_has_who_what_when_and_one_step(office: Any) -> None:
    ref = office.lives.investigating()
    page = office.visitor("handler").get("/handler/")
    card, = [one for one in page.select(".govuk-summary-card") if ref in one.text]
    assert "Ada Brook" in card.text
    assert "The call was not returned." in card.text
    assert "10 working days left" in card.text
    steps = [one.get("href") for one in card.select(".govuk-summary-card__content a")]
    assert steps == [f"/handler/{ref}/answer"]


@pytest.mark.parametrize(("state", "who", "href"), [
    ("accepted", "handler", "/complaints/{}/do/acknowledge"),
    ("requested", "reviewer", "/complaints/{}/do/acknowledge_stage_2"),
    ("reviewing", "reviewer", "/handler/{}/answer"),
])
def test_the_step_leads_to_where_it_is_taken(
    office: Any, state: str, who: str, href: str
) -> None:
    ref = getattr(office.lives, state)()
    page = office.visitor(who).get("/handler/")
    address = href.format(ref)
    assert address in [one.href for one in page.links]
    assert office.visitor(who).get(address).status == 200


def test_a_promise_leads_to_recording_that_it_is_done(office: Any) -> None:
    ref = office.lives.responded(upheld=True)
    page = office.visitor("handler").get("/handler/")
    assert f"/complaints/{ref}/do/complete_remedy?n=1" in [one.href for one in page.links]
    assert "Promised: We say sorry." in page.text


def test_overdue_comes_first_and_in_words(office: Any) -> None:
    office.lives.investigating()
    office.council.later(days=21)
    ref = office.lives.investigating()
    page = office.visitor("handler").get("/handler/")
    headings = texts(page, "main h2")
    assert headings[0].startswith("Overdue (")
    assert "working days ago" in page.select(".govuk-summary-card")[0].text
    assert ref in page.text


def test_what_was_done_lately_is_listed_and_what_is_done_is_gone(office: Any) -> None:
    ref = office.lives.responded()
    page = office.visitor("handler").get("/handler/")
    assert f"Stage 1 answered: Ada Brook, {ref}" in page.text
    assert not [one for one in page.select(".govuk-summary-card") if ref in one.text]


def test_those_without_work_of_their_own_may_not_come(office: Any) -> None:
    office.visitor("administrator").get("/handler/", status=403)
