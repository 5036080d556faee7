"""What a complaint already holds, as the values that a form begins with: nobody types it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from complaints_service.services.reading import today
from complaints_service.services.rules_in_use import rules
from complaints_service.web.forms.choices import View, current_stage

Values = dict[str, Any]

_POINT = ("text", "category", "service", "contractor", "acts_for_council", "ombudsman")
_PERSON = ("name", "email", "phone", "address", "postcode", "tenure", "preferred_channel", "lead")
_SPEAKER = ("name", "kind", "email", "phone", "address", "postcode", "authority_kind", "authority",
            "scope", "expires_on", "agreed_by_all")


def values_of(command: str, view: View) -> Values:
    """Return the values that the form of `command` begins with; only what was recorded."""
    made = _FROM.get(command)
    return made(view) if made else {}


def _some(whole: Mapping[str, Any], names: tuple[str, ...]) -> Values:
    return {name: whole[name] for name in names if whole.get(name) is not None}


def _points(view: View) -> Values:
    held = [_some(one, _POINT) for one in view["points"]]
    return {"points": held or [_some(view, ("service", "category"))]}


def _new_point(view: View) -> Values:
    return {"point": _some(view, ("service",))}


def _linked(view: View) -> Values:
    return {"points": [_some(view, ("service",))]}


def _acknowledge(view: View) -> Values:
    known = _some(view, ("definition", "outcomes_sought", "outcomes_not_stated"))
    not_ours = [one["n"] for one in view["points"] if one["responsibility"] == "not_ours"]
    return known | {"not_ours": not_ours}


def _acknowledge_2(view: View) -> Values:
    stage = view["stage_2"]
    definition = stage["definition"] or view["definition"]
    return {"definition": definition, "points": list(stage["points"]),
            "outcomes_sought": stage["outcomes_sought"] or view["outcomes_sought"]}


def _definition(view: View) -> Values:
    return _some(view, ("definition",))


def _stage(view: View) -> Values:
    return {"stage": current_stage(view)}


def _respond_1(view: View) -> Values:
    taken = [one for one in view["points"] if not one["declined"]]
    return {"points": [_answer(one, "stage_1") for one in taken]} | _some(view, ("cause",))


def _respond_2(view: View) -> Values:
    named = view["stage_2"]["points"]
    disputed = [one for one in view["points"]
                if not one["declined"] and (not named or one["n"] in named)]
    return {"points": [_answer(one, "stage_2") for one in disputed]} | _some(view, ("cause",))


def _answer(point: Mapping[str, Any], stage: str) -> Values:
    return {"n": point["n"], **(point[stage] or {})}


def _adjustments(view: View) -> Values:
    held = [_some(one, ("kind", "detail", "review_on")) for one in view["adjustments"]]
    return {"adjustments": held} | _some(view, ("vulnerability",))


def _representative(view: View) -> Values:
    held = view["representative"]
    return {"representative": _some(held, _SPEAKER)} if held else {}


def _complainants(view: View) -> Values:
    return {"complainants": [_some(one, _PERSON) for one in view["complainants"]]}


def _access(view: View) -> Values:
    return {"people": list(view["access"])}


def _complained_of(view: View) -> Values:
    return {"people": list(view["complained_of"])}


def _checklist(view: View) -> Values:
    items = rules().vocabularies["quality_items"].on(today())
    answered = [n for n in (1, 2) if view[f"stage_{n}"]["finding"] is not None]
    return {"stage": answered[-1] if answered else None,
            "scores": [{"item": one.key} for one in items]}


def _cause(view: View) -> Values:
    return _some(view, ("cause",))


_FROM: Mapping[str, Callable[[View], Values]] = {
    "accept": _points,
    "set_points": _points,
    "add_point": _new_point,
    "open_linked_complaint": _linked,
    "acknowledge": _acknowledge,
    "acknowledge_stage_2": _acknowledge_2,
    "correct_definition": _definition,
    "extend": _stage,
    "notify_delay": _stage,
    "respond_stage_1": _respond_1,
    "respond_stage_2": _respond_2,
    "set_adjustments": _adjustments,
    "set_representative": _representative,
    "set_complainants": _complainants,
    "restrict_access": _access,
    "record_cause": _cause,
    "record_quality_check": _checklist,
    "record_complained_of": _complained_of,
}
