"""Builds the facts of invented letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from complaints_service.domain.letter_facts import (
    ActionFacts,
    LetterFacts,
    LetterKind,
    OmbudsmanDetails,
    OrganisationFacts,
    PointFacts,
    RemedyFacts,
)

COUNCIL = OrganisationFacts(
    name="Alderbourne Borough Council",
    address_lines=("Civic Offices", "1 Market Place", "Alderbourne", "ZZ99 1AB"),
    telephone="01632 960100",
    email="complaints@alderbourne.example.org",
    website="www.alderbourne.example.org/complaints",
    hours="Monday to Friday, 9am to 5pm",
)
HOUSING_OMBUDSMAN = OmbudsmanDetails(
    key="housing",
    name="Housing Ombudsman Service",
    address_lines=("PO Box 1484", "Unit D", "Preston", "PR2 0ET"),
    telephone="0300 111 3000",
    email="info@housing-ombudsman.org.uk",
    website="www.housing-ombudsman.org.uk",
    time_limit_text=(
        "You need to go to the Housing Ombudsman within 12 months of our final response."
    ),
    points=(1,),
)
LGSCO_OMBUDSMAN = OmbudsmanDetails(
    key="lgsco",
    name="Local Government and Social Care Ombudsman",
    address_lines=("PO Box 4771", "Coventry", "CV4 0EH"),
    telephone="0300 061 0614",
    website="www.lgo.org.uk",
    hours="Monday to Friday, 10am to 4pm, except public holidays",
    time_limit_text=(
        "You usually need to go to this Ombudsman within 12 months of when you first knew about "
        "the matter you are complaining about."
    ),
    points=(2,),
)
REPAIRS = PointFacts(
    n=1,
    text="The repair to the kitchen ceiling was put off four times",
    service="Housing repairs and maintenance",
    ombudsman="housing",
    finding="upheld",
    reasons=(
        "Our records show four booked visits, on 3, 10, 17 and 24 September. Our contractor "
        "cancelled each one.\n\nOur repairs policy says that a leak is made safe within one day. "
        "That did not happen."
    ),
    sources=("Repairs policy, section 4", "Contractor's visit log, September 2026"),
)
ADVICE = PointFacts(
    n=2,
    text="The advice given about rehousing was wrong",
    service="Housing solutions and allocations",
    ombudsman="lgsco",
    finding="not_upheld",
    reasons=(
        "The notes of the call on 2 October show that the officer gave the advice that our "
        "allocations scheme asks for."
    ),
    sources=("Allocations scheme, part 6",),
)
REDECORATION = RemedyFacts(
    n=1,
    kind="Repair",
    description="Plaster and paint the kitchen ceiling",
    due_on=date(2026, 12, 11),
    points=(1,),
)
PAYMENT = RemedyFacts(
    n=2,
    kind="Payment",
    description="Payment for the missed visits and the distress they caused",
    amount=15050,
    due_on=date(2026, 12, 18),
    points=(1,),
)
FULL: dict[str, Any] = {
    "reference": "CMP-2026-004217",
    "organisation": COUNCIL,
    "recipient_name": "Ms Rhiannon Example",
    "recipient_lines": ("Flat 4", "12 Orchard Court", "Alderbourne", "ZZ99 4GH"),
    "salutation": "Dear Ms Example",
    "sent_on": date(2026, 11, 23),
    "received_on": date(2026, 11, 16),
    "channel": "by telephone",
    "description": "The ceiling leaks and nobody comes.\n\nI was told wrong things about moving.",
    "definition": "The kitchen ceiling repair was put off four times.\nWrong advice on rehousing.",
    "outcomes_sought": "The ceiling mended, and an apology.",
    "not_ours": ("The water pressure in the street, which is for the water company.",),
    "clarification": "On which day did you telephone about rehousing?",
    "handler_name": "Sam Placeholder",
    "handler_contact": "01632 960101",
    "acknowledge_by": date(2026, 11, 23),
    "respond_by": date(2026, 12, 7),
    "adjustments": ("Telephone before writing",),
    "old_due": date(2026, 12, 7),
    "new_due": date(2026, 12, 21),
    "reason": "We are waiting for the surveyor's report on the roof.",
    "over_cap": True,
    "good_reason": "The surveyor can only reach the roof once the scaffold is up.",
    "update_every_days": 7,
    "expected_on": date(2026, 12, 30),
    "next_steps": "A plumber will visit on 25 November.",
    "remedies": (REDECORATION, PAYMENT),
    "outstanding": (ActionFacts(description="Survey of the roof", due_on=date(2027, 1, 8)),),
    "how_to_escalate": (
        "You can ask for stage 2 by telephone, by email or in writing. You do not have to give a "
        "reason."
    ),
    "ground": "The matter happened more than 12 months ago",
    "explanation": "The events were in March 2024, and the people who dealt with them have left.",
    "policy_paragraph": "Paragraph 4.2: we look into matters raised within 12 months.",
    "out_of_time": True,
    "some_points_only": True,
    "discretion": "You told us that you were unwell until May 2025. We could still have been told.",
    "alternative_route": "You can ask our insurers to look at the damage.",
    "procedure": "a review of a homelessness decision",
    "evidence": "You telephoned on 20 November and asked us to stop.",
    "alternative_remedy": "We will pay you £200 so that you can choose a decorator yourself.",
    "apology": "We are sorry that four visits were cancelled without a word to you.",
    "changes": "Texts to tenants now name the contractor and the next date.",
    "stage_1_changed": "partly",
    "final_response_on": date(2026, 11, 23),
}
# What only some complaints have, so that the plain letter of each kind goes without it.
SPECIAL = ("clarification", "over_cap", "out_of_time", "procedure", "some_points_only")


def letter_facts(
    kind: LetterKind | str = LetterKind.ACKNOWLEDGEMENT,
    codes: tuple[str, ...] = ("housing", "lgsco"),
    **changes: Any,
) -> LetterFacts:
    """Return full facts for a letter: one point for each Code, and its Ombudsman; no special case.

    `changes` replace single fields; give `clarification`, `out_of_time` and the like to add them.
    """
    points = {"housing": REPAIRS, "lgsco": ADVICE}
    bodies = {"housing": HOUSING_OMBUDSMAN, "lgsco": LGSCO_OMBUDSMAN}
    plain = {name: value for name, value in FULL.items() if name not in SPECIAL}
    facts = LetterFacts(
        kind=LetterKind(kind),
        codes=codes,
        stage=2 if "stage_2" in kind or "escalation" in kind else 1,
        points=tuple(points[code] for code in codes),
        ombudsmen=tuple(bodies[code] for code in codes),
        **plain,
    )
    return replace(facts, **changes)


def fullest_facts(kind: LetterKind | str) -> LetterFacts:
    """Return facts in which every special circumstance holds at once."""
    return letter_facts(kind, **{name: FULL[name] for name in SPECIAL})


def facts_saying(text: str, kind: LetterKind | str = "stage_1_response") -> LetterFacts:
    """Return facts in which every text that a person may write is this one."""
    written = {
        name: text for name, value in FULL.items() if type(value) is str and name != "reference"
    } | {"stage_1_changed": "no"}
    point = PointFacts(
        n=1, text=text, service=text, ombudsman="housing", finding="upheld", reasons=text,
        sources=(text,), responsibility=text,
    )
    listed = {"recipient_lines": (text, text), "not_ours": (text,), "adjustments": (text,)}
    told = {"remedies": tuple(replace(one, description=text) for one in (REDECORATION, PAYMENT)),
            "outstanding": (ActionFacts(description=text),)}
    return replace(fullest_facts(kind), points=(point,), **written, **listed, **told)
