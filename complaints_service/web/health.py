"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from complaints_service import clock
from complaints_service.services.standing import standing
from complaints_service.settings import Settings
from complaints_service.web.access import open_to

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@open_to("public")
def alive() -> Response:
    """Say that the process answers; nothing else is looked at."""
    return jsonify({"ok": True})


@blueprint.get("/readyz")
@open_to("public")
def ready() -> tuple[Response, int]:
    """Say whether database, schema and storage can be used: 200, or 503."""
    settings: Settings = current_app.extensions["settings"]
    found = standing(settings.data_dir, clock.now())
    return jsonify(found.as_json()), 200 if found.ready else 503
