"""How a letter goes: by what means, within the adjustments agreed, or already sent outside."""

from __future__ import annotations

from typing import Any, Protocol

from complaints_service.domain.commands.parts import SENDING, SentOutside
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.events import LetterPlan
from complaints_service.domain.parts import Person
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.sealing import Private

from .context import Context
from .people import recipient, recipients
from .wording import say


class Sends(Protocol):
    """A command that issues a letter."""

    @property
    def send_by(self) -> str | None: ...

    @property
    def sent_outside(self) -> SentOutside | None: ...


def letter(
    complaint: Complaint, command: Sends, context: Context, kind: str, stage: int | None = None,
    **facts: Any,
) -> LetterPlan:
    """Plan the letter that this command issues; refuse a way of sending, or a form of letter, that
    an adjustment bars, unless a reason is given that is kept and told."""
    outside = command.sent_outside is not None
    despite = (getattr(command, "despite_adjustment", None) or "").strip() or None
    return _plan(complaint, command.send_by, context, kind, stage, outside, facts, despite)


def automatic_letter(
    complaint: Complaint, context: Context, kind: str, **facts: Any
) -> LetterPlan:
    """Plan a letter that the service sends by itself, such as a receipt."""
    return _plan(complaint, None, context, kind, None, False, facts, None, automatic=True)


def _plan(
    complaint: Complaint, asked: str | None, context: Context, kind: str, stage: int | None,
    outside: bool, facts: dict[str, Any], despite: str | None, *, automatic: bool = False,
) -> LetterPlan:
    send_by = asked or usual_way(complaint, context)
    against = "" if outside else _against(complaint, send_by, context, automatic=automatic)
    if against and despite is None:
        raise Refusal("adjustment_unmet", against, provision="HO 5.10, LGSCO 5.6",
                      field="send_by")
    if not outside:
        _refuse_unreachable(complaint, asked, context)
    return LetterPlan(kind=kind, stage=stage, send_by=send_by, outside=outside, facts=facts,
                      despite=despite if against else None,
                      copies=() if outside else _copies(complaint, context))


def _against(
    complaint: Complaint, send_by: str, context: Context, *, automatic: bool
) -> str:
    """What of the adjustments agreed the letter would not meet; nothing where it meets them all.
    A letter that nobody writes, such as a receipt, is stopped by no form that it lacks."""
    if send_by in barred_ways(complaint, context):
        return (f"'send_by' is '{send_by}', which an adjustment agreed with this person rules out; "
                "send it another way, or say in 'despite_adjustment' why it goes so all the same")
    lacking = [] if automatic else _made_elsewhere(complaint, context)
    if lacking:
        return (f"this person was promised {', '.join(lacking)}, which this service does not make; "
                "have it made and record it with 'sent_outside', or say in 'despite_adjustment' "
                "why the letter goes as it is")
    return ""


def _made_elsewhere(complaint: Complaint, context: Context) -> list[str]:
    terms = context.rules.vocabularies.get("adjustments")
    held = [context.reveal(one.details) for one in complaint.adjustments]
    found = [terms.get(one["kind"]) for one in held if terms is not None and one]
    return [one.label for one in found if one.extras.get("made_elsewhere")]


def _copies(complaint: Complaint, context: Context) -> tuple[tuple[str, str], ...]:
    """The others of a group, each in their own way; nobody where one speaks for all."""
    others = recipients(complaint, context.today)[1:]
    return tuple((one.id, way_to(one, complaint, context)) for one in others)


def usual_way(complaint: Complaint, context: Context) -> str:
    """As the person prefers; else by email, by post or in the portal, whichever reaches them.

    An adjustment that rules a way out stands above the preference. Somebody who has left no way
    to be reached finds their letter in the portal.
    """
    return way_to(recipient(complaint, context.today), complaint, context)


def way_to(person: Person | None, complaint: Complaint, context: Context) -> str:
    """The usual way to one person of the complaint."""
    barred = barred_ways(complaint, context)
    liked = person.preferred_channel if person else None
    ways = [way for way in (liked, *USUAL) if way in SENDING and way not in barred]
    reached = {"portal", "hand"} | ({"email"} if _has(person, "email") else set())
    # A wish for post is kept even where the address is not on file: it can be found out.
    wished = liked == "post" or barred >= {"email", "portal"}
    reached |= {"post"} if _has(person, "address") or wished else set()
    return next((way for way in ways if way in reached), ways[0] if ways else "portal")


USUAL = ("email", "post", "portal", "hand")


def _has(person: Person | None, means: str) -> bool:
    return person is not None and means in person.reachable_by


def barred_ways(complaint: Complaint, context: Context) -> frozenset[str]:
    """The ways of sending that the adjustments agreed rule out."""
    terms = context.rules.vocabularies.get("adjustments")
    barred: set[str] = set()
    for one in complaint.adjustments:
        details = context.reveal(one.details)
        if terms is not None and details:
            barred.update(terms.get(details["kind"]).extras.get("not_by", ()))
    return frozenset(barred)


def _refuse_unreachable(complaint: Complaint, asked: str | None, context: Context) -> None:
    person = recipient(complaint, context.today)
    if asked == "email" and not _has(person, "email"):
        raise Refusal(
            "not_allowed",
            "'send_by' is 'email', but we hold no email address for this person; choose 'post', "
            "'hand' or 'portal', or add the address with 'set_complainants'",
            field="send_by",
        )


def outside_data(command: Sends) -> dict[str, Any] | None:
    """How an event keeps that its letter left by other means."""
    given = command.sent_outside
    if given is None:
        return None
    document = say(given.document, "sent_outside.document", "name the document that was sent")
    reason = say(given.reason, "sent_outside.reason", "say why it was sent by other means")
    return {"document": Private(document), "reason": Private(reason)}
