"""The form of an answer: the command's own fields, in the order in which one writes an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from werkzeug.datastructures import MultiDict

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.stages import Finding
from complaints_service.services.actors import Actor
from complaints_service.services.answering import RESPOND, AnswerSheet
from complaints_service.web.forms.build import build
from complaints_service.web.forms.choices import choices_for
from complaints_service.web.forms.errors import shown_errors
from complaints_service.web.forms.model import Entry, Form, FormField, Option
from complaints_service.web.forms.prefill import values_of
from complaints_service.web.forms.read import read
from complaints_service.web.forms.sentences import sentence
from complaints_service.web.forms.words import words_of
from complaints_service.web.shown import words

BUTTONS = ("send", "save", "keep", "auto", "check", "approval")
PLACES = ("remedy", "records")
"""The headings of the page beside those of the points."""
LESSON, LONGEST_LESSON = "What should we learn from it?", 4_000
Values = dict[str, Any]


@dataclass(frozen=True)
class Typed:
    """What was posted: `data` for the command, `values` to show the form again.

    `version` is the complaint's that was on the page, `key` makes a double click one answer,
    `token` names the draft that was on the page and `window` the page itself. `button` is the one
    pressed: `send`, `save` (and leave), `keep` (save and go on at `place`), `auto` (the page keeps
    by itself what is typed), `check`, `approval` or `entry` (one remedy more or less).
    """

    data: Values
    values: Values
    lesson: str
    version: int
    key: str
    token: str
    button: str
    window: str = ""
    place: str = ""


def typed(sheet: AnswerSheet, posted: MultiDict[str, str]) -> Typed:
    """Read what was posted; never raises for anything that can be posted.

    The return key presses no button and only checks: nothing is ever sent by accident.
    """
    command = command_of(sheet)
    found = read(COMMANDS[command].data, words_of(command), posted)
    entry = found.adding is not None or found.removing is not None
    pressed = next((one for one in BUTTONS if f"_{one}" in posted), "check")
    values = found.values if entry else _without_blank(found.values)
    data = _without_blank(found.data)
    lesson = posted.get("lesson", "").replace("\r\n", "\n")
    return Typed(
        data, values | {"lesson": lesson}, lesson.strip(),
        _number(posted.get("version", "")) or sheet.view["version"],
        posted.get("key", "")[:80] or new_key(), posted.get("draft", "")[:80],
        "entry" if entry else pressed, posted.get("window", "")[:80],
        place_of(sheet, posted.get("_keep", "")),
    )


def place_of(sheet: AnswerSheet, wanted: str) -> str:
    """Return the heading of the page to go on at, blank for one that it does not have."""
    places = {*(f"point-{one['n']}" for one in sheet.points), *PLACES}
    return wanted if wanted in places else ""


def _without_blank(values: Values) -> Values:
    """Leave blank remedies out, of what was typed as of the data: so errors find their entry."""
    remedies = [one for one in values.get("remedies") or () if _says(one)]
    return values | {"remedies": remedies}


def _says(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_says(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_says(one) for one in value)
    return bool(str(value or "").strip())


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def new_key() -> str:
    """Return a key for one answer, or a name for one page."""
    return f"page-{uuid4().hex}"


def command_of(sheet: AnswerSheet) -> str:
    """Return the command that answers, whether or not it may be given just now."""
    return RESPOND[sheet.standing.stage - 1]


@dataclass(frozen=True)
class PointPart:
    """One point of the form: what is to be answered, and its fields."""

    point: Mapping[str, Any]
    entry: Entry


@dataclass(frozen=True)
class AnswerForm:
    """The form with its points beside the complaint's, and its other fields by name."""

    form: Form
    points: tuple[PointPart, ...]
    field: Mapping[str, FormField]
    lesson: FormField | None

    @property
    def errors(self) -> Sequence[Mapping[str, str]]:
        """What the summary of errors says."""
        return self.form.errors


def answer_form(
    sheet: AnswerSheet, by: Actor, values: Mapping[str, Any] | None = None
) -> AnswerForm:
    """Return the form, filled with what was typed or saved; else ready to begin."""
    command = command_of(sheet)
    held: Values = dict(values) if values is not None else dict(values_of(command, sheet.view))
    held["points"] = _points(sheet, held.get("points") or ())
    # One remedy stands ready, so that nobody needs a button to begin; left blank it is nothing.
    held["remedies"] = list(held.get("remedies") or ()) or [{}]
    choices = choices_for(command, sheet.view, by)
    choices = replace(choices, options={**choices.options, "points.finding": findings()})
    return _parted(sheet, build(COMMANDS[command].data, words_of(command), choices, held),
                   str(held.get("lesson") or ""))


def findings() -> tuple[Option, ...]:
    """Return every finding with what it means."""
    return tuple(
        Option(one.value, words(one.value, "findings"), words(one.value, "finding_meanings"))
        for one in Finding
    )


def _points(sheet: AnswerSheet, given: Sequence[Mapping[str, Any]]) -> list[Values]:
    """What was typed for each point that is to be answered now, by its number."""
    by_number = {str(one.get("n")): dict(one) for one in given if isinstance(one, Mapping)}
    return [by_number.get(str(one["n"]), {}) | {"n": one["n"]} for one in sheet.points]


def _parted(sheet: AnswerSheet, form: Form, lesson: str, wrong: str = "") -> AnswerForm:
    field = {one.name: one for one in form.fields}
    parts = tuple(
        PointPart(point, _explained_once(entry) if place else entry)
        for place, (point, entry) in enumerate(
            zip(sheet.points, field["points"].entries, strict=True))
    )
    asked = _lesson(lesson, wrong) if sheet.lesson_allowed else None
    return AnswerForm(form, parts, field, asked)


def _lesson(text: str, wrong: str) -> FormField:
    return FormField("lesson", "lesson", LESSON, "Who would have to do what differently?",
                     "textarea", text, rows=3, error=wrong)


def with_gaps(sheet: AnswerSheet, form: AnswerForm, gaps: Sequence[Refusal]) -> AnswerForm:
    """Return the form with everything that is lacking beside its field and in the summary."""
    fields = {one.name: (one, legend) for one, legend in form.form.walk()}
    fields |= {"lesson": (form.lesson, "")} if form.lesson else {}
    told = [_told(one, fields) for one in gaps]
    return _marked(sheet, form, told)


def with_error(sheet: AnswerSheet, form: AnswerForm, error: Exception) -> AnswerForm:
    """Return the form with what the door or a rule refused."""
    return _marked(sheet, form, shown_errors(error, form.form))


def _marked(
    sheet: AnswerSheet, form: AnswerForm, told: Sequence[Mapping[str, str]]
) -> AnswerForm:
    beside = [(one["name"], one["text"]) for one in told if one["name"]]
    lesson = str(form.lesson.value) if form.lesson else ""
    return _parted(sheet, form.form.with_errors(beside, told), lesson,
                   dict(beside).get("lesson", ""))


def _explained_once(entry: Entry) -> Entry:
    """Leave out, from the second point on, what the first has explained already."""
    return replace(entry, fields=tuple(
        replace(one, hint="", options=tuple(replace(choice, hint="") for choice in one.options))
        for one in entry.fields
    ))


def lesson_gaps(lesson: str) -> list[Refusal]:
    """Return what is wrong with a lesson before the answer goes, so that both are recorded."""
    if len(lesson) <= LONGEST_LESSON:
        return []
    return [Refusal("invalid", f"the lesson has {len(lesson):,} characters; shorten it to "
                    f"{LONGEST_LESSON:,}", field="lesson")]


def _told(gap: Refusal, fields: Mapping[str, tuple[FormField, str]]) -> dict[str, str]:
    name = gap.field or ""
    one, legend = fields.get(name, (None, ""))
    said = one.missing if one is not None and one.missing else gap.detail
    if legend:
        said = f"{legend.partition(':')[0]}: {said[:1].lower() + said[1:]}"
    return {"text": sentence(said, gap.provision), "name": name,
            "href": f"#{_target(one)}" if one is not None else ""}


def _target(one: FormField) -> str:
    if one.entries:
        first = one.entries[0].fields
        return _target(next(inner for inner in first if inner.widget != "hidden"))
    return one.parts[0].id if one.parts else one.id
