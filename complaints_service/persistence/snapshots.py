"""Turns a complaint's snapshot into JSON and back, field by field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.london import write_instant
from complaints_service.domain.parts import Correction
from complaints_service.domain.sealing import Sealed

_CONVERTER = Converter(omit_if_default=True, detailed_validation=False)


def _text_or_sealed(value: Any, _: object) -> str | Sealed | None:
    return Sealed(**value) if isinstance(value, dict) else value


_CONVERTER.register_unstructure_hook(datetime, write_instant)
_CONVERTER.register_structure_hook(
    datetime, lambda text, _: datetime.fromisoformat(text).astimezone(UTC)
)
_CONVERTER.register_unstructure_hook(date, lambda day: day.isoformat())
_CONVERTER.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
_CONVERTER.register_structure_hook(str | Sealed | None, _text_or_sealed)
_CONVERTER.register_unstructure_hook(
    str | Sealed | None,
    lambda value: {"sha256": value.sha256} if isinstance(value, Sealed) else value,
)
for _part in (Correction, Complaint):
    _CONVERTER.register_unstructure_hook(
        _part, make_dict_unstructure_fn(_part, _CONVERTER, _cattrs_omit_if_default=True)
    )
    _CONVERTER.register_structure_hook(_part, make_dict_structure_fn(_part, _CONVERTER))


def to_json(complaint: Complaint) -> dict[str, Any]:
    """The snapshot as JSON-shaped data; what stands at its default is left out."""
    shaped: dict[str, Any] = _CONVERTER.unstructure(complaint, Complaint)
    return shaped


def from_json(data: dict[str, Any]) -> Complaint:
    """The snapshot that `to_json` wrote."""
    return _CONVERTER.structure(data, Complaint)
