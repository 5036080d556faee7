"""The data of commands: what is read, what is refused and how it is described."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.validators import extend
from support.near_schema import values

from complaints_service.domain.commands.registry import COMMANDS
from complaints_service.services.command_data import command_schema, parse_command
from complaints_service.services.command_fields import ANY_TEXT, VISIBLE_TEXT
from complaints_service.services.errors import InvalidCommand

TODAY = date(2026, 11, 23)
RECEIVE = {"service": "housing-repairs", "channel": "email", "description": "Damp."}
FULL: dict[str, dict[str, Any]] = {
    "receive": {
        **RECEIVE,
        "outcomes_sought": "", "issue_on": "2026-02-28", "anonymous": False,
        "complainants": [{"name": "Ann Example", "email": "ann@example.org", "lead": True}],
        "representative": {"name": "Bo Example", "expires_on": "2027-01-01"},
    },
    "acknowledge": {"definition": "Damp", "not_ours": [1, "the weather"], "send_by": "post"},
    "decline": {"ground": None, "discretion_considered": True, "points": [1, 2]},
    "offer_remedy": {"amount": 150.25, "due_on": "2026-12-01", "owner": "o@example.org"},
    "respond_stage_2": {
        "points": [{"n": 1, "finding": "upheld", "sources": ["Policy 3"]}],
        "remedies": [{"amount": 10, "points": [1]}],
        "stage_1_changed": "yes",
    },
    "record_ombudsman_decision": {
        "ombudsman": "lgsco-1", "stage": "final", "decided_on": "2026-11-01",
        "obligations": [{"kind": "order", "description": "Pay", "due_on": "2026-12-01"}],
    },
}


def errors_of(name: str, data: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidCommand) as refused:
        parse_command(name, data, today=TODAY)
    assert all(one.detail.endswith(".") and one.detail.count(";") for one in refused.value.errors)
    return [(one.field, one.code) for one in refused.value.errors]


@pytest.mark.parametrize(("name", "field"), [
    ("decline", "ground"), ("decline_stage_2", "ground"), ("respond_stage_2", "stage_1_changed"),
    ("offer_remedy", "kind"),
])
def test_reads_a_blank_word_that_a_code_requires_as_none(name: str, field: str) -> None:
    assert getattr(parse_command(name, {field: ""}, today=TODAY), field) is None
    jsonschema.validate({field: ""}, command_schema(name, today=TODAY))


def test_reads_dates_money_and_parts() -> None:
    read = parse_command("offer_remedy", FULL["offer_remedy"], today=TODAY)
    assert (read.amount, read.due_on) == (Decimal("150.25"), date(2026, 12, 1))
    read = parse_command("receive", FULL["receive"], today=TODAY)
    assert read.complainants[0].name == "Ann Example"
    assert read.representative.expires_on == date(2027, 1, 1)


@pytest.mark.parametrize(("name", "change", "fault"), [
    # a field that does not exist is never ignored, at any depth
    ("receive", {"state": "closed"}, ("state", "unknown")),
    ("receive", {"complainants": [{"name": "A", "role": "x"}]}, ("complainants.0.role", "unknown")),
    # text is text: no numbers, no NUL, no half surrogate pair, not endless, not blank
    ("receive", {"description": 5}, ("description", "wrong_type")),
    ("receive", {"description": "a\0b"}, ("description", "bad_character")),
    ("receive", {"description": "\ud800"}, ("description", "bad_character")),
    ("receive", {"description": "x" * 20_001}, ("description", "too_long")),
    ("receive", {"description": " \t\u2003\n"}, ("description", "blank")),
    ("receive", {"description": None}, ("description", "null")),
    # words must stand in their vocabulary
    ("receive", {"channel": "pigeon"}, ("channel", "not_listed")),
    ("receive", {"channel": ["email"]}, ("channel", "not_listed")),
    # nor is an empty one a word, but where a Code asks for it and its rule refuses that
    ("receive", {"category": ""}, ("category", "not_listed")),
    ("decline", {"ground": " "}, ("ground", "not_listed")),
    # dates are ten ASCII characters of a day that exists
    ("receive", {"issue_on": "20260228"}, ("issue_on", "bad_date")),
    ("receive", {"issue_on": "2026-02-30"}, ("issue_on", "bad_date")),
    ("receive", {"issue_on": "2026-W09-1"}, ("issue_on", "bad_date")),
    ("receive", {"issue_on": "٢٠٢٦-٠٢-٢٨"}, ("issue_on", "bad_date")),
    ("receive", {"issue_on": "2026-02-28\n"}, ("issue_on", "bad_date")),
    ("receive", {"issue_on": "2026-02-28T00:00:00Z"}, ("issue_on", "bad_date")),
    # truth is true or false
    ("receive", {"anonymous": 1}, ("anonymous", "wrong_type")),
    ("receive", {"anonymous": "true"}, ("anonymous", "wrong_type")),
    # lists are lists, of a bearable length
    ("receive", {"complainants": {}}, ("complainants", "wrong_type")),
    ("receive", {"complainants": [{"name": "A"}] * 201}, ("complainants", "wrong_length")),
    ("receive", {"complainants": [[]]}, ("complainants.0", "wrong_type")),
    ("accept", {"points": []}, ("points", "wrong_length")),
    ("accept", {}, ("points", "required")),
    # numbers are whole, in range, and no truths
    ("extend", {"stage": 3, "working_days": 5}, ("stage", "out_of_range")),
    ("extend", {"stage": 1, "working_days": 2.5}, ("working_days", "wrong_type")),
    ("extend", {"stage": True, "working_days": 5}, ("stage", "wrong_type")),
    ("extend", {"stage": 1, "working_days": 10**40}, ("working_days", "out_of_range")),
    # money is pounds with at most two places
    ("offer_remedy", {"amount": 1.005}, ("amount", "too_precise")),
    ("offer_remedy", {"amount": -1}, ("amount", "out_of_range")),
    ("offer_remedy", {"amount": "5"}, ("amount", "wrong_type")),
    ("offer_remedy", {"amount": float("inf")}, ("amount", "out_of_range")),
    ("offer_remedy", {"amount": float("nan")}, ("amount", "out_of_range")),
    # addresses have a name and a domain
    ("assign", {"handler": "nobody"}, ("handler", "bad_email")),
    ("assign", {"handler": "a@b.example\n"}, ("handler", "bad_email")),
    ("assign", {"handler": ["a@b.example"]}, ("handler", "bad_email")),
])
def test_refuses(name: str, change: dict[str, Any], fault: tuple[str, str]) -> None:
    given_data = {**RECEIVE, **change} if name == "receive" else change
    assert errors_of(name, given_data) == [fault]


@pytest.mark.parametrize("data", [None, [], "text", 3, [RECEIVE]])
def test_data_must_be_an_object(data: object) -> None:
    assert errors_of("receive", data) == [("", "wrong_type")]


def test_tells_every_fault_but_never_endlessly() -> None:
    assert {field for field, _ in errors_of("receive", {"a": 1, "channel": 2})} == {
        "a", "channel", "service", "description"
    }
    assert len(errors_of("receive", {f"x{n}": n for n in range(10_000)})) == 50


def test_an_unknown_command_is_a_fault_of_the_data() -> None:
    assert errors_of("explode", {}) == [("command", "unknown")]


def test_a_value_is_quoted_shortly() -> None:
    with pytest.raises(InvalidCommand) as refused:
        parse_command("assign", {"handler": "x" * 100_000}, today=TODAY)
    assert len(refused.value.errors[0].detail) < 200


def test_what_a_code_requires_is_not_demanded() -> None:
    for name in ("acknowledge", "decline", "respond_stage_1", "respond_stage_2", "withdraw"):
        assert "required" not in command_schema(name, today=TODAY)
        parse_command(name, {}, today=TODAY)


def test_a_retired_word_may_no_longer_be_chosen() -> None:
    assert "housing-repairs" in command_schema("receive")["properties"]["service"]["enum"]
    for field in ("service", "channel"):
        assert None not in command_schema("receive")["properties"][field]["enum"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_schema_is_a_schema(name: str) -> None:
    schema = command_schema(name, today=TODAY)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    json.dumps(schema)


# --- the schema and the reader agree -----------------------------------------------------------


def ecma_pattern(_: Any, pattern: str, value: Any, __: Any) -> Any:
    """`$` ends the text, as JSON Schema says; in Python it also allows a line break before it."""
    if isinstance(value, str) and not _search(pattern, value):
        yield jsonschema.ValidationError(f"{value!r} does not match")


def _search(pattern: str, value: str) -> bool:
    return re.search(pattern.removesuffix("$") + r"\Z", value) is not None


def decimal_multiple(_: Any, step: float, value: Any, __: Any) -> Any:
    """Decimal arithmetic, as JSON Schema means it; binary fractions refuse 0.29."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and Decimal(repr(value)) % Decimal(repr(step)):
        yield jsonschema.ValidationError(f"{value!r} is no multiple")


Exact = extend(
    jsonschema.Draft202012Validator,
    {"pattern": ecma_pattern, "multipleOf": decimal_multiple},
)


@cache
def published(name: str) -> dict[str, Any]:
    return command_schema(name, today=TODAY)


@cache
def attempts(name: str) -> st.SearchStrategy[Any]:
    return values(published(name))


@cache
def validator(name: str) -> Any:
    return Exact(published(name), format_checker=jsonschema.FormatChecker())


def schema_accepts(name: str, data: object) -> bool:
    return bool(validator(name).is_valid(data))


def reader_accepts(name: str, data: object) -> bool:
    try:
        parse_command(name, data, today=TODAY)
    except InvalidCommand:
        return False
    return True


@pytest.mark.parametrize("name", COMMANDS)
@settings(max_examples=20)
@given(data=st.data())
def test_schema_and_reader_agree(name: str, data: st.DataObject) -> None:
    value = data.draw(attempts(name))
    assert schema_accepts(name, value) == reader_accepts(name, value), value


@pytest.mark.parametrize("name", FULL)
def test_both_accept_good_data(name: str) -> None:
    assert schema_accepts(name, FULL[name])
    assert reader_accepts(name, FULL[name])


@pytest.mark.parametrize("pattern", [ANY_TEXT, VISIBLE_TEXT])
def test_the_published_patterns_are_quick_on_hostile_text(pattern: str) -> None:
    for hostile in ("\0" + " " * 100_000, "a" * 100_000 + "\0", " a" * 50_000 + "\0"):
        started = time.perf_counter()
        assert not _search(pattern, hostile)
        assert time.perf_counter() - started < 1
