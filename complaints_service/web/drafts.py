"""Drafts in words: what one holds, who looks at it next, and where its author goes on with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.drafts import waiting
from complaints_service.services.actors import Actor
from complaints_service.services.approval import Decided, SentForApproval, approvers
from complaints_service.web import shown
from complaints_service.web.forms.build import build
from complaints_service.web.forms.choices import choices_for
from complaints_service.web.forms.model import FormField
from complaints_service.web.forms.sentences import in_words
from complaints_service.web.forms.words import words_of

APPROVAL = "_approval"
"""The name of the button that sends what was typed for approval."""
ANSWERS = frozenset({"respond_stage_1", "respond_stage_2"})


@dataclass(frozen=True)
class GoOn:
    """What its author may do with a draft: `reason` is why it came back, where it did."""

    title: str
    href: str
    approved: bool
    reason: str | None
    ref: str


def go_on(decided: Decided) -> GoOn:
    """Return where the author goes on: the form filled with the draft."""
    place = (f"/handler/{decided.ref}/answer" if decided.command in ANSWERS
             else f"/complaints/{decided.ref}/do/{decided.command}")
    return GoOn(words_of(decided.command).title, f"{place}?draft={decided.n}", decided.approved,
                decided.reason, decided.ref)


def waits_for(complaint: Complaint, by: Actor) -> list[dict[str, str]]:
    """Return the drafts of `by` that wait, as `{title, who}`: `who` looks at it next, if anybody.
    """
    mine = [one for one in waiting(complaint.drafts) if one.author == by.id]
    names = list(approvers(complaint.organisation, by.email)) if mine else []
    who = " or ".join(names)
    return [{"title": words_of(one.command).title, "who": who} for one in mine]


def asked_draft() -> int | None:
    """Return the number of the draft that the address asks for, or that the form began with."""
    given = request.args.get("draft") or request.form.get("of_draft", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else None


def told(organisation: str, sent: SentForApproval, by: Actor) -> str:
    """Say what became of it and who looks at it next; nothing personal, for it is a notice."""
    if sent.refused is not None:
        return (f"Draft {sent.n} is saved, but it was not sent for approval: "
                f"{in_words(sent.refused).rstrip('.')}.")
    if not approvers(organisation, by.email):
        return (f"Draft {sent.n} waits for approval, but nobody else here may approve. Ask an "
                "administrator to name an approver.")
    return ("Sent for approval; nothing has gone to anybody yet. An approver looks at it next. "
            "Once it is approved you find it on the complaint and under “My complaints”, to send.")


def rows_of(
    command: str, view: Mapping[str, Any], data: Mapping[str, Any], author: Actor | None
) -> list[dict[str, str]]:
    """Return what a draft holds as rows `{key, text}`, by the labels of its form."""
    choices = choices_for(command, dict(view), author)
    form = build(COMMANDS[command].data, words_of(command), choices, data)
    return form_rows(form.fields)


def form_rows(fields: Iterable[FormField]) -> list[dict[str, str]]:
    """Return what fields hold as rows `{key, text}`, by their labels; blank ones are left out."""
    return [row for one in fields for row in _rows(one, "")]


def _rows(field: FormField, within: str) -> Iterator[dict[str, str]]:
    if field.widget == "hidden":
        return
    label = f"{within.rstrip('.')}: {field.label}" if within else field.label
    if field.widget == "date":
        day = [str(one.value) for one in field.parts]
        if any(day):
            yield {"key": label, "text": " ".join(day)}
        return
    for entry in field.entries:
        for inner in entry.fields:
            yield from _rows(inner, entry.legend)
    for part in field.parts:
        yield from _rows(part, label)
    text = _text(field)
    if text:
        yield {"key": label, "text": text}


def _text(field: FormField) -> str:
    values = field.value if isinstance(field.value, tuple) else (field.value,)
    named = {one.value: one.text for one in field.options}
    if field.widget in ("yes_no", "tick"):
        named = {"yes": "Yes", "no": "No"}
    said = [named.get(str(one), str(one)) for one in values if one not in ("", None)]
    return shown.listed(said) if len(said) > 1 else "".join(said)
