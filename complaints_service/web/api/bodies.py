"""Reads the body of a command, in the order in which its faults are told."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from complaints_service.services.command_fields import LARGEST
from complaints_service.services.command_problems import Problem, shown
from complaints_service.services.errors import FieldError, InvalidCommand
from complaints_service.services.handle import Written

KEY_HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
INSTANT_PATTERN = (
    r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
_INSTANT = re.compile(INSTANT_PATTERN)


class PreconditionMissing(HTTPException):
    """What keeps a command from being done twice, or upon a stale view, was not sent."""

    code = 428

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__()
        self.errors = tuple(errors)


@dataclass(frozen=True)
class Writing:
    """A command as it came: `data` is JSON not yet judged.

    `errors` are the faults of what surrounds it. They are told last of all, so `data` is None
    where there are any: then the command cannot be carried out.
    """

    command: str
    data: Any
    occurred_at: datetime | None
    expected_version: int | None
    key: str
    body_sha256: str
    errors: tuple[FieldError, ...] = ()


def read_writing(*, versioned: bool, only: str | None = None) -> Writing:
    """Return the request's command; `versioned` unless it creates something. Where there is `only`
    one command to give, its name and the wrapping in `data` may be left out.

    Raises, in this order, for another content type (415), too large a body (413), what is no JSON
    (400), and a missing key or version (428).
    """
    body = _wrapped(read_json(), only)
    given = body if isinstance(body, dict) else {}
    _require(given, versioned=versioned)
    errors = tuple(_shape_errors(body, versioned=versioned))
    command = given.get("command")
    return Writing(
        command=command if isinstance(command, str) else "",
        data=None if errors else given.get("data", {}),
        occurred_at=_instant(given.get("occurred_at")),
        expected_version=_version(given.get("expected_version")),
        key=request.headers[KEY_HEADER],
        body_sha256=_digest(body),
        errors=errors,
    )


def _wrapped(body: Any, only: str | None) -> Any:
    if only is None or not isinstance(body, dict) or "command" in body:
        return body
    return {"command": only, **(body if "data" in body else {"data": body})}


def carried_out(writing: Writing, carry_out: Callable[[Writing], Written]) -> Written:
    """Carry out a command that was read. Faults of its surroundings are told in its own order:
    after what the caller may not do, and after a stale version."""
    try:
        return carry_out(writing)
    except InvalidCommand as error:
        raise InvalidCommand(writing.errors or error.errors) from None


def read_json() -> Any:
    """Return the body's JSON, not yet judged.

    Raises for another content type (415), too large a body (413) and what is no JSON (400).
    """
    if not request.is_json or request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType
    raw = request.get_data(cache=False)
    if len(raw) >= (request.max_content_length or len(raw) + 1):
        # A body without declared length is cut off at the limit, and must not pass for a whole one.
        raise RequestEntityTooLarge
    try:
        return json.loads(raw.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        # Too deep, too long a number, not UTF-8 or not JSON at all.
        raise BadRequest from None


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _require(given: dict[str, Any], *, versioned: bool) -> None:
    missing = []
    if not request.headers.get(KEY_HEADER):
        missing.append(Problem("required", "is missing", "send a header with a key that is new "
                               "for each command and the same for each retry").at(KEY_HEADER))
    if versioned and given.get("expected_version") is None:
        missing.append(Problem("required", "is missing", "send the version that was read")
                       .at("expected_version"))
    if missing:
        raise PreconditionMissing(missing)


def _shape_errors(body: Any, *, versioned: bool) -> list[FieldError]:
    if not isinstance(body, dict):
        return [Problem("wrong_type", f"is {shown(body)}", "send an object").at("body")]
    known = {"command", "occurred_at", "data", *(["expected_version"] if versioned else [])}
    problems = {name[:60]: Problem("unknown", "is no field here", "remove it")
                for name in list(body)[:50] if name not in known}
    if not KEY.fullmatch(request.headers[KEY_HEADER]):
        problems[KEY_HEADER] = Problem("invalid", "is not 1 to 200 visible ASCII characters",
                                       "send such a key")
    if not isinstance(body.get("command"), str):
        problems["command"] = Problem("required", f"is {shown(body.get('command'))}",
                                      "name a command that is listed")
    if versioned and _version(body["expected_version"]) is None:
        problems["expected_version"] = Problem(
            "wrong_type", f"is {shown(body['expected_version'])}", "send the version that was read")
    when = body.get("occurred_at")
    if when is not None and _instant(when) is None:
        problems["occurred_at"] = Problem(
            "bad_instant", f"is {shown(when)}",
            "write an instant with its offset, such as 2026-12-19T22:40:00Z")
    return [problem.at(name) for name, problem in problems.items()]


def _version(value: Any) -> int | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST
    return value if fits else None


def _instant(value: Any) -> datetime | None:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _digest(body: Any) -> str:
    """Return what tells one request from another: its address and its JSON, however spaced."""
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{request.path}\n{plain}".encode()).hexdigest()
