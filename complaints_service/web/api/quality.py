"""The answers that are looked at after they were sent."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from complaints_service import clock
from complaints_service.services.errors import Forbidden
from complaints_service.services.quality_board import sample, sample_json
from complaints_service.web.access import actor, open_to
from complaints_service.web.api.answers import listed_from_memory
from complaints_service.web.api.described import lists
from complaints_service.web.api.filters import PAGING, read_query
from complaints_service.web.api.operations import operation

blueprint = Blueprint("quality", __name__, description="Answers looked at afterwards")

READERS = frozenset({"manager", "approver", "officer", "auditor"})


@operation(blueprint, "/quality-sample", "listQualitySample", lists("SampledAnswer", 403))
@open_to("signed_in")
def quality_sample() -> Response:
    """List the answers of the last year that are in the sample, what waits longest first.

    A look at one is recorded with `record_quality_check`; its scores stand on the complaint.
    """
    by = actor()
    if not READERS & by.roles:
        raise Forbidden(f"this is for {', '.join(sorted(READERS))}")
    return listed_from_memory(sample_json(sample(by, clock.now())), read_query(PAGING))
