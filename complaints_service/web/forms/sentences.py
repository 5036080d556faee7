"""Turns what rules and schemas say into words for people: no keys, no ISO dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.web import shown
from complaints_service.web.forms.paths import normal, pattern
from complaints_service.web.forms.words import words_of

PROVISION = {"HO": "Housing Ombudsman Code", "LGSCO": "LGSCO Code"}

_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_QUOTED = re.compile(r"'([a-z_0-9.\[\]]{1,60})'")


def provision_in_words(provision: str | None) -> str:
    """Return `HO 6.4, LGSCO 6.4` as `Housing Ombudsman Code 6.4, LGSCO Code 6.4`; "" for None."""
    if not provision:
        return ""
    named = (one.strip().partition(" ") for one in provision.split(","))
    return ", ".join(f"{PROVISION.get(code, code)} {number}".strip() for code, _, number in named)


def in_words(
    text: str, labels: Mapping[str, str] | None = None, options: Mapping[str, str] | None = None
) -> str:
    """Return the sentence with dates in words, and with each 'key' as what people call it: an
    option, a command, a field by its label, or the key's own words."""
    def said(found: re.Match[str]) -> str:
        key = found[1]
        if key in (options or {}):
            return f"“{(options or {})[key]}”"
        if key in COMMANDS:
            return f"“{words_of(key).title}”"
        label = (labels or {}).get(pattern(normal(key)))
        return f"“{label or shown.words(key)}”"

    return _DAY.sub(_in_words, _QUOTED.sub(said, text))


def commands_named(text: str) -> list[str]:
    """Return the commands that a sentence names, in its order, each once."""
    return [one for one in dict.fromkeys(_QUOTED.findall(text)) if one in COMMANDS]


def sentence(text: str, provision: str | None = None) -> str:
    """Return the text as a sentence that begins and ends as one, its provision in brackets."""
    whole = text if text.startswith("“") else text[:1].upper() + text[1:]
    told = provision_in_words(provision)
    if told:
        return f"{whole.rstrip('.')} ({told})."
    return whole if whole.endswith((".", "!", "?", "…")) else f"{whole}."


def _in_words(found: re.Match[str]) -> str:
    try:
        return shown.day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]
