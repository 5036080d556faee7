"""Improvements in the browser: recorded in four fields, done, told, and approved by another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from support import web
from support.pages import Page, Visitor

from complaints_service.services import improvement_board
from complaints_service.services.accounts import actor_of

WRONG = "Collections on the hill were missed when the lane was closed."
CHANGE = "Crews get a note of closed lanes on the day before."


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, Path(tmp_path_factory.mktemp("pages")))
    yield made
    web.close(made)


@pytest.fixture
def manager(app: Flask) -> Visitor:
    return Visitor(app).sign_in("manager")


@pytest.fixture
def approver(app: Flask) -> Visitor:
    return Visitor(app).sign_in("approver", "publisher")


def recorded(manager: Visitor, **more: str) -> Page:
    """Fill in the four fields."""
    form = manager.get("/manager/improvements/new")
    return form.submit("Record the improvement", {
        "went_wrong": WRONG, "will_change": CHANGE, "owner": manager.email,
        "due_on.day": "1", "due_on.month": "3", "due_on.year": "2030",
        "service": "refuse-recycling", **more,
    })


def address(page: Page) -> str:
    """Where the improvement is, without what may be done with it."""
    return page.address.partition("/do/")[0]


def proposed(manager: Visitor, **words: str) -> Page:
    """Record one and propose words for the public."""
    form = manager.get(f"{address(recorded(manager))}/do/propose_publication")
    return form.submit("Propose these words", {
        "told": "Collections were missed.", "found": "Crews did not know of closed lanes.",
        "changed": "They are told on the day before.", **words,
    })


def test_four_fields_record_an_improvement(manager: Visitor) -> None:
    """What went wrong, what will change, who, by when: nothing else is asked first."""
    form = manager.get("/manager/improvements/new")
    inside = {one.get("name") for one in form.select("details input, details select, "
                                                     "details textarea")}
    names = [one.get("name") for one in form.select(
        "main input, main select, main textarea") if one.get("type") != "hidden"]
    assert [one for one in names if one not in inside] == [
        "went_wrong", "will_change", "owner", "due_on.day", "due_on.month", "due_on.year"]
    page = recorded(manager)
    assert page.notice == "The improvement is recorded."
    assert page.heading == CHANGE
    assert WRONG in page.text
    assert "1 March 2030" in page.text


def test_what_is_missing_is_named_beside_its_field_and_nothing_is_lost(manager: Visitor) -> None:
    form = manager.get("/manager/improvements/new")
    page = form.submit("Record the improvement", {
        "went_wrong": WRONG, "will_change": "", "due_on.day": "31", "due_on.month": "2",
        "due_on.year": "2030"}, status=422)
    assert len(page.errors) == 2
    assert "Say what will change." in page.errors
    assert any("31" in one for one in page.errors)
    assert page.one("#went_wrong").text == WRONG
    assert page.title.startswith("Error: ")


def test_sent_twice_it_is_recorded_once(manager: Visitor) -> None:
    form = manager.get("/manager/improvements/new")
    given = {"went_wrong": WRONG, "will_change": "Once only.", "due_on.day": "1",
             "due_on.month": "3", "due_on.year": "2030", "service": "refuse-recycling"}
    first = form.submit("Record the improvement", given)
    again = form.submit("Record the improvement", given)
    assert address(first) == address(again)
    other = form.submit("Record the improvement", {**given, "went_wrong": "Else."}, status=409)
    assert "was sent before" in other.text


def test_done_needs_proof(manager: Visitor) -> None:
    form = manager.get(f"{address(recorded(manager))}/do/done")
    refused = form.submit("Record as done", evidence=" ", status=422)
    assert len(refused.errors) == 1
    assert "say what shows that the change was made" in refused.errors[0]
    page = refused.submit("Record as done", evidence="The note is in use since Monday.")
    assert page.notice == "Recorded as done."
    assert "The note is in use since Monday." in page.text
    assert "Done" in page.text


def test_words_are_approved_by_somebody_else_and_published(
    manager: Visitor, approver: Visitor
) -> None:
    page = proposed(manager)
    assert "Somebody else has to approve" in page.notice
    assert "Approve and publish" not in [one.text for one in page.links]
    own = manager.get("/manager/approvals")
    assert "Somebody else has to approve this." in own.text
    found = approver.get("/manager/approvals")
    assert "They are told on the day before." in found.text
    done = found.submit(f"Approve and publish: {page.heading}")
    assert done.notice == "The words are approved and published."
    assert "Published" in done.text


def test_the_author_who_may_approve_others_words_may_not_approve_these(app: Flask) -> None:
    both = Visitor(app).sign_in("manager", "approver")
    page = proposed(both)
    told = both.get(f"{address(page)}/do/approve_publication", status=409)
    assert "You wrote the words proposed. Somebody else has to approve them." in told.text


@pytest.mark.parametrize(("words", "why"), [
    ({"told": "Ring 01632 960123 about it."}, "01632 960123"),
    ({"found": "Only 3 people were missed."}, "3"),
    ({"changed": "Write to ann@example.org."}, "ann@example.org"),
])
def test_words_that_point_to_people_are_refused_beside_their_field(
    manager: Visitor, words: dict[str, str], why: str
) -> None:
    form = manager.get(f"{address(recorded(manager))}/do/propose_publication")
    page = form.submit("Propose these words", {
        "told": "Collections were missed.", "found": "Crews did not know.",
        "changed": "They are told.", **words}, status=422)
    assert len(page.errors) == 1
    assert why in page.errors[0]
    (name,) = words
    assert page.select(f"#{name}-error")
    assert page.one(f"#{name}").text == words[name]


def test_who_changed_it_meanwhile_is_not_overwritten(app: Flask, manager: Visitor) -> None:
    where = address(recorded(manager))
    form = manager.get(f"{where}/do/drop")
    manager.get(f"{where}/do/propose_publication").submit("Propose these words", {
        "told": "a", "found": "b", "changed": "c"})
    stale = form.submit("Record as given up", reason="No money.", status=409)
    assert "changed while you were reading" in stale.text
    assert stale.one("#reason").text == "No money."
    assert stale.submit("Record as given up").notice == "Recorded as given up."


def test_what_is_not_possible_says_what_is(manager: Visitor) -> None:
    where = address(recorded(manager))
    page = manager.get(f"{where}/do/check_effect", status=409)
    assert "cannot be done" in page.text
    assert "Record as done" in [one.text for one in page.links]


def test_each_count_opens_exactly_its_list(app: Flask, manager: Visitor) -> None:
    recorded(manager)
    recorded(manager, **{"due_on.year": "2020", "will_change": "Late."})
    page = manager.get("/manager/improvements?show=all")
    with app.app_context():
        by = actor_of(manager.account.id)
        whole = {sort: improvement_board.board(sort, by).total
                 for sort in improvement_board.SORTS}
        items = {sort: len(improvement_board.board(sort, by).items)
                 for sort in improvement_board.SORTS}
        assert whole == improvement_board.counts(by) == items
    assert whole["overdue"] >= 1
    for link in page.select(".app-count"):
        shown = manager.get(link.get("href"))
        rows = shown.select("tbody tr")
        assert link.select(".app-count__number")[0].text == str(len(rows))


def test_another_council_knows_nothing_of_it(app: Flask, manager: Visitor) -> None:
    where = address(recorded(manager))
    other = Visitor(app).sign_in("manager", organisation="easton")
    other.get(where, status=404)
    assert CHANGE not in other.get("/manager/improvements?show=all").text


@pytest.mark.parametrize("path", [
    "/manager/improvements?show=nonsense", "/manager/improvements/IMP-9999",
    "/manager/improvements/IMP-9999/do/done", "/manager/improvements/%00",
])
def test_what_is_not_there_is_not_found(manager: Visitor, path: str) -> None:
    assert manager.get(path, status=404).heading == "Page not found"
