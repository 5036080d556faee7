"""Registers an operation of the API together with its description."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask_smorest import Blueprint

from complaints_service.web.api.shapes import Json

View = TypeVar("View", bound=Callable[..., Any])


def operation(
    section: Blueprint, rule: str, name: str, description: Json, *, method: str = "GET"
) -> Callable[[View], View]:
    """Serve a view at `rule`; `name` is its operation id, `description` what OpenAPI says of it.

    The view declares who it is for beneath this.
    """

    def register(view: View) -> View:
        described = section.doc(operationId=name, **description)(view)
        section.add_url_rule(rule, view_func=described, methods=[method])
        return cast(View, described)

    return register
