"""Who has how much: each number is the length of the list that it opens; and taking the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from support import web
from support.pages import Page, Visitor
from support.web import Caller

POINT = {"points": [{"text": "Nobody rang back"}]}


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, Path(tmp_path_factory.mktemp("pages")))
    yield made
    web.close(made)


@pytest.fixture(scope="module")
def officer(app: Flask) -> Caller:
    return web.caller(app, "officer")


@pytest.fixture(scope="module")
def handler(app: Flask, officer: Caller) -> Visitor:
    """A handler with three complaints, one of them asked about elsewhere; two wait for anybody."""
    visitor = Visitor(app).sign_in("handler", name="Han Dler")
    for number in range(5):
        ref = officer.complaint()
        officer.command(ref, "accept", **POINT)
        if number < 3:
            officer.command(ref, "assign", handler=visitor.email)
    return visitor


def numbers(page: Page) -> list[tuple[int, str]]:
    """Every number with a link, and where it leads."""
    return [(int(link.text.partition(":")[0]), link.href) for link in page.links
            if "group=" in link.href and link.text.partition(":")[0].isdigit()]


@pytest.mark.parametrize("role", ["manager", "officer", "auditor"])
def test_every_number_opens_exactly_its_list(app: Flask, handler: Visitor, role: str) -> None:
    reader = Visitor(app).sign_in(role)
    page = reader.get("/manager/workload")
    found = numbers(page)
    assert len(found) >= 2
    for number, href in found:
        listed = reader.get(href)
        rows = [one for one in listed.links if one.href.startswith("/complaints/")]
        assert len(rows) == number, href


def test_the_workload_names_people_and_what_nobody_has(app: Flask, handler: Visitor) -> None:
    page = Visitor(app).sign_in("manager").get("/manager/workload")
    assert "Han Dler" in page.text
    assert "2 complaints with nobody" in page.text
    Visitor(app).sign_in("handler").get("/manager/workload", status=403)
    Visitor(app).sign_in("manager").get("/manager/workload/list?group=secret", status=404)
    Visitor(app).sign_in("manager").get("/manager/workload/list?handler=ACC-0", status=404)


def test_bug_12_work_of_who_is_away_without_cover_is_told(app: Flask, handler: Visitor) -> None:
    handler.get("/my-absence").submit("Record my absence")
    officer = Visitor(app).sign_in("officer")
    page = officer.get("/manager/workload")
    assert "is away and nobody stands in" in page.text
    cover = Visitor(app).sign_in("handler", name="Co Ver")
    end = next(one for one in handler.get("/my-absence").buttons if one.startswith("End it"))
    handler.get("/my-absence").submit(end)
    handler.get("/my-absence").submit("Record my absence", cover=cover.email)
    assert "nobody stands in" not in officer.get("/manager/workload").text
    # who stands in finds the work among their own, and may open it
    mine = cover.get("/handler/")
    assert "for Han Dler" in mine.text
    ref = next(one.href for one in mine.links if one.href.startswith("/complaints/"))
    assert cover.get(ref).page_id


def test_the_form_says_what_is_on_whose_desk(app: Flask, officer: Caller) -> None:
    busy = Visitor(app).sign_in("handler", name="Busy Bee")
    barred = Visitor(app).sign_in("handler", name="Con Flict")
    ref = officer.complaint()
    officer.command(ref, "accept", **POINT)
    officer.command(ref, "assign", handler=busy.email)
    officer.command(ref, "record_complained_of", people=[barred.email])
    page = Visitor(app).sign_in("officer").get(f"/complaints/{ref}/do/assign")
    texts = [one.text for one in page.select("option")]
    assert "Busy Bee: 1 open" in " ".join(texts)
    assert "Con Flict: the complaint is about them" in texts


def test_a_handler_takes_the_next_complaint(app: Flask, handler: Visitor) -> None:
    taker = Visitor(app).sign_in("handler", services=["parking"])
    assert "Nothing waits" in taker.get("/handler/").submit("Take the next complaint").notice
    free = Visitor(app).sign_in("handler")
    page = free.get("/handler/").submit("Take the next complaint")
    assert page.address.startswith("/complaints/")
    assert page.notice == "The complaint is yours."
