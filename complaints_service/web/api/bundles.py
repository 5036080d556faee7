"""The evidence bundle of a complaint: what it would hold, and the archive itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from complaints_service.domain.complaint import Complaint
from complaints_service.letters.pdf import PdfFailed
from complaints_service.services import reading
from complaints_service.services.errors import Forbidden
from complaints_service.services.evidence_bundle.archive import packed
from complaints_service.services.evidence_bundle.contents import Wanted, gather
from complaints_service.services.evidence_bundle.told import bundle_json
from complaints_service.web.access import actor, open_to
from complaints_service.web.api.answers import told
from complaints_service.web.api.described import gives, responses_with
from complaints_service.web.api.filters import Filter, read_query, text
from complaints_service.web.api.operations import operation
from complaints_service.web.api.shapes import Json
from complaints_service.web.handing import handed
from complaints_service.web.kept import letters_folder
from complaints_service.web.problems import problem

blueprint = Blueprint("bundles", __name__, description="Evidence bundles for the Ombudsmen")


def _number(value: str) -> int:
    if not value.isdecimal() or not 0 < len(value) < 5 or not 1 <= int(value) <= 1000:
        raise ValueError(value)
    return int(value)


READERS = frozenset({"officer", "manager", "auditor"})
FOR: Mapping[str, Filter] = {
    "ombudsman": text("Id of the Ombudsman's case that it is for"),
    "request": Filter(_number, {"type": "integer", "minimum": 1, "maximum": 1000},
                      "Number of the request that it answers", "write a number from 1 to 1000"),
}
ARCHIVE: Mapping[str, Json] = {
    "200": {
        "description": "The archive: bundle.pdf, letters, documents, case.json and a manifest of "
                       "their digests. Nothing is recorded: give `record_bundle_made` with its "
                       "SHA-256, which the header `Digest` tells.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    },
    "503": {"description": "It cannot be printed just now"},
}


@operation(blueprint, "/complaints/<ref>/bundle", "getBundle",
           gives("Bundle", 403, 404, filters=FOR))
@open_to("signed_in")
def bundle(ref: str) -> Response:
    """Tell what an evidence bundle would hold, what is missing, and whose data is in it."""
    found = _found(ref)
    return told(bundle_json(gather(found, _wanted())))


@operation(blueprint, "/complaints/<ref>/bundle/content", "readBundle",
           responses_with(ARCHIVE, 403, 404, 422, filters=FOR))
@open_to("signed_in")
def content(ref: str) -> Response:
    """Give the archive."""
    found = _found(ref)
    opened: Any = packed(gather(found, _wanted()), letters_folder())
    try:
        archive = opened.__enter__()
    except PdfFailed:
        return problem(503, "unavailable", "The bundle cannot be printed just now; try again.",
                       headers={"Retry-After": "30"})
    return handed(opened, archive, found.ref)


def _found(ref: str) -> Complaint:
    found = reading.seen(ref, actor())
    if not actor().roles & READERS:
        raise Forbidden("evidence bundles are for officers, managers and auditors")
    return found


def _wanted() -> Wanted:
    query = read_query(FOR)
    return Wanted(query.get("ombudsman"), query.get("request"))
