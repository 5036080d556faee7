"""What the service says about itself: how far everybody can use it."""

from __future__ import annotations

from flask import Blueprint, render_template

from complaints_service.web.access import open_to
from complaints_service.web.pages import page

blueprint = Blueprint("statements", __name__)


@blueprint.get("/accessibility")
@open_to("public")
@page("accessibility")
def accessibility() -> str:
    """Show the accessibility statement."""
    return render_template("public/accessibility.html")
