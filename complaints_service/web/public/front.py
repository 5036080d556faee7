"""The public front page: what the service is for and where to go."""

from __future__ import annotations

from flask import Blueprint, render_template

from complaints_service.web.access import open_to
from complaints_service.web.pages import page

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
@open_to("public")
@page("front")
def front() -> str:
    """Show the front page."""
    return render_template("public/front.html")
