"""Making a complaint without an account: nothing lost, sent once, and no personal data astray."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from support import web
from support.pages import Page, Visitor

from complaints_service import clock
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import EventRow
from complaints_service.services import reading
from complaints_service.services.actors import system
from complaints_service.services.organisations import create_organisation
from complaints_service.services.rules_in_use import rules
from complaints_service.web.public import limits
from complaints_service.web.rate_limits import Limit

HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}\'--\u202e<img src=x onerror=alert(2)>'


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def at_the_start(visitor: Visitor) -> Page:
    page = visitor.get("/complain").follow("Start now")
    assert page.page_id == "complain-service"
    return page


def to_the_check(page: Page, **answers: Any) -> Page:
    """Answer every question that is put, as somebody who complains about a missed bin."""
    usual: dict[str, Any] = {
        "service": "refuse-recycling", "description": "The bin was missed again.",
        "outcomes_sought": "Collect it.", "who": "self", "name": "Ann Example",
        "email": "ann@example.org", "reply_by": "email",
    } | answers
    for _ in range(14):
        if page.page_id == "complain-check":
            return page
        fields = {one.get("name") for one in page.select("main input, main textarea")
                  if one.get("type") != "hidden"}
        page = page.submit("Continue", {key: value for key, value in usual.items()
                                        if key in fields})
    raise AssertionError(f"stuck at {page.page_id}: {page.errors}")


def send(page: Page) -> Page:
    sent = page.submit("Send my complaint")
    assert sent.page_id == "complain-sent", sent.errors
    return sent


def ref_of(page: Page) -> str:
    return page.one(".govuk-panel strong").text


def view_of(app: Flask, ref: str) -> dict[str, Any]:
    with app.app_context():
        return reading.complaint_view(reading.seen(ref, system()))


def complaints_in(app: Flask) -> int:
    with app.app_context():
        return db.session.query(ComplaintRow).count()


# --- the whole way ------------------------------------------------------------------------------


def test_a_complaint_is_recorded_as_it_was_told(app: Flask, visitor: Visitor) -> None:
    before = complaints_in(app)
    page = to_the_check(at_the_start(visitor), issue_day="1", issue_month="6", issue_year="2026")
    assert "The bin was missed again." in page.text
    assert "1 June 2026" in page.text
    sent = send(page)
    view = view_of(app, ref_of(sent))
    assert complaints_in(app) == before + 1
    assert view["state"] == "received"
    assert (view["service"], view["channel"]) == ("refuse-recycling", "web")
    assert view["description"] == "The bin was missed again."
    assert view["outcomes_sought"] == "Collect it."
    assert view["issue_on"] == "2026-06-01"
    assert view["dissatisfaction_expressed"] is True
    [person] = view["complainants"]
    assert (person["name"], person["email"], person["preferred_channel"]) == (
        "Ann Example", "ann@example.org", "email")


def test_the_confirmation_says_what_happens_and_when(app: Flask, visitor: Visitor) -> None:
    sent = send(to_the_check(at_the_start(visitor)))
    ref = ref_of(sent)
    with app.test_request_context():
        words = app.jinja_env.filters["day"]
        stage = view_of(app, ref)["stage_1"]
        assert words(stage["acknowledge_by"]) in sent.text
        assert words(stage["respond_by"]) in sent.text
    assert "sending you an email" in sent.text
    assert "Ombudsman" in sent.text
    assert "free of charge" in sent.text
    assert "/track" in [one.href for one in sent.links]
    assert visitor.get("/complain/sent").text == sent.text


def test_nothing_is_kept_before_it_is_sent(app: Flask, visitor: Visitor) -> None:
    before = complaints_in(app)
    to_the_check(at_the_start(visitor))
    assert complaints_in(app) == before
    assert visitor.get("/complain/sent").page_id == "complain"


def test_no_answer_is_in_an_address_a_title_or_a_cookie(visitor: Visitor) -> None:
    page = to_the_check(at_the_start(visitor), name="Zebedee Q", description="Sprocket")
    for shown in (page, send(page)):
        for secret in ("Zebedee", "Sprocket", "ann@"):
            assert secret not in shown.address
            assert secret not in shown.title
            assert secret not in str(shown.response.headers)


# --- who may complain, and how they are reached -------------------------------------------------


@pytest.mark.parametrize(("answers", "reached"), [
    # A telephone number alone is enough.
    ({"email": "", "phone": "01632 960001", "reply_by": "phone"}, "phone"),
    # So is an address.
    ({"email": "", "address": "1 High Street", "postcode": "ZZ99 1AA", "reply_by": "post"}, "post"),
    # And nothing at all, for somebody who wants no answer.
    ({"email": "", "reply_by": "none"}, "portal"),
])
def test_one_way_of_reaching_somebody_is_enough(
    app: Flask, visitor: Visitor, answers: dict[str, str], reached: str
) -> None:
    sent = send(to_the_check(at_the_start(visitor), **answers))
    [person] = view_of(app, ref_of(sent))["complainants"]
    assert person["preferred_channel"] == reached
    assert "cannot follow" in sent.text
    assert "/track" not in [one.href for one in sent.links]


def test_nobody_has_to_say_who_they_are(app: Flask, visitor: Visitor) -> None:
    page = to_the_check(at_the_start(visitor), who="nobody")
    assert "Your name" not in page.text
    sent = send(page)
    view = view_of(app, ref_of(sent))
    assert view["anonymous"] is True
    assert view["complainants"] == []
    assert "did not tell us who you are" in sent.text


def test_somebody_may_speak_for_another_and_gets_no_right_by_saying_so(
    app: Flask, visitor: Visitor
) -> None:
    page = to_the_check(
        at_the_start(visitor), who="other", rep_name="Rita Help", rep_email="rita@example.org",
        rep_kind="solicitor", rep_why="I am the solicitor.", name="Ann Example", email="",
        reply_by=None,
    )
    view = view_of(app, ref_of(send(page)))
    assert view["representative"]["name"] == "Rita Help"
    assert view["representative"]["kind"] == "solicitor"
    assert view["representative"]["authorised"] is False
    assert [one["name"] for one in view["complainants"]] == ["Ann Example"]


def test_the_form_makes_nobody_a_councillor(visitor: Visitor) -> None:
    page = at_the_start(visitor)
    page = page.submit("Continue", service="parking").submit("Continue", description="x")
    page = page.submit("Continue").submit("Continue").submit("Continue", who="other")
    offered = {one.get("value") for one in page.select("input[name=rep_kind]")}
    assert "solicitor" in offered
    assert not offered & {"councillor", "mp"}
    forged = visitor.post("/complain/representative", _posted(page, rep_name="A", rep_kind="mp",
                          rep_email="a@example.org"), status=422)
    assert forged.errors == ["Choose what you are to them"]


def _posted(page: Page, **changed: str) -> dict[str, str]:
    held = {one.get("name") or "": one.get("value") or ""
            for one in page.select("main input[type=hidden]")}
    return held | changed


def test_what_they_need_is_recorded_and_obeyed(app: Flask, visitor: Visitor) -> None:
    page = to_the_check(at_the_start(visitor), adjustments=["large_print", "phone_first"],
                        adjustments_detail="20 point, please")
    view = view_of(app, ref_of(send(page)))
    assert {(one["kind"], one["detail"]) for one in view["adjustments"]} == {
        ("large_print", None), ("phone_first", None), ("other", "20 point, please")}


def test_the_receipt_already_goes_as_they_need(app: Flask, visitor: Visitor) -> None:
    """HO 5.10: asked once, obeyed from the first letter on, though an email address is known."""
    page = to_the_check(at_the_start(visitor), adjustments=["post_only"])
    ref = ref_of(send(page))
    with app.app_context():
        complaint = reading.seen(ref, system())
    (receipt,) = complaint.letters
    assert (receipt.kind, receipt.send_by) == ("receipt", "post")
    assert complaint.complainants[0].reachable_by.count("email") == 1


def test_wishes_that_leave_no_way_to_write_are_asked_about(visitor: Visitor) -> None:
    page = at_the_start(visitor)
    while page.page_id != "complain-adjustments":
        fields = {one.get("name") for one in page.select("main input, main textarea")}
        known = {"service": "parking", "description": "x", "who": "self", "name": "Ann",
                 "phone": "1", "reply_by": "phone"}
        page = page.submit("Continue", {k: v for k, v in known.items() if k in fields})
    wrong = page.submit("Continue", adjustments=["post_only", "email_only"], status=422)
    assert "leave us no way to write to you" in wrong.errors[0]


def test_who_does_not_know_the_service_is_taken_all_the_same(app: Flask, visitor: Visitor) -> None:
    sent = send(to_the_check(at_the_start(visitor), service="unsure"))
    assert view_of(app, ref_of(sent))["service"] == "other"


def test_a_tenant_is_asked_about_the_home(app: Flask, visitor: Visitor) -> None:
    page = to_the_check(at_the_start(visitor), service="housing-repairs", tenure="private_tenant")
    assert "Your home" in page.text
    view = view_of(app, ref_of(send(page)))
    assert view["complainants"][0]["tenure"] == "private_tenant"
    assert view["codes"] == ["lgsco"]


# --- going back and changing --------------------------------------------------------------------


def test_back_loses_nothing_not_even_what_was_just_typed(visitor: Visitor) -> None:
    page = at_the_start(visitor).submit("Continue", service="parking")
    page = page.submit("Back", description="Half a sentence")
    assert page.page_id == "complain-service"
    assert page.one("input[name=service][checked]").get("value") == "parking"
    page = page.submit("Continue")
    assert page.one("textarea").text == "Half a sentence"
    start = page.submit("Back").submit("Back")
    assert start.page_id == "complain"
    assert start.submit("Go on with your complaint").submit("Continue").one(
        "textarea").text == "Half a sentence"


def test_a_change_leads_back_to_the_check(visitor: Visitor) -> None:
    page = to_the_check(at_the_start(visitor)).submit("Change what happened")
    assert page.one("textarea").text == "The bin was missed again."
    page = page.submit("Continue", description="Both bins were missed.")
    assert page.page_id == "complain-check"
    assert "Both bins were missed." in page.text


def test_a_change_that_raises_a_question_asks_it_first(visitor: Visitor) -> None:
    page = to_the_check(at_the_start(visitor), who="nobody")
    page = page.submit("Change who you are complaining for").submit("Continue", who="self")
    assert page.page_id == "complain-name"
    page = page.submit("Continue", name="Ann").submit("Continue", phone="1", reply_by="phone")
    assert page.page_id == "complain-check"


@pytest.mark.parametrize(("at", "typed", "sentence"), [
    ("complain-service", {"service": None}, "Choose what it is about, or “I do not know”"),
    ("complain-what-happened", {"description": "  "}, "Tell us what happened, in your own words"),
    ("complain-what-happened", {"description": "x" * 20_001},
     "What happened must be 20,000 characters or fewer; it has 20,001"),
    ("complain-when", {"issue_day": "31", "issue_month": "2", "issue_year": "2026"},
     ("The date must be a real one, such as 27 3 2026; leave all three boxes empty if you do not "
     "know it")),
    ("complain-when", {"issue_day": "1", "issue_month": "", "issue_year": "2026"},
     ("The date must be a real one, such as 27 3 2026; leave all three boxes empty if you do not "
     "know it")),
    ("complain-when", {"issue_day": "1", "issue_month": "1", "issue_year": "2999"},
     "The date must be today or in the past"),
    ("complain-who", {"who": None}, ("Choose who you are complaining for, or that you do not want "
     "to say who you are")),
    ("complain-name", {"name": ""}, "Enter your name"),
    ("complain-contact", {"email": "ann", "reply_by": "email"},
     "Enter an email address like name@example.org, or leave it empty"),
    ("complain-contact", {"email": "", "reply_by": "email"},
     "Enter your email address, or choose another way to answer"),
    ("complain-contact", {"email": "", "reply_by": None}, "Choose how we should answer you"),
])
def test_an_answer_that_will_not_do_is_told_beside_its_field(
    visitor: Visitor, at: str, typed: dict[str, Any], sentence: str
) -> None:
    page = at_the_start(visitor)
    known = {"service": "parking", "description": "x", "who": "self", "name": "Ann",
             "phone": "1", "reply_by": "phone"}
    while page.page_id != at:
        fields = {one.get("name") for one in page.select("main input, main textarea")}
        page = page.submit("Continue", {k: v for k, v in known.items() if k in fields})
    wrong = page.submit("Continue", typed, status=422)
    assert wrong.page_id == at
    assert wrong.errors == [sentence]
    assert wrong.title.startswith("Error: ")
    [link] = wrong.select(".govuk-error-summary__list a")
    target = wrong.one(link.get("href") or "")
    assert target.tag in ("input", "textarea")
    for name, value in typed.items():
        if value and name != "reply_by" and value.strip():
            kept = wrong.one(f"[name={name}]")
            assert (kept.text or kept.get("value")) == value


# --- once, and only once ------------------------------------------------------------------------


def test_a_double_press_and_a_reload_send_once(app: Flask, visitor: Visitor) -> None:
    before = complaints_in(app)
    page = to_the_check(at_the_start(visitor), adjustments=["large_print"])
    first, second = send(page), send(page)
    assert ref_of(first) == ref_of(second)
    assert complaints_in(app) == before + 1
    with app.app_context():
        kinds = [row.type for row in db.session.query(EventRow).filter_by(ref=ref_of(first))]
    assert kinds == ["received"]


def test_other_words_under_the_same_key_are_asked_about(app: Flask, visitor: Visitor) -> None:
    page = to_the_check(at_the_start(visitor))
    first = send(page)
    changed = page.submit("Change what happened").submit("Continue", description="Another matter")
    asked = changed.submit("Send my complaint", status=409)
    assert asked.heading == "You have sent this complaint already"
    again = asked.submit("Go on with another complaint")
    assert "Another matter" in again.text
    assert ref_of(send(again)) != ref_of(first)


def test_what_is_missing_is_asked_for_before_anything_is_sent(
    app: Flask, visitor: Visitor
) -> None:
    before = complaints_in(app)
    page = visitor.get("/complain/check").submit("Send my complaint", status=422)
    assert page.page_id == "complain-service"
    assert complaints_in(app) == before


def test_without_its_token_nothing_is_taken(app: Flask, visitor: Visitor) -> None:
    before = complaints_in(app)
    page = to_the_check(at_the_start(visitor))
    posted = _posted(page)
    for token in ("", "0" * 64):
        visitor.post("/complain/check", posted | {"csrf": token}, status=400)
    visitor.post("/complain/check", posted, status=403, headers={"Origin": "https://evil.example"})
    assert complaints_in(app) == before
    assert send(page)


def test_too_many_lose_nothing(
    shared_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = web.application(shared_database_url, tmp_path, COMPLAINTS_RATE_LIMITS="")
    monkeypatch.setattr(limits, "SENT", Limit(1, 3600))
    visitor = Visitor(app)
    send(to_the_check(at_the_start(visitor)))
    page = to_the_check(at_the_start(visitor), description="The second one")
    refused = page.submit("Send my complaint", status=429)
    assert "nothing that you wrote is lost" in refused.errors[0]
    assert "The second one" in refused.text
    assert int(refused.response.headers["Retry-After"]) > 0
    monkeypatch.setattr(limits, "SENT", Limit(9, 3600))
    assert view_of(app, ref_of(send(refused)))["description"] == "The second one"
    web.close(app)


# --- hostile and strange words ------------------------------------------------------------------


def test_hostile_words_are_words(app: Flask, visitor: Visitor) -> None:
    page = to_the_check(
        at_the_start(visitor), who="other", description=HOSTILE, outcomes_sought=HOSTILE,
        rep_name=HOSTILE, rep_phone=HOSTILE[:60], rep_why=HOSTILE, rep_email="a@example.org",
        name=HOSTILE, phone=HOSTILE[:60], address=HOSTILE, postcode=HOSTILE[:20], email="",
        adjustments_detail=HOSTILE, reply_by=None,
    )
    assert "<script>alert" not in page.html
    assert "onerror=alert(2)>" not in page.html
    assert "49" not in page.text
    view = view_of(app, ref_of(send(page)))
    assert view["description"] == HOSTILE
    assert view["complainants"][0]["name"] == HOSTILE


@pytest.mark.parametrize("words", [
    "x" * 20_000, "😀" * 20_000, "\u05e9\u05dc\u05d5\u05dd Ŵy\u0302r", "line\r\n\r\nline",
    "a\0b\x1b[31m",
])
def test_every_script_and_length_arrives(app: Flask, visitor: Visitor, words: str) -> None:
    view = view_of(app, ref_of(send(to_the_check(at_the_start(visitor), description=words))))
    expected = re.sub(r"[\x00\x1b]", "", words).replace("\r\n", "\n")
    assert view["description"] == expected


@pytest.mark.parametrize("posted", [
    {}, {"_asked": "nonsense"}, {"_asked": "service", "service": "no-such"},
    {"_asked": "service", "_to": "nonsense"}, {"key": "x" * 900}, {"adjustments": ["no"] * 500},
    {"_asked": "adjustments", "adjustments": "no-such"}, {"who": "king", "_asked": "who"},
])
def test_what_no_page_would_send_is_answered_with_a_page(
    visitor: Visitor, posted: dict[str, Any]
) -> None:
    token = at_the_start(visitor).one("input[name=csrf]").get("value")
    for step in ("service", "who", "adjustments", "check"):
        page = visitor.post(f"/complain/{step}", posted | {"csrf": token}, status=None)
        assert page.status in (200, 422)


# --- several councils, and years that nobody knows ----------------------------------------------


@pytest.fixture
def two_councils(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = web.application(database_url, tmp_path)
    with app.app_context():
        create_organisation("east", "East Council", settings={"telephone": "01632 960123"})
        create_organisation("west", "West Council")
    yield app
    web.close(app)


def test_with_several_councils_one_chooses(two_councils: Flask) -> None:
    visitor = Visitor(two_councils)
    start = visitor.get("/complain")
    assert "01632 960123" in start.text
    page = start.follow("Start now")
    assert page.page_id == "complain-council"
    assert page.submit("Continue", status=422).errors == ["Choose the council that it is about"]
    page = to_the_check(page.submit("Continue", organisation="west"))
    assert view_of(two_councils, ref_of(send(page)))["organisation"] == "west"


def test_a_year_that_the_calendar_does_not_know_blocks_nobody(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "now"
    file.write_text(f"{clock.real_now() + timedelta(days=365 * 40):%Y-%m-%d}T12:00:00+00:00")
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(file))
    sent = send(to_the_check(at_the_start(visitor)))
    assert "cannot name the last day" in sent.text or "may move" in sent.text


# --- the front page -----------------------------------------------------------------------------


def test_the_front_page_says_what_the_rules_say(visitor: Visitor) -> None:
    page = visitor.get("/")
    day = clock.london_date(clock.now())
    for key in ("lgsco", "housing"):
        code = rules().code_in_force(key, day)
        assert code.ombudsman.name in page.text
        assert f"{code.stage_1.respond} working days" in page.text
        assert f"{code.stage_2.respond} working days" in page.text
    hrefs = [one.href for one in page.links]
    assert {"/complain", "/track", "/performance/", "/learning/"} <= set(hrefs)


def test_each_question_can_be_looked_at(visitor: Visitor) -> None:
    pages = {one["id"]: one for one in visitor.client.get("/__pages").json}
    ids = [one for one in pages if one.startswith("complain-")]
    assert len(ids) >= 12
    for one in ids:
        page = visitor.get(pages[one]["address"])
        assert page.page_id == one
        assert pages[one]["roles"] == []
