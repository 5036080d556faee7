"""What else can be done where something cannot: the page that says why, and links to what is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, make_response, render_template

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.domain.refusals import Refusal
from complaints_service.services import reading
from complaints_service.services.errors import Forbidden
from complaints_service.services.open_commands import open_commands
from complaints_service.services.rules_in_use import rules
from complaints_service.services.why_not import WhyNot
from complaints_service.web import shown
from complaints_service.web.complaint.action_form import Action
from complaints_service.web.complaint.identity import identity_of
from complaints_service.web.complaint.next_steps import next_steps
from complaints_service.web.drafts import form_rows
from complaints_service.web.forms.sentences import commands_named, in_words, sentence
from complaints_service.web.forms.shapes import askable
from complaints_service.web.forms.words import words_of


@dataclass(frozen=True)
class WayOut:
    """Another action, and where its page is."""

    title: str
    href: str


def ways_out(action: Action, error: Exception | None) -> tuple[WayOut, ...]:
    """Return the actions that a refusal names and that the actor may take now."""
    if not isinstance(error, Refusal):
        return ()
    return _linked(action, commands_named(error.detail))


def blocked(action: Action, closed: WhyNot) -> Response:
    """Say why the action cannot be taken now and what can be instead.

    Raises `Forbidden` where the actor's roles do not allow it on this complaint.
    """
    if closed.roles:
        roles = shown.listed([shown.words(one, "roles").lower() for one in closed.roles])
        raise Forbidden(f"“{action.words.title}” is for people with another part in this "
                        f"complaint: {roles}.")
    now = open_commands(action.complaint, action.by, rules(), reading.today())
    named = commands_named(closed.refusal.detail) if closed.refusal else []
    answer = make_response(render_template(
        "complaint/blocked.html",
        action=action,
        identity=identity_of(action.view, reading.today()),
        why=_why(action, closed),
        instead=_linked(action, named),
        steps=next_steps(action.complaint, _askable(now, but=named), action.by),
        typed=_typed(action),
    ))
    answer.status_code = 409
    return answer


def _askable(commands: Sequence[str], *, but: Sequence[str]) -> list[str]:
    return [one for one in commands if one not in but and askable(COMMANDS[one].data)]


def _why(action: Action, closed: WhyNot) -> str:
    if closed.refusal is not None:
        detail = closed.refusal.detail.removeprefix(f"'{action.command}' is not possible now: ")
        return sentence(in_words(detail), closed.refusal.provision)
    state = shown.words(closed.state, "states")
    return f"“{action.words.title}” does not follow while the complaint is “{state}”."


def _linked(action: Action, commands: list[str]) -> tuple[WayOut, ...]:
    now = open_commands(action.complaint, action.by, rules(), reading.today())
    return tuple(
        WayOut(words_of(one).title, f"/complaints/{action.complaint.ref}/do/{one}")
        for one in commands if one in now and askable(COMMANDS[one].data)
    )


def _typed(action: Action) -> list[tuple[str, str]]:
    """What was typed into the form that cannot be sent, by its labels: nothing is lost."""
    if not action.posted:
        return []
    return [(row["key"], row["text"]) for row in form_rows(action.form().fields)]
