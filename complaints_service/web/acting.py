"""Gives a command that came from a form: once, and only upon the version that was read."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from complaints_service.domain.london import write_instant
from complaints_service.services.actors import Actor
from complaints_service.services.handle import Request, Written, handle

VERSION, KEY = "version", "key"

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_VERSION = re.compile(r"[0-9]{1,9}")
_NEVER_WRITTEN = 0
"""A version that no complaint has: a form without one is out of date."""


def new_key() -> str:
    """Return a key for a form, so that sending it twice does a thing once."""
    return secrets.token_urlsafe(18)


def posted_key(posted: MultiDict[str, str]) -> str:
    """Return the key of a posted form, a new one where it has none that can be used."""
    given = posted.get(KEY, "")
    return given if _KEY.fullmatch(given) else new_key()


def posted_version(posted: MultiDict[str, str]) -> int:
    """Return the version upon which a form was made."""
    given = posted.get(VERSION, "")
    return int(given) if _VERSION.fullmatch(given) else _NEVER_WRITTEN


def give(
    command: str, ref: str | None, data: Mapping[str, Any], *, version: int | None,
    key: str | None, by: Actor, occurred_at: datetime | None = None,
) -> Written:
    """Carry out a command; `data` is JSON, `ref` and `version` are None for a new contact.

    Raises what `handle` raises; KeyReused where the same form was sent before with other words.
    """
    request = Request(
        command=command, data=data, occurred_at=occurred_at, expected_version=version, key=key,
        body_sha256=digest_of(command, ref, data, occurred_at),
    )
    return handle(request, by=by, ref=ref)


def digest_of(
    command: str, ref: str | None, data: Mapping[str, Any], occurred_at: datetime | None
) -> str:
    moment = None if occurred_at is None else write_instant(occurred_at)
    whole = json.dumps([command, ref, data, moment], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
