"""What counts as a page: its id, the address at which it can be seen, and for whom it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, current_app, jsonify, request

from complaints_service.services.actors import ROLES
from complaints_service.web.access import audience_of, open_to

View = TypeVar("View", bound=Callable[..., Any])
Example = Callable[[], str | None]

blueprint = Blueprint("pages", __name__)

_ID = "_page_id"
_EXAMPLE = "_page_example"


def page(page_id: str, *, example: Example | None = None) -> Callable[[View], View]:
    """Name the page that a view shows: the `data-page` of its body.

    `example` finds an address where it can be seen, for a route with parts that vary; None when
    there is none yet.
    """

    def mark(view: View) -> View:
        setattr(view, _ID, page_id)
        setattr(view, _EXAMPLE, example)
        return view

    return mark


def register(app: Flask, *, listed: bool) -> None:
    """Tell templates the id of their page; where `listed`, serve the list of all pages."""
    app.context_processor(_page_id)
    if listed:
        app.register_blueprint(blueprint)


def _page_id() -> dict[str, str]:
    view = current_app.view_functions.get(request.endpoint or "")
    return {"page_id": getattr(view, _ID, "page")}


@blueprint.get("/__pages")
@open_to("public")
def all_pages() -> Response:
    """List every page, for tools that walk through them; demo and test only."""
    return jsonify(list(_pages()))


RELEASED = (("performance", "/performance/"), ("learning", "/learning/"))
"""The pages of released editions, which are served before any route is asked."""


def _pages() -> Iterator[dict[str, Any]]:
    there: Callable[[str], bool] = current_app.extensions.get("released", lambda address: False)
    for released, public_address in RELEASED:
        if there(public_address):
            yield {"id": released, "address": public_address, "roles": []}
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        page_id = getattr(view, _ID, None)
        if page_id is None or "GET" not in (rule.methods or ()):
            continue
        example: Example | None = getattr(view, _EXAMPLE)
        address = example() if example else rule.rule
        if address is not None and "<" not in address:
            yield {"id": page_id, "address": address, "roles": _roles(view)}


def _roles(view: Callable[..., Any]) -> list[str]:
    audience = audience_of(view)
    if audience is None or audience.public:
        return []
    return sorted(audience.roles or ROLES)
