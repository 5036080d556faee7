"""Triage as people meet it: the inbox, all that helps to decide, and one decision with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from support.clauses import clause
from support.office import Office

SAID = "My bin was missed again. I use a wheelchair and cannot get past it."


def received(office: Office, name: str = "Ivo Marsh", **more: Any) -> str:
    person = {"name": name, "email": f"{name.split()[0].lower()}@home.example",
              "address": "7 Otter Way", "postcode": "ZZ99 3CD"}
    office.council.later(minutes=1)
    data = {"service": "refuse-recycling", "channel": "phone", "description": SAID,
            "complainants": [person], **more}
    return office.council.tell("intake", "receive", None, data).ref


def test_the_inbox_counts_exactly_what_it_lists(office: Office) -> None:
    received(office)
    visitor = office.visitor("officer")
    page = visitor.get("/officer/inbox")
    for count in page.select(".app-counts a"):
        shown = visitor.get(count.get("href") or "")
        number = int(count.select(".app-count__number")[0].text)
        assert len(shown.select("tbody tr")) == min(number, 25)
    assert "working days left" in page.text


def test_what_waits_says_by_when_and_leads_to_the_decision(office: Office) -> None:
    ref = received(office, "Ula North", dissatisfaction_expressed=True)
    visitor = office.visitor("officer")
    rows = [row for row in visitor.get("/officer/inbox").select("tbody tr") if ref in row.text]
    assert len(rows) == 1
    assert "Offer the choice" in rows[0].text
    assert rows[0].select("th a")[0].get("href") == f"/complaints/{ref}/triage"


def test_all_that_helps_stands_on_one_page(office: Office) -> None:
    """Earlier contacts with why, the threshold's advice, prompts, the Ombudsman, the twelve months.
    """
    first = received(office, "Tove Lind")
    second = received(office, "Tove Lind", issue_on="2024-01-05")
    page = office.visitor("officer").get(f"/complaints/{second}/triage")
    assert "Second missed bin in four weeks: a complaint" in page.text
    assert "Same email address" in page.text
    assert f"Merge into {first}" in page.text
    assert "The person may need things done differently" in page.text
    assert "“wheelchair”" in page.text
    assert "more than twelve months on" in page.text
    assert "Local Government and Social Care Ombudsman" in page.text
    assert "Acknowledge by" in page.text


@clause("HO 1.3", "LGSCO 5.3")
def test_who_is_unhappy_is_to_be_offered_the_choice(office: Office) -> None:
    ref = received(office, "Odd Berg", dissatisfaction_expressed=True)
    page = office.visitor("officer").get(f"/complaints/{ref}/triage")
    assert "None applies: the person is unhappy" in page.text
    assert "They choose whether this is a complaint" in page.text


def test_from_the_page_to_a_decision_with_its_reason(office: Office) -> None:
    ref = received(office, "Una Weir", kind="compliment", description="Thank you to the crew.")
    page = office.visitor("officer").get(f"/complaints/{ref}/triage")
    form = page.follow("Keep as a compliment or comment")
    assert form.select("input[name=kind][value=compliment][checked]")
    refused = form.submit("Keep it apart from complaints", reason="", status=422)
    done = refused.submit("Keep it apart from complaints", reason="They thank the crew.")
    assert done.heading == f"Compliment {ref}"
    listed = office.visitor("officer").get("/officer/inbox?list=compliments")
    assert ref in listed.text


# A gap that nobody filled would reach a person.
def test_wording_is_begun_with_and_its_gaps_must_be_filled(office: Office) -> None:
    ref = received(office, "Pia Stone")
    page = office.visitor("officer").get(f"/complaints/{ref}/do/decline?ground=already_considered")
    assert "Exclusions, paragraph 3" in (page.select("input[name=policy_paragraph]")[0]
                                         .get("value") or "")
    begun = page.follow("Already answered by us")
    assert "[date]" in begun.select("textarea[name=explanation]")[0].text
    refused = begun.submit("Do not accept it and tell them why", status=422)
    assert "[the matter]" in " ".join(refused.errors)


def test_a_hand_off_begins_with_the_procedure(office: Office) -> None:
    ref = received(office, "Jan Hale")
    page = office.visitor("officer").get(f"/complaints/{ref}/do/hand_off?procedure=data_protection")
    assert page.select("select[name=procedure] option[selected]")[0].get("value") == (
        "data_protection")
    assert page.select("details a")[0].text == "How we used somebody's information"


def test_who_may_not_decide_reads_only(office: Office) -> None:
    ref = received(office, "Bo Field")
    page = office.visitor("auditor").get(f"/complaints/{ref}/triage")
    assert "Somebody of the complaints team decides" in page.text
    assert not page.select("a[href*='/do/']")


@pytest.mark.parametrize(("query", "status"), [
    ("list=nonsense", 422), ("page=99", 200), ("page=-1", 200), ("list=waiting&page=x", 200),
])
def test_nonsense_in_the_address_shows_a_list_all_the_same(
    office: Office, query: str, status: int
) -> None:
    page = office.visitor("officer").get(f"/officer/inbox?{query}", status=status)
    assert page.heading == "Inbox"


# While the person is on the telephone: nothing is recorded yet, and nothing typed is lost.
def test_earlier_contacts_are_offered_at_intake(office: Office) -> None:
    first = received(office, "Rhea Fox")
    typed = {"description": "Mould in the bedroom again", "service": "housing-repairs",
             "complainants.0.name": "Rhea Fox", "complainants.0.email": "rhea@home.example"}
    page = office.visitor("intake").get("/officer/contacts/new").submit(
        "Look for earlier contacts", typed)
    assert first in page.text
    assert "Same email address; Same name" in page.text
    assert "There may be a hazard in the home" in page.text
    assert "rhea" not in page.address
    done = page.submit("Record the contact")
    assert done.page_id == "triage"
    assert first in done.text


def test_managers_see_how_it_went(office: Office) -> None:
    said = "We answered this in May and found nothing new in it at all."
    for name in ("Al Reed", "Bea Reed"):
        ref = received(office, name, service="parking")
        office.council.tell("officer", "decline", ref, {
            "ground": "already_considered", "explanation": said,
            "policy_paragraph": "Exclusions, paragraph 3"})
    page = office.visitor("manager").get("/manager/triage")
    copies = page.one("[aria-label='Refusals explained in the same words']")
    assert "Already considered under our complaints policy" in page.text
    assert said not in page.text
    assert "2" in copies.select("tbody tr")[0].text
    assert len(copies.select("tbody a")) == 2
    assert office.visitor("manager").get("/manager/triage?span=quarter").heading == (
        "How triage went")
