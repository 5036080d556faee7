"""Puts the API into the application, and describes it as OpenAPI 3.1."""

from __future__ import annotations

import json
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app
from flask_smorest import Api

from complaints_service.web.access import open_to, recognise
from complaints_service.web.api import (
    bundles,
    calendars,
    commands,
    complaints,
    contributions,
    documents,
    improvements,
    letters,
    mail,
    people,
    quality,
    records,
    search,
    triage,
)
from complaints_service.web.api.described import problem_responses
from complaints_service.web.api.people_shapes import PEOPLE
from complaints_service.web.api.shapes import SCHEMAS
from complaints_service.web.api.sign_in import recognised

PREFIX = "/api/v1"
VERSION = "1"
PARTS = (complaints, search, calendars, triage, commands, contributions, documents, letters,
         improvements, bundles, quality, mail, people, records)
DESCRIPTION = """\
Every change is a command, sent with a key that makes a retry harmless and with the version that
the decision rests on. A complaint that you may not know of answers as one that does not exist.
Instants are UTC with microseconds, dates are those of London, amounts are pounds.
"""

description = Blueprint("description", __name__)


class Described(Api):  # type: ignore[misc]
    """The OpenAPI document alone: errors and answers are the application's own."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to the application, which knows pages from problem documents."""

    def _register_responses(self) -> None:
        """Describe the problem documents that are really sent."""
        for name, response in problem_responses().items():
            self.spec.components.response(name, response)
        for name, schema in {**SCHEMAS, **PEOPLE}.items():
            self.spec.components.schema(name, schema)


def register(app: Flask) -> None:
    """Register the API's routes, its description and how it recognises a caller."""
    app.config.update(
        API_TITLE="Complaints service", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0",
    )
    api = Described(app, spec_kwargs={
        "info": {"description": DESCRIPTION},
        "security": [{"token": []}],
        "servers": [{"url": "/"}],
    })
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for part in PARTS:
        api.register_blueprint(part.blueprint, url_prefix=PREFIX)
    app.register_blueprint(description, url_prefix=PREFIX)
    app.extensions["complaints.openapi"] = api
    recognise(app, "/api/", recognised)


@description.get("/openapi.json")
@open_to("public")
def openapi() -> Response:
    """Serve the description of the API."""
    document = document_of(current_app)
    answer = Response(json.dumps(document), content_type="application/json")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


def document_of(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document of an application."""
    return cast(dict[str, Any], app.extensions["complaints.openapi"].spec.to_dict())


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document without settings or database."""
    app = Flask("complaints_service", static_folder=None, template_folder=None)
    register(app)
    return document_of(app)
