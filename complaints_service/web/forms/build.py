"""Builds a form from the dataclass that declares a command, its words and what there is to choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from complaints_service.domain.commands.fields import SHORT_TEXT
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.web.forms.errors import shown_errors
from complaints_service.web.forms.listed import options_of
from complaints_service.web.forms.model import Choices, Entry, Form, FormField
from complaints_service.web.forms.paths import control_id, joined, pattern
from complaints_service.web.forms.shapes import Shape
from complaints_service.web.forms.values import (
    chosen,
    chosen_many,
    date_parts,
    lines,
    text_of,
    yes_or_no,
)
from complaints_service.web.forms.words import FieldWords, FormWords

MOST_RADIOS = 7
MOST_TICKS = 40
CHOOSING = ("radios", "select", "checkboxes")
_WIDGETS = {"email": "email", "day": "date", "whole": "number", "pounds": "money",
            "part": "group", "mixed": "textarea"}


def build(
    kind: type, words: FormWords, choices: Choices, values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
) -> Form:
    """Return the form of the dataclass `kind`, filled with `values`: data as JSON, or what `read`
    gave. With `errors`, each stands beside its field in words."""
    maker = _Maker(words, choices)
    form = Form(kind, maker.fields(kind, values or {}, ""), title=words.title, lead=words.lead,
                submit=words.submit)
    if not errors:
        return form
    return refused(form, InvalidCommand(errors))


def refused(form: Form, error: Exception) -> Form:
    """Return the form with what `error` says beside its fields and in its summary."""
    told = shown_errors(error, form)
    beside = [(one["name"], one["text"]) for one in told if one["name"]]
    return form.with_errors(beside, told)


@dataclass(frozen=True)
class _Maker:
    words: FormWords
    choices: Choices

    def fields(self, kind: type, values: Mapping[str, Any], path: str) -> tuple[FormField, ...]:
        """Every field of `kind` that is shown, in the order of its words."""
        made = (
            (self.words.of(kind, one).fold, self._field(kind, one, values.get(one.name), path))
            for one in self.words.in_order(kind)
        )
        shown = ((fold, one) for fold, one in made if one is not None)
        return tuple(
            one for fold, together in groupby(shown, key=itemgetter(0))
            for one in _folded(fold, [field for _, field in together])
        )

    def _field(self, kind: type, shape: Shape, value: Any, path: str) -> FormField | None:
        if shape.kind == "data":
            return None
        words, name = self.words.of(kind, shape), joined(path, shape.name)
        options = options_of(shape, words, self.choices, pattern(name))
        if not self._shows(words, len(options)):
            return None
        widget = words.widget
        if not widget or (widget in CHOOSING and not options):
            widget = _usual(shape, len(options))
        if widget == "checkboxes" and not options:
            return None
        made: dict[str, Any] = {
            "name": name, "id": control_id(name),
            "label": words.label or str(shape.limits.get("description") or shape.name),
            "hint": words.hint, "widget": widget, "options": options,
            "required": shape.needed if words.optional is None else not words.optional,
            "rows": words.rows or 5, "blank": words.blank, "missing": words.missing,
            "autocomplete": words.autocomplete,
        }
        made |= self._filled(shape, words, widget, name, value, options)
        return FormField(**made)

    def _shows(self, words: FieldWords, options: int) -> bool:
        if words.show == "officer":
            return "officer" in self.choices.roles
        if words.show == "adjusted":
            return self.choices.adjusted
        return words.show != "never" and (words.show != "several" or options > 1)

    def _filled(
        self, shape: Shape, words: FieldWords, widget: str, name: str, value: Any, options: Any
    ) -> dict[str, Any]:
        if shape.inner is not None:
            given = value if isinstance(value, Mapping) else {}
            return {"parts": self.fields(shape.inner, given, name),
                    "folds": words.show == "officer" or bool(words.fold)}
        if shape.item is not None and shape.item.inner is not None:
            return self._entries(shape, shape.item.inner, words, widget, name, value)
        if widget == "date":
            return {"value": value, "parts": date_parts(name, value)}
        return self._plain(shape, widget, value, options) | self._beside(widget, name, value)

    def _beside(self, widget: str, name: str, value: Any) -> dict[str, Any]:
        """The words that may stand beside numbers that are ticked."""
        if widget != "mixed":
            return {}
        words = joined(name, "words")
        field = FormField(words, control_id(words), "In words, one to a line", "", "lines",
                          lines(value), rows=3)
        return {"parts": (field,), "value": tuple(text_of(one) for one in value or ()
                                                  if isinstance(one, int))}

    def _plain(self, shape: Shape, widget: str, value: Any, options: Any) -> dict[str, Any]:
        if widget == "checkboxes":
            return {"value": chosen_many(value)}
        if widget in ("yes_no", "tick"):
            return {"value": yes_or_no(value)}
        if widget in ("radios", "select"):
            alone = options[0].value if shape.needed and len(options) == 1 else ""
            return {"value": chosen(value) or alone}
        return {"value": lines(value) if shape.kind == "many" else text_of(value)}

    def _entries(
        self, shape: Shape, inner: type, words: FieldWords, widget: str, name: str, value: Any
    ) -> dict[str, Any]:
        given = [one if isinstance(one, Mapping) else {} for one in value or ()]
        fixed = widget == "fixed"
        fewest = 0 if fixed else int(shape.limits.get("fewest", 0))
        given += [{}] * (fewest - len(given))
        one_of = words.entry or "Entry"
        entries = tuple(
            Entry(joined(name, place), self._legend(one_of, shape, one, place, len(given)),
                  self.fields(inner, one, joined(name, place)),
                  removable=not fixed and len(given) > fewest)
            for place, one in enumerate(given)
        )
        add = "" if fixed else words.add or f"Add another {one_of.lower()}"
        return {"entries": entries, "add": add, "widget": "repeat"}

    def _legend(
        self, one_of: str, shape: Shape, given: Mapping[str, Any], place: int, count: int
    ) -> str:
        named = str(given.get("n") or given.get("item") or "")
        known = self.choices.legends.get(shape.name, {}).get(named)
        return known or (one_of if count == 1 else f"{one_of} {place + 1}")


def _folded(fold: str, fields: list[FormField]) -> list[FormField]:
    """The fields, those that few need behind the words `fold`; one that folds by itself does so."""
    if not fold or (len(fields) == 1 and fields[0].folds):
        return fields
    name = f"{fields[0].name}-and-more"
    return [FormField(name, control_id(name), fold, "", "group", parts=tuple(fields), folds=True)]


def _usual(shape: Shape, options: int) -> str:
    if options and shape.kind in ("listed", "text", "email", "whole"):
        return "radios" if options <= MOST_RADIOS else "select"
    if shape.kind == "text":
        short = int(shape.limits.get("longest", SHORT_TEXT)) <= SHORT_TEXT
        return "text" if short else "textarea"
    if shape.kind == "truth":
        return "yes_no" if shape.needed else "tick"
    if shape.item is not None:
        return _usual_many(shape.item, options)
    return _WIDGETS.get(shape.kind, "text")


def _usual_many(item: Shape, options: int) -> str:
    if item.inner is not None:
        return "repeat"
    if item.kind == "mixed":
        return "mixed"
    return "checkboxes" if item.kind == "whole" or 0 < options <= MOST_TICKS else "lines"
