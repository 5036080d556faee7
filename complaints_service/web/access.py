"""Who a route is for: each route declares it, and the declaration is what admits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Flask, current_app, g, request
from werkzeug.exceptions import Unauthorized

from complaints_service.services.actors import ROLES, Actor
from complaints_service.services.errors import Forbidden
from complaints_service.services.rules_in_use import look_for_calendars

View = TypeVar("View", bound=Callable[..., Any])
Recogniser = Callable[[], Actor | None]

_MARK = "_audience"
_RECOGNISERS = "complaints.recognisers"


@dataclass(frozen=True)
class Audience:
    """Whom a route is for; `roles` empty means anybody who is signed in, if anybody must be."""

    public: bool
    roles: frozenset[str] = frozenset()

    def admits(self, actor: Actor) -> bool:
        """Whether a signed-in actor may come in."""
        return not self.roles or bool(self.roles & actor.roles)


PUBLIC = Audience(public=True)
SIGNED_IN = Audience(public=False)


class UndeclaredRoute(RuntimeError):
    """A route does not say who it is for; the application does not start."""


def open_to(audience: Literal["public", "signed_in"]) -> Callable[[View], View]:
    """Declare that a view is for everybody, or for everybody who is signed in."""
    return _marking(PUBLIC if audience == "public" else SIGNED_IN)


def for_role(*roles: str) -> Callable[[View], View]:
    """Declare that a view is for those who hold one of these roles; ValueError for an unknown."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"{sorted(unknown)} are no roles; name some of {ROLES}")
    return _marking(Audience(public=False, roles=frozenset(roles)))


def _marking(audience: Audience) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _MARK, audience)
        return view

    return mark


def audience_of(view: Callable[..., Any] | None) -> Audience | None:
    """Return what a view declares, None when it says nothing."""
    return getattr(view, _MARK, None)


def require_declarations(app: Flask) -> None:
    """Raise `UndeclaredRoute` naming every route that does not say who it is for."""
    silent = sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if audience_of(app.view_functions[rule.endpoint]) is None
    )
    if silent:
        raise UndeclaredRoute(
            f"{', '.join(silent)} does not say who it is for; declare it with open_to or for_role."
        )


def recognise(app: Flask, prefix: str, recogniser: Recogniser) -> None:
    """Let `recogniser` tell who asks, on paths that begin with `prefix` (the longest wins)."""
    known = app.extensions.setdefault(_RECOGNISERS, {})
    known[prefix] = recogniser


def guard(app: Flask) -> None:
    """Admit to each route only those whom it declares, before its view is called."""
    app.before_request(_admit)


def _admit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return  # no such route or method: routing answers
    audience = audience_of(view)
    if audience is not None and audience.public:
        return
    actor = _actor()
    if actor is None:
        raise Unauthorized
    g.actor = actor
    look_for_calendars()
    if audience is None or not audience.admits(actor):
        roles = ", ".join(sorted(audience.roles)) if audience else "nobody"
        raise Forbidden(f"This is for {roles}; ask somebody who holds that role.")


def _actor() -> Actor | None:
    known: dict[str, Recogniser] = current_app.extensions.get(_RECOGNISERS, {})
    fitting = [prefix for prefix in known if request.path.startswith(prefix)]
    return known[max(fitting, key=len)]() if fitting else None


def actor() -> Actor:
    """Return who asks, in a view that is not public."""
    found: Actor = g.actor
    return found


def actor_or_none() -> Actor | None:
    """Return who asks, on a page for everybody too; None for a visitor without an account."""
    known: Actor | None = g.get("actor")
    return known if known is not None else _actor()


def is_private() -> bool:
    """Say whether the present request's route is not for everybody."""
    audience = audience_of(current_app.view_functions.get(request.endpoint or ""))
    return audience is None or not audience.public
