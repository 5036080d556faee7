"""Councils in the browser: their settings, checked and with their history; lists of words."""

from __future__ import annotations

import pytest
from flask import Flask
from support.pages import Visitor

from complaints_service.services import organisations

WORK = "/administration/councils/weston/work"


@pytest.fixture
def admin(app: Flask) -> Visitor:
    return Visitor(app).sign_in("administrator")


@pytest.fixture
def chief(app: Flask) -> Visitor:
    return Visitor(app).sign_in("administrator", organisation=None)


def settings(app: Flask) -> dict[str, object]:
    with app.app_context():
        return dict(organisations.organisation("weston").settings)


def test_settings_are_stored_and_both_values_stay_in_the_history(
    app: Flask, admin: Visitor
) -> None:
    admin.get(WORK).submit("Store these settings", {
        "team_email": "old@weston.example", "approval": ["decline"],
        "closed_days": "2026-12-29 Offices closed\n2026-12-30 Offices closed"})
    page = admin.get(WORK).submit("Store these settings", team_email="new@weston.example")
    assert settings(app)["team_email"] == "new@weston.example"
    assert settings(app)["closed_days"] == [
        {"day": "2026-12-29", "name": "Offices closed"},
        {"day": "2026-12-30", "name": "Offices closed"}]
    assert "old@weston.example → new@weston.example" in page.text
    assert "Decline" in page.text or "decline" in page.text


@pytest.mark.parametrize(("group", "field", "value", "told"), [
    ("work", "team_email", "nobody", "complaints@council.example"),
    ("work", "closed_days", "Offices closed", "2026-12-29"),
    ("work", "sampling_percent", "200", "0 to 100"),
    ("pages", "colour", "#ffff00", "darker"),
    ("pages", "privacy_url", "javascript:alert(1)", "https://"),
    ("figures", "homes", "-1", "whole number"),
])
def test_what_cannot_stand_there_is_told_beside_its_field(
    app: Flask, admin: Visitor, group: str, field: str, value: str, told: str
) -> None:
    before = settings(app)
    page = admin.get(f"/administration/councils/weston/{group}").submit(
        "Store these settings", {field: value}, status=422)
    assert told in page.errors[0]
    assert (page.one(f"#{field}").get("value") or page.one(f"#{field}").text.strip()) == value
    assert settings(app) == before


def test_a_rule_of_allocation_is_made_for_a_service(app: Flask, admin: Visitor) -> None:
    handler = Visitor(app).sign_in("handler", name="Han Dler")
    where = "/administration/councils/weston/allocation/housing-repairs"
    page = admin.get(where).submit("Store the rule", way="turns", people=[handler.email])
    assert "Han Dler" in page.text
    rule = settings(app)["allocation"]["housing-repairs"]  # type: ignore[index]
    assert rule == {"by": "turns", "people": [handler.account.id]}  # type: ignore[union-attr]
    admin.get(where).submit("Store the rule", way="none")
    assert "allocation" not in settings(app)
    admin.get("/administration/councils/weston/allocation/flying", status=404)


def test_an_administrator_of_one_council_sees_no_other(admin: Visitor, chief: Visitor) -> None:
    chief.get("/administration/councils/new").submit(
        "Make the council", {"key": "elsewhere", "name": "Elsewhere"})
    admin.get("/administration/councils/elsewhere", status=404)
    admin.get("/administration/councils/new", status=404)
    assert "Elsewhere" not in admin.get("/administration/councils").text


def test_a_slip_is_asked_about_before_a_council_is_made(chief: Visitor) -> None:
    form = chief.get("/administration/councils/new")
    form.submit("Make the council", {"key": "alderbourne", "name": "Alderbourne"})
    page = chief.get("/administration/councils/new").submit(
        "Make the council", {"key": "alderborne", "name": "Alderborne"}, status=422)
    assert "'alderbourne' is" in page.errors[0]
    made = page.submit("Make the council", surely="yes")
    assert made.heading == "Alderborne"
    told = made.submit("Record who takes over", {
        "successor": "alderbourne", "on.day": "1", "on.month": "4", "on.year": "2027"})
    assert "alderbourne answers for it" in told.text


def test_lists_of_words_are_shown_with_their_days(admin: Visitor) -> None:
    page = admin.get("/administration/vocabularies").follow("Services")
    assert "housing-repairs" in page.text
    admin.get("/administration/vocabularies/none", status=404)
