"""Makes good data for what the two Ombudsmen ask and decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.facts import CASE_OPEN, UNDECIDED

if TYPE_CHECKING:
    from support.good_data import Near

Data = dict[str, Any]


def notify(complaint: Complaint | None, near: Near) -> Data:
    """An Ombudsman that has no open case here."""
    assert complaint is not None
    taken = {one.body for one in complaint.ombudsman if one.status in CASE_OPEN}
    return {"body": near.rng.choice(sorted({"lgsco", "housing"} - taken))}


def _case(complaint: Complaint | None, near: Near, statuses: frozenset[str]) -> Any:
    assert complaint is not None
    return near.rng.choice([one for one in complaint.ombudsman if one.status in statuses])


def asked(complaint: Complaint | None, near: Near) -> Data:
    """An open case."""
    return {"ombudsman": _case(complaint, near, CASE_OPEN).id}


def decided(complaint: Complaint | None, near: Near) -> Data:
    """A finding in the body's own words."""
    case = _case(complaint, near, UNDECIDED)
    terms = [one.key for one in near.rules.vocabularies["ombudsman_findings"].on(near.today)
             if case.body in (one.extras.get("bodies") or [one.extras.get("body", case.body)])]
    findings = [{"head": near.words(), "category": near.rng.choice(terms)}]
    owners = sorted(one.email for one in near.staff if "officer" in one.roles)
    asked = [{"kind": "order", "description": near.words(), "due_on": near.day().isoformat()}
             | ({"owner": near.rng.choice(owners)} if owners and near.some(0.3) else {})
             for _ in range(0 if near.plain else near.rng.randint(0, 2))]
    return {"ombudsman": case.id, "decided_on": near.today.isoformat(), "findings": findings,
            "obligations": asked}


def obligation(complaint: Complaint | None, near: Near) -> Data:
    """An obligation that is not met yet."""
    case = _case(complaint, near, frozenset({"compliance"}))
    waiting = [one.n for one in case.obligations if one.done_at is None]
    return {"ombudsman": case.id, "n": near.rng.choice(waiting), "paid_on": None,
            "sent_on": near.today.isoformat()}


def answered(complaint: Complaint | None, near: Near) -> Data:
    """A request that waits for our answer."""
    assert complaint is not None
    waiting = [(case, one) for case in complaint.ombudsman for one in case.requests if one.waits]
    case, one = near.rng.choice(waiting)
    return {"ombudsman": case.id, "n": one.n, "sent_on": near.today.isoformat()}


def accepted(complaint: Complaint | None, near: Near) -> Data:
    """Proof that was sent and is not accepted yet."""
    assert complaint is not None
    waiting = [(case, one) for case in complaint.ombudsman for one in case.obligations
               if one.sent_on is not None and one.accepted_on is None]
    case, one = near.rng.choice(waiting)
    return {"ombudsman": case.id, "n": one.n, "accepted_on": near.today.isoformat()}


def bundle(complaint: Complaint | None, near: Near) -> Data:
    """A bundle for nobody in particular."""
    return {"sha256": f"{near.rng.getrandbits(256):064x}", "ombudsman": None, "request": None}
