"""One sentence for the next page: what has just been done."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadData, URLSafeTimedSerializer

from complaints_service.settings import Settings

COOKIE = "__Host-notice"
SECONDS = 120
LONGEST = 600
_SAID, _TAKEN = "notice_said", "notice_taken"


def register(app: Flask) -> None:
    """Let templates ask for `notice()`, and carry what views say to the next page."""
    app.after_request(_carry)
    app.context_processor(lambda: {"notice": taken})


def say(sentence: str) -> None:
    """Tell the visitor on the next page; nothing personal, for it travels in a cookie."""
    setattr(g, _SAID, sentence[:LONGEST])


def taken() -> str | None:
    """Return what the last page had to say, once."""
    try:
        said: str = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=SECONDS)
    except BadData:
        return None
    setattr(g, _TAKEN, True)
    return said


def _carry(answer: Response) -> Response:
    said = g.get(_SAID)
    if said:
        answer.set_cookie(COOKIE, str(_serializer().dumps(said)), max_age=SECONDS, secure=True,
                          httponly=True, samesite="Lax", path="/")
    elif g.get(_TAKEN):
        answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
    return answer


def _serializer() -> URLSafeTimedSerializer:
    settings: Settings = current_app.extensions["settings"]
    return URLSafeTimedSerializer(settings.secret_key, salt="notice")
