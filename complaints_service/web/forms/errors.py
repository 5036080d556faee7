"""Says what is wrong with a form in words for people: the field by its label, the value, the mend.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.web.forms.model import Form, FormField
from complaints_service.web.forms.paths import normal, pattern, printable
from complaints_service.web.forms.words import words_of

PROVISION = {"HO": "Housing Ombudsman Code", "LGSCO": "LGSCO Code"}
TICKED = ("radios", "select", "checkboxes", "yes_no", "tick")

_DAY = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")
_QUOTED = re.compile(r"'([a-z_0-9.\[\]]{1,60})'")


def shown_errors(
    error: InvalidCommand | InvalidData | Refusal | Exception, form: Form
) -> list[dict[str, str]]:
    """Return what the error summary says: `text`, `href` (`#id`, or "" for no field) and `name`.

    A refusal gives the rule's sentence with its provision in brackets.
    """
    fields = {one.name: (one, legend) for one, legend in form.walk()}
    return [_told(one, provision, fields, form) for one, provision in _faults(error, form)]


def _faults(error: Exception, form: Form) -> list[tuple[FieldError, str]]:
    if isinstance(error, InvalidCommand):
        return [(one, "") for one in error.errors]
    if isinstance(error, InvalidData):
        return [(FieldError(error.field, "invalid", error.detail), "")]
    if isinstance(error, Refusal):
        name = _unanswered(form) if error.rule == "point_unanswered" else error.field or ""
        return [(FieldError(name, error.rule, error.detail), shown_provision(error.provision))]
    raise TypeError(f"{type(error).__name__} is no fault of a form")


def _unanswered(form: Form) -> str:
    """The first control of a point that has no finding or no reasons."""
    for one, _ in form.walk():
        if pattern(one.name) in ("points.finding", "points.reasons") and not one.value:
            return one.name
    return "points"


def shown_provision(provision: str | None) -> str:
    """Return the provision in full: `HO 6.4, LGSCO 6.4` as `Housing Ombudsman Code 6.4, …`."""
    if not provision:
        return ""
    named = (one.strip().partition(" ") for one in provision.split(","))
    return ", ".join(f"{PROVISION.get(code, code)} {number}".strip() for code, _, number in named)


Found = Mapping[str, tuple[FormField, str]]


def _told(fault: FieldError, provision: str, fields: Found, form: Form) -> dict[str, str]:
    name = normal(fault.field)
    found = _nearest(name, fields)
    if found is None:
        text, href, name = _worded(fault.detail, form), "", ""
    else:
        one, legend = found
        sentence = _SENTENCES.get(fault.code, _general)(fault, one, form)
        text = f"{legend}: {sentence}" if legend else sentence
        href, name = f"#{_target(one)}", one.name
    text = _ended(printable(text))
    return {"text": f"{text} ({provision})" if provision else text, "href": href, "name": name}


def _nearest(name: str, fields: Found) -> tuple[FormField, str] | None:
    """The field of that name, or the one that it lies in."""
    while name:
        if name in fields:
            return fields[name]
        name = name.rpartition(".")[0]
    return None


def _target(one: FormField) -> str:
    """The control to jump to: the first there is inside a group or a list."""
    if one.entries:
        return _target(one.entries[0].fields[0])
    if one.parts and one.widget != "mixed":
        return _target(next(part for part in one.parts if part.widget != "hidden"))
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
    field = fault.field
    plain = fault.detail.removeprefix(f"'{field}'").removeprefix(field)
    if plain == fault.detail:
        return _worded(fault.detail, form)
    return f"{_label(one)}{_worded(plain, form, one)}"


def _worded(text: str, form: Form, own: FormField | None = None) -> str:
    """Dates, fields, commands and options by what people call them, not by their keys."""
    labels = {pattern(one.name): _label(one) for one, _ in form.walk()}
    options = {choice.value: choice.text for choice in (own.options if own else ())}

    def said(found: re.Match[str]) -> str:
        key = found[1]
        if key in options:
            return f"“{options[key]}”"
        if key in COMMANDS:
            return f"“{words_of(key).title}”"
        return labels.get(pattern(normal(key)), f"“{key.replace('_', ' ')}”")

    worded = _DAY.sub(_in_words, _QUOTED.sub(said, text))
    return worded if worded.startswith("“") or own else worded[:1].upper() + worded[1:]


def _in_words(found: re.Match[str]) -> str:
    try:
        day = date.fromisoformat(found[0])
    except ValueError:
        return found[0]
    return f"{day:%A} {day.day} {day:%B %Y}"


def _short(text: str, longest: int = 60) -> str:
    return f"“{text if len(text) <= longest else text[:longest] + '…'}”"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


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
