"""Editions in the browser: built by one, approved by another, published, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from support import web
from support.pages import Page, Visitor


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, Path(tmp_path_factory.mktemp("figures")))
    with made.app_context():
        officer = web.caller(made, "officer")
        for _ in range(3):
            officer.complaint()
    yield made
    web.close(made)


@pytest.fixture
def manager(app: Flask) -> Visitor:
    return Visitor(app).sign_in("manager")


@pytest.fixture
def approver(app: Flask) -> Visitor:
    return Visitor(app).sign_in("approver")


def built(visitor: Visitor) -> Page:
    """Build the present quarter's edition."""
    form = visitor.get("/manager/figures")
    period = [one.get("value") for one in form.select("#period option") if "-q" in one.get("value")]
    return form.submit("Build the edition", report="quarterly-committee", period=period[0])


def test_an_edition_goes_from_one_person_to_another_and_out(
    manager: Visitor, approver: Visitor
) -> None:
    page = built(manager)
    assert "is built" in page.notice
    assert "You built this edition. Somebody else has to approve it." in page.text
    assert "Approve this edition" not in page.buttons
    waiting = approver.get("/manager/approvals")
    assert page.address.rpartition("/")[2] in waiting.text
    approved = approver.get(page.address).submit("Approve this edition")
    assert approved.notice.startswith("The edition is approved")
    published = approved.submit("Publish it")
    assert published.notice == "The edition is published."
    refused = published.submit("Withdraw it", reason="", status=422)
    assert len(refused.errors) == 1
    assert "reason" in refused.errors[0]
    withdrawn = refused.submit("Withdraw it", reason="A service was counted twice.")
    assert "A service was counted twice." in withdrawn.text


@pytest.mark.parametrize(("format", "kind"), [
    ("html", "text/html"), ("csv", "text/csv"), ("json", "application/json"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
])
def test_an_edition_is_looked_at_in_every_form(manager: Visitor, format: str, kind: str) -> None:
    page = built(manager)
    answer = manager.client.get(f"{page.address}/file.{format}")
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["Cache-Control"] == "no-store"
    assert manager.client.get(f"{page.address}/file.exe").status_code == 404


@pytest.mark.parametrize(("given", "error"), [
    ({"report": "", "period": ""}, "Choose a report"),
    ({"report": "quarterly-committee", "period": ""}, "Choose a period"),
])
def test_what_is_missing_is_named(manager: Visitor, given: dict[str, str], error: str) -> None:
    page = manager.get("/manager/figures").submit("Build the edition", given, status=422)
    assert page.errors == [error]


def test_members_see_only_what_is_published(app: Flask, manager: Visitor) -> None:
    page = built(manager)
    member = Visitor(app).sign_in("member")
    shown = member.get("/manager/figures")
    assert "Build an edition" not in shown.text
    assert page.address.rpartition("/")[2] not in shown.text
    member.get(page.address, status=404)
    assert member.client.get(f"{page.address}/file.html").status_code == 404


def test_what_is_not_an_act_is_not_found(manager: Visitor, approver: Visitor) -> None:
    page = built(manager)
    token = approver.get("/manager/figures").select("input[name=csrf]")[0].get("value")
    approver.post(f"{page.address}/burn", {"csrf": token}, status=404)
    approver.post(f"{page.address}/publish", {"csrf": token}, status=422)
    approver.get("/manager/figures/ED-9999", status=404)
