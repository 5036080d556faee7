"""The demo's own page: be anybody, move the clock, and see what fell due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert
from support import web
from support.pages import Visitor, make_account

from complaints_service.app import create_app
from complaints_service.domain.commands.intake import Receive
from complaints_service.domain.commands.parts import ComplainantGiven
from complaints_service.persistence.base import table
from complaints_service.persistence.models.event import HeartbeatRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services import tracking
from complaints_service.services.accounts import actor_of
from complaints_service.services.handle import Request, handle
from complaints_service.services.moving_clock import MovingClock
from complaints_service.services.showroom import GROWN, Link, SignIn, Told, write_sign_ins
from complaints_service.settings import Settings

OPENS = datetime(2026, 4, 8, 8, 30, tzinfo=UTC)
EMAIL = "mair.thorne@example.org"


@pytest.fixture(scope="module")
def demo(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Path, str]]:
    """A demo with an officer, one complaint that nobody acknowledged, and one story about it."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPLAINTS_ENV", "demo")
        patch.setenv("COMPLAINTS_NOW_FILE", "")
        MovingClock(folder / "clock").stand_at(OPENS)
        app = web.application(shared_database_url, folder, COMPLAINTS_ENV="demo")
        ref = _furnished(app, folder)
    yield app, folder, ref
    web.close(app)


def _furnished(app: Flask, folder: Path) -> str:
    officer = make_account(app, "officer", name="Olive Carter")
    with app.app_context():
        actor = actor_of(officer.id)
        assert actor is not None
        person = ComplainantGiven(name="Mair Thorne", email=EMAIL)
        ref = handle(Request("receive", Receive(
            service="parking", channel="web", description="The machine took my money.",
            complainants=(person,))), by=actor).ref
        told = (Told(1, "A machine", "It took money.", officer.email, "", (ref,)),
                Told(2, "A compliment", "Thanks.", "", "compliments", (),
                     (Link("Learning", "/learning/"),)))
        with transaction() as session:
            session.execute(insert(table(HeartbeatRow)).values(
                name=GROWN, succeeded_at=OPENS, detail={"stories": [one.as_json() for one in told]}
            ))
    write_sign_ins(folder, [SignIn("officer", officer.name, officer.email, "a-b-c", "token")])
    return ref


@pytest.fixture
def visitor(demo: tuple[Flask, Path, str], monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Somebody who looks around on the morning on which the demo opens."""
    app, folder, _ = demo
    monkeypatch.setenv("COMPLAINTS_ENV", "demo")
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", "")
    MovingClock(folder / "clock").stand_at(OPENS)
    return Visitor(app)


def test_the_page_tells_whom_one_can_be_and_what_there_is(visitor: Visitor) -> None:
    page = visitor.get("/demo")
    assert page.page_id == "demo"
    assert "Complaints officer: Olive Carter" in page.buttons
    assert "1. A machine" in page.text
    assert "Not there yet: compliments." in page.text
    assert "Wednesday 8 April 2026" in page.text


def test_a_press_makes_one_an_officer_at_work(visitor: Visitor) -> None:
    page = visitor.get("/demo")
    landed = page.submit("Complaints officer: Olive Carter", status=None)  # type: ignore[arg-type]
    assert landed.address == "/officer/"
    assert visitor.get("/sign-in", status=None).address == "/officer/"  # type: ignore[arg-type]


def test_a_story_opens_on_its_complaint(visitor: Visitor, demo: tuple[Flask, Path, str]) -> None:
    landed = visitor.get("/demo").submit(f"{demo[2]}: A machine", status=None)  # type: ignore[arg-type]
    assert landed.address == f"/complaints/{demo[2]}"


# (who asks to be whom, or to go where; the answer)
@pytest.mark.parametrize(("email", "status"), [
    # an account that the demo does not show
    ("somebody@example.org", 404),
    ("", 404),
])
def test_nobody_else_is_signed_in(visitor: Visitor, email: str, status: int) -> None:
    visitor.get("/demo").submit(
        "Complaints officer: Olive Carter", email=email, status=status)


def test_the_clock_goes_forward_a_day(visitor: Visitor) -> None:
    page = visitor.get("/demo").submit("To Thursday 9 April 2026")
    assert "It is now Thursday 9 April 2026." in page.notice
    assert "Nothing passed its last day." in page.text


def test_what_fell_due_is_shown(visitor: Visitor, demo: tuple[Flask, Path, str]) -> None:
    """Received on 8 April, to be acknowledged within five working days: by the 15th."""
    page = visitor.get("/demo").submit("Move the clock", day="16", month="4", year="2026")
    fell = page.text.partition("What fell due")[2].partition("Due today")[0]
    assert demo[2] in fell
    assert "Acknowledge stage 1" in fell
    assert "15 Apr 2026" in fell.replace("\N{NO-BREAK SPACE}", " ")
    assert demo[2] in {link.text for link in page.links}


# (what is asked of the clock, the sentence)
@pytest.mark.parametrize(("day", "month", "year", "told"), [
    # backwards
    ("7", "4", "2026", "The day is 07 April 2026, and in the borough it is already 08 April 2026"),
    # to the day that it is
    ("8", "4", "2026", "choose a later day"),
    # no day at all
    ("31", "2", "2026", "The day is 31 2 2026; write a day, month and year"),
    ("", "", "", "The day is missing"),
    # where nobody knows the bank holidays
    ("1", "1", "2031", "bank holidays are not known"),
])
def test_a_day_that_cannot_be_is_refused(
    visitor: Visitor, day: str, month: str, year: str, told: str
) -> None:
    page = visitor.get("/demo").submit("Move the clock", day=day, month=month, year=year,
                                       status=422)
    assert told in page.errors[0]
    assert page.one("#clock-day").get("value") == day
    assert "Wednesday 8 April 2026" in page.text


def test_a_code_that_nobody_sends_is_shown(
    visitor: Visitor, demo: tuple[Flask, Path, str]
) -> None:
    app, _, ref = demo
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        right = tracking.ask_code(ref, EMAIL, settings.secret_key)
        wrong = tracking.ask_code(ref, "other@example.org", settings.secret_key)
    page = visitor.get("/demo")
    assert tracking.code_of(right, settings.secret_key) in page.text
    assert tracking.code_of(wrong, settings.secret_key) not in page.text


def test_every_page_of_a_demo_says_which_day_it_is(visitor: Visitor) -> None:
    page = visitor.get("/sign-in")
    banner = page.one(".govuk-phase-banner")
    assert "An invented borough on Wednesday 8 April 2026." in banner.text
    assert banner.select("a")[0].get("href") == "/demo"


def test_a_database_without_a_borough_says_so(
    database_url: str, tmp_path: Path
) -> None:
    app = web.application(database_url, tmp_path)
    try:
        page = Visitor(app).get("/demo")
        assert "There is no borough in this database." in page.text
        assert page.select(".govuk-phase-banner") == []
    finally:
        web.close(app)


def test_production_has_no_such_page(database_url: str, tmp_path: Path) -> None:
    app = create_app(Settings.load({
        "COMPLAINTS_ENV": "production", "COMPLAINTS_DATABASE_URL": database_url,
        "COMPLAINTS_DATA_DIR": str(tmp_path), "COMPLAINTS_BASE_URL": "https://c.example.org",
        "COMPLAINTS_SECRET_KEY": "one of many thousand keys, 0123456789",
    }))
    try:
        assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/demo")]
        assert app.test_client().get("/demo").status_code == 404
    finally:
        web.close(app)


def test_sign_ins_are_for_the_owner_s_eyes_alone(tmp_path: Path) -> None:
    write_sign_ins(tmp_path, [])
    write_sign_ins(tmp_path, [])
    assert (tmp_path / "sign-ins.json").stat().st_mode & 0o777 == 0o600
