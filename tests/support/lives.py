"""Brings complaints into each state of their life by the door, with the least data possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from support.good_data import Near, good_data
from support.staffed import Staffed
from support.walks import Walker

HANDLER, REVIEWER = "handler@borough.example", "reviewer@borough.example"
FAR = timedelta(days=400)


class Lives:
    """Tells one council's complaints to their states; each command comes a minute later."""

    def __init__(self, council: Staffed) -> None:
        """Live in this council."""
        self.council = council
        self.walker = Walker(council)

    def complaint(self, ref: str) -> Complaint:
        """The complaint as it is stored."""
        with self.council.app.app_context():
            found = load(db.session(), ref)
            assert found is not None
            return found

    def near(self, complaint: Complaint | None, *, by_post: bool = False) -> Near:
        """What good data depends on now, with nothing given that may be left out."""
        with self.council.app.app_context():
            near = self.walker.near(db.session(), complaint)
        return replace(near, plain=True, by_post=by_post, asker="")

    def tell(self, ref: str, command: str, by: str = "officer", *, by_post: bool = False,
             **given: Any) -> str:
        """Give a command with good data, changed by what is `given`; return the answer's ref."""
        self.council.later(minutes=1)
        complaint = self.complaint(ref)
        data = good_data(command, complaint, self.near(complaint, by_post=by_post)) | given
        return self.council.tell(by, command, ref, data).ref

    # ---- The states -------------------------------------------------------------------------

    def received(self, **given: Any) -> str:
        """A contact by a person who can be reached in every way."""
        self.council.later(minutes=1)
        person = {"name": "Ada Brook", "email": "ada@home.example",
                  "address": "1 Mill Lane\nAlderbourne", "postcode": "AL1 2BC"}
        data = {"service": "planning", "channel": "email", "description": "Nobody rang back.",
                "complainants": [person]} | given
        ref = self.council.tell("officer", "receive", None, data).ref
        self.walker.refs.append(ref)
        return ref

    def after(self, ref: str, *commands: str) -> str:
        """The complaint after these commands of an officer."""
        for command in commands:
            self.tell(ref, command)
        return ref

    def accepted(self, points: int = 1) -> str:
        """Accepted and given to its handler."""
        ref = self.received()
        self.tell(ref, "accept", points=[{"text": f"Point {n}"} for n in range(1, points + 1)])
        self.tell(ref, "assign", handler=HANDLER)
        return ref

    def investigating(self, *, by_post: bool = False) -> str:
        """Acknowledged at stage 1."""
        ref = self.accepted()
        self.tell(ref, "acknowledge", "handler", by_post=by_post,
                  definition="The call was not returned.", outcomes_not_stated=True)
        return ref

    def responded(self, *, by_post: bool = False, upheld: bool = False) -> str:
        """Answered at stage 1; upheld with a remedy, or not upheld."""
        ref = self.investigating()
        self._answer(ref, "respond_stage_1", "handler", by_post=by_post, upheld=upheld)
        return ref

    def _answer(self, ref: str, command: str, by: str, *, by_post: bool = False,
                upheld: bool = False, **given: Any) -> None:
        finding = "upheld" if upheld else "not_upheld"
        due = (self.near(None).today + FAR).isoformat()
        remedy = {"kind": "apology", "description": "We say sorry.", "due_on": due}
        self.tell(ref, command, by, by_post=by_post, remedies=[remedy] if upheld else [],
                  points=[{"n": 1, "finding": finding, "reasons": "We read the file."}], **given)

    def requested(self) -> str:
        """Stage 2 was asked for, and a reviewer named."""
        ref = self.responded()
        self.tell(ref, "request_stage_2", "complainant")
        self.tell(ref, "assign_reviewer", reviewer=REVIEWER)
        return ref

    def reviewing(self, *, by_post: bool = False) -> str:
        """Acknowledged at stage 2."""
        ref = self.requested()
        self.tell(ref, "acknowledge_stage_2", "reviewer", by_post=by_post,
                  definition="The call was not returned.")
        return ref

    def final(self) -> str:
        """Answered at stage 2."""
        ref = self.reviewing()
        self._answer(ref, "respond_stage_2", "reviewer", stage_1_changed="no")
        return ref

    def merged(self) -> str:
        """A duplicate of an earlier one."""
        earlier = self.received()
        return self._told(self.received(), "merge", into=earlier)

    def _told(self, ref: str, command: str, **given: Any) -> str:
        self.tell(ref, command, **given)
        return ref

    def waiting(self) -> str:
        """Stage 2 was asked for while stage 1 was overdue; the clock then goes back."""
        ref, now = self.investigating(), self.council.now
        self.council.later(days=60)
        self.tell(ref, "request_stage_2", "complainant")
        assert self.council.now > now
        return ref

    def before_an_ombudsman(self, *, stage: str = "", obligations: bool = False) -> str:
        """Answered, and with the Ombudsman: an enquiry, a draft, or finally decided."""
        ref = self._told(self.final(), "notify_ombudsman", body="lgsco", reference="LG-1")
        if stage:
            today = self.near(None).today
            asked = [{"kind": "order", "description": "Say sorry.",
                      "due_on": (today + FAR).isoformat()}]
            self.tell(ref, "record_ombudsman_decision", ombudsman="lgsco-1", stage=stage,
                      findings=[{"head": "The call", "category": "upheld"}],
                      decided_on=today.isoformat(), obligations=asked if obligations else [])
        return ref

    def restricted(self) -> str:
        """Under way, seen by its officer, its handler and a reviewer alone."""
        return self._told(self.investigating(), "restrict_access",
                          people=[HANDLER, REVIEWER],
                          reason="A colleague is complained of.")

    def drafted(self, *, submitted: bool = False) -> str:
        """Under way, with a note that its handler drafted."""
        ref = self.investigating()
        self.tell(ref, "save_draft", "handler")
        if submitted:
            self.tell(ref, "submit_for_approval", "handler", n=1)
        return ref

    def asked(self) -> str:
        """Under way, and a colleague of another service was asked what they know."""
        return self._told(self.investigating(), "request_contribution",
                          to="contributor@borough.example")

    def documented(self) -> str:
        """Under way, with a document on file."""
        return self._told(self.investigating(), "add_document",
                          upload=self.council.upload(self.council.actors["officer"].id))

    def unclaimed(self) -> str:
        """Accepted, and nobody's yet."""
        return self._told(self.received(), "accept", points=[{"text": "Point 1"}])

    def hazardous(self) -> str:
        """Under way, with a hazard in the home."""
        return self._told(self.investigating(), "open_hazard")

    def asked_by_an_ombudsman(self) -> str:
        """Answered, with a request of the Ombudsman that waits."""
        return self._told(self.before_an_ombudsman(), "record_ombudsman_request")

    def complied(self) -> str:
        """What the Ombudsman asked for is done and sent, and not yet accepted."""
        ref = self.before_an_ombudsman(stage="final", obligations=True)
        return self._told(ref, "complete_obligation",
                          sent_on=self.near(None).today.isoformat())

    def complained_of(self) -> str:
        """Under way, and found to be about its own handler."""
        return self._told(self.investigating(), "record_complained_of", people=[HANDLER])

    def raised(self) -> str:
        """A service request that a complaint was raised from."""
        ref = self.after(self.received(), "treat_as_service_request")
        self.walker.refs.append(self.tell(ref, "raise_as_complaint", why="dissatisfied", points=[]))
        return ref


STATES: Mapping[str, Callable[[Lives], str]] = {
    "received": Lives.received,
    "service_request": lambda on: on.after(on.received(), "treat_as_service_request"),
    "service_request, raised": Lives.raised,
    "service_request, closed": lambda on: on.after(
        on.received(), "treat_as_service_request", "close_service_request"),
    "handed_off": lambda on: on.after(on.received(), "hand_off"),
    "closed, a compliment": lambda on: on.after(on.received(), "treat_as_compliment"),
    "declined": lambda on: on.after(on.received(), "decline"),
    "merged": Lives.merged,
    "stage_1_accepted": Lives.accepted,
    "stage_1_accepted, nobody's yet": Lives.unclaimed,
    "stage_1_investigating": Lives.investigating,
    "stage_1_investigating, hazard open": Lives.hazardous,
    "stage_1_investigating, letter awaits post": lambda on: on.investigating(by_post=True),
    "stage_1_investigating, stage 2 waits": Lives.waiting,
    "stage_1_investigating, restricted": Lives.restricted,
    "stage_1_investigating, draft saved": Lives.drafted,
    "stage_1_investigating, draft waits": lambda on: on.drafted(submitted=True),
    "stage_1_investigating, contributor asked": Lives.asked,
    "stage_1_investigating, document on file": Lives.documented,
    "stage_1_investigating, handler complained of": Lives.complained_of,
    "stage_1_responded": Lives.responded,
    "stage_1_responded, letter awaits post": lambda on: on.responded(by_post=True),
    "stage_1_responded, remedy offered": lambda on: on.responded(upheld=True),
    "stage_2_requested": Lives.requested,
    "stage_2_investigating": Lives.reviewing,
    "stage_2_investigating, letter awaits post": lambda on: on.reviewing(by_post=True),
    "stage_2_responded": Lives.final,
    "stage_2_responded, Ombudsman enquires": Lives.before_an_ombudsman,
    "stage_2_responded, Ombudsman asks": Lives.asked_by_an_ombudsman,
    "stage_2_responded, Ombudsman's draft": lambda on: on.before_an_ombudsman(stage="draft"),
    "stage_2_responded, Ombudsman decided": lambda on: on.before_an_ombudsman(stage="final"),
    "stage_2_responded, obligation open": lambda on: on.before_an_ombudsman(
        stage="final", obligations=True),
    "stage_2_responded, obligation sent": Lives.complied,
    "withdrawn": lambda on: on.after(on.accepted(), "withdraw"),
    "closed after stage 1": lambda on: on.after(on.responded(), "close"),
    "closed after stage 2": lambda on: on.after(on.final(), "close"),
    "closed, declined before": lambda on: on.after(on.received(), "decline", "close"),
}
"""How each state, in the variants that matter to what may be done, comes about."""
