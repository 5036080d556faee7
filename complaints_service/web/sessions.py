"""The visitor's cookie and what hangs on it: who is signed in, and what is remembered."""

from __future__ import annotations

from flask import Flask, Response, g, request

from complaints_service.services import browser_sessions
from complaints_service.services.actors import Actor
from complaints_service.services.browser_sessions import BrowserSession
from complaints_service.web.access import recognise

COOKIE = "__Host-complaints"
_NEW, _FOUND = "new_cookie", "browser_session"


def register(app: Flask) -> None:
    """Let pages recognise who is signed in, and send new cookies with the answer."""
    recognise(app, "/", signed_in)
    app.after_request(_send_cookie)


def signed_in() -> Actor | None:
    """Return who is signed in, None for a visitor without an account."""
    found = _standing()
    return found.actor if found else None


def cookie() -> str:
    """Return the visitor's cookie, made now and sent with the answer where there is none yet."""
    held: str = g.get(_NEW) or request.cookies.get(COOKIE, "")
    if not browser_sessions.is_cookie(held):
        held = browser_sessions.new_cookie()
        setattr(g, _NEW, held)
    return held


def sign_in(account_id: str) -> None:
    """Sign an account in, under a cookie that nobody has seen before."""
    old = request.cookies.get(COOKIE, "")
    if browser_sessions.is_cookie(old):
        browser_sessions.end(old)
    setattr(g, _NEW, browser_sessions.begin(account_id))
    g.pop(_FOUND, None)


def sign_out() -> None:
    """End the session here and on the server; the next cookie is a new one."""
    browser_sessions.end(cookie())
    setattr(g, _NEW, browser_sessions.new_cookie())
    g.pop(_FOUND, None)


def remember(name: str, value: str | None) -> None:
    """Keep a short value for this visitor, for half an hour since the last look; None forgets."""
    browser_sessions.remember(cookie(), name, value)
    g.pop(_FOUND, None)


def recall(name: str) -> str | None:
    """Return what was kept for this visitor under a name."""
    found = _standing()
    return found.held.get(name) if found else None


def _standing() -> BrowserSession | None:
    if _FOUND not in g:
        held = g.get(_NEW) or request.cookies.get(COOKIE, "")
        setattr(g, _FOUND, browser_sessions.standing(held) if held else None)
    found: BrowserSession | None = g.get(_FOUND)
    return found


def _send_cookie(answer: Response) -> Response:
    made = g.get(_NEW)
    if made:
        # The prefix binds it to this host and to https; browsers take it from localhost besides.
        answer.set_cookie(COOKIE, made, secure=True, httponly=True, samesite="Lax", path="/")
        answer.headers["Cache-Control"] = "no-store"
    return answer
