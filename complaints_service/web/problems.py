"""Problem documents (RFC 9457): how the API says that it did not do what was asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Response

from complaints_service.services.errors import FieldError

CONTENT_TYPE = "application/problem+json"
TYPE = "urn:problem-type:complaints:"


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """Return the problem document of `code`; members of `more` that are None are left out."""
    document = {
        "type": TYPE + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": [asdict(error) for error in errors],
        **{name: value for name, value in more.items() if value is not None},
    }
    answer = Response(json.dumps(document), status=status, content_type=CONTENT_TYPE)
    answer.headers.update(headers or {})
    return answer
