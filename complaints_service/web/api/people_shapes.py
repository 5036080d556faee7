"""The JSON Schemas of absences, duties and workload, for the API's description."""

from __future__ import annotations

from complaints_service.web.api.shapes import (
    DATE,
    TEXT,
    TRUTH,
    WHOLE,
    Json,
    many,
    maybe,
    named,
    thing,
)

_COUNTS: dict[str, Json] = {
    "open": WHOLE, "week": WHOLE, "overdue": WHOLE, "contributions": WHOLE,
    "mean_age": maybe(WHOLE),
}
PEOPLE: dict[str, Json] = {
    "Absence": thing(from_on=DATE, to_on=maybe(DATE), cover=maybe(TEXT)),
    "Duty": thing(key=TEXT, kind=TEXT, subject=TEXT, item=maybe(TEXT), due_on=maybe(DATE)),
    "LeftAccount": thing(id=TEXT, enabled=TRUTH, handed_over=many(named("Duty"))),
    "Workload": thing(
        unassigned=WHOLE,
        handlers=many(thing(handler=TEXT, absent=TRUTH, **_COUNTS)),
        services=many(thing(service=TEXT, **_COUNTS)),
    ),
}
