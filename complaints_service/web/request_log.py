"""One line of the log a request: route, status and time, never what people wrote."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from prometheus_client import Counter

from complaints_service import logs

ANSWERS = Counter("complaints_http_requests", "Answers given, by status code.", ["code"])

_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,60}")
_log = logs.logger("complaints_service.requests")


def register(app: Flask) -> None:
    """Log and count every answer."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=uuid4().hex[:12])


def _end(answer: Response) -> Response:
    ANSWERS.labels(code=str(answer.status_code)).inc()
    _log.info(
        "request",
        method=request.method if request.method.isalpha() else "other",
        # The rule, not the path: what a stranger types into an address may name a person.
        route=request.url_rule.rule if request.url_rule else None,
        ref=_reference(),
        status=answer.status_code,
        milliseconds=round((time.perf_counter() - g.pop("began", time.perf_counter())) * 1000, 1),
        actor=g.actor.id if "actor" in g else None,
    )
    return answer


def _reference() -> str | None:
    given = str((request.view_args or {}).get("ref", ""))
    return given if _REFERENCE.fullmatch(given) else None
