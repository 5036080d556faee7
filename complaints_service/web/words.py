"""Where pages find their templates and assets: the council's own before what is shipped."""

from __future__ import annotations

from pathlib import PurePosixPath

from flask import Blueprint, Flask, Response, abort, request
from jinja2 import FileSystemLoader, StrictUndefined

from complaints_service.content.places import PlaceMissing, find, overlays
from complaints_service.web.access import open_to

blueprint = Blueprint("assets", __name__)

ONE_HOUR = "public, max-age=3600"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}


def register(app: Flask) -> None:
    """Let pages find their templates; a name that a template lacks is an error, never a blank."""
    folders = [folder / "web" for folder in overlays("templates")]
    app.jinja_options = {"loader": FileSystemLoader(folders), "undefined": StrictUndefined}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(blueprint)


@blueprint.get("/assets/<path:name>")
@open_to("public")
def asset(name: str) -> Response:
    """Serve a style sheet, script or image that pages use."""
    kind = KINDS.get(PurePosixPath(name).suffix)
    if kind is None:
        abort(404)
    try:
        content = find("templates", f"web/assets/{name}").read_bytes()
    except (PlaceMissing, ValueError, OSError):
        abort(404)
    answer = Response(content, content_type=kind)
    answer.headers["Cache-Control"] = ONE_HOUR
    answer.add_etag()
    answer.make_conditional(request)
    return answer
