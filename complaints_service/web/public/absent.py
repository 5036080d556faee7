"""What is answered where nothing is published: a page for people, a problem for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from complaints_service.reporting.html import render
from complaints_service.web import brand

TEMPLATE = "absent.html"
PROBLEMS = {
    True: ("404 Not Found", "Not found",
           "Nothing was published at this address; see /public/v1/index.json."),
    False: ("503 Service Unavailable", "Not ready",
            "Nothing has been copied to this server yet; try again soon."),
}


def absent(environ: Mapping[str, Any], *, missing: bool) -> tuple[str, str, bytes]:
    """Return status, content type and body for an address without anything (`missing`), or on a
    server that has not been filled yet. Neither asks a database."""
    status, title, detail = PROBLEMS[missing]
    # Browsers name HTML in what they accept; programs that read the files do not.
    if "text/html" in environ.get("HTTP_ACCEPT", ""):
        return status, "text/html; charset=utf-8", _page(environ, missing=missing)
    problem = {"type": "about:blank", "title": title, "status": int(status[:3]), "detail": detail}
    return status, "application/problem+json", json.dumps(problem).encode()


def _page(environ: Mapping[str, Any], *, missing: bool) -> bytes:
    return render(
        TEMPLATE,
        title="Page not found" if missing else "Not ready yet",
        organisation=brand.shipped().council,
        missing=missing,
        root=environ.get("SCRIPT_NAME", ""),
    )
