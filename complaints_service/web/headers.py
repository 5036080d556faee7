"""The headers that every answer carries: what a browser may do with it, and who may keep it."""

from __future__ import annotations

from flask import Flask, Response

from complaints_service.web.access import is_private

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
TWO_YEARS = "max-age=63072000; includeSubDomains"
CSP = "Content-Security-Policy"


def policy(**changes: str) -> str:
    """Return the content security policy, with some directives changed (`style_src="…"`)."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, **named}.items())


def register(app: Flask, *, secure: bool) -> None:
    """Put the headers on every answer; a view's own value stands. `secure` adds HSTS."""

    @app.after_request
    def dress(answer: Response) -> Response:
        answer.headers.setdefault(CSP, policy())
        for name, value in ALWAYS.items():
            answer.headers.setdefault(name, value)
        if secure:
            answer.headers.setdefault("Strict-Transport-Security", TWO_YEARS)
        if is_private() or "Cache-Control" not in answer.headers:
            answer.headers["Cache-Control"] = "no-store"
        return answer
