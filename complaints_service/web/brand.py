"""What the council's pages look like: its name, colour and links, from its settings."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from flask import Blueprint, Response, current_app, request

from complaints_service import clock, logs
from complaints_service.content.places import find
from complaints_service.content.tomlfiles import read_toml
from complaints_service.domain.london import london_date
from complaints_service.domain.refusals import InvalidData
from complaints_service.services.colours import WHITE, checked_colour
from complaints_service.services.organisations import Organisation, organisations
from complaints_service.web import assets
from complaints_service.web.access import open_to

blueprint = Blueprint("brand", __name__)

FILE = "web/brand.toml"
KEPT_SECONDS = 30.0
_BLACK = "#0b0c0c"
_LINK = re.compile(r"(https?://|/(?!/)|mailto:)\S+")

_log = logs.logger(__name__)


@dataclass(frozen=True)
class Brand:
    """What the frame of a page shows; an empty link is left out.

    `organisation` is the key that the style sheet is asked for by, empty for the files' own.
    """

    council: str
    service_name: str
    colour: str
    accessibility_url: str
    privacy_url: str
    contact_url: str
    contact_words: str
    organisation: str = ""

    @property
    def style_address(self) -> str:
        """The address of the style sheet, which changes with its content."""
        which = f"council={self.organisation}&" if self.organisation else ""
        return f"/assets/brand.css?{which}v={assets.digest(style_sheet(self).encode())}"


@cache
def shipped() -> Brand:
    """Return the brand of the files, the council's own before ours. Raises `InvalidData`."""
    return with_settings(None, read_toml(find("templates", FILE)))


def with_settings(brand: Brand | None, settings: Mapping[str, Any]) -> Brand:
    """Return `brand` with what `settings` say of it. Raises `InvalidData` naming the setting."""
    names = ("council", "service_name", "colour", "accessibility_url", "privacy_url",
             "contact_url", "contact_words")
    given = {name: str(settings[name]).strip() for name in names if settings.get(name)}
    if "colour" in given:
        given["colour"] = checked_colour(given["colour"])
    for name, value in given.items():
        if name.endswith("_url") and not _LINK.fullmatch(value):
            raise InvalidData(name, f"{name} is {value[:60]!r}; write an address that begins with "
                              "https://, mailto: or /.")
    if brand is not None:
        return replace(brand, **given)
    return Brand(**{name: given.get(name, "") for name in names})


def of(organisation: str | None) -> Brand:
    """Return the brand of an organisation, or of the one that answers to the public."""
    _kept().refresh()
    return known(organisation)


def known(organisation: str | None) -> Brand:
    """Return the same from what was read last, without asking the database."""
    brands = _kept().brands
    if organisation in brands:
        return brands[organisation]
    return next(iter(brands.values()), None) or shipped()


class _Kept:
    """The brands by organisation, read again every half minute."""

    def __init__(self) -> None:
        self.brands: dict[str | None, Brand] = {}
        self.until = 0.0

    def refresh(self) -> None:
        """Read them again once they are old."""
        if time.monotonic() < self.until:
            return
        # Those that answer for themselves today come first: the first stands for all.
        today = london_date(clock.now())
        found = sorted(organisations(), key=lambda one: (not one.answers_on(today), one.key))
        self.brands = {one.key: _branded(one) for one in found}
        self.until = time.monotonic() + KEPT_SECONDS


def _kept() -> _Kept:
    kept: _Kept = current_app.extensions.setdefault("brands", _Kept())
    return kept


def _branded(organisation: Organisation) -> Brand:
    named = replace(shipped(), council=organisation.name, organisation=organisation.key)
    try:
        return with_settings(named, {**organisation.settings, "council": organisation.name})
    except InvalidData as error:
        # A page in a plain colour serves people better than no page.
        _log.warning("brand_refused", organisation=organisation.key, detail=error.detail)
        return named


def style_sheet(brand: Brand) -> str:
    """Return the custom properties that give the pages their colours."""
    return (
        ":root {\n"
        f"  --app-header-colour: {brand.colour};\n"
        f"  --app-header-text-colour: {WHITE};\n"
        f"  --govuk-brand-colour: {brand.colour};\n"
        f"  --govuk-link-colour: {brand.colour};\n"
        f"  --govuk-link-hover-colour: {_BLACK};\n"
        f"  --govuk-surface-border-colour: {brand.colour};\n"
        "}\n"
    )


@blueprint.get("/assets/brand.css")
@open_to("public")
def brand_style() -> Response:
    """Serve the council's colours as a style sheet."""
    content = style_sheet(of(request.args.get("council"))).encode()
    return assets.kept(content, assets.KINDS[".css"])
