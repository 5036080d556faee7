"""Reads what triage is helped by: thresholds, prompts and wording to begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from marshmallow import Schema

from complaints_service.content.places import overlays
from complaints_service.content.problems import WorkflowError, problem
from complaints_service.content.toml_fields import (
    Day,
    OneOf,
    Tables,
    TomlSchema,
    Truth,
    Whole,
    Words,
    WordsList,
)
from complaints_service.content.tomlfiles import load_toml
from complaints_service.domain.prompts import Prompt
from complaints_service.domain.thresholds import Threshold
from complaints_service.domain.triage_wordings import TriageWording
from complaints_service.domain.vocabularies import Vocabulary

THRESHOLDS, PROMPTS, WORDINGS = "thresholds.toml", "prompts.toml", "triage_wordings.toml"
KINDS = ("hazard", "safeguarding", "violence", "vulnerability")
EXPLAINED = ("decline", "treat_as_service_request", "hand_off")
Made = TypeVar("Made", Threshold, Prompt, TriageWording)


class ThresholdSchema(TomlSchema):
    """One threshold."""

    key = Words(required=True)
    label = Words(required=True)
    service = Words(required=True)
    contacts = Whole(required=True)
    within_days = Whole(required=True)
    words = WordsList()
    from_on = Day(data_key="from")
    to_on = Day(data_key="to")


class PromptSchema(TomlSchema):
    """One prompt."""

    key = Words(required=True)
    kind = OneOf(*KINDS, required=True)
    heading = Words(required=True)
    at_once = Words(required=True)
    words = WordsList(required=True)
    landlord_only = Truth()
    command = Words()


class WordingSchema(TomlSchema):
    """One wording."""

    key = Words(required=True)
    command = OneOf(*EXPLAINED, required=True)
    term = Words()
    title = Words(required=True)
    explanation = Words(required=True)


def read_thresholds(file: Path) -> tuple[Threshold, ...]:
    """Return the thresholds of a file. Raises WorkflowError with every fault."""
    return _read(file, "threshold", ThresholdSchema, Threshold, _threshold_faults)


def read_prompts(file: Path) -> tuple[Prompt, ...]:
    """Return the prompts of a file. Raises WorkflowError with every fault."""
    return _read(file, "prompt", PromptSchema, Prompt)


def read_wordings(file: Path) -> tuple[TriageWording, ...]:
    """Return the wordings of a file. Raises WorkflowError with every fault."""
    return _read(file, "wording", WordingSchema, TriageWording, _wording_faults)


def load_thresholds(
    shipped: Path, own: Path | None, services: Vocabulary
) -> tuple[Threshold, ...]:
    """Return the thresholds of an installation: the council's own add to the shipped ones.

    Raises WorkflowError with every fault, among them a council's threshold for a service that does
    not exist or in which it acts as landlord; a shipped one for such a service is left out, since
    the list of services is each council's own.
    """
    held = _joined(shipped, own, THRESHOLDS, read_thresholds)
    file = own / THRESHOLDS if own else None
    if file is not None and file.exists():
        faults = list(_service_faults(file, read_thresholds(file), services))
        if faults:
            raise WorkflowError(faults)
    return tuple(one for one in held if _advises(one, services))


def _advises(one: Threshold, services: Vocabulary) -> bool:
    return one.service in services and not services.get(one.service).extras.get("landlord", False)


def _service_faults(
    file: Path, thresholds: Sequence[Threshold], services: Vocabulary
) -> Iterator[str]:
    for one in thresholds:
        key = f"threshold {one.key}.service"
        if one.service not in services:
            yield problem(file, key, one.service, "no service has that key; use one of services")
        elif not _advises(one, services):
            yield problem(file, key, one.service, "the council acts as landlord there, and no "
                          "threshold may stand before a tenant's complaint; remove it")


def load_prompts() -> tuple[Prompt, ...]:
    """Return the prompts of this installation. Raises WorkflowError with every fault."""
    return _prompts(*_places())


def load_wordings() -> tuple[TriageWording, ...]:
    """Return the wordings of this installation. Raises WorkflowError with every fault."""
    return _wordings(*_places())


@cache
def _prompts(shipped: Path, own: Path | None) -> tuple[Prompt, ...]:
    return _joined(shipped, own, PROMPTS, read_prompts)


@cache
def _wordings(shipped: Path, own: Path | None) -> tuple[TriageWording, ...]:
    return _joined(shipped, own, WORDINGS, read_wordings)


def _places() -> tuple[Path, Path | None]:
    *own, shipped = overlays("workflows")
    return shipped, own[0] if own else None


def _joined(
    shipped: Path, own: Path | None, name: str, read: Callable[[Path], tuple[Made, ...]]
) -> tuple[Made, ...]:
    """Ours, and the council's own: those of the same key in our place, the others after ours."""
    held = {one.key: one for one in read(shipped / name)}
    if own is not None and (own / name).exists():
        held |= {one.key: one for one in read(own / name)}
    return tuple(held.values())


def _read(
    file: Path, name: str, schema: type[Schema], kind: type[Made],
    more: Callable[[Path, Mapping[str, Any]], Iterator[str]] | None = None,
) -> tuple[Made, ...]:
    whole = TomlSchema.from_dict({name: Tables(schema, required=True)}, name=f"{name}s_file")
    tables = load_toml(file, whole)[name]
    keys = [one["key"] for one in tables]
    faults = [problem(file, "key", key, "it stands twice; keep one")
              for key in sorted({key for key in keys if keys.count(key) > 1})]
    if more is not None:
        faults += [fault for one in tables for fault in more(file, one)]
    if faults:
        raise WorkflowError(faults)
    return tuple(kind(**_frozen(one)) for one in tables)


def _frozen(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in one.items()}


def _threshold_faults(file: Path, one: Mapping[str, Any]) -> Iterator[str]:
    key = f"threshold {one['key']}"
    if one["contacts"] < 2:
        yield problem(file, f"{key}.contacts", one["contacts"],
                      "one contact alone is no repetition; write 2 or more")
    if one["within_days"] < 1:
        yield problem(file, f"{key}.within_days", one["within_days"], "write 1 or more")
    begins, ends = one.get("from_on"), one.get("to_on")
    if begins and ends and ends < begins:
        yield problem(file, f"{key}.to", ends,
                      f"it ends before it begins on {begins}; correct one of the two")


def _wording_faults(file: Path, one: Mapping[str, Any]) -> Iterator[str]:
    if not TriageWording(**{**one, "term": one.get("term")}).gaps:
        yield problem(file, f"wording {one['key']}.explanation", one["title"],
                      "it has no gap in square brackets, so it could be sent to anybody; put in "
                      "what has to be said of this very complaint")
