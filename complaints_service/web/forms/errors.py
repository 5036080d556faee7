"""Says what is wrong with a form in words for people: the field by its label, the value, the mend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.web.forms.model import Form, FormField
from complaints_service.web.forms.paths import normal, pattern, printable
from complaints_service.web.forms.sentences import in_words, sentence

TICKED = ("radios", "select", "checkboxes", "yes_no", "tick")


def shown_errors(
    error: InvalidCommand | InvalidData | Refusal | Exception, form: Form
) -> list[dict[str, str]]:
    """Return what the error summary says: `text`, `href` (`#id`, or "" for no field) and `name`.

    They stand in the order of the form. A refusal gives the rule's sentence with its provision in
    brackets.
    """
    fields = {one.name: (one, legend) for one, legend in form.walk()}
    told = [_told(one, provision, fields, form) for one, provision in _faults(error, form)]
    order = ["", *fields]
    return sorted(told, key=lambda one: order.index(one["name"]))


def _faults(error: Exception, form: Form) -> list[tuple[FieldError, str | None]]:
    if isinstance(error, InvalidCommand):
        return [(one, None) for one in error.errors]
    if isinstance(error, InvalidData):
        return [(FieldError(error.field, "invalid", error.detail), None)]
    if isinstance(error, Refusal):
        name = _unanswered(form) if error.rule == "point_unanswered" else error.field or ""
        return [(FieldError(name, error.rule, error.detail), error.provision)]
    raise TypeError(f"{type(error).__name__} is no fault of a form")


def _unanswered(form: Form) -> str:
    """The first control of a point that has no finding or no reasons."""
    for one, _ in form.walk():
        if pattern(one.name) in ("points.finding", "points.reasons") and not one.value:
            return one.name
    return "points"


Found = Mapping[str, tuple[FormField, str]]


def _told(
    fault: FieldError, provision: str | None, fields: Found, form: Form
) -> dict[str, str]:
    found = _nearest(normal(fault.field), fields)
    if found is None:
        text, href, name = in_words(fault.detail, _labels(form)), "", ""
    else:
        one, legend = found
        said = _SENTENCES.get(fault.code, _general)(fault, one, form)
        text = f"{legend}: {said}" if legend else said
        href, name = _href(one), one.name
    return {"text": sentence(printable(text), provision), "href": href, "name": name}


def _nearest(name: str, fields: Found) -> tuple[FormField, str] | None:
    """The field of that name, or the one that it lies in."""
    while name:
        if name in fields:
            return fields[name]
        name = name.rpartition(".")[0]
    return None


def _href(one: FormField) -> str:
    """The link to the control; none to what nobody sees."""
    return "" if one.widget == "hidden" else f"#{_target(one)}"


def _target(one: FormField) -> str:
    """The control to jump to: the first there is inside a group or a list."""
    if one.entries:
        return _target(next(inner for inner in one.entries[0].fields if inner.widget != "hidden"))
    visible = [part for part in one.parts if part.widget != "hidden"]
    if visible and one.widget != "mixed":
        return _target(visible[0])
    return f"{one.id}-add" if one.add else one.id


def _label(one: FormField) -> str:
    return f"“{one.label.rstrip('.')}”"


def _missing(fault: FieldError, one: FormField, form: Form) -> str:
    if one.missing:
        return one.missing
    if one.widget in TICKED:
        return f"{_label(one)} is not answered; choose one of the answers"
    if one.widget == "date":
        return f"{_label(one)} has no date; give a day, a month and a year"
    return f"{_label(one)} is empty; write an answer"


def _no_date(fault: FieldError, one: FormField, form: Form) -> str:
    typed = "/".join(str(part.value) for part in one.parts) or str(one.value)
    return (f"{_label(one)} is {_short(typed)}, which is no date; give a day, a month and a year "
            "in four figures, such as 29 12 2026")


def _wrong_type(fault: FieldError, one: FormField, form: Form) -> str:
    typed = _short(str(one.value))
    if one.widget == "money":
        return f"{_label(one)} is {typed}; write an amount in pounds, such as 150 or 150.50"
    if one.widget == "number":
        return f"{_label(one)} is {typed}; write a whole number in figures, such as 10"
    return f"{_label(one)} is {typed}; choose one of the answers"


def _not_listed(fault: FieldError, one: FormField, form: Form) -> str:
    return f"{_label(one)} is {_short(str(one.value))}, which is not on the list; choose from it"


def _no_email(fault: FieldError, one: FormField, form: Form) -> str:
    return f"{_label(one)} is {_short(str(one.value))}; write an address such as name@example.org"


def _too_few(fault: FieldError, one: FormField, form: Form) -> str:
    if (not one.entries and not one.value) or "has 0 items" in fault.detail:
        return one.missing or f"{_label(one)} is empty; give at least one"
    return _general(fault, one, form)


def _general(fault: FieldError, one: FormField, form: Form) -> str:
    """The sentence of whoever found the fault, with what it names in words."""
    options = {choice.value: choice.text for choice in one.options}
    for opening in (f"'{fault.field}'", fault.field):
        if fault.detail.startswith(opening):
            rest = in_words(fault.detail.removeprefix(opening), _labels(form), options)
            return f"{_label(one)}{rest}"
    return in_words(fault.detail, _labels(form), options)


def _labels(form: Form) -> dict[str, str]:
    return {pattern(one.name): one.label.rstrip(".") for one, _ in form.walk()}


def _short(text: str, longest: int = 60) -> str:
    return f"“{text if len(text) <= longest else text[:longest] + '…'}”"


_SENTENCES: Mapping[str, Callable[[FieldError, FormField, Form], str]] = {
    "required": _missing,
    "null": _missing,
    "blank": _missing,
    "bad_date": _no_date,
    "wrong_type": _wrong_type,
    "not_listed": _not_listed,
    "bad_email": _no_email,
    "wrong_length": _too_few,
}
