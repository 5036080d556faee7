"""Accounts in the browser: made, invited, changed, away, handed over and disabled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from support import web
from support.pages import Page, Visitor

from complaints_service.persistence.database import db
from complaints_service.persistence.streams import read_events
from complaints_service.services import accounts, password_links, tokens

PASSWORD = "tarmac violin crescent"
SENT = "If there is an account with the address"


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, Path(tmp_path_factory.mktemp("pages")))
    yield made
    web.close(made)


@pytest.fixture
def admin(app: Flask) -> Visitor:
    return Visitor(app).sign_in("administrator")


def made(admin: Visitor, email: str, *roles: str, status: int = 200) -> Page:
    return admin.get("/administration/accounts/new").submit(
        "Make the account and send the link",
        {"name": "Ann Example", "email": email, "roles": list(roles)}, status=status)


def links(app: Flask, email: str) -> list[str]:
    """The keys of the links that are on their way to an account."""
    with app.app_context():
        found = db.session.execute(text(
            "SELECT password_link.id FROM password_link JOIN account ON account.id = account "
            "WHERE email = :email ORDER BY password_link.created_at"), {"email": email}).scalars()
        secret = app.extensions["settings"].secret_key
        return [password_links.key_of(one, secret) for one in found]


def events(app: Flask, account_id: str) -> list[Any]:
    with app.app_context():
        return read_events(db.session(), account_id)


def test_administrators_land_on_their_page(app: Flask) -> None:
    page = Visitor(app).sign_in_by_form("administrator")
    assert (page.address, page.page_id) == ("/administration/", "administration")


@pytest.mark.parametrize("role", [
    "officer", "handler", "manager", "auditor", "approver", "member", "contributor"])
def test_these_pages_are_for_administrators_alone(app: Flask, role: str) -> None:
    visitor = Visitor(app).sign_in(role)
    for path in ("/administration/", "/administration/councils", "/administration/vocabularies",
                 "/administration/accounts/new"):
        visitor.get(path, status=403)
    assert visitor.get("/my-absence").heading == "My absence"


def test_an_account_is_made_and_sets_its_own_password(app: Flask, admin: Visitor) -> None:
    page = made(admin, "cat@example.org", "handler")
    assert page.heading == "Account of Ann Example"
    key, = links(app, "cat@example.org")
    newcomer = Visitor(app)
    form = newcomer.get(f"/set-password?key={key}")
    assert form.submit("Set the password", password="short", status=422).errors
    signed = form.submit("Set the password", password=PASSWORD)
    assert "Your password is set" in signed.notice
    landed = signed.submit("Sign in", email="cat@example.org", password=PASSWORD)
    assert landed.address == "/handler/"
    # once means once
    assert newcomer.get(f"/set-password?key={key}", status=400).page_id == "link-over"


@pytest.mark.parametrize("key", ["", " ", "0" * 96, "x", "%00", "../..", "a" * 5000])
def test_a_key_that_opens_nothing(app: Flask, key: str) -> None:
    assert Visitor(app).get(f"/set-password?key={key}", status=400).page_id == "link-over"


@pytest.mark.parametrize("typed", [
    # the account's own address, in any capitals
    ["ROB@example.org"], [" rob@example.org "],
    # nobody's
    ["nobody@example.org"], ["rob@example.org.evil.example"], ["rob+x@example.org"],
    ["rob@example.org\x00"], ["not an address"],
])
def test_t14_the_answer_is_the_same_and_the_link_goes_to_the_stored_address(
    app: Flask, typed: list[str]
) -> None:
    with app.app_context():
        if accounts.account_id_of("rob@example.org") is None:
            accounts.create_account("rob@example.org", "Rob", ["handler"], password=PASSWORD)
    before = len(links(app, "rob@example.org"))
    page = Visitor(app).get("/forgotten-password").submit("Send me a link", email=typed[0])
    assert (page.address, SENT in page.text) == ("/forgotten-password/sent", True)
    own = typed[0].strip().lower() == "rob@example.org"
    assert len(links(app, "rob@example.org")) - before == (1 if own else 0)


def test_t14_of_two_addresses_none_gets_a_link(app: Flask) -> None:
    with app.app_context():
        accounts.create_account("two@example.org", "Two", ["handler"], password=PASSWORD)
    visitor = Visitor(app)
    csrf = visitor.get("/forgotten-password").one("input[name=csrf]").get("value")
    visitor.post("/forgotten-password", {
        "csrf": csrf, "email": ["two@example.org", "evil@example.net"]}, status=422)
    assert links(app, "two@example.org") == []


def test_a_new_password_ends_sessions_and_other_links(app: Flask) -> None:
    person = Visitor(app).sign_in("officer")
    for _ in range(2):
        with app.app_context():
            password_links.ask_reset(person.email)
    first, second = links(app, person.email)
    form = Visitor(app).get(f"/set-password?key={first}")
    form.submit("Set the password", password=PASSWORD)
    assert person.get("/officer/").address.startswith("/sign-in")
    Visitor(app).get(f"/set-password?key={second}", status=400)
    last = events(app, person.account.id)[-1]  # type: ignore[union-attr]
    assert (last.type, last.actor) == ("password_set", person.account.id)  # type: ignore[union-attr]
    assert "violin" not in str(last.data)


def test_a_flood_of_wishes_sends_five_links_an_hour(app: Flask) -> None:
    with app.app_context():
        accounts.create_account("flood@example.org", "Flood", ["handler"])
        for _ in range(8):
            password_links.ask_reset("flood@example.org")
    assert len(links(app, "flood@example.org")) == password_links.MOST_SENT


def test_a_disabled_account_gets_no_link(app: Flask) -> None:
    with app.app_context():
        accounts.create_account("gone@example.org", "Gone", ["handler"])
        password_links.ask_reset("gone@example.org")
    key, = links(app, "gone@example.org")
    with app.app_context():
        accounts.disable_account("gone@example.org")
        password_links.ask_reset("gone@example.org")
    Visitor(app).get(f"/set-password?key={key}", status=400)
    assert len(links(app, "gone@example.org")) == 1


@pytest.mark.parametrize(("email", "roles", "told"), [
    ("no address", ("handler",), "address such as"),
    ("new@example.org", (), "at least one role"),
])
def test_an_account_that_cannot_be_made(
    admin: Visitor, email: str, roles: tuple[str, ...], told: str
) -> None:
    page = made(admin, email, *roles, status=422)
    assert told in page.errors[0]


def test_an_account_of_the_whole_installation_is_asked_for_by_name(app: Flask) -> None:
    chief = Visitor(app).sign_in("administrator", organisation=None)
    page = made(chief, "wide@example.org", "auditor", status=422)
    assert page.errors == ["Choose the council."]
    for council, email in (("weston", "one@example.org"), ("*", "all@example.org")):
        done = chief.get("/administration/accounts/new").submit(
            "Make the account and send the link", {
                "name": "Wide", "email": email, "roles": ["auditor"], "organisation": council})
        with app.app_context():
            found = accounts.account_with_id(done.address.rsplit("/", 1)[1]).organisation
        assert found == (None if council == "*" else council)


def test_t10_nothing_but_what_the_form_asks_is_taken(app: Flask, admin: Visitor) -> None:
    """Fields that no form has change nothing: neither council nor password nor state."""
    page = made(admin, "plain@example.org", "handler")
    with app.app_context():
        organisation = accounts.account_with_id(page.address.rsplit("/", 1)[1]).organisation
    assert organisation == "weston"
    csrf = page.select("input[name=csrf]")[0].get("value")
    admin.post(page.address, {
        "csrf": csrf, "name": "Ann Example", "roles": ["handler"], "organisation": "other",
        "enabled": "0", "password_hash": "x", "id": "ACC-1", "email": "evil@example.net"})
    with app.app_context():
        after = accounts.account_with_id(page.address.rsplit("/", 1)[1])
    assert (after.email, after.organisation, after.enabled) == ("plain@example.org", "weston", True)


def test_another_council_s_accounts_do_not_exist(app: Flask, admin: Visitor) -> None:
    other = Visitor(app).sign_in("handler", organisation="elsewhere")
    for path in ("", "/leave"):
        admin.get(f"/administration/accounts/{other.account.id}{path}",  # type: ignore[union-attr]
                  status=404)


def test_t30_other_roles_end_the_sessions(app: Flask, admin: Visitor) -> None:
    person = Visitor(app).sign_in("officer")
    where = f"/administration/accounts/{person.account.id}"  # type: ignore[union-attr]
    page = admin.get(where).submit("Change the account", roles=["handler"])
    assert page.notice == "The account is changed."
    assert person.get("/officer/").address.startswith("/sign-in")
    assert "Roles changed: handler" in re.sub(r"\s+", " ", page.text.lower().replace(
        "roles changed", "Roles changed"))


def test_an_administrator_keeps_the_own_role(admin: Visitor) -> None:
    where = f"/administration/accounts/{admin.account.id}"  # type: ignore[union-attr]
    page = admin.get(where).submit("Change the account", roles=["officer"], status=422)
    assert "another administrator" in page.errors[0]


def test_bug_27_disabling_asks_for_heirs_on_one_page(app: Flask, admin: Visitor) -> None:
    leaver = Visitor(app).sign_in("officer", name="Lea Ver")
    heir = Visitor(app).sign_in("officer", name="Hei R")
    away = Visitor(app).sign_in("officer", name="A Way")
    away.get("/my-absence").submit("Record my absence", cover=leaver.email)
    with app.app_context():
        token = tokens.create_token(leaver.email).secret
    where = f"/administration/accounts/{leaver.account.id}/leave"  # type: ignore[union-attr]
    page = admin.get(where)
    assert "Stands in" in page.text
    refused = page.submit("Hand over and disable", status=422)
    assert "could not be handed over" in refused.errors[0]
    done = refused.submit("Hand over and disable", heir=heir.email)
    assert "disabled" in done.notice
    assert leaver.get("/officer/").address.startswith("/sign-in")
    answer = app.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert "Hei R stands in" in admin.get(
        f"/administration/accounts/{away.account.id}").text  # type: ignore[union-attr]


# ---- Absences --------------------------------------------------------------------------------


def test_my_absence_is_recorded_shown_and_ended(app: Flask) -> None:
    person, cover = Visitor(app).sign_in("handler"), Visitor(app).sign_in("handler", name="Co Ver")
    page = person.get("/my-absence").submit("Record my absence", cover=cover.email)
    assert "Co Ver" in page.text
    assert "For whom you stand in" in cover.get("/my-absence").text
    end = next(one for one in page.buttons if one.startswith("End it"))
    assert page.submit(end).select("table") == []


def test_a_date_that_is_none_is_kept_and_told(app: Flask) -> None:
    page = Visitor(app).sign_in("handler").get("/my-absence").submit(
        "Record my absence", {"from.day": "31", "from.month": "2", "from.year": "2027"}, status=422)
    assert "is no date" in page.errors[0]
    assert page.one("#from-day").get("value") == "31"


def test_an_officer_records_another_s_absence(app: Flask) -> None:
    person = Visitor(app).sign_in("handler", name="Ill Today")
    officer = Visitor(app).sign_in("officer")
    page = officer.get("/absences").submit(
        "Record the absence", person=person.account.id)  # type: ignore[union-attr]
    assert "Ill Today" in page.one("table").text
    last = events(app, person.account.id)[-1]  # type: ignore[union-attr]
    assert (last.type, last.role) == ("absence_recorded", "officer")
    Visitor(app).sign_in("manager").get("/absences", status=403)


def test_nobody_ends_another_s_absence(app: Flask) -> None:
    person, other = Visitor(app).sign_in("handler"), Visitor(app).sign_in("handler")
    person.get("/my-absence").submit("Record my absence")
    csrf = other.get("/my-absence").select("input[name=csrf]")[0].get("value")
    first = person.get("/my-absence").one("input[name=from]").get("value")
    other.post("/absences/end", {"csrf": csrf, "account": person.account.id,  # type: ignore[union-attr]
                                 "from": first}, status=403)
    assert "End it" in " ".join(person.get("/my-absence").buttons)
