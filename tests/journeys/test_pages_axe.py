"""Every page as a browser shows it: for everybody, wide and narrow, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser
from support import page_checks
from support.browsing import NARROW, WIDE, Looker, Site, looker

pytestmark = [
    pytest.mark.journey, pytest.mark.slow, pytest.mark.enable_socket, pytest.mark.timeout(400),
]

PUBLIC_BYTES, STAFF_BYTES, MOST_REQUESTS = 300_000, 600_000, 25
OWN = (200, 403, 404, 409)
"""What one's own pages answer: 404 for a complaint that one may not know of, 403 and 409 for an
action on it that is not one's own or has been done."""
RELEASED = ("performance", "learning")
"""Published pages carry their style inside, for they are files that go anywhere."""

Seen = Mapping[str, Any]


def each_page(
    chromium: Browser, site: Site, *, scripts: bool = True
) -> Iterator[tuple[Looker, Seen]]:
    """Every page that is listed, open before somebody who may see it."""
    readers = dict.fromkeys(site.reader(page) for page in site.pages)
    for role in readers:
        with looker(chromium, site, role, scripts=scripts) as somebody:
            for page in site.pages:
                if site.reader(page) == role:
                    somebody.look(page["address"])
                    yield somebody, page


def test_every_audience_has_pages(site: Site) -> None:
    ids = {page["id"] for page in site.pages}
    assert {"front", "complain", "track", "sign-in", "accessibility", "demo", "officer-caseload",
            "complaint", "complaint-why", "complaint-letter", "action", "handler-complaints",
            "handler-answer", "manager-overview", "manager-improvements", "manager-figures",
            "performance", "learning"} <= ids


def test_everybody_can_use_every_page(chromium: Browser, site: Site) -> None:
    faults = []
    for somebody, page in each_page(chromium, site):
        shown = somebody.page.locator("body").get_attribute("data-page")
        if shown != page["id"]:
            faults.append(f"{page['address']} shows {shown}, not {page['id']}")
        size, requests = somebody.weight()
        if size > (STAFF_BYTES if page["roles"] else PUBLIC_BYTES) or requests > MOST_REQUESTS:
            faults.append(f"{page['id']} has {size} bytes in {requests} requests")
        for width in (WIDE, NARROW):
            somebody.width(width)
            faults += [f"{page['id']} at {width} pixels: {one}" for one in somebody.faults()]
        somebody.width(WIDE)
    assert not faults, "\n".join(faults)


def test_every_page_is_sound_without_scripts(chromium: Browser, site: Site) -> None:
    faults = []
    for somebody, page in each_page(chromium, site, scripts=False):
        if not somebody.page.locator("main h1").is_visible():
            faults.append(f"{page['id']} shows no heading")
        links = somebody.page.locator("nav a:visible").count()
        if page["roles"] and not links:
            faults.append(f"{page['id']} hides its navigation")
        if page["id"] not in RELEASED:
            faults += _static_faults(page["id"], somebody.page.content())
    assert not faults, "\n".join(faults)


def test_each_role_sees_its_pages_alone_and_sound(chromium: Browser, site: Site) -> None:
    faults, seen = [], set()
    guarded = [page for page in site.pages if page["roles"]]
    for role in dict.fromkeys(person["role"] for person in site.people):
        with looker(chromium, site, role) as somebody:
            for page in guarded:
                answer = somebody.context.request.get(site.address + page["address"])
                if answer.status not in (OWN if role in page["roles"] else (403,)):
                    faults.append(f"{page['id']} answers a {role} by {answer.status}")
                if answer.headers["cache-control"] != "no-store":
                    faults.append(f"{page['id']} may be kept by a browser that others use")
                faults += _static_faults(f"{page['id']} for a {role}", answer.text())
                seen |= {page["id"]} if answer.status == 200 else set()
    faults += [f"nobody sees {page['id']}" for page in guarded if page["id"] not in seen]
    assert not faults, "\n".join(faults)


def _static_faults(what: str, html: str) -> list[str]:
    try:
        page_checks.check(html)
    except AssertionError as error:
        return [f"{what}: {error}"]
    return []


# A state of a page: its name, who looks, where, what is pressed, and what must then be there.
STATES = [
    ("a form sent empty", None, "/sign-in", "main button[type=submit]", ".govuk-error-summary"),
    ("a page that is not there", None, "/nowhere", None, "h1"),
    ("a published page that is not there", None, "/performance/1999/", None, "h1"),
    ("a page that one may not see", "member", "/officer/", None, "h1"),
    ("a contact without words", "officer", "/officer/contacts/new",
     "main form[method=post] .govuk-button:has-text('Record the contact')",
     ".govuk-error-summary"),
    ("somebody who signed out", "officer", "/officer/", ".app-header__button",
     ".govuk-notification-banner"),
]


@pytest.mark.parametrize(("role", "path", "press", "there"), [state[1:] for state in STATES],
                         ids=[state[0] for state in STATES])
def test_everybody_can_use_it_when_something_is_wrong(
    chromium: Browser, site: Site, role: str | None, path: str, press: str | None, there: str
) -> None:
    with looker(chromium, site, role) as somebody:
        status = 404 if "nowhere" in path or "1999" in path else 403 if role == "member" else 200
        somebody.look(path, status=status)
        if press:
            somebody.page.click(press)
        somebody.page.locator(there).first.wait_for()
        if press:
            somebody.noticed.clear()  # the browser notes a form that is answered by 422
        for width in (WIDE, NARROW):
            somebody.width(width)
            assert not list(somebody.faults())


def test_the_errors_are_where_one_lands(chromium: Browser, site: Site) -> None:
    with looker(chromium, site) as somebody:
        somebody.look("/sign-in")
        somebody.page.click("main button[type=submit]")
        somebody.page.locator(".govuk-error-summary").wait_for()
        focused = "document.activeElement.className"
        assert "govuk-error-summary" in somebody.page.evaluate(focused)
        somebody.page.click(".govuk-error-summary a >> nth=0")
        assert somebody.page.evaluate("document.activeElement.id") == "email"


def test_the_keyboard_leads_past_the_header(chromium: Browser, site: Site) -> None:
    with looker(chromium, site, "officer") as somebody:
        somebody.look("/officer/")
        somebody.page.keyboard.press("Tab")
        skip = somebody.page.locator(".govuk-skip-link")
        assert skip.evaluate("one => one === document.activeElement")
        assert (skip.bounding_box() or {"y": -1})["y"] >= 0
        somebody.page.keyboard.press("Enter")
        assert somebody.page.evaluate("document.activeElement.id") == "main"


def test_every_control_can_be_reached_by_keyboard_and_shows_it(
    chromium: Browser, site: Site
) -> None:
    with looker(chromium, site, "officer") as somebody:
        somebody.look("/officer/")
        wanted = somebody.page.evaluate(
            """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]),'
                 + ' select, textarea, summary, [tabindex="0"]')]
                 .filter(one => one.offsetParent !== null && !one.disabled).length""")
        reached, unseen = 0, []
        for _ in range(wanted):
            somebody.page.keyboard.press("Tab")
            told = somebody.page.evaluate(
                """() => { const one = document.activeElement, style = getComputedStyle(one);
                   return [one.tagName, one.textContent.trim().slice(0, 30),
                     style.outlineStyle !== 'none' || style.boxShadow !== 'none'
                     || style.backgroundColor !== 'rgba(0, 0, 0, 0)']; }""")
            if told[0] == "BODY":
                break
            reached += 1
            unseen += [] if told[2] else [told]
        assert reached >= wanted * 0.9  # the parts of a date are stops of their own in one field
        assert not unseen


def test_what_one_typed_survives_a_small_screen_s_menu(chromium: Browser, site: Site) -> None:
    with looker(chromium, site, "officer") as somebody:
        somebody.width(NARROW)
        somebody.look("/officer/")
        toggle = somebody.page.locator(".govuk-service-navigation__toggle")
        assert not somebody.page.locator("#navigation a").first.is_visible()
        toggle.click()
        assert somebody.page.locator("#navigation a").first.is_visible()
        assert toggle.get_attribute("aria-expanded") == "true"
