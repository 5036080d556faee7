"""Councils and their settings: each is checked when it is stored, and its history is kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from complaints_service.domain.refusals import InvalidData
from complaints_service.services import founding, organisations, stream_history
from complaints_service.services.council_settings import APPROVABLE, SETTINGS, Setting
from complaints_service.services.organisations import Organisation
from complaints_service.services.settings_typed import from_lines, in_lines
from complaints_service.web import notices
from complaints_service.web.access import actor, for_role
from complaints_service.web.administration import council_allocation
from complaints_service.web.forms import plain
from complaints_service.web.forms.model import FormField, Option
from complaints_service.web.pages import page
from complaints_service.web.shown import words

blueprint = Blueprint("administration_councils", __name__, url_prefix="/administration/councils")

Told = str | Answer | tuple[str, int]
GROUPS = {"letters": "Letters", "pages": "Pages", "work": "How work is done",
          "figures": "Figures"}
AREAS = frozenset({"lines", "emails", "days"})
WIDGETS = {"email": "email", "number": "number", "percent": "number"}
KEPT_ELSEWHERE = frozenset({"allocation"})
MOST_HISTORY = 50


def example(rest: str = "") -> str | None:
    """Return the address of a council's page, with what follows."""
    found = organisations.organisations()
    return f"/administration/councils/{found[0].key}{rest}" if found else None


@blueprint.get("")
@for_role("administrator")
@page("administration-councils")
def councils() -> str:
    """List the councils."""
    return render_template("administration/councils.html", councils=[
        one for one in organisations.organisations() if actor().organisation in (None, one.key)])


def _new_where_somebody_may() -> str | None:
    return "/administration/councils/new" if organisations.is_looked_after_whole() else None


@blueprint.get("/new")
@for_role("administrator")
@page("administration-council-new", example=_new_where_somebody_may)
def new() -> str:
    """Ask for key and name of another council."""
    _whole_installation()
    return _new()


@blueprint.post("/new")
@for_role("administrator")
def create() -> Told:
    """Make it."""
    _whole_installation()
    form = request.form
    try:
        key = form.get("key", "").strip()
        if not founding.founds(key, surely_new=form.get("surely") == "yes"):
            raise InvalidData("key", f"There is a council of the key {key} already.")
        organisations.create_organisation(
            key, form.get("name", ""), by=actor(),
            from_on=plain.read_day(form, "from", "First day", asked=False))
    except InvalidData as error:
        return _new(error), 422
    notices.say("The council is made. Its settings come next.")
    return redirect(f"/administration/councils/{key}", 303)


@blueprint.get("/<key>")
@for_role("administrator")
@page("administration-council", example=example)
def council(key: str) -> str:
    """Show a council's settings and what became of them."""
    found = theirs(key)
    history = list(stream_history.history(organisations.stream_of(key)))
    return render_template(
        "administration/council.html", council=found, groups=_shown(found),
        rules=council_allocation.told(found), history=history[:MOST_HISTORY],
        changes=[_changes(one.data) for one in history[:MOST_HISTORY]],
        others=[one for one in organisations.organisations() if one.key != key],
    )


@blueprint.get("/<key>/<group>")
@for_role("administrator")
@page("administration-settings", example=lambda: example("/work"))
def settings(key: str, group: str) -> str:
    """Ask for the settings of one group."""
    return _settings(theirs(key), group)


@blueprint.post("/<key>/<group>")
@for_role("administrator")
def change(key: str, group: str) -> Told:
    """Store them."""
    found = theirs(key)
    try:
        wanted = {one.name: _posted(one) for one in _of_group(group)}
        named = request.form.get("name") if group == "letters" else None
        organisations.change_settings(key, wanted, name=named, by=actor())
    except InvalidData as error:
        return _settings(found, group, error), 422
    notices.say("The settings are stored. Every process takes them up within half a minute.")
    return redirect(f"/administration/councils/{key}", 303)


@blueprint.post("/<key>/successor")
@for_role("administrator")
def succeed(key: str) -> Answer:
    """Record who answers for the council from which day."""
    _whole_installation()
    theirs(key)
    try:
        on = plain.read_day(request.form, "on", "The first day", asked=True)
        assert on is not None  # noqa: S101 - asked for above
        organisations.succeed(key, request.form.get("successor", ""), on, by=actor(),
                              known_only=True)
    except InvalidData as error:
        notices.say(f"Nothing was changed: {error.detail}")
    else:
        notices.say("It is recorded who takes over, and from which day.")
    return redirect(f"/administration/councils/{key}", 303)


def theirs(key: str) -> Organisation:
    """Return the council, where the administrator looks after it."""
    if actor().organisation not in (None, key):
        raise NotFound
    try:
        return organisations.organisation(key[:100])
    except InvalidData:
        raise NotFound from None


def _whole_installation() -> None:
    """Councils come and go by those who look after the whole installation."""
    if actor().organisation is not None:
        raise NotFound


def _of_group(group: str) -> list[Setting]:
    if group not in GROUPS:
        raise NotFound
    return [one for one in SETTINGS.values()
            if one.group == GROUPS[group] and one.name not in KEPT_ELSEWHERE]


def _shown(found: Organisation) -> list[dict[str, Any]]:
    return [{
        "slug": slug, "title": title,
        "rows": [{"key": one.label, "text": ", ".join(_in_words(one, found)) or "Not set"}
                 for one in _of_group(slug)],
    } for slug, title in GROUPS.items()]


def _in_words(one: Setting, found: Organisation) -> list[str]:
    lines = in_lines(one.name, found.settings.get(one.name))
    return [words(line, "commands") for line in lines] if one.form == "commands" else lines


def _posted(one: Setting) -> Any:
    if one.form == "commands":
        return request.form.getlist(one.name)
    typed = request.form.get(one.name, "")
    return from_lines(one.name, typed.splitlines()) if one.form in AREAS else typed.strip()


def _new(error: InvalidData | None = None) -> str:
    form = request.form
    shown, errors = plain.marked([
        plain.text("name", "Name", form.get("name", ""), hint="As people know the council."),
        plain.text("key", "Key", form.get("key", ""),
                   hint="In lower case with hyphens, such as west-surrey. It never changes."),
        plain.day("from", "First day", plain.typed_day(form, "from"), required=False,
                  hint="Only for a council that has yet to begin."),
    ], _as_key(error))
    alike = error is not None and "looks" in error.detail
    return render_template("administration/council_new.html", fields=shown, errors=errors,
                           alike=alike or (error is not None and "write that one" in error.detail))


def _as_key(error: InvalidData | None) -> InvalidData | None:
    if error is None or error.field != "organisation":
        return error
    told = error.detail.partition(", or add --new-organisation")[0]
    return InvalidData("key", told if told == error.detail else f"{told}, or tick the box below.")


def _settings(found: Organisation, group: str, error: InvalidData | None = None) -> str:
    fields = [_field(one, found, again=error is not None) for one in _of_group(group)]
    if group == "letters":
        name = request.form.get("name", "") if error else found.name
        fields.insert(0, plain.text("name", "Name of the council", name))
    shown, errors = plain.marked(fields, error)
    return render_template("administration/settings.html", council=found, title=GROUPS[group],
                           fields=shown, errors=errors, group=group)


def _field(one: Setting, found: Organisation, *, again: bool) -> FormField:
    held = found.settings.get(one.name)
    if one.form == "commands":
        ticked = request.form.getlist(one.name) if again else list(held or ())
        return plain.boxes(one.name, one.label,
                           [Option(name, words(name, "commands")) for name in APPROVABLE],
                           ticked, hint=one.hint, required=False)
    typed = request.form.get(one.name, "") if again else "\n".join(in_lines(one.name, held))
    widget = "lines" if one.form in AREAS else WIDGETS.get(one.form, "text")
    return plain.text(one.name, one.label, typed, hint=one.hint, widget=widget, required=False)


def _changes(data: Any) -> list[dict[str, str]]:
    """What an event of a council's stream changed, in words."""
    values = data.get("values")
    if not isinstance(values, dict):
        return []
    values = values.get("settings", values) if "settings" in values else values
    return [
        {"name": SETTINGS[name].label if name in SETTINGS else name.replace("_", " ").capitalize(),
         "was": _line(name, value, "was"), "now": _line(name, value, "now")}
        for name, value in values.items()
    ]


def _line(name: str, value: Any, which: str) -> str:
    if not isinstance(value, dict) or which not in value:
        return ", ".join(in_lines(name, value)) if which == "now" else ""
    return ", ".join(in_lines(name, value[which]))
