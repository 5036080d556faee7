"""What each exception means over HTTP, whether it is told on a page or in a problem document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services.document_refusals import FileRefused, Why
from complaints_service.services.errors import (
    Busy,
    FieldError,
    Forbidden,
    InProgress,
    InvalidCommand,
    KeyReused,
    NotFound,
    VersionConflict,
)
from complaints_service.services.view_documents import NotReadable

UNREACHABLE = (OperationalError, InterfaceError, PoolTimeout)
RETRY_SECONDS = 5
# PostgreSQL's lock_not_available, deadlock_detected and serialization_failure.
_GAVE_WAY = frozenset({"55P03", "40P01", "40001"})

NOT_FOUND = "There is nothing here that you may see; check the address."


@dataclass(frozen=True)
class Failure:
    """A status with the problem's code, sentence, field errors, headers and further members."""

    status: int
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


_OF_STATUS: dict[int, tuple[str, str]] = {
    400: ("malformed", "The request cannot be read; mend its form."),
    401: ("unauthenticated", "Nobody is signed in; send a valid token."),
    403: ("forbidden", "You may not do this."),
    404: ("not_found", NOT_FOUND),
    405: ("method_not_allowed", "This address does not take that method; see the Allow header."),
    406: ("not_acceptable", "None of the formats that you accept can be given."),
    410: ("gone", "This was withdrawn."),
    413: ("too_large", "The body is larger than is taken here; send less."),
    415: ("unsupported_media_type", "The body is in a format that is not taken here; send JSON."),
    428: ("precondition_required", "Something that guards against doing this twice is missing."),
    429: ("rate_limited", "Too many requests; wait as Retry-After says."),
    431: ("headers_too_large", "The headers are larger than is taken here; send less."),
    500: ("internal_error", "Something went wrong on our side."),
    503: ("unavailable", "The service cannot reach its database; try again shortly."),
}


def of_http(error: HTTPException) -> Failure:
    """What an HTTP error of the framework means; its own words are never shown."""
    status = error.code or 500
    code, detail = _OF_STATUS.get(status, ("refused", "The request was refused."))
    headers = {
        name: value
        for name, value in error.get_headers()
        if name.lower() in {"allow", "retry-after", "www-authenticate"}
    }
    return Failure(status, code, detail, headers=headers)


def sentence(words: str) -> str:
    """Return the words as one sentence that ends."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def of_refusal(error: Refusal) -> Failure:
    """A rule refused the command."""
    detail = sentence(error.detail)
    errors = (FieldError(error.field, error.rule, detail),) if error.field else ()
    more = {"rule": error.rule, "provision": error.provision}
    return Failure(422, "rule_violation", detail, errors, more=more)


def invalid(errors: tuple[FieldError, ...]) -> Failure:
    """What was given has not the shape that is asked for."""
    told = tuple(FieldError(one.field, one.code, sentence(one.detail)) for one in errors)
    detail = told[0].detail if len(told) == 1 else f"{len(told)} fields need mending."
    return Failure(422, "invalid", detail, told)


def of_conflict(error: VersionConflict) -> Failure:
    """Somebody else was first."""
    return Failure(409, "version_conflict", str(error), more={
        "current_version": error.current_version
    })


_REFUSED_FILES = {Why.TOO_LARGE: (413, "too_large"), Why.TYPE: (415, "unsupported_media_type")}


def of_file(error: FileRefused) -> Failure:
    """A file is not taken: too large, of another kind, or not what it says it is."""
    status, code = _REFUSED_FILES.get(error.why, (422, "invalid"))
    detail = sentence(error.detail)
    return Failure(status, code, detail, (FieldError("file", error.why.value, detail),))


def of_unreadable(error: NotReadable) -> Failure:
    """A document's content cannot be had: not yet, or no longer."""
    if error.state == "quarantined":
        return Failure(423, "quarantined", error.detail, headers={"Retry-After": "60"})
    return Failure(410, "gone", error.detail)


def busy() -> Failure:
    """Somebody else is changing the same thing, and took longer than one waits."""
    return Failure(409, "in_progress", "Somebody else is changing this just now; ask again "
                   "shortly.", headers={"Retry-After": "1"})


FAILURES: dict[type[Exception], Callable[[Any], Failure]] = {
    HTTPException: of_http,
    Refusal: of_refusal,
    InvalidData: lambda error: invalid((FieldError(error.field, "invalid", error.detail),)),
    InvalidCommand: lambda error: invalid(error.errors),
    VersionConflict: of_conflict,
    NotFound: lambda error: Failure(404, "not_found", NOT_FOUND),
    Forbidden: lambda error: Failure(403, "forbidden", sentence(error.detail)),
    KeyReused: lambda error: Failure(
        422, "idempotency_key_reused",
        "The Idempotency-Key was used before, for another request; use a new one."),
    FileRefused: of_file,
    NotReadable: of_unreadable,
    Busy: lambda error: busy(),
    InProgress: lambda error: Failure(
        409, "in_progress", "The same request is being carried out; ask again shortly.",
        headers={"Retry-After": "1"}),
}


def unavailable() -> Failure:
    """The database cannot be reached or did not answer in time."""
    code, detail = _OF_STATUS[503]
    return Failure(503, code, detail, headers={"Retry-After": str(RETRY_SECONDS)})


def is_busy(error: Exception) -> bool:
    """Whether the database gave way to another transaction: nothing is wrong with it."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _GAVE_WAY


def unexpected(incident: str) -> Failure:
    """A fault of ours; `incident` is the id under which the log tells of it."""
    detail = f"Something went wrong on our side; quote {incident} when you report it."
    return Failure(500, "internal_error", detail, more={"incident": incident})
