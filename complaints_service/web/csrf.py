"""Refuses what another site makes a browser send."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from complaints_service.services.errors import Forbidden
from complaints_service.settings import Settings
from complaints_service.web import sessions

FIELD = "csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})
API = "/api/"
"""Asks for a token in a header, which no other site can make a browser send."""


class FormExpired(BadRequest):
    """The form does not come from a page that we sent to this browser."""

    description = "This form is out of date; go back, load the page again and send it once more."


def register(app: Flask) -> None:
    """Check every request that may change something, before anything else is done with it."""
    app.before_request(_check)
    app.context_processor(lambda: {"csrf_field": field})


def field() -> Markup:
    """Return the hidden field that every form which changes something carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token())


def token() -> str:
    """Return this visitor's token: bound to the cookie, and useless without it."""
    settings: Settings = current_app.extensions["settings"]
    key = settings.secret_key.encode()
    return hmac.new(key, f"csrf {sessions.cookie()}".encode(), hashlib.sha256).hexdigest()


def _check() -> None:
    if request.method in SAFE or request.path.startswith(API) or request.routing_exception:
        return  # what no route takes, routing refuses by itself
    if not (_from_here() and request.headers.get("Sec-Fetch-Site", "none") in OWN_SITE):
        raise Forbidden("This was sent from another website; open the page here and send it again.")
    if request.content_length is None:
        # A body of unknown length is cut off at the limit, and must not pass for a whole one.
        raise BadRequest
    if not hmac.compare_digest(request.form.get(FIELD, "").encode(), token().encode()):
        raise FormExpired


def _from_here() -> bool:
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    settings: Settings = current_app.extensions["settings"]
    own = urlsplit(settings.base_url)
    return origin in (f"{own.scheme}://{own.netloc}", f"{request.scheme}://{request.host}")
