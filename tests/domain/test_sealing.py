"""Proves that private words leave an event's data, and that only what is surely hashed stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from complaints_service.domain.sealing import Private, seal

# What may stand in an event, as it stands there afterwards.
DATA: list[tuple[Any, Any]] = [
    ({"a": Private("words")}, {"a": {"sha256": "<words>"}}),
    ([Private({"name": "Ann"}), 3], [{"sha256": "<{'name': 'Ann'}>"}, 3]),
    # A tuple is a list, for JSON knows no other
    ({"points": ({"n": 1}, {"n": 2})}, {"points": [{"n": 1}, {"n": 2}]}),
    ({"yes": True, "none": None, "text": "x", "pence": 1250}, None),
]


@pytest.mark.parametrize(("data", "sealed"), DATA)
def test_private_words_are_replaced_by_their_digest(data: Any, sealed: Any) -> None:
    assert seal(data, lambda payload: f"<{payload}>") == (data if sealed is None else sealed)


@pytest.mark.parametrize("leaf", [12.5, date(2026, 3, 2), b"x", {1, 2}])
def test_what_two_programs_might_write_differently_is_refused(leaf: object) -> None:
    with pytest.raises(TypeError, match="cannot stand in an event"):
        seal({"deep": [leaf]}, str)
