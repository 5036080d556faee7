"""Where pages find their templates, the council's own before ours, and what each is given."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request
from flask.templating import Environment
from jinja2 import (
    BaseLoader,
    ChainableUndefined,
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)

from complaints_service import clock
from complaints_service.content.places import overlays
from complaints_service.domain.london import london_date
from complaints_service.web import assets, brand, navigation, shown

GOVUK = "govuk_frontend_jinja"


class PageEnvironment(Environment):
    """Holds our templates to strictness, and lets those of GOV.UK Frontend leave names out.

    Its macros ask for every parameter that a component may have, so they are compiled by an
    environment of their own, in which a missing name is empty.
    """

    def __init__(self, app: Flask, **options: Any) -> None:
        """Make the environment of `app` and, beside it, that of the components."""
        super().__init__(app, **options)
        self.components = self.overlay(undefined=ChainableUndefined)

    def _load_template(self, name: str, globals: Any) -> Template:
        if name.startswith(f"{GOVUK}/") and not self.overlayed:
            return self.components._load_template(name, globals)
        return super()._load_template(name, globals)


def loader() -> BaseLoader:
    """Find pages in the council's folder, then ours, and components in their package."""
    folders = [folder / "web" for folder in overlays("templates")]
    components = PrefixLoader({GOVUK: PackageLoader(GOVUK, "templates")})
    return ChoiceLoader([FileSystemLoader(folders), components])


def register(app: Flask) -> None:
    """Let pages find their templates; a name that a template lacks is an error, never a blank."""
    app.jinja_environment = PageEnvironment  # type: ignore[assignment] # flask types its own class
    app.jinja_options = {"loader": loader(), "undefined": StrictUndefined,
                         "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(shown.FILTERS)
    app.jinja_env.globals["asset"] = assets.address
    app.context_processor(_frame)
    app.register_blueprint(assets.blueprint)
    app.register_blueprint(brand.blueprint)


def _frame() -> dict[str, Any]:
    """What every page has around it; a page of failure asks the database for none of it."""
    actor = g.get("actor")
    organisation = actor.organisation if actor else None
    return {
        "actor": actor,
        "navigation": navigation.items_for(actor, request.path) if actor else [],
        "brand": brand.known(organisation) if g.get("failing") else brand.of(organisation),
        "today": london_date(clock.now()),
    }
