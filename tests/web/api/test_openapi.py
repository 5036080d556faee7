"""The description of the API: valid, complete, and true of what the API does."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from flask import Flask
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from support.web import API, Caller

from complaints_service.web.api.application import openapi_document

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi_document()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items() if method in METHODS
    ]


def test_it_needs_neither_settings_nor_database(app: Flask, document: dict[str, Any]) -> None:
    assert app.test_client().get(f"{API}/openapi.json").json == document
    assert document["openapi"] == "3.1.0"


def test_every_route_is_described(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<([^>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules() if rule.rule.startswith(API)
        for method in rule.methods or () if method.lower() in METHODS
    }
    described = {(path, method) for path, method, _ in operations(document)}
    assert routes - described == {(f"{API}/openapi.json", "get")}
    assert described <= routes


def test_every_operation_has_a_name_words_and_problems(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for *_, operation in operations(document)]
    assert len(set(names)) == len(names)
    for path, method, operation in operations(document):
        assert operation["summary"]
        assert {"401", "429", "500", "503"} <= set(operation["responses"])
        if "{" in path:
            assert "404" in operation["responses"]
        keyed = any(one.get("name") == "Idempotency-Key" for one in operation.get("parameters", ()))
        if method == "post" and not keyed:
            assert {"400", "403", "413", "415", "422"} <= set(operation["responses"])
        elif method == "post":
            assert {"201", "200", "400", "403", "409", "413", "415", "422", "428"} <= set(
                operation["responses"])
            assert operation["responses"]["201"]["links"]


def test_every_link_leads_to_an_operation(document: dict[str, Any]) -> None:
    names = {operation["operationId"] for *_, operation in operations(document)}
    for *_, operation in operations(document):
        for response in operation["responses"].values():
            for link in response.get("links", {}).values():
                assert link["operationId"] in names


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for pointer in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        found: Any = document
        for part in pointer.split("/"):
            found = found[part]


def test_every_schema_is_a_schema(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


# --- what the API answers is what is described -------------------------------------------------


@pytest.fixture(scope="module")
def answered(app: Flask, officer: Caller) -> str:
    """A complaint with something in every part."""
    ref = officer.complaint(
        representative={"name": "Bo Example", "authority": "A letter"}, issue_on="2026-01-02",
    )
    for name, data in [
        ("accept", {"points": [{"text": "Damp", "contractor": "Fix Ltd"}]}),
        ("acknowledge", {"definition": "Damp", "outcomes_sought": "A repair"}),
        ("extend", {"stage": 1, "working_days": 5, "reason": "third_party",
                    "reason_text": "The surveyor is away.", "update_every_days": 5}),
        ("set_adjustments", {"adjustments": [{"kind": "large_print"}], "vulnerability": True}),
        ("notify_ombudsman", {"body": "housing", "reference": "HO-1"}),
        ("record_cause", {"cause": "delay"}),
        ("respond_stage_1", {
            "points": [{"n": 1, "finding": "upheld", "reasons": "Late.", "sources": ["Policy"]}],
            "remedies": [{"kind": "apology", "description": "Sorry", "due_on": "2099-01-01",
                          "points": [1], "amount": 20.5}]}),
        ("request_stage_2", {"reason": "Not enough"}),
    ]:
        done = officer.command(ref, name, **data)
        assert done.status_code == 201, (name, done.json)
    return ref


def test_answers_fit_their_schemas(
    officer: Caller, answered: str, document: dict[str, Any]
) -> None:
    letter = officer.get(f"/complaints/{answered}/letters").json["items"][0]["id"]
    parts = {"ref": answered, "letter_id": letter, "kind": "stage_1_respond", "name": "services"}
    registry = Registry().with_resource("urn:api", Resource.from_contents(
        document, default_specification=DRAFT202012))
    checked = 0
    for path, method, operation in operations(document):
        address = re.sub(r"\{(\w+)\}", lambda found: parts.get(found[1], "-"), path)
        if method != "get" or "-" in address.split("/"):
            continue
        answer = officer.get(address.removeprefix(API))
        if answer.status_code != 200 or "json" not in answer.content_type:
            continue
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        rebased = json.loads(json.dumps(schema).replace('"#/', '"urn:api#/'))
        jsonschema.Draft202012Validator(rebased, registry=registry).validate(answer.json)
        checked += 1
    assert checked >= 14
