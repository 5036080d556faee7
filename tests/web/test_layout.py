"""The frame around pages: head, navigation, brand, failures; and its components."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import html5lib
import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from support import web
from support.pages import Visitor
from werkzeug.exceptions import HTTPException, abort

from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.database import db
from complaints_service.services import colours, organisations
from complaints_service.services.actors import ROLES, Actor
from complaints_service.web import brand, navigation
from complaints_service.web.access import open_to
from complaints_service.web.failures import FAILURES
from complaints_service.web.public.released import create_public_app

ASSETS = Path(__file__).parents[2] / "templates" / "web" / "assets"
PUBLIC_PAGE, STAFF_PAGE = 300_000, 600_000


@pytest.fixture(scope="module")
def app(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """Give an application that can also be made to fail."""
    made = web.application(shared_database_url, tmp_path_factory.mktemp("data"))

    @made.get("/planted/<int:status>")
    @open_to("public")
    def fail(status: int) -> str:
        if status == 500:
            raise ZeroDivisionError
        if status == 503:
            raise OperationalError("SELECT 1", {}, Exception("gone"))
        abort(status)

    yield made
    web.close(made)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def rendered(app: Flask, source: str, **values: object) -> str:
    """Render a template's source as a page would."""
    with app.test_request_context("/"):
        return render_template_string(source, **values)


# --- the frame ---------------------------------------------------------------------------------


def test_a_page_names_itself_the_service_and_the_council(visitor: Visitor) -> None:
    page = visitor.get("/accessibility")
    parts = page.title.split(" – ")
    assert parts[0] == page.heading
    assert len(parts) == 3
    assert page.one(".app-header__council").text == parts[2]


def test_the_footer_links_to_the_accessibility_statement(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert "/accessibility" in [one.get("href") for one in page.select("footer a")]


def test_no_page_has_a_crown_or_a_font_of_gov_uk(visitor: Visitor) -> None:
    sheet = (ASSETS / "service.css").read_text(encoding="utf-8")
    for sign in ("@font-face", "Transport", "crown", "crest", "govuk-header", "url(http"):
        assert sign not in sheet, sign
    assert "crown" not in visitor.get("/").html.lower()


def test_what_the_style_sheet_names_is_shipped(visitor: Visitor) -> None:
    sheet = (ASSETS / "service.css").read_text(encoding="utf-8")
    for address in set(re.findall(r"url\(([^)]*)\)", sheet)):
        assert visitor.client.get(address).status_code == 200, address


def test_the_licence_lies_beside_what_it_covers(visitor: Visitor) -> None:
    licence = visitor.client.get("/assets/licence.txt").text
    for words in ("Government Digital Service", "Ministry of Justice", "WITHOUT WARRANTY"):
        assert words in licence
    assert "licence.txt" in (ASSETS / "service.css").read_text(encoding="utf-8")[:200]


@pytest.mark.parametrize(("address", "roles", "most"), [
    ("/", (), PUBLIC_PAGE), ("/accessibility", (), PUBLIC_PAGE), ("/sign-in", (), PUBLIC_PAGE),
])
def test_a_page_with_all_it_fetches_is_light(
    app: Flask, address: str, roles: tuple[str, ...], most: int
) -> None:
    visitor = Visitor(app)
    page = visitor.get(address)
    asked = [one.get("href") or one.get("src") for one in page.select("link, script, img")]
    asked.append("/assets/govuk-frontend.js")
    weights = [len(visitor.client.get(str(one)).data) for one in asked]
    assert all(weights)
    assert len(page.html.encode()) + sum(weights) <= most
    assert len(asked) < 25


def test_assets_are_kept_for_ever_under_an_address_of_their_content(visitor: Visitor) -> None:
    page = visitor.get("/")
    for node in page.select("link[rel=stylesheet], script"):
        address = node.get("href") or node.get("src") or ""
        assert "v=" in address
        answer = visitor.client.get(address)
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
    assert "immutable" not in visitor.client.get("/assets/service.css").headers["Cache-Control"]


def test_assets_are_sent_small_to_who_can_unpack_them(visitor: Visitor) -> None:
    plain = visitor.client.get("/assets/service.css")
    packed = visitor.client.get("/assets/service.css", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 5
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = visitor.client.get("/assets/service.css", headers={
        "Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304


# --- templates ---------------------------------------------------------------------------------


def test_a_name_that_our_template_lacks_is_an_error(app: Flask) -> None:
    for source in ("{{ nosuch }}", "{{ brand.nosuch }}", "{% if {}.nosuch %}{% endif %}"):
        with pytest.raises(UndefinedError):
            rendered(app, source)


def test_a_component_of_gov_uk_may_leave_names_out(app: Flask) -> None:
    made = rendered(app, '{% from "govuk_frontend_jinja/components/radios/macro.html" import '
                    'govukRadios %}{{ govukRadios({"name": "which", "fieldset": {"legend": {"text":'
                    ' "Which?"}}, "items": [{"value": "a", "text": "<b>A</b>"}]}) }}')
    assert 'class="govuk-radios"' in made
    assert "&lt;b&gt;A&lt;/b&gt;" in made


@pytest.mark.parametrize("name", sorted(
    path.stem for path in (ASSETS.parent / "components").glob("*.html")))
def test_every_component_can_be_read(app: Flask, name: str) -> None:
    assert app.jinja_env.get_template(f"components/{name}.html").module


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
# Each component with hostile text wherever text goes.
COMPONENTS = [
    ("timeline", ("{{ timeline([{'title': t, 'at': '2026-12-29', 'by': t, 'text': t, 'href': '/x',"
     " 'link_text': t}]) }}")),
    ("status_tag", "{{ status_tag(t) }}"),
    ("summary_list", ("{{ summary_list([{'key': t, 'text': t, 'href': '/x', 'action': t},"
     " {'key': 'Empty', 'text': none}]) }}")),
    ("identity_bar", "{{ identity_bar(t, [t]) }}"),
    ("table", ("{{ table(t, [t, {'text': t, 'numeric': true, 'href': '/x'}], [[t, t], [{'text': t,"
     " 'href': '/x'}, {'text': t}]]) }}")),
    ("bar_chart", ("{{ bar_chart('c', t, t, [{'label': t, 'value': 3}, {'label': t, 'value': none}]"
     ") }}")),
    ("error_summary", "{{ error_summary([{'text': t, 'href': '#x'}, {'text': t}]) }}<p id=x></p>"),
    ("warning", "{{ warning(t) }}"),
    ("details", "{{ details(t, t) }}"),
    ("pagination", "{{ pagination('/a', '/b', t) }}"),
    ("notification", "{{ notification(t) }}"),
    ("counts", "{{ counts([{'number': 3, 'label': t, 'href': '/x'}]) }}"),
    ("sub_navigation", "{{ sub_navigation([{'text': t, 'href': '/', 'current': true}], t) }}"),
]


@pytest.mark.parametrize(("name", "use"), COMPONENTS, ids=[name for name, _ in COMPONENTS])
def test_a_component_is_valid_and_escapes_what_it_shows(app: Flask, name: str, use: str) -> None:
    made = rendered(app, f'{{% from "components/{name}.html" import {name} %}}{use}', t=HOSTILE)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parse(f"<!doctype html><title>x</title>{made}")
    assert not list(root.iter("script"))
    assert not list(root.iter("img"))
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]
    assert "alert(1)" in "".join(root.itertext())


def test_a_filter_panel_keeps_its_fields_in_a_form_that_only_reads(app: Flask) -> None:
    made = rendered(app, '{% from "components/filter_panel.html" import filter_panel %}'
                    '{% call filter_panel("/x", [{"text": t, "href": "/y"}]) %}<b>field</b>'
                    "{% endcall %}", t=HOSTILE)
    assert 'method="get"' in made
    assert "<b>field</b>" in made
    assert "<script>" not in made


@pytest.mark.parametrize(("left", "told"), [
    (-1, "(1 day overdue)"), (-12, "(12 days overdue)"), (0, "(today)"), (3, "")])
def test_a_date_says_how_overdue_it_is(app: Flask, left: int, told: str) -> None:
    made = rendered(app, '{% from "components/status_tag.html" import due %}{{ due(on, today) }}',
                    on=date(2026, 6, 15 + left),
                    today=date(2026, 6, 15))
    text = re.sub(r"<[^>]*>", "", made)
    assert ("(" in text) == bool(told)
    assert told in text


# --- where staff can go ------------------------------------------------------------------------


@pytest.mark.parametrize(("roles", "links", "home"), [
    # The complaints team sees the whole desk, and what was learnt.
    (["officer"], ["Caseload", "Inbox", "Ombudsmen", "Post", "Mail", "Messages",
                   "Record a contact", "Workload", "Improvements", "Approvals", "Figures",
                   "Bank holidays"], "/officer/"),
    (["intake"], ["Caseload", "Inbox", "Post", "Mail", "Messages", "Record a contact"],
     "/officer/"),
    # An auditor reads all and writes nothing.
    (["auditor"], ["Caseload", "Inbox", "Ombudsmen", "Post", "Mail", "Messages", "Workload",
                   "Triage", "Bank holidays"], "/officer/"),
    # Handlers and reviewers see what is theirs.
    (["handler"], ["My complaints", "Questions to you"], "/handler/"),
    (["reviewer"], ["My complaints", "Questions to you"], "/handler/"),
    (["manager"], ["Ombudsmen", "Overview", "Workload", "Improvements", "Approvals",
                   "Answers looked at", "Triage", "Figures", "Questions to you"], "/manager/"),
    (["approver"], ["Overview", "Improvements", "Approvals", "Answers looked at", "Triage",
                    "Figures"], "/manager/"),
    # Of several roles the daily work decides where one begins.
    (["manager", "handler"], ["Ombudsmen", "My complaints", "Overview", "Workload",
                              "Improvements", "Approvals", "Answers looked at", "Triage",
                              "Figures", "Questions to you"], "/handler/"),
    # A contributor sees what is asked of them, a councillor figures only.
    (["contributor"], ["Questions to you"], "/contributions/"),
    (["member"], ["Figures"], "/manager/figures"),
    # Administrators keep accounts and settings, and see no complaint.
    (["administrator"], ["Accounts", "Councils", "Lists of words", "Absences", "Bank holidays"],
     "/administration/"),
])
def test_everybody_sees_the_links_of_their_roles(
    roles: list[str], links: list[str], home: str
) -> None:
    actor = Actor("ACC-1", roles=frozenset(roles))
    assert [one["text"] for one in navigation.items_for(actor, "/")] == links
    assert navigation.home_of(actor) == home


@pytest.mark.parametrize(("path", "current"), [
    ("/officer/", "Caseload"), ("/officer", "Caseload"), ("/complaints/ABCD", "Caseload"),
    ("/officer/post", "Post"), ("/officer/contacts/new", "Record a contact"),
    ("/manager/improvements/IMP-1", "Improvements"), ("/manager/figures", "Figures"),
    ("/elsewhere", None),
])
def test_the_link_of_the_present_page_is_current(path: str, current: str | None) -> None:
    items = navigation.items_for(Actor("ACC-1", roles=frozenset({"officer"})), path)
    assert [one["text"] for one in items if one["current"]] == ([current] if current else [])


def test_a_handler_stays_among_their_own_on_a_complaint() -> None:
    items = navigation.items_for(Actor("ACC-1", roles=frozenset({"handler"})), "/complaints/ABCD")
    assert [one["text"] for one in items if one["current"]] == ["My complaints"]


def test_no_link_is_for_a_role_that_does_not_exist() -> None:
    assert {role for place in navigation.PLACES for role in place.roles} <= set(ROLES)


# --- the council's look ------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other", "ratio"), [
    ("#ffffff", "#000000", 21.0), ("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48),
    ("#767676", "#ffffff", 4.54), ("#1d3557", "#1d3557", 1.0),
])
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(("settings", "field"), [
    # Too light for white text, by a hair and by far; no colour at all; an attempt at more.
    ({"colour": "#777777"}, "colour"), ({"colour": "#ffff00"}, "colour"),
    ({"colour": "navy"}, "colour"), ({"colour": "#1d3557; } body { display: none"}, "colour"),
    ({"privacy_url": "javascript:alert(1)"}, "privacy_url"),
    ({"privacy_url": "//evil.example"}, "privacy_url"),
])
def test_a_brand_that_harms_readers_is_refused(settings: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        brand.with_settings(brand.shipped(), settings)
    assert refused.value.field == field
    assert re.fullmatch(rf"{field} is .*; (give|choose|write) .*\.", refused.value.detail)


def test_the_shipped_colour_can_be_read() -> None:
    assert colours.contrast(brand.shipped().colour, "#ffffff") >= colours.LEAST_CONTRAST


def test_the_council_s_settings_show_on_every_page(
    database_url: str, tmp_path: Path
) -> None:
    app = web.application(database_url, tmp_path)
    settings = {"colour": "#5B2A86", "service_name": "Complaints and compliments",
                "privacy_url": "https://www.alder.example/privacy"}
    with app.app_context():
        organisations.create_organisation("alder", "Alder <Borough> Council", settings=settings)
    page = Visitor(app).get("/")
    assert page.one(".app-header__council").text == "Alder <Borough> Council"
    assert "Complaints and compliments" in page.title
    assert [one.get("href") for one in page.select("footer a")][1] == settings["privacy_url"]
    sheet = page.select("link[rel=stylesheet]")[1].get("href") or ""
    assert "--govuk-brand-colour: #5b2a86" in page.visitor.client.get(sheet).text
    web.close(app)


def test_an_unreadable_colour_leaves_the_plain_one(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = web.application(database_url, tmp_path)
    with app.app_context():
        organisations.create_organisation("alder", "Alder")
        # as it may stand there from before settings were checked
        db.session.execute(text("""UPDATE organisation SET settings = '{"colour": "#eeeeee"}'"""))
        db.session.commit()
    page = Visitor(app).get("/")
    assert page.one(".app-header__council").text == "Alder"
    assert brand.shipped().style_address.split("v=")[1] in page.html
    assert "contrast" in "".join(capsys.readouterr())
    web.close(app)


# --- failures ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [
    400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 431, 500, 503])
def test_a_failure_is_a_page_that_says_what_to_do(visitor: Visitor, status: int) -> None:
    page = visitor.get(f"/planted/{status}", status=status)
    assert page.page_id == "error"
    assert page.links
    assert len(page.select("main p")) >= 2
    assert "Traceback" not in page.html


def test_every_failure_that_is_foreseen_has_a_heading(app: Flask) -> None:
    source = (ASSETS.parent / "error.html").read_text(encoding="utf-8")
    told = {int(status) for status in re.findall(r"^  (\d{3}): ", source, re.MULTILINE)}
    assert {403, 404, 409, 422, 429, 503} <= told
    assert HTTPException in FAILURES


def test_somebody_signed_in_keeps_their_navigation(app: Flask) -> None:
    page = Visitor(app).sign_in("handler").get("/officer/", status=403)
    assert [one.text for one in page.select("#navigation a")] == [
        "My complaints", "Questions to you"]
    assert page.links[-1].href == "/handler/"


def test_a_failure_without_a_database_is_a_page_still(tmp_path: Path) -> None:
    gone = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    app = web.application(gone, tmp_path)
    for address in ("/nowhere", "/"):
        answer = app.test_client().get(address)
        assert answer.status_code in (404, 503)
        assert "<h1" in answer.text
    web.close(app)


@pytest.mark.parametrize("address", [
    "/performance/2031-32/", "/learning/nothing", "/public/v1/nothing.html"])
@pytest.mark.parametrize(("filled", "status"), [(True, 404), (False, 503)])
def test_where_nothing_is_published_a_browser_gets_a_page(
    tmp_path: Path, address: str, filled: bool, status: int
) -> None:
    folder = tmp_path / "published"
    if filled:
        folder.mkdir()
        (folder / "manifest.json").write_text('{"signature": "x", "entries": {}}', encoding="utf-8")
    client = create_public_app(folder).test_client()
    browser = client.get(address, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert browser.status_code == status
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(browser.text)
    assert "".join(next(root.iter("h1")).itertext()) in ("Page not found", "Not ready yet")
    assert browser.headers["Vary"] == "Accept"
    program = client.get(address, headers={"Accept": "*/*"})
    assert program.status_code == status
    assert program.json["status"] == status
    assert client.head(address, headers={"Accept": "text/html"}).data == b""
