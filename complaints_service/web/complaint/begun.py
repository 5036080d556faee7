"""What a form of triage begins with when a link says so: a reference, a ground, or some wording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from complaints_service.domain.triage_wordings import TriageWording
from complaints_service.services.errors import FieldError
from complaints_service.services.rules_in_use import rules
from complaints_service.services.triage_desk import wordings_for

Values = dict[str, Any]
NAMED: Mapping[str, tuple[str, ...]] = {
    "link": ("ref",), "merge": ("into",), "decline": ("ground",), "hand_off": ("procedure",),
    "treat_as_compliment": ("kind",),
}
"""What an address may say in each form: references and keys of lists, nothing that is anybody's."""
LONGEST = 60
TERM = {"decline": "ground", "hand_off": "procedure"}


def begun(command: str, asked: Mapping[str, str]) -> Values:
    """Return the values that an address asks the form of `command` to begin with."""
    made: Values = {name: asked[name][:LONGEST] for name in NAMED.get(command, ())
                    if asked.get(name)}
    wording = next((one for one in wordings_for(command) if one.key == asked.get("wording")), None)
    if wording is not None:
        made["explanation"] = wording.explanation.strip()
        if wording.term and command in TERM:
            made.setdefault(TERM[command], wording.term)
    grounds = rules().vocabularies["grounds"]
    if command == "decline" and made.get("ground") in grounds:
        made["policy_paragraph"] = grounds.get(made["ground"]).extras["policy_paragraph"]
    return made


def to_begin_with(command: str, asked: Mapping[str, str]) -> tuple[TriageWording, ...]:
    """Return the wording that is offered beside the form, that of what was chosen first."""
    return wordings_for(command, asked.get(TERM.get(command, "")))


def gaps_left(command: str, data: Mapping[str, Any]) -> list[FieldError]:
    """Return what is wrong where a gap of some wording was not filled: it would reach a person."""
    text = str(data.get("explanation") or "")
    left = dict.fromkeys(gap for one in wordings_for(command) for gap in one.left_in(text))
    if not left:
        return []
    return [FieldError("explanation", "gap_left", "'explanation' still holds "
                       f"{', '.join(left)}; write there what is so for this person")]
