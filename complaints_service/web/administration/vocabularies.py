"""The lists of words in use, with the days on which each word may be chosen."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from complaints_service.services.errors import NotFound as Unknown
from complaints_service.services.reading import today
from complaints_service.services.rules_in_use import rules
from complaints_service.services.vocabularies_shown import vocabulary
from complaints_service.web.access import for_role
from complaints_service.web.pages import page

blueprint = Blueprint("administration_vocabularies", __name__,
                      url_prefix="/administration/vocabularies")


@blueprint.get("")
@for_role("administrator")
@page("administration-vocabularies")
def all_lists() -> str:
    """Name every list."""
    listed = [(name, name.replace("_", " ").capitalize(), len(list(words)))
              for name, words in sorted(rules().vocabularies.items())]
    return render_template("administration/vocabularies.html", listed=listed)


@blueprint.get("/<name>")
@for_role("administrator")
@page("administration-vocabulary", example=lambda: "/administration/vocabularies/services")
def one_list(name: str) -> str:
    """Show the words of a list, retired ones too."""
    try:
        found = vocabulary(name)
    except Unknown:
        raise NotFound from None
    day = today().isoformat()
    rows = [{**one, "state": _state(one, day)} for one in found]
    return render_template("administration/vocabulary.html", words=rows,
                           title=name.replace("_", " ").capitalize())


def _state(one: dict[str, str | None], day: str) -> str:
    if one["to"] is not None and one["to"] < day:
        return "retired"
    return "to come" if one["from"] is not None and one["from"] > day else "in use"
