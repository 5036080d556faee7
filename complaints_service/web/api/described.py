"""Describes operations for the OpenAPI document: parameters, bodies and every answer."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from complaints_service.web.api.bodies import INSTANT_PATTERN, KEY_HEADER
from complaints_service.web.api.filters import PAGING, Filter
from complaints_service.web.api.shapes import TEXT, Json, named, page_of
from complaints_service.web.problems import CONTENT_TYPE

PROBLEMS = {
    400: "The body cannot be read as JSON",
    401: "No token, or one that does not work",
    403: "The caller's roles do not allow it",
    404: "There is none, or none that the caller may know of",
    406: "None of the formats accepted can be given",
    409: "`version_conflict`, with `current_version`, or `in_progress`",
    410: "It was there, and is no more",
    413: "The body is larger than is taken",
    415: "The body is not JSON, or a file of a kind that is not taken",
    422: "`invalid`, `rule_violation`, or `idempotency_key_reused`",
    423: "In quarantine until the virus scanner has looked at it; see Retry-After",
    428: "The idempotency key or the expected version is missing",
    429: "The token asks too often; see Retry-After",
    500: "A fault of ours, told in the log under the incident named",
    503: "The database cannot be reached; see Retry-After",
}
ALWAYS = (401, 429, 500, 503)
WRITING = (400, 403, 404, 409, 413, 415, 422, 428)


def problem_name(status: int) -> str:
    """Return the name of the component that describes the problem of this status."""
    return "".join(word.title() for word in HTTPStatus(status).phrase.replace("-", " ").split())


def problem_responses() -> dict[str, Json]:
    """Return the components that describe the problems, by name."""
    content = {CONTENT_TYPE: {"schema": named("Problem")}}
    return {
        problem_name(status): {"description": words, "content": content}
        for status, words in PROBLEMS.items()
    }


def _problems(*statuses: int) -> Json:
    return {
        str(status): {"$ref": f"#/components/responses/{problem_name(status)}"}
        for status in sorted({*statuses, *ALWAYS})
    }


def _good(schema: Json, words: str) -> Json:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def parameters(filters: Mapping[str, Filter]) -> list[Json]:
    """Describe the parameters of a query."""
    return [
        {"in": "query", "name": name, "required": False, "schema": one.schema,
         "description": one.words}
        for name, one in filters.items()
    ]


def gives(schema: str, *statuses: int, filters: Mapping[str, Filter] | None = None) -> Json:
    """Describe an operation that gives one thing; `statuses` are its further problems."""
    return {
        "parameters": parameters(filters or {}),
        "responses": {"200": _good(named(schema), "As asked"), **_problems(422, *statuses)},
    }


def lists(schema: str, *statuses: int, filters: Mapping[str, Filter] | None = None) -> Json:
    """Describe an operation that gives part of a list."""
    return {
        "parameters": parameters({**PAGING, **(filters or {})}),
        "responses": {
            "200": _good(page_of(named(schema)), "Part of the list"),
            **_problems(422, *statuses),
        },
    }


def responses_with(
    good: Mapping[str, Json], *statuses: int, filters: Mapping[str, Filter] | None = None
) -> Json:
    """Describe an operation whose good answers are described already."""
    return {
        "parameters": parameters(filters or {}),
        "responses": {**good, **_problems(*statuses)},
    }


def writes(*, versioned: bool, links: Mapping[str, Json] | None = None) -> Json:
    """Describe an operation that carries out a command."""
    done = {**_good(named("Written"), "Done"), "links": dict(links or {})}
    again = _good(named("Written"), "Done before under this key; nothing was done again")
    return {
        "parameters": [_KEY],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": command_body(versioned=versioned)}},
        },
        "responses": {"201": done, "200": again, **_problems(*WRITING)},
    }


def takes(body: Json, gives: str, *statuses: int, made: bool = False) -> Json:
    """Describe an operation that takes a body and answers with one thing, `made` by it or not;
    `statuses` are its further problems."""
    status, words = ("201", "Done") if made else ("200", "As asked")
    return {
        "parameters": [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {status: _good(named(gives), words),
                      **_problems(400, 403, 413, 415, 422, *statuses)},
    }


def takes_form(schema: Json, parts: Mapping[str, Json], links: Mapping[str, Json]) -> Json:
    """Describe an operation that takes a form with the part `file`, and others that may be left
    out; a key may be sent."""
    form = {"type": "object", "properties": dict(parts), "required": ["file"],
            "additionalProperties": False}
    return {
        "parameters": [{**_KEY, "required": False}],
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
        "responses": {"201": {**_good(schema, "Done"), "links": dict(links)},
                      "200": _good(schema, "Done before"), **_problems(*WRITING)},
    }


_KEY: Json = {
    "in": "header",
    "name": KEY_HEADER,
    "required": True,
    "description": "New for each command, the same for each retry; kept for 30 days",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}


def command_body(*, versioned: bool) -> Json:
    """Describe the body of a command; `data` is described by the list of commands."""
    properties: dict[str, Any] = {
        "command": {**TEXT, "description": "A name from the list of commands"},
        "occurred_at": {
            "type": ["string", "null"], "format": "date-time", "pattern": INSTANT_PATTERN,
            "description": "When it happened, where that is not now",
        },
        "data": {"type": "object", "description": "As the command's schema says"},
    }
    required = ["command"]
    if versioned:
        properties["expected_version"] = {
            "type": "integer", "minimum": 0, "maximum": 2**31 - 1,
            "description": "The `version` that the decision rests on",
        }
        required.append("expected_version")
    return {"type": "object", "properties": properties, "required": required,
            "additionalProperties": False}


def link_to(operation: str, parameter: str = "ref") -> Json:
    """Describe where to go with the reference of an answer."""
    return {"operationId": operation, "parameters": {parameter: "$response.body#/ref"}}
