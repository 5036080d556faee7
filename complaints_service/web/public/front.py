"""The public front page: what one may do here, and what happens to a complaint."""

from __future__ import annotations

from flask import Blueprint, render_template

from complaints_service.domain.handling_code import stricter
from complaints_service.services.reading import today
from complaints_service.services.rules_in_use import rules
from complaints_service.web.access import open_to
from complaints_service.web.pages import page
from complaints_service.web.public.choices import councils

blueprint = Blueprint("front", __name__)

CODES = ("lgsco", "housing")


@blueprint.get("/")
@open_to("public")
@page("front")
def front() -> str:
    """Show the front page, with the limits of the Codes that are in force today."""
    day = today()
    codes = [rules().code_in_force(key, day) for key in CODES]
    stage_1, stage_2 = stricter(codes)
    return render_template("public/front.html", stage_1=stage_1, stage_2=stage_2,
                           ombudsmen=[one.ombudsman for one in codes], councils=councils(day))
