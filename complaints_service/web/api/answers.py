"""The shapes of the API's answers: one thing, part of a list, or what a command did."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask import Response

from complaints_service.services.handle import Written
from complaints_service.web.api.filters import (
    USUAL_ITEMS,
    Place,
    read_cursor,
    written_cursor,
)


def told(value: Mapping[str, Any], status: int = 200) -> Response:
    """Return `value` as JSON."""
    return Response(json.dumps(value), status=status, content_type="application/json")


def listed(items: Sequence[Mapping[str, Any]], after: Place | None) -> Response:
    """Return part of a list, with the cursor of what follows."""
    return told({"items": items, "next": written_cursor(after)})


def listed_from_memory(items: Sequence[Mapping[str, Any]], query: Mapping[str, Any]) -> Response:
    """Return part of a short list that is at hand as a whole."""
    begin = (read_cursor(query.get("cursor"), (int,)) or (0,))[0]
    end = begin + query.get("limit", USUAL_ITEMS)
    return listed(items[begin:end], (end,) if end < len(items) else None)


def written(answer: Written, address: str) -> Response:
    """Return what a command did: 201, or 200 with its first answer when it was a retry."""
    body = {
        "ref": answer.ref,
        "version": answer.version,
        "state": answer.state,
        "events": [asdict(one) for one in answer.events],
    }
    reply = told(body, 200 if answer.replayed else 201)
    reply.headers["Location"] = address
    if answer.replayed:
        reply.headers["Idempotency-Replayed"] = "true"
    return reply
