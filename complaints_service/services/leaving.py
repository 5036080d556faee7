"""Somebody leaves: every duty gets an heir, through the same doors as any change, and only then is
the account disabled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.queries import file_lists
from complaints_service.persistence.streams import private_values
from complaints_service.persistence.transaction import transaction

from .absences import hand_over_cover
from .accounts import Account, account_of_email, account_with_id, disable_account
from .actors import Actor, system
from .allocation import SETTING
from .duties import HEADS, Duty, absence_of, duties_of
from .errors import Forbidden, InvalidCommand, NotFound
from .handle import Request, handle
from .improvements import handle_improvement
from .organisations import change_settings, organisation

REASON = "Handed over by somebody who leaves"
_REFUSED = (Refusal, InvalidData, InvalidCommand, Forbidden, NotFound)


@dataclass(frozen=True)
class Heirs:
    """Who takes over: `all` for everything, `each` for single duties by their keys; emails."""

    all: str | None = None
    each: Mapping[str, str] = field(default_factory=dict)

    def of(self, duty: Duty) -> str | None:
        """Return the heir of a duty, None where none is named."""
        return self.each.get(duty.key) or self.all


@dataclass(frozen=True)
class Kept:
    """A duty that could not be handed over, and why."""

    duty: Duty
    why: str


@dataclass(frozen=True)
class Left:
    """What was handed over and what was not; `disabled` only where nothing is left."""

    account: Account
    handed: tuple[Duty, ...]
    kept: tuple[Kept, ...]
    disabled: bool


def leave(email: str, heirs: Heirs | None = None, *, by: Actor | None = None) -> Left:
    """Hand over every duty of an account and disable it; one that keeps a duty is not disabled.

    What was handed over stays so when something else is refused: ask again with other heirs.
    Raises InvalidData for an unknown account, and Forbidden for one's own.
    """
    giver, named = by or system(), heirs or Heirs()
    with transaction() as session:
        account = account_of_email(session, email)
    _check_asker(giver, account)
    handed, kept = [], []
    for duty in duties_of(account):
        why = _handed(duty, named.of(duty), account, giver)
        if why is None:
            handed.append(duty)
        else:
            kept.append(Kept(duty, why))
    if kept:
        return Left(account, tuple(handed), tuple(kept), disabled=False)
    # Something may have come in meanwhile.
    late = tuple(Kept(one, "it has come in just now") for one in duties_of(account))
    if late:
        return Left(account, tuple(handed), late, disabled=False)
    return Left(disable_account(email, by=by), tuple(handed), (), disabled=True)


def _check_asker(by: Actor, account: Account) -> None:
    if by.id == account.id:
        raise Forbidden("Nobody disables their own account; ask another administrator.")
    if by.organisation not in (None, account.organisation):
        raise InvalidData("email", "email is none of your council's accounts; choose one of them.")


def _handed(duty: Duty, heir: str | None, account: Account, by: Actor) -> str | None:
    """Hand a duty over; return why not, None where it was."""
    if duty.kind == "approvals":
        return "nobody else may approve; give somebody the role approver first"
    if heir is None:
        return "nobody is named to take it over"
    if heir.strip().lower() == account.email:
        return "the heir is the person who leaves"
    try:
        _WAYS[duty.kind](duty, heir.strip().lower(), account, by)
    except _REFUSED as error:
        return getattr(error, "detail", str(error)) or str(error)
    return None


def _give(command: str, ref: str, data: Mapping[str, Any], by: Actor) -> None:
    role = "system" if "system" in by.roles else "administrator"
    handle(Request(command, data, handing_over=role), by=by, ref=ref)


def _handler(duty: Duty, heir: str, account: Account, by: Actor) -> None:
    _let_in(duty.subject, heir, account, by)
    _give("assign", duty.subject, {"handler": heir}, by)


def _reviewer(duty: Duty, heir: str, account: Account, by: Actor) -> None:
    _let_in(duty.subject, heir, account, by)
    _give("assign_reviewer", duty.subject, {"reviewer": heir}, by)


def _remedy(duty: Duty, heir: str, account: Account, by: Actor) -> None:
    _let_in(duty.subject, heir, account, by)
    _give("hand_over_remedy", duty.subject, {"n": int(duty.item), "owner": heir}, by)


def _hazard(duty: Duty, heir: str, account: Account, by: Actor) -> None:
    _let_in(duty.subject, heir, account, by)
    _give("hand_over_hazard", duty.subject, {"hazard": int(duty.item), "owner": heir}, by)


def _access(duty: Duty, heir: str, account: Account, by: Actor) -> None:
    _let_in(duty.subject, heir, account, by)


def _let_in(ref: str, heir: str, account: Account, by: Actor) -> None:
    """Put the heir on the list of a restricted complaint; whoever hands over stays off it."""
    complaint = load(db.session(), ref)
    if complaint is None or not complaint.restricted:
        return
    with transaction() as session:
        person = account_of_email(session, heir)
    if person.id in complaint.complained_of:
        raise Refusal("conflict_of_interest", "the complaint is about the heir; choose somebody "
                      "else", field="heir")
    if person.id not in complaint.access:
        listed = file_lists.emails(set(complaint.access) - {account.id, "system"})
        people = [*sorted(_enabled(listed)), heir]
        _give("restrict_access", ref, {"people": people, "reason": REASON}, by)


def _enabled(listed: Mapping[str, str]) -> list[str]:
    return [email for one, email in listed.items() if account_with_id(one).enabled]


def _contribution(duty: Duty, heir: str, account: Account, by: Actor) -> None:
    """The same question is put to the heir, and taken back from the leaver."""
    ref, n = duty.subject, int(duty.item)
    complaint = load(db.session(), ref)
    if complaint is None:
        return
    asked = next(one for one in complaint.contributions if one.n == n)
    _let_in(ref, heir, account, by)
    question = private_values(db.session(), ref).get(asked.question.sha256) or REASON
    _give("request_contribution", ref, {
        "to": heir, "question": question, "due_on": asked.due_on.isoformat(),
        "points": list(asked.points), "show_complainant": asked.show_complainant,
    }, by)
    _give("withdraw_contribution", ref, {"n": n, "reason": REASON}, by)


def _improvement(duty: Duty, heir: str, account: Account, by: Actor) -> None:
    role = "system" if "system" in by.roles else "administrator"
    handle_improvement("hand_over", {"owner": heir}, by=by, improvement_id=duty.subject,
                       handing_over=role)


def _cover(duty: Duty, heir: str, account: Account, by: Actor) -> None:
    absence = absence_of(duty)
    if absence is not None:
        with transaction() as session:
            hand_over_cover(session, absence, heir, by=by)


def _allocation(duty: Duty, heir: str, account: Account, by: Actor) -> None:
    with transaction() as session:
        person = account_of_email(session, heir)
    if not person.enabled:
        raise InvalidData("heir", f"heir is {heir}, whose account is disabled; name another.")
    rules = dict(organisation(duty.subject).settings.get(SETTING) or {})
    rule = rules[duty.item]
    people = [person.id if one == account.id else one for one in rule["people"]]
    rules[duty.item] = {**rule, "people": list(dict.fromkeys(people))}
    change_settings(duty.subject, {SETTING: rules}, by=by)


def _head(duty: Duty, heir: str, account: Account, by: Actor) -> None:
    with transaction() as session:
        account_of_email(session, heir)
    named = organisation(duty.subject).settings.get(HEADS) or []
    changed = [heir if one == account.email else one for one in named]
    change_settings(duty.subject, {HEADS: list(dict.fromkeys(changed))}, by=by)


_WAYS: Mapping[str, Callable[[Duty, str, Account, Actor], None]] = {
    "handler": _handler, "reviewer": _reviewer, "remedy": _remedy,
    "hazard": _hazard, "contribution": _contribution,
    "improvement": _improvement, "cover": _cover, "allocation": _allocation, "head": _head,
    "access": _access,
}
