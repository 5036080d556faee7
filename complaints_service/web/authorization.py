"""Reads a bearer token out of the Authorization header."""

from __future__ import annotations

_SCHEME = "bearer"
_LONGEST = 400


def bearer(header: str) -> str | None:
    """Return the token of an `Authorization: Bearer …` header, None for any other."""
    scheme, _, token = header.strip().partition(" ")
    token = token.strip()
    fits = scheme.lower() == _SCHEME and 0 < len(token) <= _LONGEST and token.isascii()
    return token if fits else None
