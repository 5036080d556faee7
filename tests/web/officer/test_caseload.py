"""The caseload in a browser: each count opens exactly its list; no name stands in an address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from support import web
from support.pages import Page, Visitor
from support.web import Caller


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, tmp_path_factory.mktemp("officer"))
    caller = web.caller(made, "officer")
    for number in range(30):
        caller.complaint(service=("housing-repairs", "refuse-recycling")[number % 2])
    yield made
    web.close(made)


@pytest.fixture(scope="module")
def caller(app: Flask) -> Caller:
    return web.caller(app, "officer")


@pytest.fixture
def officer(app: Flask) -> Visitor:
    return Visitor(app).sign_in("officer", organisation="weston")


def references(page: Page) -> list[str]:
    """The references listed, page by page."""
    found = []
    while True:
        found += [one.text for one in page.select("tbody th a")]
        onward = page.select("a[rel=next]")
        if not onward:
            return found
        page = page.visitor.get(onward[0].get("href"))


def test_each_count_opens_exactly_its_list(officer: Visitor) -> None:
    counts = officer.get("/officer/").select(".app-counts a")
    assert len(counts) >= 15
    opened = 0
    for count in counts:
        if "/officer/?" not in count.get("href", "") and count.get("href") != "/officer/":
            continue
        number = int(count.select(".app-count__number")[0].text)
        listed = references(officer.get(count.get("href")))
        assert len(listed) == len(set(listed)) == number, count.text
        opened += number > 0
    assert opened >= 4


def test_rows_say_who_what_and_what_is_due(officer: Visitor) -> None:
    page = officer.get("/officer/?group=triage")
    row = page.select("tbody tr")[0].text
    assert "Ann Example" in row
    assert "Received" in row
    assert "Acknowledge stage 1" in row
    assert "working days left" in row
    assert "Showing 1 to 25 of 30" in page.text


def test_filters_narrow_the_counts_and_the_list_alike(officer: Visitor) -> None:
    page = officer.get("/officer/").submit("Apply filters", service="refuse-recycling")
    assert page.select("#service option[selected]")[0].get("value") == "refuse-recycling"
    assert len(references(page)) == 15
    current = page.select(".app-count--current .app-count__number")[0].text
    assert current == "15"
    assert "Remove this filter: Service:" in page.text


@pytest.mark.parametrize("query", [
    "sort=nonsense", "group=nonsense", "service=nonsense", "received_from=yesterday",
    "handler=nobody", "state='--",
])
def test_what_is_on_no_list_is_told(officer: Visitor, query: str) -> None:
    page = officer.get(f"/officer/?{query}", status=422)
    assert page.errors


def test_a_reference_leads_to_its_complaint(officer: Visitor, caller: Caller) -> None:
    ref = caller.complaint()
    page = officer.get("/officer/").submit("Search", words=f" {ref.lower()} ")
    assert page.address.endswith(f"/complaints/{ref}")


@pytest.mark.parametrize("words", [
    "Wilhelmina Quux", "QUUX", "wilhelmina@quux.example", "ZZ9 9ZZ", "zz99zz", "07700 900 461",
    "07700900461", "badgers", "quux badger", '"badgers in the"', "the badgers",
])
def test_people_and_words_are_found_and_stand_in_no_address(
    officer: Visitor, caller: Caller, words: str
) -> None:
    ref = caller.complaint(description="There are badgers in the attic.", complainants=[{
        "name": "Wilhelmina Quux", "email": "wilhelmina@quux.example", "phone": "07700 900461",
        "postcode": "ZZ9 9ZZ"}])
    page = officer.get("/officer/").submit("Search", words=words)
    assert ref in references(page)
    assert page.address.endswith("/officer/search")
    assert all("quux" not in (link.href or "").lower() for link in page.links)


def test_nothing_found_and_nothing_asked(officer: Visitor) -> None:
    assert "Nothing found" in officer.get("/officer/").submit("Search", words="xyzzyx").text
    form = officer.get("/officer/search")
    assert form.submit("Search", words=" ?! ", status=422).errors


def test_what_is_restricted_is_neither_counted_nor_found(
    app: Flask, officer: Visitor, caller: Caller
) -> None:
    ref = caller.complaint(description="A pangolin lives there.")
    assert ref in references(officer.get("/officer/").submit("Search", words="pangolin"))
    before = len(references(officer.get("/officer/?group=triage")))
    done = caller.command(ref, "restrict_access", people=[caller.email], reason="Staff matter")
    assert done.status_code == 201, done.json
    assert len(references(officer.get("/officer/?group=triage"))) == before - 1
    assert "Nothing found" in officer.get("/officer/").submit("Search", words="pangolin").text
    assert "Nothing found" in officer.get("/officer/").submit("Search", words=ref).text


def test_another_council_sees_none_of_it(app: Flask) -> None:
    stranger = Visitor(app).sign_in("officer", organisation="eastham")
    assert references(stranger.get("/officer/?group=every")) == []
    assert "Nothing found" in stranger.get("/officer/").submit("Search", words="Ann Example").text


def test_the_api_lists_what_the_counts_of_the_page_say(app: Flask, officer: Visitor) -> None:
    """Every list of the page is one of the API's, and holds as much."""
    reader = web.caller(app, "officer")
    for count in officer.get("/officer/").select(".app-counts a"):
        group = count.get("href").partition("group=")[2]
        if not group or group in ("requests", "every"):
            continue
        answer = reader.get(f"/complaints?limit=200&group={group}")
        assert answer.status_code == 200, answer.json
        assert len(answer.json["items"]) == int(count.select(".app-count__number")[0].text), group
    assert reader.get("/complaints?group=every").status_code == 422


@pytest.mark.parametrize(("query", "group"), [
    ("overdue=1", "overdue"), ("due=week", "week"), ("due=today", "today"), ("due=soon", "soon"),
])
def test_links_of_other_pages_open_the_list_they_name(
    officer: Visitor, query: str, group: str
) -> None:
    heading = officer.get(f"/officer/?group={group}").select("#caseload h2")[0].text
    page = officer.get(f"/officer/?{query}&service=refuse-recycling")
    assert page.select("#caseload h2")[0].text == heading
    assert "Remove this filter: Service:" in page.text


def test_dates_are_typed_in_parts(officer: Visitor) -> None:
    page = officer.get("/officer/").submit("Apply filters", {
        "received_from.day": "1", "received_from.month": "march", "received_from.year": "2001"})
    assert "Received from: 1 March 2001" in page.text
    held = [page.select(f"#received_from-{part}")[0].get("value") for part in
            ("day", "month", "year")]
    assert held == ["1", "3", "2001"]
    refused = officer.get("/officer/?due_to.day=31&due_to.month=2&due_to.year=2026", status=422)
    assert refused.errors == [("Due to is no date; write a day, a month and a year, such as "
                              "29 12 2026.")]


def test_services_stand_in_the_order_of_their_names(officer: Visitor) -> None:
    names = [one.text for one in officer.get("/officer/").select("#service option")][1:]
    assert names == sorted(names, key=str.casefold)
    assert len(names) > 5


def test_a_list_is_kept_under_a_name_shared_and_removed(app: Flask, officer: Visitor) -> None:
    colleague = Visitor(app).sign_in("officer", organisation="weston")
    stranger = Visitor(app).sign_in("officer", organisation="eastham")
    page = officer.get("/officer/?group=triage&service=refuse-recycling&sort=newest")
    listed = references(page)
    for name, shared in (("Bins to sort", None), ("Bins for all", "yes")):
        page = page.submit("Keep the list", name=name, shared=shared)
        assert "The list is kept." in page.text
        assert page.address.startswith("/officer/?group=triage")
    link = next(one for one in page.links if one.text == "Bins to sort")
    assert references(officer.get(link.href)) == listed
    assert [one.text for one in colleague.get("/officer/").links if one.text.startswith("Bins")] \
        == ["Bins for all"]
    assert "Bins" not in stranger.get("/officer/").text
    # The same name again takes the place of the first.
    officer.get("/officer/?group=overdue").submit("Keep the list", name="Bins to sort")
    again = [one.href for one in officer.get("/officer/").links if one.text == "Bins to sort"]
    assert again == ["/officer/?group=overdue"]
    assert "was not kept" in page.submit("Keep the list", name="  ").text
    gone = officer.get("/officer/").submit("Remove the list Bins to sort")
    assert "Bins to sort" not in [one.text for one in gone.links]
    # Nobody removes what is another's.
    shared = next(one for one in officer.get("/officer/").select("form[action*=lists]")
                  if one.get("action").endswith("/remove")).get("action")
    colleague.get("/officer/")
    page = colleague.post(shared, data={"csrf": colleague.get("/officer/").select(
        "input[name=csrf]")[0].get("value")})
    assert "was removed before" in page.text
    assert "Bins for all" in [one.text for one in officer.get("/officer/").links]
