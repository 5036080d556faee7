"""Every list of words that a caller may need, in one shape: key, label, first and last day."""

from __future__ import annotations

from complaints_service.domain.commands.registry import EVENT_OF
from complaints_service.domain.stages import Finding, State, Timeliness

from .actors import ROLES
from .errors import NotFound
from .organisations import organisations
from .reveal import day
from .rules_in_use import rules
from .view_parts import Json

_FIXED = {
    "event_types": tuple(dict.fromkeys(EVENT_OF.values())),
    "states": tuple(one.value for one in State),
    "findings": tuple(one.value for one in Finding),
    "timeliness": tuple(one.value for one in Timeliness),
    "roles": ROLES,
}
ORGANISATIONS = "organisations"


def vocabulary_names() -> tuple[str, ...]:
    """Return the name of every list."""
    return tuple(sorted({*rules().vocabularies, *_FIXED, ORGANISATIONS}))


def vocabulary(name: str) -> list[Json]:
    """Return the words of a list, retired ones included, in their order.

    `from` and `to` are the first and last day on which a word may be chosen. Raises `NotFound`.
    """
    if name == ORGANISATIONS:
        return [_term(one.key, one.name, day(one.from_on), day(one.to_on))
                for one in organisations()]
    if name in _FIXED:
        return [_term(key, key.replace("_", " ").capitalize(), None, None)
                for key in _FIXED[name]]
    if name not in rules().vocabularies:
        raise NotFound("there is no vocabulary of that name")
    return [
        {**_term(one.key, one.label, day(one.from_on), day(one.to_on)),
         **{key: value for key, value in one.extras.items() if key not in ("key", "label")}}
        for one in rules().vocabularies[name]
    ]


def _term(key: str, label: str, first: str | None, last: str | None) -> Json:
    return {"key": key, "label": label, "from": first, "to": last}
