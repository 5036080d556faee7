"""The JSON Schemas of what the API answers, for its description."""

from __future__ import annotations

from typing import Any

from complaints_service.domain.commands.parts import SCORES
from complaints_service.domain.drafts import DraftState
from complaints_service.domain.hazard_rules import GRADES, STEPS
from complaints_service.domain.stages import Finding, Stage, State, Timeliness
from complaints_service.services.command_fields import DAY

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
TRUTH: Json = {"type": "boolean"}
DATE: Json = {"type": "string", "format": "date", "pattern": DAY}
INSTANT: Json = {"type": "string", "format": "date-time"}
POUNDS: Json = {"type": "number"}
HASH: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def maybe(shape: Json) -> Json:
    """What may be null."""
    if "type" not in shape:
        return {"anyOf": [shape, {"type": "null"}]}
    nullable = {**shape, "type": [shape["type"], "null"]}
    return {**nullable, "enum": [*shape["enum"], None]} if "enum" in shape else nullable


def words(*allowed: str) -> Json:
    """One of these words."""
    return {"type": "string", "enum": list(allowed)}


def many(shape: Json) -> Json:
    """A list."""
    return {"type": "array", "items": shape}


def thing(**parts: Json) -> Json:
    """An object that has all these members; others may be added in time."""
    return {"type": "object", "properties": parts, "required": list(parts)}


def named(name: str) -> Json:
    """A schema of `SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def page_of(shape: Json) -> Json:
    """Part of a list of such things."""
    return thing(items=many(shape), next=maybe(TEXT))


_DOCUMENT = {
    "id": TEXT, "ref": TEXT, "name": maybe(TEXT), "description": maybe(TEXT), "kind": maybe(TEXT),
    "type": TEXT, "size": WHOLE, "sha256": HASH, "staff_only": TRUTH,
    "state": words("ready", "quarantined", "infected", "erased"),
    "scan": words("clean", "not_scanned", "waiting", "infected"), "scanned_at": maybe(INSTANT),
    "added_at": INSTANT, "added_by": maybe(TEXT), "withdrawn_at": maybe(INSTANT),
    "withdrawn_because": maybe(TEXT),
}
_FINDING = words(*(one.value for one in Finding))
_TIMELINESS = words(*(one.value for one in Timeliness))

_CLOCK = {
    "acknowledge_by": maybe(DATE), "acknowledged_at": maybe(INSTANT),
    "respond_by": maybe(DATE), "responded_at": maybe(INSTANT), "finding": maybe(_FINDING),
    "timeliness": maybe(_TIMELINESS), "ack_timeliness": maybe(_TIMELINESS),
    "promised_by": maybe(DATE), "outstanding": maybe(TEXT), "no_remedy_because": maybe(TEXT),
    "provisional": TRUTH, "resolved_early": TRUTH,
}
_PERSON = {
    "id": TEXT, "name": maybe(TEXT), "email": maybe(TEXT), "phone": maybe(TEXT),
    "address": maybe(TEXT), "postcode": maybe(TEXT),
}
_ANSWER = thing(finding=_FINDING, reasons=maybe(TEXT), sources=many(maybe(TEXT)))
_REMEDY = {
    "n": WHOLE, "points": many(WHOLE), "kind": TEXT, "description": maybe(TEXT),
    "amount": maybe(POUNDS), "owner": maybe(TEXT), "due_on": DATE,
    "status": words("offered", "accepted", "refused", "agreed", "done", "undeliverable"),
    "told_at": maybe(INSTANT), "done_at": maybe(INSTANT), "evidence": maybe(TEXT),
    "head": maybe(TEXT),
}
_OBLIGATION = {
    "n": WHOLE, "kind": TEXT, "type": maybe(TEXT), "description": maybe(TEXT),
    "amount": maybe(POUNDS), "due_on": DATE, "done_at": maybe(INSTANT), "sent_on": maybe(DATE),
    "accepted_on": maybe(DATE), "evidence": maybe(TEXT), "owner": maybe(TEXT),
    "paid_on": maybe(DATE),
}
_HAZARD = thing(
    n=WHOLE, kind=TEXT, grade=words("significant", "emergency"),
    stands_as=words(*GRADES), over=TRUTH, service=TEXT, edition=TEXT, law=maybe(TEXT),
    aware_at=INSTANT, opened_at=INSTANT, what=maybe(TEXT), where=maybe(TEXT), point=maybe(WHOLE),
    owner=maybe(TEXT),
    steps=many(thing(step=words(*STEPS), done_at=INSTANT, found=maybe(words(*GRADES)),
                     evidence=maybe(TEXT))),
    clocks=many(thing(key=TEXT, title=TEXT, due_on=maybe(DATE), due_at=maybe(INSTANT),
                      met_at=maybe(INSTANT), state=words("open", "met", "missed", "void"),
                      provision=TEXT, verified=words("text", "partial", "unverified"))),
)
_DECLINED = thing(ground=TEXT, explanation=maybe(TEXT), policy_paragraph=maybe(TEXT),
                  discretion_considered=maybe({}) | {"description": "What was weighed"})
_OMBUDSMAN = thing(
    id=TEXT, body=words("lgsco", "housing"), reference=maybe(TEXT),
    status=words("enquiry", "returned_premature", "investigating", "draft", "decided",
                 "compliance", "closed"),
    notified_at=INSTANT, due_on=maybe(DATE), what=maybe(TEXT), channel=maybe(TEXT),
    requests=many(thing(n=WHOLE, what=maybe(TEXT), due_on=DATE, asked_at=INSTANT,
                        sent_on=maybe(DATE), evidence=maybe(TEXT), ended_on=maybe(DATE))),
    findings=many(thing(head=maybe(TEXT), points=many(WHOLE), category=TEXT)),
    obligations=many(thing(**_OBLIGATION)), already_remedied=maybe(TRUTH),
    code_breach=maybe(TRUTH), public_report=maybe(TRUTH), decided_on=maybe(DATE),
)
_POINT = thing(
    n=WHOLE, text=maybe(TEXT), category=maybe(TEXT), service=TEXT, contractor=maybe(TEXT),
    acts_for_council=TRUTH, ombudsman=words("lgsco", "housing"), responsibility=maybe(TEXT),
    declined=TRUTH, stage_1=maybe(_ANSWER), stage_2=maybe(_ANSWER),
)
_TRIAGE = thing(
    decision=words("complaint", "service_request", "compliment", "comment", "not_accepted",
                   "handed_off"),
    decided_at=INSTANT, reason=maybe(TEXT),
    threshold=maybe(thing(key=TEXT, advised=words("complaint", "service_request"), found=WHOLE,
                          followed=TRUTH)),
)
_COMPLAINT = thing(
    ref=TEXT, old_reference=maybe(TEXT), organisation=TEXT, predecessor=maybe(TEXT),
    version=WHOLE, state=words(*(one.value for one in State)),
    stage=words(*(one.value for one in Stage)), codes=many(TEXT), category=maybe(TEXT),
    service=TEXT, contractor=maybe(TEXT), ward=maybe(TEXT), channel=TEXT,
    first_contact_at=INSTANT, received_at=INSTANT, received_on=DATE, recorded_at=INSTANT,
    issue_on=maybe(DATE), aware_on=maybe(DATE), description=maybe(TEXT), definition=maybe(TEXT),
    outcomes_sought=maybe(TEXT), dissatisfaction_expressed=maybe(TRUTH),
    complaint_offered=maybe(TRUTH),
    kind=words("complaint", "service_request", "compliment", "comment"),
    given_as=words("complaint", "compliment", "comment"), triage=maybe(_TRIAGE),
    passed_to=maybe(TEXT), points=many(_POINT),
    stage_1=thing(handler=maybe(TEXT), **_CLOCK),
    stage_2=thing(reviewer=maybe(TEXT), requested_at=maybe(INSTANT), points=many(WHOLE),
                  stage_1_changed=maybe(words("yes", "no", "partly")),
                  left_open=many(thing(kind=TEXT, n=maybe(WHOLE), due_on=maybe(DATE))), **_CLOCK),
    extensions=many(thing(
        stage=WHOLE, working_days=WHOLE, reason=TEXT, reason_text=maybe(TEXT),
        good_reason=maybe(TEXT), approved_by=maybe(TEXT), told_at=maybe(INSTANT),
        new_respond_by=maybe(DATE), valid=TRUTH)),
    complainants=many(thing(**_PERSON, tenure=maybe(TEXT), preferred_channel=maybe(TEXT),
                            lead=TRUTH)),
    representative=maybe(thing(**_PERSON, kind=maybe(TEXT), authority_kind=maybe(TEXT),
                               authority=maybe(TEXT), scope=maybe(TEXT), agreed_by_all=TRUTH,
                               authorised=TRUTH, expires_on=maybe(DATE))),
    adjustments=many(thing(kind=maybe(TEXT), detail=maybe(TEXT), agreed_at=maybe(INSTANT),
                           review_on=maybe(DATE))),
    vulnerability=maybe({}), restricted=TRUTH, access=many(maybe(TEXT)),
    complained_of=many(maybe(TEXT)),
    drafts=many(thing(
        n=WHOLE, command=TEXT, data=maybe({"type": "object"}), author=maybe(TEXT),
        saved_at=INSTANT, state=words(*(one.value for one in DraftState)),
        decided_by=maybe(TEXT), decided_at=maybe(INSTANT), reason=maybe(TEXT))),
    contributions=many(thing(
        n=WHOLE, to=maybe(TEXT), name=maybe(TEXT), by_link=TRUTH, question=maybe(TEXT),
        points=many(WHOLE), show_complainant=TRUTH, stage=WHOLE, due_on=DATE,
        after_answer_due=TRUTH, state=words("open", "answered", "withdrawn", "lapsed"),
        late=TRUTH, asked_by=maybe(TEXT), asked_at=INSTANT, text=maybe(TEXT),
        documents=many(TEXT), answered_at=maybe(INSTANT), answered_by=maybe(TEXT),
        recorded_for=TRUTH)),
    declined=maybe(_DECLINED), ombudsman=many(_OMBUDSMAN), remedies=many(thing(**_REMEDY)),
    hazards=many(_HAZARD),
    cause=maybe(TEXT),
    lessons=many(thing(summary=maybe(TEXT), improvement=maybe(TEXT), none_because=maybe(TEXT))),
    quality_checks=many(thing(
        stage=WHOLE, scores=many(thing(item=TEXT, score=words(*SCORES))), percent=maybe(WHOLE),
        note=maybe(TEXT), checked_by=maybe(TEXT), checked_at=INSTANT)),
    links=many(thing(ref=TEXT, kind=TEXT)),
    rules=thing(workflow=TEXT, calendar_version=TEXT,
                code_editions={"type": "object", "additionalProperties": TEXT}),
    overdue=TRUTH, next_due=maybe(thing(kind=TEXT, due_on=DATE)),
    last_contact=thing(on=DATE, working_days_ago=maybe(WHOLE)),
)

SCHEMAS: dict[str, Json] = {
    "Problem": {
        **thing(type=TEXT, title=TEXT, status=WHOLE, code=TEXT, detail=TEXT,
                errors=many(thing(field=TEXT, code=TEXT, detail=TEXT))),
        "description": "A problem document (RFC 9457). `rule` names the rule that refused, "
                       "`provision` the Code's paragraph, `current_version` where it stands now.",
    },
    "Complaint": _COMPLAINT,
    "Reviewer": thing(email=TEXT, name=TEXT, barred=many(TEXT), warnings=many(TEXT)),
    "SampledAnswer": thing(
        ref=TEXT, stage=WHOLE, letter=TEXT, service=TEXT, answered_at=INSTANT, own=TRUTH,
        checked_at=maybe(INSTANT), percent=maybe(WHOLE)),
    "Triage": thing(
        ref=TEXT, decide_by=maybe(DATE), overdue=TRUTH, decisions=many(TEXT),
        threshold=maybe(thing(label=TEXT, advised=words("complaint", "service_request"),
                              found=WHOLE, within_days=WHOLE)),
        no_threshold_because=maybe(words("asks", "landlord", "no_threshold")),
        complaint_to_be_offered=TRUTH,
        earlier=many(thing(ref=TEXT, why=many(TEXT), received_on=DATE, service=TEXT, state=TEXT,
                           kind=TEXT)),
        prompts=many(thing(key=TEXT, kind=TEXT, heading=TEXT, at_once=TEXT, found=many(TEXT))),
        twelve_months=thing(ends_on=maybe(DATE), late=TRUTH),
        proposed=many(thing(n=maybe(WHOLE), service=TEXT,
                            ombudsman=words("lgsco", "housing")))),
    "Question": thing(
        ref=TEXT, version=WHOLE, organisation=TEXT, n=WHOLE, question=maybe(TEXT),
        points=many(thing(n=WHOLE, text=maybe(TEXT))), due_on=DATE,
        state=words("open", "answered", "withdrawn", "lapsed"), late=TRUTH, asked_by=TEXT,
        asked_at=INSTANT, complainant=maybe(thing(name=maybe(TEXT), address=maybe(TEXT))),
        text=maybe(TEXT), answered_at=maybe(INSTANT)),
    "TriageFigures": thing(
        received_from=DATE, received_to=DATE,
        decisions=many(thing(decision=TEXT, count=WHOLE)),
        thresholds=many(thing(key=TEXT, label=TEXT, advised=TEXT, given=WHOLE, followed=WHOLE)),
        not_accepted=many(thing(ground=TEXT, count=WHOLE, to_ombudsman=WHOLE, taken_up=WHOLE)),
        same_reasoning=many(thing(ground=TEXT, refs=many(TEXT))), not_offered=many(TEXT)),
    "Written": thing(ref=TEXT, version=WHOLE, state=TEXT,
                     events=many(thing(seq=WHOLE, type=TEXT, hash=HASH))),
    "OpenCommand": thing(command=TEXT, schema={"type": "object"}),
    "Event": thing(
        ref=TEXT, seq=WHOLE, type=TEXT, occurred_at=INSTANT, recorded_at=INSTANT, actor=TEXT,
        role=TEXT, data={"type": "object"}, prev_hash=HASH, hash=HASH),
    "Deadline": thing(
        kind=TEXT, item=TEXT, due_on=maybe(DATE), state=words("open", "met", "missed", "void"),
        met_at=maybe(INSTANT), owner=maybe(TEXT), why_url=TEXT),
    "Reckoning": thing(
        kind=TEXT, item=TEXT, due_on=maybe(DATE), starts_on=maybe(DATE), provisions=many(TEXT),
        days=many(thing(on=DATE, counted=TRUTH, why=TEXT))),
    "Letter": thing(
        id=TEXT, ref=TEXT, kind=TEXT, stage=maybe(WHOLE), send_by=TEXT, issued_at=INSTANT,
        dispatched_at=maybe(INSTANT), delivery=words("queued", "sent", "awaiting_post", "failed"),
        sha256=HASH, template=TEXT, template_version=TEXT,
        blocks=many(thing(key=TEXT, text=TEXT, provision=maybe(TEXT)))),
    "Found": thing(items=many(named("Complaint")), total=WHOLE, more=TRUTH, page=WHOLE,
                   pages=WHOLE),
    "Calendar": thing(
        version=TEXT, source=TEXT, sha256=HASH, recorded_at=INSTANT, approved_by=TEXT,
        proclaimed_to=maybe(WHOLE), nations={"type": "object"}, complaints=WHOLE, letters=WHOLE,
        recounted_at=maybe(INSTANT), **{"from": maybe(TEXT)}),
    "CalendarImported": thing(
        version=TEXT, changed=TRUTH, applied=TRUTH, redated=WHOLE, letters=WHOLE,
        complaints=WHOLE, proclaimed_to=WHOLE, nations={"type": "object"},
        redate=many(thing(
            ref=TEXT,
            deadlines=many(thing(kind=TEXT, item=TEXT, before=maybe(DATE), after=maybe(DATE))),
            letters=many(thing(id=TEXT, letter=TEXT, kind=TEXT)))),
        **{"from": TEXT}),
    "Document": thing(**_DOCUMENT),
    "AddedDocument": thing(**_DOCUMENT, version=WHOLE),
    "Bundle": thing(
        ref=TEXT, ombudsman=maybe(TEXT), request=maybe(WHOLE),
        items=many(thing(key=TEXT, kind=TEXT, title=TEXT, on=DATE, file=maybe(TEXT),
                         left_out=maybe(TEXT), marks=many(thing(kind=TEXT, words=TEXT)))),
        gaps=many(thing(kind=TEXT, text=TEXT, on=maybe(DATE)))),
    "Remedy": thing(ref=TEXT, **_REMEDY),
    "Obligation": thing(ref=TEXT, ombudsman=TEXT, body=TEXT, **_OBLIGATION),
    "Improvement": thing(
        id=TEXT, title=maybe(TEXT), went_wrong=maybe(TEXT), will_change=maybe(TEXT), owner=TEXT,
        service=TEXT, due_on=DATE, state=words("planned", "done", "dropped"),
        evidence=maybe(TEXT), effect=maybe({"type": "object"}), complaints=many(TEXT),
        links=many(maybe(TEXT)), publication=maybe({"type": "object"})),
    "Message": thing(
        id=WHOLE, key=TEXT, kind=TEXT, ref=maybe(TEXT),
        state=words("queued", "retrying", "sent", "needs_attention"), attempts=WHOLE,
        next_attempt_at=maybe(INSTANT), message_id=maybe(TEXT), letter=maybe(TEXT),
        assigned_to=maybe(TEXT), settled_at=maybe(INSTANT), sent_at=maybe(INSTANT)),
    "Mail": thing(
        id=TEXT, place=words("received", "triage", "joined", "contact", "parked", "bounce",
                             "set_aside"),
        why=TEXT, received_at=INSTANT, name=TEXT, address=TEXT, subject=TEXT, text=TEXT,
        files=many(thing(part=WHOLE, name=TEXT, type=TEXT, size=WHOLE)), ref=maybe(TEXT),
        suggested=many(TEXT), reason=maybe(TEXT), decided_at=maybe(INSTANT),
        read_at=maybe(INSTANT)),
    "Edition": thing(
        id=TEXT, report=TEXT, organisation=TEXT, period=maybe(TEXT), number=WHOLE,
        revises=maybe(TEXT), sha256=HASH,
        state=words("built", "approved", "released", "withdrawn"), as_of=INSTANT,
        built_at=INSTANT, built_by=maybe(TEXT), approved_by=maybe(TEXT),
        approved_at=maybe(INSTANT), released_at=maybe(INSTANT), withdrawn_at=maybe(INSTANT),
        withdrawn_reason=maybe(TEXT)),
    "Account": thing(
        id=TEXT, email=TEXT, name=TEXT, organisation=maybe(TEXT), roles=many(TEXT),
        services=many(TEXT), enabled=TRUTH,
        absence=maybe(thing(from_on=DATE, to_on=maybe(DATE), cover=maybe(TEXT)))),
    "Me": thing(id=TEXT, email=TEXT, name=TEXT, organisation=maybe(TEXT), roles=many(TEXT),
                services=many(TEXT)),
    "ChainEntry": thing(n=WHOLE, recorded_at=INSTANT, events=many(HASH), prev_hash=HASH,
                        hash=HASH),
    "Term": {"type": "object", "required": ["key", "label", "from", "to"], "properties": {
        "key": TEXT, "label": TEXT, "from": maybe(DATE), "to": maybe(DATE)}},
}
