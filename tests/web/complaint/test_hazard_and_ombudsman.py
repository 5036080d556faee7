"""Hazards and the Ombudsmen's cases on the pages: what is shown, offered, counted and explained."""

from __future__ import annotations

import pytest
from support.office import Office

from complaints_service.domain.deadlines import deadlines_of
from complaints_service.services import reading
from complaints_service.services.rules_in_use import rules

LGSCO, HOUSING = "lgsco-1", "housing-2"


@pytest.fixture
def both(office: Office) -> str:
    """A complaint before both Ombudsmen, each with a request."""
    lives = office.lives
    ref = lives.final()
    today = lives.near(None).today.isoformat()
    lives.tell(ref, "notify_ombudsman", body="lgsco", reference="26 001 234")
    lives.tell(ref, "notify_ombudsman", body="housing", reference="202612345", channel="telephone",
               what="Is the complaint at stage 2?")
    for case, what in ((LGSCO, "The call records"), (HOUSING, "The repairs history")):
        lives.tell(ref, "record_ombudsman_request", ombudsman=case, what=what, due_on=today)
    return ref


# ---- Hazards ----------------------------------------------------------------------------------


def test_a_contact_in_triage_has_a_hazard_whose_hours_run(office: Office) -> None:
    ref = office.lives.received(service="housing-repairs", description="Sparks from the boiler.")
    desk = office.visitor("intake")
    page = desk.get(f"/complaints/{ref}/do/open_hazard")
    done = page.submit("Record the hazard", kind="electrical", emergency="yes",
                       what="Sparks from the boiler", where="Kitchen")
    assert "Hazard 1: Electrical danger" in done.text
    assert "Make the emergency safe" in done.text
    why = office.visitor("officer").get(f"/complaints/{ref}/why/hazard/1.make_safe_now")
    assert "24 hours later is" in why.text
    assert "SI 2025/1042, regulation 5" in why.text
    assert "Its wording was read in part only" in why.text
    with office.app.app_context():
        view = reading.complaint_view(office.lives.complaint(ref))
    clocks = {one["key"]: one["state"] for one in view["hazards"][0]["clocks"]}
    assert clocks == {"investigate_now": "open", "make_safe_now": "open"}


def test_what_the_law_has_no_clock_for_is_told_and_kept(office: Office) -> None:
    ref = office.lives.received()
    page = office.visitor("officer").get(f"/complaints/{ref}/do/open_hazard")
    again = page.submit("Record the hazard", status=422, kind="falls", emergency="no",
                        what="A loose stair", service="housing-repairs")
    assert any("for emergencies only so far" in one for one in again.errors), again.errors
    assert again.one("textarea[name=what]").text.strip() == "A loose stair"
    private = page.submit("Record the hazard", status=422, kind="damp_mould", emergency="no",
                          service="", what="Mould")
    assert any("landlord" in one for one in private.errors), private.errors


def test_each_count_of_hazards_opens_its_list(office: Office) -> None:
    ref = office.lives.after(office.lives.received(service="housing-repairs"),
                             "treat_as_service_request")
    office.lives.tell(ref, "open_hazard", kind="damp_mould", emergency=False)
    listed = office.visitor("officer").get("/officer/?group=hazards")
    assert ref in listed.text, "a service request's hazard is in the list too"


# ---- The Ombudsmen ----------------------------------------------------------------------------


def test_asks_which_case_before_it_offers_findings(office: Office, both: str) -> None:
    desk = office.visitor("officer")
    asked = desk.get(f"/complaints/{both}/do/record_ombudsman_decision")
    assert asked.heading == "Record an Ombudsman’s decision: which case?"
    page = desk.get(f"/complaints/{both}/do/record_ombudsman_decision?ombudsman={HOUSING}")
    more = page.submit("Add a finding")
    offered = {one.get("value") for one in more.select("[name='findings.0.category'] option")}
    words = {"maladministration", "severe_maladministration", "service_failure"}
    assert words <= offered
    assert not {"upheld", "not_upheld", "advice_given"} & offered, "no word of the other body"


def test_a_case_page_shows_both_sides_and_leads_on(office: Office, both: str) -> None:
    desk = office.visitor("officer")
    page = desk.get(f"/complaints/{both}/ombudsman/{HOUSING}")
    assert "by telephone" in page.text
    assert "The repairs history" in page.text
    assert "The call records" not in page.text
    form = page.follow("Record that we answered an Ombudsman")
    today = office.lives.near(None).today
    done = form.submit("Record that it was sent", n="1", evidence="The bundle",
                       **{"sent_on.day": str(today.day), "sent_on.month": str(today.month),
                          "sent_on.year": str(today.year)})
    assert "recorded" in done.notice
    dates = deadlines_of(office.lives.complaint(both), rules())
    rows = {(one.kind, one.item): one.open for one in dates}
    assert rows[("ombudsman_request", f"{HOUSING}.1")] is False
    assert rows[("ombudsman_request", f"{LGSCO}.1")] is True, "each request has its own date"


def test_every_count_of_the_ombudsmen_is_its_list(office: Office, both: str) -> None:
    lives = office.lives
    day = lives.near(None).today.isoformat()
    owner = "officer@borough.example"
    lives.tell(both, "record_ombudsman_decision", ombudsman=LGSCO, stage="final", decided_on=day,
               findings=[{"head": "Complaint handling", "category": "upheld"}],
               obligations=[{"kind": "recommendation", "description": "Pay", "due_on": day,
                             "type": "payment", "amount": 150, "owner": owner},
                            {"kind": "recommendation", "description": "Say sorry",
                             "due_on": day}])
    lives.tell(both, "complete_obligation", ombudsman=LGSCO, n=1, evidence="Receipt", sent_on=day,
               paid_on=day)
    lives.tell(both, "record_obligation_accepted", ombudsman=LGSCO, n=1, accepted_on=day)
    desk = office.visitor("officer")
    for name in ("dates", "requests", "instructions", "obligations", "cases"):
        page = desk.get(f"/officer/ombudsman?list={name}")
        said = int(page.one(".app-count--current .app-count__number").text)
        lists = [one for one in page.select("main table tbody") if both in one.text]
        assert said == (len(lists[0].select("tr")) if lists else 0), name
    shown = desk.get(f"/complaints/{both}/ombudsman/{LGSCO}")
    for words in ("Complaint handling", "£150", "accepted", "paid", "Complaints team"):
        assert words in shown.text
