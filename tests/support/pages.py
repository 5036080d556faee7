"""People who use the pages as a browser without scripts does; every page they see is checked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import cssselect2
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

from complaints_service.services import accounts, browser_sessions
from complaints_service.services.accounts import Account
from complaints_service.web.sessions import COOKIE
from support import page_checks
from support.page_checks import words_of

PASSWORD = "seven tall herons wade"
MOST_REDIRECTS = 5
_SERIAL = itertools.count(1)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Link:
    """A link on a page: its words and where it leads."""

    text: str
    href: str


@dataclass(frozen=True)
class Node:
    """A part of a page: its words, its tag and its attributes."""

    element: Element = field(repr=False)

    @property
    def text(self) -> str:
        """The words on one line."""
        return words_of(self.element)

    @property
    def tag(self) -> str:
        """The element's name."""
        return str(self.element.tag)

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return an attribute."""
        return self.element.get(name, default)

    def select(self, css: str) -> list[Node]:
        """Return the parts inside this one that a CSS selector finds."""
        return _select(self.element, css)


@dataclass
class Visitor:
    """Somebody with a browser; `get` and `post` take paths and follow redirects."""

    app: Flask
    client: FlaskClient = field(init=False)
    account: Account | None = None

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    @property
    def email(self) -> str:
        """The address of the account that is signed in."""
        assert self.account is not None, "Nobody is signed in."
        return self.account.email

    def sign_in(self, *roles: str, **account: Any) -> Visitor:
        """Make an account with these roles and sign it in, without the cost of a password."""
        self.account = make_account(self.app, *roles, **account)
        return self.sign_in_as(self.account.id)

    def sign_in_as(self, account_id: str) -> Visitor:
        """Sign an account in that is there already."""
        with self.app.app_context():
            cookie = browser_sessions.begin(account_id)
        self.client.set_cookie(COOKIE, cookie, secure=True, httponly=True, samesite="Lax")
        return self

    def sign_in_by_form(self, *roles: str, **account: Any) -> Page:
        """Make an account with a password and sign in as people do; the page one lands on."""
        self.account = make_account(self.app, *roles, password=PASSWORD, **account)
        page = self.get("/sign-in")
        return page.submit("Sign in", email=self.account.email, password=PASSWORD)

    def get(self, path: str, *, status: int = 200, **rest: Any) -> Page:
        """Open a page, wherever it redirects to; AssertionError unless `status` answers."""
        return self._page(path, self.client.get(path, **rest), status)

    def post(self, path: str, data: Any = None, *, status: int = 200, **rest: Any) -> Page:
        """Send a form as it is, without what the page would add, and follow redirects."""
        return self._page(path, self.client.post(path, data=data, **rest), status)

    def _page(self, path: str, answer: TestResponse, status: int | None) -> Page:
        for _ in range(MOST_REDIRECTS):
            if answer.status_code not in (301, 302, 303, 307, 308):
                break
            posted = answer.request.method == "POST"
            assert not posted or answer.status_code == 303, \
                f"POST {path} redirects by {answer.status_code}; a form is answered by 303."
            path = urljoin(path, answer.location)
            parts = urlsplit(path)
            assert not parts.netloc, f"{path} leads to another site."
            answer = self.client.get(path)
        told = answer.text[:2000] if answer.mimetype == "text/html" else ""
        assert status is None or answer.status_code == status, \
            f"{path} answers {answer.status_code}, not {status}.\n{told}"
        return Page(self, path, answer)


@dataclass
class Page:
    """An answer to a visitor; an HTML page has been checked when this is made."""

    visitor: Visitor
    address: str
    response: TestResponse = field(repr=False)

    def __post_init__(self) -> None:
        self.status = self.response.status_code
        if self.response.mimetype == "text/html" and self._is_ours():
            try:
                _ = self.tree
            except AssertionError as error:
                raise AssertionError(f"{self.address}: {error}") from None

    def _is_ours(self) -> bool:
        # Released editions and letters are documents with rules of their own.
        return 'data-page="' in self.html or "<main" in self.html

    @property
    def html(self) -> str:
        """The page as it was sent."""
        return self.response.text

    @cached_property
    def tree(self) -> Element:
        """The page's root element."""
        return page_checks.check(self.html)

    @property
    def heading(self) -> str:
        """The words of the h1."""
        return self.one("h1").text

    @property
    def title(self) -> str:
        """The words of the title."""
        return (self.tree.findtext("head/title") or "").strip()

    @property
    def page_id(self) -> str:
        """The `data-page` of the body."""
        return self.one("body").get("data-page") or ""

    @property
    def text(self) -> str:
        """All the words of the main part, on one line."""
        return self.one("main").text

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        return [one.text for one in self.select(".govuk-error-summary__list li")]

    @property
    def notice(self) -> str:
        """What the page says has just been done; empty for nothing."""
        found = self.select(".govuk-notification-banner__heading")
        return found[0].text if found else ""

    @property
    def links(self) -> list[Link]:
        """Every link of the main part, in order."""
        return [Link(one.text, one.get("href") or "") for one in self.select("main a[href]")]

    @property
    def buttons(self) -> list[str]:
        """The words of every button of the main part."""
        return [one.text for one in self.select("main button")]

    def select(self, css: str) -> list[Node]:
        """Return the parts of the page that a CSS selector finds."""
        return _select(self.tree, css)

    def one(self, css: str) -> Node:
        """Return the only part that a CSS selector finds."""
        found = self.select(css)
        assert len(found) == 1, f"{self.address} has {len(found)} of {css!r}, not one."
        return found[0]

    def follow(self, text: str, *, status: int = 200) -> Page:
        """Open the link with these words (its whole text, or how it begins)."""
        every = [Link(one.text, one.get("href") or "") for one in self.select("a[href]")]
        found = [one for one in every if one.text == text] or [
            one for one in every if one.text.startswith(text)]
        assert found, f"{self.address} has no link {text!r}; it has {[one.text for one in every]}"
        return self.visitor.get(urljoin(self.address, found[0].href), status=status)

    def submit(
        self, which: int | str = 0, given: Mapping[str, Any] | None = None, /, *,
        status: int = 200, **fields: Any,
    ) -> Page:
        """Fill in a form of the main part, send it and follow redirects.

        `which` is its place on the page or the words of the button to press. `given` and `fields`
        are values by name: text, a list for checkboxes, None for nothing chosen, `(file, name)` or
        a FileStorage for a file. What they leave out is sent as the page holds it.
        """
        form, button = self._form(which)
        held = MultiDict(_held(form))
        for name, value in {**(given or {}), **fields}.items():
            held.setlist(name, _chosen(form, name, value))
        if button is not None and button.get("name"):
            held.add(button.get("name"), button.get("value", ""))
        action = (button.get("formaction") if button is not None else None) or form.get("action")
        path = urljoin(self.address, action or self.address)
        if form.get("method", "get").lower() == "post":
            data = {name: values if len(values) > 1 else values[0]
                    for name, values in held.lists() if values}
            kind = form.get("enctype", "application/x-www-form-urlencoded")
            return self.visitor.post(path, data, status=status, content_type=kind)
        return self.visitor.get(path, status=status, query_string=held)

    def _form(self, which: int | str) -> tuple[Element, Element | None]:
        main = next(self.tree.iter("main"))
        forms = list(main.iter("form"))
        if isinstance(which, int):
            assert which < len(forms), f"{self.address} has {len(forms)} forms, not {which + 1}."
            return forms[which], next(_buttons(forms[which]), None)
        for form in forms:
            for button in _buttons(form):
                if words_of(button) == which:
                    return form, button
        raise AssertionError(f"{self.address} has no button {which!r}; it has {self.buttons}")


def make_account(
    app: Flask, *roles: str, organisation: str | None = "weston", name: str = "Some Body",
    email: str | None = None, **more: Any,
) -> Account:
    """Make an account that no other test has."""
    email = email or f"{roles[0]}-page-{next(_SERIAL)}@example.org"
    with app.app_context():
        return accounts.create_account(email, name, roles, organisation=organisation, **more)


def _select(root: Element, css: str) -> list[Node]:
    wrapped = cssselect2.ElementWrapper.from_html_root(root)
    return [Node(one.etree_element) for one in wrapped.query_all(css)]


def _buttons(form: Element) -> Iterator[Element]:
    for one in form.iter("button"):
        if one.get("type", "submit") == "submit":
            yield one


def _controls(form: Element, name: str) -> list[Element]:
    return [one for one in form.iter() if one.tag in page_checks.CONTROLS
            and one.get("name") == name and one.get("disabled") is None]


def _held(form: Element) -> Iterator[tuple[str, str]]:
    """What a browser sends of a form that nobody has touched."""
    for one in form.iter():
        name = one.get("name")
        if not name or one.get("disabled") is not None or one.tag not in page_checks.CONTROLS:
            continue
        kind = one.get("type", "text")
        if one.tag == "textarea":
            yield name, (one.text or "").removeprefix("\n")
        elif one.tag == "select":
            options = list(one.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None]
            yield from ((name, _value(option)) for option in chosen or options[:1])
        elif kind in ("radio", "checkbox"):
            if one.get("checked") is not None:
                yield name, one.get("value", "on")
        elif kind not in ("submit", "button", "image", "reset", "file"):
            yield name, one.get("value", "")


def _value(option: Element) -> str:
    return option.get("value", _SPACES.sub(" ", option.text or "").strip())


def _chosen(form: Element, name: str, value: Any) -> list[Any]:
    """What a person can choose in the form; AssertionError for what is not offered."""
    controls = _controls(form, name)
    names = sorted({one.get("name") or "" for one in form.iter() if one.get("name")})
    assert controls, f"The form has no field {name!r}; it has {names}"
    if value is None:
        return []
    if isinstance(value, FileStorage | tuple):
        return [value]
    values = [str(one) for one in (value if isinstance(value, list) else [value])]
    offered = _offered(controls)
    for one in values:
        assert offered is None or one in offered, f"{name!r} offers {offered}, not {one!r}"
    return values


def _offered(controls: list[Element]) -> list[str] | None:
    """The values that may be chosen, None where anything may be typed."""
    first = controls[0]
    if first.tag == "select":
        return [_value(option) for option in first.iter("option")]
    if first.get("type") in ("radio", "checkbox"):
        return [one.get("value", "on") for one in controls]
    return None
