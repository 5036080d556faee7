"""How often one client may use the public forms; the rest of the service is not slowed by it."""

from __future__ import annotations

import math

from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from complaints_service.settings import Settings
from complaints_service.web.rate_limits import Limit

SENT = Limit(20, 3600)
"""Complaints an hour: a library or an advice centre has one address for many people."""
FILES = Limit(100, 3600)
"""Files an hour that come with complaints."""
ASKED = Limit(10, 600)
"""One-time codes asked for in ten minutes."""
ENTERED = Limit(20, 60)
"""Codes tried a minute."""


def complaint_sent() -> None:
    """Count a complaint; raise `TooManyRequests` beyond the limit."""
    _count(SENT)


def file_sent() -> None:
    """Count a file; raise `TooManyRequests` beyond the limit."""
    _count(FILES)


def code_asked() -> None:
    """Count a wish for a code; raise `TooManyRequests` beyond the limit."""
    _count(ASKED)


def code_entered() -> None:
    """Count a code that was tried; raise `TooManyRequests` beyond the limit."""
    _count(ENTERED)


def _count(limit: Limit) -> None:
    settings: Settings = current_app.extensions["settings"]
    if settings.rate_limits:
        limit.count(request.remote_addr or "")


def minutes_of(error: TooManyRequests) -> int:
    """Return the whole minutes to wait that an error names."""
    return max(1, math.ceil(float(str(error.retry_after or 60)) / 60))
