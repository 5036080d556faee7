"""Who acts in the stories, and the parts that several of them are made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from complaints_service.demo import borough
from complaints_service.demo.borough import Member
from complaints_service.demo.telling import Step, Tale, at
from complaints_service.domain.commands.intake import Accept, Receive
from complaints_service.domain.commands.parts import (
    ComplainantGiven,
    PointAnswer,
    PointGiven,
    RemedyGiven,
    RepresentativeGiven,
)
from complaints_service.domain.commands.stage_1 import Acknowledge, Assign
from complaints_service.domain.commands.stage_2 import AssignReviewer

_BY_NAME = {one.name: one for one in borough.STAFF}


def _named(name: str) -> Member:
    return _BY_NAME[name]


OLIVE, OWEN, ORLA = borough.TEAM
"""The complaints team."""
IRIS = _named("Iris Dunn")
HARRIET = _named("Harriet Moss")
HANNAH = _named("Hannah Fry")
HOWARD = _named("Howard Pike")
HECTOR = _named("Hector Grant")
HEATHER = _named("Heather Snow")
HELGA = _named("Helga Stark")
HARI = _named("Hari Patel")
RHONA, RAFAEL = _named("Rhona Blake"), _named("Rafael Stone")
ROLAND = borough.BOTH_STAGES
MARCUS, MABEL = _named("Marcus Webb"), _named("Mabel Thorn")
ANITA, PENNY = _named("Anita Rowan"), _named("Penny Lake")

TENANT, LEASEHOLDER = "council_tenant", "leaseholder"


def resident(
    name: str, address: str, *, tenure: str | None = None, prefers: str | None = None,
    lead: bool | None = None,
) -> ComplainantGiven:
    """An invented resident, with an address and an email of no real person."""
    mailbox = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha())
    return ComplainantGiven(
        name=name, email=f"{mailbox}@example.org", phone="01632 960111",
        address=f"{address}\nAlderbourne", postcode="ZZ99 3AB", tenure=tenure,
        preferred_channel=prefers, lead=lead,
    )


def received(
    person: ComplainantGiven | tuple[ComplainantGiven, ...], service: str, words: str, *,
    channel: str = "web", wants: str = "I want it put right and to be told when.",
    issue_on: str | None = None, category: str | None = None,
    speaker: RepresentativeGiven | None = None,
) -> Receive:
    """A complaint as it came; dates are ISO."""
    return Receive(
        organisation=borough.MAIN, service=service, channel=channel, category=category,
        description=words, outcomes_sought=wants, representative=speaker,
        complainants=person if isinstance(person, tuple) else (person,),
        issue_on=date.fromisoformat(issue_on) if issue_on else None,
        dissatisfaction_expressed=True,
    )


def accepted(*points: str | PointGiven) -> Accept:
    """Taken on with these points."""
    return Accept(points=tuple(
        PointGiven(text=one) if isinstance(one, str) else one for one in points
    ))


def taken_on(moment: str, officer: Member, handler: Member, *points: str | PointGiven) -> Tale:
    """An officer accepts, and gives it to a handler in the same minute."""
    yield Step(at(moment), officer, accepted(*points))
    yield Step(at(moment), officer, Assign(handler=handler.email))


def acknowledged(words: str, wants: str = "That it is put right.", **rest: str) -> Acknowledge:
    """An acknowledgement with our understanding."""
    return Acknowledge(definition=words, outcomes_sought=wants, **rest)  # type: ignore[arg-type]


def given_to(reviewer: Member) -> AssignReviewer:
    """Stage 2 goes to this reviewer."""
    return AssignReviewer(reviewer=reviewer.email)


def answer(n: int, finding: str, reasons: str, source: str = "Our service standard") -> PointAnswer:
    """What was found on one point, and why."""
    return PointAnswer(n=n, finding=finding, reasons=reasons, sources=(source,))


def remedy(kind: str, words: str, by: str, pounds: str | None = None) -> RemedyGiven:
    """What will be done, by which day (ISO), and how many pounds."""
    return RemedyGiven(kind=kind, description=words, due_on=date.fromisoformat(by),
                       amount=Decimal(pounds) if pounds else None)


def sorry(by: str) -> RemedyGiven:
    """An apology."""
    return remedy("apology", "We say sorry for what happened and for the time it took.", by)
