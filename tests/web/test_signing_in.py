"""Signing in and out, the cookie, and what another website cannot make a browser do."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support import web
from werkzeug.test import TestResponse

from complaints_service import clock
from complaints_service.services import accounts, browser_sessions
from complaints_service.web import sessions
from complaints_service.web.signing_in import own_path

EMAIL, PASSWORD = "ola@example.org", "tarmac violin crescent"


@pytest.fixture
def app(database_url: str, tmp_path: Path):
    made = web.application(database_url, tmp_path)
    with made.app_context():
        accounts.create_account(EMAIL, "Ola Example", ["officer"], organisation="weston",
                                password=PASSWORD)
    yield made
    web.close(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def field(answer: TestResponse) -> str:
    return re.search(r'name="csrf" value="([0-9a-f]{64})"', answer.text)[1]


def cookie(client: FlaskClient) -> str:
    held = client.get_cookie(sessions.COOKIE)
    return held.value if held else ""


def signed_in(client: FlaskClient, **more: str) -> TestResponse:
    token = field(client.get("/sign-in", base_url="https://localhost"))
    sent = {"email": EMAIL, "password": PASSWORD, "csrf": token, **more}
    return client.post("/sign-in", data=sent, base_url="https://localhost")


def whose(app: Flask, held: str) -> str | None:
    with app.app_context():
        found = browser_sessions.standing(held)
        return found.actor.email if found and found.actor else None


def test_signing_in_gives_a_new_cookie_that_scripts_cannot_read(
    app: Flask, client: FlaskClient
) -> None:
    client.get("/sign-in", base_url="https://localhost")
    before = cookie(client)
    answer = signed_in(client)
    assert (answer.status_code, answer.location) == (303, "/officer/")
    assert cookie(client) not in ("", before)
    (sent,) = [one for one in answer.headers.getlist("Set-Cookie") if sessions.COOKIE in one]
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in sent
    assert "Domain" not in sent
    assert whose(app, cookie(client)) == EMAIL
    assert whose(app, before) is None


@pytest.mark.parametrize(("given", "why"), [
    # the address of an account and a wrong password
    ({"password": "tarmac violin crescenT"}, "is not right"),
    # no account: told in the same words
    ({"email": "nobody@example.org"}, "is not right"),
    # what no address holds, and what a database chokes on
    ({"email": "ola@example.org\x00"}, "is not right"),
    # endless
    ({"password": "x" * 401}, "is not right"),
    # nothing at all
    ({"email": ""}, "Enter your email address"),
    ({"password": ""}, "Enter your password"),
])
def test_a_wrong_sign_in_is_told_and_keeps_the_address(
    app: Flask, client: FlaskClient, given: dict[str, str], why: str
) -> None:
    answer = signed_in(client, **given)
    assert answer.status_code == 422
    assert why in answer.text
    assert PASSWORD not in answer.text
    assert whose(app, cookie(client)) is None


def test_signing_out_ends_the_session_on_the_server(app: Flask, client: FlaskClient) -> None:
    signed_in(client)
    held = cookie(client)
    token = field(client.get("/sign-in?next=/", base_url="https://localhost"))
    answer = client.post("/sign-out", data={"csrf": token}, base_url="https://localhost")
    assert answer.status_code == 303
    assert whose(app, held) is None


def test_a_new_password_or_a_shut_account_ends_its_sessions(
    app: Flask, client: FlaskClient
) -> None:
    signed_in(client)
    first = cookie(client)
    with app.app_context():
        accounts.set_password(EMAIL, "another violin crescent")
    assert whose(app, first) is None
    with app.app_context():
        second = browser_sessions.begin(accounts.account_id_of(EMAIL))
        assert browser_sessions.standing(second) is not None
        accounts.disable_account(EMAIL)
    assert whose(app, second) is None


def test_a_session_ends_when_idle_and_after_a_working_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.real_now()

    def at(hours: float) -> str | None:
        monkeypatch.setattr(clock, "real_now", lambda: start + timedelta(hours=hours))
        return whose(app, held)

    with app.app_context():
        held = browser_sessions.begin(accounts.account_id_of(EMAIL))
        idle = browser_sessions.begin(accounts.account_id_of(EMAIL))
    assert [at(hours) for hours in (1.9, 3.8, 5.7, 7.6, 9.5, 11.4)] == [EMAIL] * 6
    assert at(12.1) is None
    monkeypatch.setattr(clock, "real_now", lambda: start + timedelta(hours=2.1))
    assert whose(app, idle) is None


def test_a_visitor_is_remembered_for_a_while_and_forgotten_on_demand(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = browser_sessions.new_cookie()
    with app.app_context():
        browser_sessions.remember(held, "a", "1")
        browser_sessions.remember(held, "b", "2")
        browser_sessions.remember(held, "a", None)
        found = browser_sessions.standing(held)
        assert (found.actor, found.held) == (None, {"b": "2"})
        later = clock.real_now() + timedelta(minutes=31)
        monkeypatch.setattr(clock, "real_now", lambda: later)
        assert browser_sessions.standing(held) is None


@pytest.mark.parametrize(("headers", "data", "status"), [
    # no token, another visitor's, and none of ours
    ({}, {}, 400),
    ({}, {"csrf": "0" * 64}, 400),
    ({}, {"csrf": "é"}, 400),
    # another website, told by either header
    ({"Origin": "https://evil.example"}, None, 403),
    ({"Origin": "null"}, None, 403),
    ({"Sec-Fetch-Site": "cross-site"}, None, 403),
    ({"Sec-Fetch-Site": "same-site"}, None, 403),
    # our own
    ({"Origin": "https://localhost", "Sec-Fetch-Site": "same-origin"}, None, 303),
])
def test_another_website_cannot_sign_anybody_in(
    client: FlaskClient, headers: dict[str, str], data: dict[str, str] | None, status: int
) -> None:
    token = field(client.get("/sign-in", base_url="https://localhost"))
    sent = {"email": EMAIL, "password": PASSWORD, **({"csrf": token} if data is None else data)}
    answer = client.post("/sign-in", data=sent, headers=headers, base_url="https://localhost")
    assert answer.status_code == status


def test_a_token_is_of_no_use_to_another_visitor(app: Flask, client: FlaskClient) -> None:
    token = field(app.test_client().get("/sign-in", base_url="https://localhost"))
    client.get("/sign-in", base_url="https://localhost")
    sent = {"email": EMAIL, "password": PASSWORD, "csrf": token}
    assert client.post("/sign-in", data=sent, base_url="https://localhost").status_code == 400


@pytest.mark.parametrize(("wanted", "where"), [
    ("/complaints/7K3M-Q29X-4", "/complaints/7K3M-Q29X-4"),
    ("/officer/?stage=stage_1", "/officer/?stage=stage_1"),
    ("//evil.example", None), ("/\\evil.example", None), ("https://evil.example", None),
    ("/a\r\nSet-Cookie: x=1", None), ("javascript:alert(1)", None), ("/api/v1/me", None),
    ("", None),
])
def test_one_goes_on_to_a_page_of_ours_or_home(
    client: FlaskClient, wanted: str, where: str | None
) -> None:
    assert own_path(wanted) == where
    assert signed_in(client, next=wanted).location == (where or "/officer/")


def test_too_many_attempts_are_slowed(database_url: str, tmp_path: Path) -> None:
    app = web.application(database_url, tmp_path, COMPLAINTS_RATE_LIMITS="on")
    client = app.test_client()
    seen = [signed_in(client, email="limit@example.org", password="wrong words here").status_code
            for _ in range(11)]
    assert seen == [422] * 10 + [429]
    web.close(app)
