"""A complaint's page: whole in every state, and true to who looks at it."""

from __future__ import annotations

import pytest
from support.lives import HANDLER, STATES
from support.office import Office

from complaints_service.domain.london import london_date
from complaints_service.services.open_commands import open_commands
from complaints_service.services.permissions import WHO
from complaints_service.services.rules_in_use import rules
from complaints_service.web.complaint.next_steps import GROUPS

ELSEWHERE = {"save_draft", "record_bundle_made"}
"""Given on the answer's own screen, and by making the bundle on its page."""


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_page(office: Office, state: str) -> None:
    """For an auditor, who sees all and may do nothing, and for an officer, who may."""
    ref = STATES[state](office.lives)
    read = office.visitor("auditor").get(f"/complaints/{ref}")
    assert read.page_id == "complaint"
    assert ref in read.heading
    assert not [one for one in read.links if "/do/" in one.href]
    found = office.lives.complaint(ref)
    if found.restricted:
        office.visitor("officer_2").get(f"/complaints/{ref}", status=404)
    page = office.visitor("officer").get(f"/complaints/{ref}")
    assert [one.text for one in page.select("section h2")]
    assert "None" not in page.text


def test_every_command_stands_in_one_group() -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert len(grouped) == len(set(grouped))
    assert set(WHO) - {"receive", "save_draft"} <= set(grouped)


def test_what_breaks_next_is_told_with_the_working_days_left(office: Office) -> None:
    """Received today: the acknowledgement is due in five working days."""
    page = office.visitor("officer").get(f"/complaints/{office.lives.received()}")
    panel = page.one(".app-panel").text
    assert "Stage 1 acknowledgement" in panel
    assert "(5 working days left)" in panel
    assert [one.text for one in page.select(".app-panel a.govuk-button")] == ["Decide what it is"]


# State: what its own people are led to first.
OBVIOUS = {
    # nobody has it yet, so that comes before all
    "stage_1_accepted": ("officer", "Acknowledge stage 1"),
    # the handler's own screen, not a form among forms
    "stage_1_investigating": ("handler", "Answer stage 1"),
    # a letter in the tray stops no clock
    "stage_1_investigating, letter awaits post": ("handler", "Record that a letter was sent"),
    "stage_2_investigating": ("reviewer", "Answer stage 2"),
    "stage_2_responded, obligation open": ("officer", "Record that an order was carried out"),
    "stage_1_responded, remedy offered": ("officer", "Complete a remedy"),
}


@pytest.mark.parametrize("state", OBVIOUS)
def test_the_obvious_step_comes_first(office: Office, state: str) -> None:
    who, step = OBVIOUS[state]
    page = office.visitor(who).get(f"/complaints/{STATES[state](office.lives)}")
    assert page.select(".app-panel a.govuk-button")[0].text == step


def test_exactly_what_may_be_done_is_offered(office: Office) -> None:
    """Every command that the door allows now is on the page, and no other."""
    ref = office.lives.investigating()
    for who in ("officer", "handler", "manager", "auditor"):
        page = office.visitor(who).get(f"/complaints/{ref}")
        led = {one.href for one in page.links if "/do/" in one.href or "/answer" in one.href}
        with office.council.app.app_context():
            listed = open_commands(
                office.lives.complaint(ref), office.council.actors[who], rules(),
                london_date(office.council.now))
        wanted = {f"/complaints/{ref}/do/{name}" for name in set(listed) - ELSEWHERE}
        answer = f"/complaints/{ref}/do/respond_stage_1"
        if answer in wanted:
            wanted = (wanted - {answer}) | {f"/handler/{ref}/answer"}
        assert led == wanted


def test_what_nobody_may_overlook_is_on_every_screen(office: Office) -> None:
    """An adjustment, a vulnerability, a limit on contact and a restriction."""
    lives = office.lives
    ref = lives.investigating()
    lives.tell(ref, "set_adjustments", vulnerability=True, adjustments=[
        {"kind": "large_print", "detail": "18 points"}])
    lives.tell(ref, "restrict_contact", restriction="In writing only.", review_on="2031-01-02")
    lives.tell(ref, "restrict_access", people=[HANDLER])
    letter = lives.complaint(ref).letters[-1].id
    visitor = office.visitor("officer")
    for below in ("", "/why/stage_1_respond", f"/letters/{letter}"):
        told = visitor.get(f"/complaints/{ref}{below}").one(".app-cautions").text
        for words in ("Restricted", "Large print: 18 points", "Vulnerable", "In writing only."):
            assert words in told


@pytest.mark.parametrize("state", [
    "stage_2_responded, obligation open", "stage_1_responded, remedy offered"])
def test_links_that_lead_apart_have_names_of_their_own(office: Office, state: str) -> None:
    """Read out of context, no two links with the same words lead to different places."""
    page = office.visitor("officer").get(f"/complaints/{STATES[state](office.lives)}")
    led: dict[str, set[str]] = {}
    for one in page.select("section a[href]"):
        led.setdefault(one.text, set()).add(one.get("href") or "")
    assert {name: places for name, places in led.items() if len(places) > 1} == {}
    assert any(name.startswith("Why is Stage 1 answer due on ") for name in led)


def test_a_corrected_fact_shows_both_values(office: Office) -> None:
    ref = office.lives.received()
    office.lives.tell(ref, "correct_fact", field="description", value="Nobody ever rang back.",
                      reason="She said more.")
    page = office.visitor("officer").get(f"/complaints/{ref}")
    about = page.one("#about").text
    for words in ("Corrected facts", "Nobody rang back.", "Nobody ever rang back.",
                  "She said more."):
        assert words in about


def test_hostile_words_are_only_words(office: Office) -> None:
    """Markup in every field that people fill is shown, never obeyed."""
    bad = '<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}'
    ref = office.lives.received(description=bad, outcomes_sought=bad, complainants=[
        {"name": bad, "email": "ada@home.example", "address": bad}])
    office.lives.tell(ref, "add_note", text=bad)
    page = office.visitor("officer").get(f"/complaints/{ref}")
    assert not page.select("main script, main img")
    assert page.text.count("{{ 7 * 7 }}") >= 4
