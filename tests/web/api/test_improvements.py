"""Improvements over HTTP: recorded in four fields, however the body is wrapped."""

from __future__ import annotations

from typing import Any

import pytest
from support.web import Caller

FIELDS: dict[str, Any] = {
    "went_wrong": "Nobody rang back",
    "will_change": "Calls that promise a ring back are listed",
    "service": "refuse-recycling",
    "due_on": "2099-01-15",
}


@pytest.mark.parametrize(
    "body",
    [
        {"command": "create", "data": FIELDS},
        # There is only one command to give here, so its name may be left out, and the wrapping.
        {"data": FIELDS},
        FIELDS,
    ],
)
def test_an_improvement_is_recorded(officer: Caller, body: dict[str, Any]) -> None:
    answer = officer.post("/improvements", body)
    assert answer.status_code == 201, answer.json
    found = officer.get(f"/improvements/{answer.json['ref']}").json
    assert found["title"] == "Calls that promise a ring back are listed"
    assert (found["service"], found["state"], found["complaints"]) == ("refuse-recycling",
                                                                       "planned", [])


def test_an_unknown_field_is_told_in_either_shape(officer: Caller) -> None:
    for body in (FIELDS | {"colour": "red"}, {"data": FIELDS | {"colour": "red"}}):
        answer = officer.post("/improvements", body)
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json["errors"]] == ["colour"]
