"""Makes good data for hazards in homes that the council lets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.london import london_date

if TYPE_CHECKING:
    from support.good_data import Near

Data = dict[str, Any]


def hazard(complaint: Complaint | None, near: Near) -> Data:
    """Damp and mould has clocks of both sorts, from its law's first day on."""
    assert complaint is not None
    law = min(one.in_force_from for one in near.rules.hazards.values())
    owners = sorted(one.email for one in near.staff
                    if {"handler", "officer", "manager"} & one.roles)
    points = [one.n for one in complaint.points]
    return {
        "kind": "damp_mould", "service": "housing-repairs", "emergency": near.some(),
        "learnt": "contact" if london_date(complaint.first_contact_at) >= law else "later",
        "point": near.rng.choice(points) if points and near.some() else None,
        "owner": near.rng.choice(owners) if owners and near.some(0.3) else None,
    }


def hazard_heir(complaint: Complaint | None, near: Near) -> Data:
    """Another who may see it dealt with; on a restricted complaint, of those on its list."""
    assert complaint is not None
    one = near.rng.choice([one for one in complaint.hazards if not one.over])
    heirs = sorted(one.email for one in near.staff if {"handler", "officer", "manager"} & one.roles
                   and (not complaint.restricted or one.id in complaint.access))
    if not heirs:
        from support.good_data import NoGoodData

        raise NoGoodData("nobody fits")
    return {"hazard": one.n, "owner": near.rng.choice(heirs)}


def hazard_step(complaint: Complaint | None, near: Near) -> Data:
    """The investigation first, then anything that follows it."""
    assert complaint is not None
    one = near.rng.choice([one for one in complaint.hazards if not one.over])
    later = ("summary_sent", "made_safe", "works_begun", "works_completed")
    steps = ("investigated",) if one.investigated_at is None else later
    found = near.rng.choice(("significant", "emergency", "none"))
    return {"hazard": one.n, "step": near.rng.choice(steps), "found": found}
