"""Turns exceptions into answers: problem documents under `/api`, pages elsewhere."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for

from complaints_service import logs
from complaints_service.persistence.database import db
from complaints_service.web.access import is_private
from complaints_service.web.failures import (
    FAILURES,
    UNREACHABLE,
    Failure,
    busy,
    is_busy,
    unavailable,
    unexpected,
)
from complaints_service.web.problems import problem

API = "/api/"

_log = logs.logger(__name__)


def register(app: Flask) -> None:
    """Answer every exception in words; none ever shows a traceback."""
    for kind in FAILURES:
        app.register_error_handler(kind, _foreseen)
    for kind in UNREACHABLE:
        app.register_error_handler(kind, _unreachable)
    app.register_error_handler(Exception, _unforeseen)


def _foreseen(error: Exception) -> Response:
    made = next(FAILURES[kind] for kind in type(error).__mro__ if kind in FAILURES)
    return answer(made(error))


def _unreachable(error: Exception) -> Response:
    if is_busy(error):
        _forget_session()
        return answer(busy())
    _log.error("database_unavailable", kind=type(error).__name__)
    _forget_session()
    return answer(unavailable())


def _unforeseen(error: Exception) -> Response:
    incident = uuid4().hex[:12]
    _log.error("unexpected_exception", incident=incident, exc_info=error)
    _forget_session()
    return answer(unexpected(incident))


def _forget_session() -> None:
    # What a failed transaction leaves behind must not be met by whatever answers this request.
    db.session.remove()


def answer(failure: Failure) -> Response:
    """Return the problem document or the page that tells of `failure`."""
    if request.path.startswith(API):
        return _as_problem(failure)
    return _as_page(failure)


def _as_problem(failure: Failure) -> Response:
    headers = dict(failure.headers)
    if failure.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="complaints"'
    more: dict[str, Any] = failure.more
    return problem(failure.status, failure.code, failure.detail, errors=failure.errors,
                   headers=headers, **more)


def _as_page(failure: Failure) -> Response:
    g.failing = True  # the frame around this page asks the database for nothing
    if failure.status == 401 and is_private():
        return _to_sign_in()
    page = make_response(render_template("error.html", failure=failure, page_id="error"))
    page.status_code = failure.status
    page.headers.update(failure.headers)
    return page


def _to_sign_in() -> Response:
    """Ask who it is first, and come back to the same page; what a form held is not carried."""
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else request.path
    return make_response(redirect(url_for("signing_in.form", next=wanted), 303))
