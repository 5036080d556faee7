"""Recognises who asks by a bearer token, and slows down a token that asks without end."""

from __future__ import annotations

from flask import current_app, request

from complaints_service.services.actors import Actor
from complaints_service.services.tokens import actor_of_token
from complaints_service.settings import Settings
from complaints_service.web.authorization import bearer
from complaints_service.web.rate_limits import Limit

REQUESTS_A_MINUTE = 6_000
"""A token's allowance in one process: far above any honest use, far below what would hurt."""

_LIMIT = Limit(most=REQUESTS_A_MINUTE, seconds=60)


def recognised() -> Actor | None:
    """Return whose token the request carries, None when it carries none that works.

    Raises `TooManyRequests` for a token beyond its allowance.
    """
    token = bearer(request.headers.get("Authorization", ""))
    actor = actor_of_token(token) if token else None
    settings: Settings = current_app.extensions["settings"]
    if actor is not None and settings.rate_limits:
        _LIMIT.count(actor.id)
    return actor
