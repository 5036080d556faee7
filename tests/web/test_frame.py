"""The frame around every route: who comes in, what each answer carries, what goes wrong well."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from support import web
from support.web import API, Caller
from werkzeug.test import TestResponse

from complaints_service.persistence.database import db
from complaints_service.web import access
from complaints_service.web.access import UndeclaredRoute, for_role, open_to, require_declarations

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def addresses(app: Flask) -> list[str]:
    """Every rule of the application with its parts filled in, and some that lead nowhere."""
    rules = [re.sub(r"<[^>]+>", "x", rule.rule) for rule in app.url_map.iter_rules()]
    return sorted({*rules, "/.git/config", "/.env", "/console", "/?__debugger__=yes",
                   "/assets/../base.html", "/assets/%2e%2e/base.html", "//evil.example/",
                   "/server-status", f"{API}/../../etc/passwd"})


# --- closed by default -------------------------------------------------------------------------


def test_a_route_that_does_not_say_who_it_is_for_stops_the_start() -> None:
    app = Flask("planted", static_folder=None)
    app.add_url_rule("/fine", "fine", open_to("public")(lambda: "fine"))
    require_declarations(app)
    app.add_url_rule("/planted", "planted", lambda: "forgotten")
    with pytest.raises(UndeclaredRoute, match="/planted"):
        require_declarations(app)


def test_create_app_checks_its_routes(
    shared_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plant(app: Flask, **_: object) -> None:
        app.add_url_rule("/planted", "planted", lambda: "forgotten")

    monkeypatch.setattr("complaints_service.app.words.register", plant)
    with pytest.raises(UndeclaredRoute, match="/planted"):
        web.application(shared_database_url, tmp_path)


def test_even_then_an_undeclared_route_admits_nobody(app: Flask, officer: Caller) -> None:
    planted = Flask("planted", static_folder=None)
    planted.add_url_rule("/api/planted", "planted", lambda: "forgotten")
    access.guard(planted)
    assert planted.test_client().get("/api/planted").status_code == 401


def test_a_role_must_exist() -> None:
    for roles in (["king"], []):
        with pytest.raises(ValueError, match="no roles"):
            for_role(*roles)


def test_without_a_token_only_public_routes_answer(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        audience = access.audience_of(view)
        assert audience is not None
        address = re.sub(r"<[^>]+>", "x", re.sub(r"<int:[^>]+>", "1", rule.rule))
        if rule.rule != "/metrics":
            for verb in rule.methods or ():
                answer = client.open(address, method=verb)
                if verb == "POST" and not address.startswith(API):
                    # Without a form of ours it does not even come to the question of who asks.
                    assert answer.status_code == 400, (verb, address)
                else:
                    assert shut_out(answer) == (not audience.public), (verb, address, answer)


def shut_out(answer: TestResponse) -> bool:
    """Whether nobody came in: 401 from the API, and pages ask to sign in."""
    to_sign_in = (answer.location or "").startswith("/sign-in?next=")
    return answer.status_code == 401 or (answer.status_code == 303 and to_sign_in)


@pytest.mark.parametrize("header", [
    "X-Forwarded-User", "Remote-User", "X-Remote-User", "X-Auth-Request-User", "X-User",
])
def test_a_header_signs_nobody_in(client: FlaskClient, officer: Caller, header: str) -> None:
    for value in (officer.email, "administrator"):
        assert client.get(f"{API}/me", headers={header: value}).status_code == 401
        environ = {header.upper().replace("-", "_"): value}
        assert client.get(f"{API}/me", environ_overrides=environ).status_code == 401


# --- what every answer carries -----------------------------------------------------------------


def test_every_answer_carries_the_headers(app: Flask, officer: Caller) -> None:
    for address in addresses(app):
        for verb in VERBS:
            answer = officer.client.open(address, method=verb, headers=officer.headers)
            if address.startswith(("/public/", "/performance", "/learning")):
                continue
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "frame-ancestors" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            # A link with a secret in it tells nobody more than whose link it is.
            assert answer.headers["Referrer-Policy"] in ("same-origin", "strict-origin")
            cookies = answer.headers.getlist("Set-Cookie")
            assert all(one.startswith("__Host-") and "Secure; HttpOnly; Path=/" in one
                       for one in cookies), cookies
            assert not (cookies and address.startswith(API)), address
            assert answer.status_code < 500, (verb, address)


def test_private_answers_are_never_kept(app: Flask, officer: Caller) -> None:
    for address in addresses(app):
        if address.startswith(API) and not address.endswith("openapi.json"):
            assert officer.client.get(address, headers=officer.headers).headers[
                "Cache-Control"] == "no-store"


def test_odd_verbs_tell_nothing(app: Flask, officer: Caller) -> None:
    """TRACE and invented verbs are refused; OPTIONS says what is taken and nothing more (T33)."""
    for address in addresses(app):
        for verb in ("TRACE", "BREW"):
            answer = officer.client.open(address, method=verb, headers=officer.headers)
            assert answer.status_code in (404, 405)
            assert officer.token not in answer.text
        options = officer.client.open(address, method="OPTIONS", headers=officer.headers)
        assert options.data == b"" or options.status_code >= 300
        head = officer.client.head(address, headers=officer.headers)
        assert head.data == b""


@pytest.mark.parametrize("address", [
    "/.git/config", "/.env", "/console", "/static/../config.py", "/assets/../../config.py",
    "/assets/%2e%2e/%2e%2e/config.py", "/assets/x\0.css", "/assets/base.html",
    "/assets//etc/passwd",
])
def test_nothing_lies_about(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_host_header_is_never_believed(client: FlaskClient) -> None:
    for host in ("evil.example", "evil.example:99999", "a b"):
        for address in ("/", "/nope", f"{API}/openapi.json", "/performance", "//evil.example/x"):
            answer = client.get(address, headers={"Host": host, "X-Forwarded-Host": host})
            assert "evil" not in answer.text
            assert "evil" not in answer.headers.get("Location", "")
            assert answer.status_code < 500


def test_production_asks_for_https_ever_after(shared_database_url: str, tmp_path: Path) -> None:
    app = web.application(
        shared_database_url, tmp_path, COMPLAINTS_ENV="production",
        COMPLAINTS_SECRET_KEY="0123456789abcdef" * 4, COMPLAINTS_RATE_LIMITS="",
        COMPLAINTS_BASE_URL="https://complaints.example",
    )
    answer = app.test_client().get("/")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert app.test_client().get("/__pages").status_code == 404
    web.close(app)


# --- pages, health and figures -----------------------------------------------------------------


def test_each_page_says_which_it_is(client: FlaskClient) -> None:
    for page in client.get("/__pages").json:
        assert set(page) == {"id", "address", "roles"}
        if not page["roles"]:
            shown = client.get(page["address"]).text
            assert f' data-page="{page["id"]}">' in shown
            assert shown.count("<h1") == 1
            assert "<main" in shown
            assert '<html lang="en-GB"' in shown
            assert "<script>" not in shown
            assert "style=" not in shown


def test_an_error_outside_the_api_is_a_page(client: FlaskClient) -> None:
    answer = client.get("/nope")
    assert answer.status_code == 404
    assert answer.content_type.startswith("text/html")
    assert answer.text.count("<h1") == 1


def test_assets_are_served_and_may_be_kept(client: FlaskClient) -> None:
    answer = client.get("/assets/service.css")
    assert answer.status_code == 200
    assert answer.content_type == "text/css; charset=utf-8"
    assert "public" in answer.headers["Cache-Control"]
    again = client.get("/assets/service.css", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_ready_says_what_works(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json) == {"db", "schema", "storage", "scheduler_lag_seconds",
                                "outbox_oldest_seconds"}
    assert client.get("/healthz").status_code == 200


def test_an_older_schema_is_not_ready(empty_database_url: str, tmp_path: Path) -> None:
    app = web.application(empty_database_url, tmp_path)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["schema"], answer.json["db"]) == (503, False, True)
    web.close(app)


def test_figures_need_a_token(app: Flask, officer: Caller, client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 401
    member = web.caller(app, "member")
    assert client.get("/metrics", headers=member.headers).status_code == 401
    officer.complaint()
    shown = client.get("/metrics", headers=officer.headers).text
    assert re.search(r'^complaints_open\{stage="contact"\} [1-9]', shown, re.M)
    for name in ('complaints_overdue{kind="stage_1_respond"} 0.0',
                 'complaints_outbox_backlog{state="queued"} ',
                 "complaints_scheduler_last_success_timestamp 0.0",
                 'complaints_http_requests_total{code="401"} '):
        assert name in shown


def test_figures_open_to_the_operators_own_token(
    shared_database_url: str, tmp_path: Path
) -> None:
    app = web.application(shared_database_url, tmp_path, COMPLAINTS_METRICS_TOKEN="figures-only")
    client = app.test_client()
    for token, status in (("figures-only", 200), ("figures-onl", 401), ("", 401)):
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status
    web.close(app)


# --- when things go wrong ----------------------------------------------------------------------


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO):
        yield caplog


def test_a_fault_of_ours_tells_an_incident_and_nothing_else(
    app: Flask, officer: Caller, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    secret = "the password is 4711"

    def explode(*_: object, **__: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr("complaints_service.services.reading.complaint_view", explode)
    ref = officer.complaint()
    answer = officer.get(f"/complaints/{ref}")
    document = answer.json
    assert (answer.status_code, document["code"]) == (500, "internal_error")
    assert document["incident"] in document["detail"]
    assert secret not in answer.text
    assert "Traceback" not in answer.text


def test_a_database_that_is_away_comes_back_without_a_restart(
    app: Flask, officer: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        engine = db.engine

    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    with monkeypatch.context() as away:
        away.setattr(type(engine), "connect", refuse)
        away.setattr(type(engine), "raw_connection", refuse)
        answer = officer.get("/complaints")
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        page = officer.client.get("/readyz")
        assert (page.status_code, page.json["db"]) == (503, False)
        assert officer.client.get("/healthz").status_code == 200
    assert officer.get("/complaints").status_code == 200
    assert officer.client.get("/readyz").status_code == 200


def test_the_log_tells_routes_and_never_people(
    officer: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr("complaints_service.web.request_log._log.info",
                        lambda event, **facts: told.append({"event": event, **facts}))
    canary = "canary-7f3a91"
    ref = officer.complaint(description=canary)
    officer.get(f"/complaints?q={canary}&handler={canary}@example.org")
    officer.get(f"/complaints/{canary}%20someone")
    officer.client.get(f"/{canary}?email={canary}", headers={"User-Agent": canary})
    assert [one["status"] for one in told] == [201, 200, 404, 404]
    assert canary not in json.dumps(told)
    assert officer.token not in json.dumps(told)
    assert told[0]["route"] == f"{API}/complaints"
    officer.get(f"/complaints/{ref}")
    assert told[-1]["ref"] == ref


# --- proxies and limits ------------------------------------------------------------------------


@pytest.mark.parametrize(("peer", "header", "client"), [
    # only a trusted proxy is believed
    ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
    ("10.0.0.5", "198.51.100.7", "198.51.100.7"),
    # the client is the first from the right that is no proxy of ours
    ("10.0.0.5", "6.6.6.6, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
    # what is no address is not believed
    ("10.0.0.5", "<script>", "10.0.0.5"),
    ("10.0.0.5", "", "10.0.0.5"),
])
def test_forwarded_addresses(
    shared_database_url: str, tmp_path: Path, peer: str, header: str, client: str
) -> None:
    app = web.application(
        shared_database_url, tmp_path, COMPLAINTS_TRUSTED_PROXIES="10.0.0.0/8 2001:db8::/32"
    )
    seen: dict[str, Any] = {}
    proxies = app.wsgi_app.app  # type: ignore[attr-defined]
    inner = proxies.app

    def spy(environ: dict[str, Any], start_response: Any) -> Any:
        seen.update(environ)
        return inner(environ, start_response)

    proxies.app = spy
    app.test_client().get("/healthz", environ_base={"REMOTE_ADDR": peer}, headers={
        "X-Forwarded-For": header, "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https", "Forwarded": "for=1.2.3.4",
    })
    assert seen["REMOTE_ADDR"] == client
    assert not [name for name in seen if "FORWARDED" in name]
    web.close(app)


def test_a_token_that_never_stops_is_slowed(
    shared_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from complaints_service.web.api import sign_in
    from complaints_service.web.rate_limits import Limit

    monkeypatch.setattr(sign_in, "_LIMIT", Limit(most=3, seconds=3600))
    app = web.application(shared_database_url, tmp_path, COMPLAINTS_RATE_LIMITS="on")
    eager, other = web.caller(app, "officer"), web.caller(app, "officer")
    answers = [eager.get("/me") for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].json["code"] == "rate_limited"
    assert other.get("/me").status_code == 200
    web.close(app)
