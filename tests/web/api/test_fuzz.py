"""Whatever is sent, the API never fails for a reason of its own, and answers as described."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from support import web
from support.near_schema import values
from support.web import API, Caller

from complaints_service.domain.commands.improvements import IMPROVEMENT_COMMANDS
from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.services.command_data import command_schema, schema_of
from complaints_service.web.api.application import openapi_document

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance,
          response_schema_conformance]
LONG = int(os.environ.get("COMPLAINTS_TEST_FUZZ", "1"))
"""How many times longer than usual to search."""

FEW = settings(
    max_examples=8 * LONG,
    suppress_health_check=list(HealthCheck),
    deadline=None,
    print_blob=True,
)


@pytest.fixture(scope="module")
def somebody(app: Flask) -> Caller:
    """Somebody who may do everything that one account may."""
    return web.caller(app, "officer", "handler", "reviewer", "manager", "approver", "publisher",
                      "administrator", "auditor")


@pytest.fixture(scope="module")
def api_schema(app: Flask) -> Any:
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app)


OPERATIONS = [
    (path, method)
    for path, methods in openapi_document()["paths"].items()
    for method in methods if method in ("get", "post")
]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_answers_as_described(
    api_schema: Any, somebody: Caller, path: str, method: str, mode: GenerationMode
) -> None:
    operation = api_schema[path][method]

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        case.call_and_validate(headers=somebody.headers, checks=CHECKS)

    try:
        check()
    except Unsatisfiable:
        pytest.skip("nothing can be sent wrongly here")


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_answers_strangers_as_described(
    api_schema: Any, path: str, method: str
) -> None:
    operation = api_schema[path][method]

    @settings(FEW, max_examples=2)
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        answer = case.call_and_validate(headers={"Authorization": "Bearer x"}, checks=CHECKS)
        assert answer.status_code in (401, 404, 405)

    check()


@cache
def data_of(name: str) -> st.SearchStrategy[Any]:
    return values(command_schema(name))


@pytest.fixture(scope="module")
def files(somebody: Caller) -> list[str]:
    """Complaints in several states."""
    refs = [somebody.complaint() for _ in range(4)]
    steps: list[tuple[str, dict[str, Any]]] = [
        ("accept", {"points": [{"text": "Damp"}]}),
        ("acknowledge", {"definition": "Damp", "outcomes_sought": "A repair"}),
        ("respond_stage_1", {"points": [{"n": 1, "finding": "not_upheld", "reasons": "No."}]}),
    ]
    for ref, number in zip(refs, range(4), strict=True):
        for name, data in steps[:number]:
            assert somebody.command(ref, name, **data).status_code == 201
    return refs


@pytest.mark.parametrize("name", COMMANDS)
@settings(FEW, max_examples=6 * LONG)
@given(data=st.data())
def test_no_command_fails_for_a_reason_of_ours(
    name: str, data: st.DataObject, somebody: Caller, files: list[str]
) -> None:
    ref = data.draw(st.sampled_from(files))
    given_data = data.draw(data_of(name))
    version = somebody.get(f"/complaints/{ref}").json["version"]
    body = {"command": name, "expected_version": version, "data": given_data}
    answer = somebody.post(f"/complaints/{ref}/commands", body)
    assert answer.status_code in (201, 403, 409, 422), (answer.json, body)


@settings(FEW, max_examples=40 * LONG)
@given(data=data_of("receive"), when=st.one_of(st.none(), st.datetimes().map(str), st.text()))
def test_no_complaint_fails_to_be_recorded_for_a_reason_of_ours(
    data: Any, when: Any, somebody: Caller
) -> None:
    body = {"command": "receive", "data": data, "occurred_at": when}
    answer = somebody.post("/complaints", body)
    assert answer.status_code in (201, 422), (answer.json, body)


@pytest.mark.parametrize("name", IMPROVEMENT_COMMANDS)
@settings(FEW, max_examples=8 * LONG)
@given(data=st.data())
def test_no_improvement_fails_for_a_reason_of_ours(
    name: str, data: st.DataObject, somebody: Caller
) -> None:
    body = {"command": name, "data": data.draw(values(schema_of(IMPROVEMENT_COMMANDS[name])))}
    answer = somebody.post("/improvements", body)
    assert answer.status_code in (201, 403, 422), (answer.json, body)


@settings(FEW, max_examples=60 * LONG)
@given(
    path=st.sampled_from(["/complaints", "/service-requests", "/remedies", "/obligations",
                          "/outbox", "/improvements", "/users", "/reports", "/audit/entries"]),
    query=st.dictionaries(
        st.sampled_from(["limit", "cursor", "state", "stage", "service", "handler", "overdue",
                         "received_from", "updated_since", "q", "open", "due_to", "organisation",
                         "reporter__password__startswith", "filter[user.token]", "sort"]),
        st.one_of(st.text(max_size=20), st.sampled_from(
            ["W10", "WzFd", "WzIsMl0", "MQ", "bnVsbA", "1", "0", "200", "201", "true", "2026-02-30",
             "2026-02-28", "received", "' OR 1=1", "\0", "9" * 30])), max_size=3),
)
def test_no_list_fails_for_a_reason_of_ours(
    path: str, query: dict[str, str], somebody: Caller
) -> None:
    answer = somebody.get(path, query_string=query)
    assert answer.status_code in (200, 422), (answer.json, query)
    if {"sort", "filter[user.token]", "reporter__password__startswith"} & set(query):
        assert answer.status_code == 422


def test_walks_from_answer_to_answer(api_schema: Any, somebody: Caller) -> None:
    """Follow the links of the description: what one answer names, the next request uses."""
    machine = api_schema.as_state_machine()

    class Walk(machine):  # type: ignore[misc]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": somebody.headers}

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    Walk.run(settings=settings(FEW, max_examples=10 * LONG, stateful_step_count=6))
