"""Editions: built from what is on file, approved by a second person, released, withdrawn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.content.reports import (
    FIGURES,
    ReportDefinition,
    load_report,
    report_keys,
)
from complaints_service.domain.improvements import must_be_public
from complaints_service.domain.london import london_date
from complaints_service.domain.periods import Period, period_of
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.editions import (
    APPROVED,
    BUILT,
    RELEASED,
    built_files,
    change_edition,
    edition_row,
    editions_of,
    next_number,
    sha256_of,
)
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.learning import EditionRow
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.streams import append_entry
from complaints_service.persistence.transaction import transaction
from complaints_service.reporting.measures import MEASURES
from complaints_service.reporting.tally import DIMENSIONS
from complaints_service.services import rules_in_use
from complaints_service.services.actors import Actor
from complaints_service.services.edition_writing import (
    Edition,
    add_built,
    latest_public,
    record,
    release,
    said_of,
    take_back,
)
from complaints_service.services.errors import Forbidden, NotFound
from complaints_service.services.figures_report import Subject, build_figures
from complaints_service.services.learning_report import build_learning

BUILDERS = ("officer", "manager", "publisher", "approver", "system")
APPROVERS = ("approver",)
RELEASERS = ("publisher", "approver")
LEARNING_REPORT = "learning-and-improvements"


def definition_of(report_id: str) -> ReportDefinition:
    """The report's definition. Raises ReportError with file, key, value and mend."""
    return load_report(report_id, MEASURES, DIMENSIONS)


def build(
    report_id: str,
    organisation: str | None = None,
    period: str | None = None,
    as_of: datetime | None = None,
    *,
    by: Actor,
) -> Edition:
    """Build and freeze an edition as things stood at `as_of` (aware; now when None).

    `organisation` may be left out where there is one. Raises ReportError, InvalidData, Forbidden
    and Refusal, in one sentence each; then nothing is written.
    """
    definition = definition_of(report_id)
    with transaction() as session:
        role = _role(by, BUILDERS, "build a report")
        now = clock.now()
        moment = as_of or now
        over = _period(definition, period, moment, now)
        council = organisation_row(session, organisation, by)
        edition = f"ED-{next_number(session, 'edition'):04d}"
        key = over.key if over else None
        revised = latest_public(session, definition.key, council.key, key)
        if over is None:
            built = build_learning(
                session, definition, council, edition, moment, rules_in_use.rules()
            )
        else:
            subject = Subject(definition, council, over, moment, edition, revised)
            built = build_figures(session, subject, rules_in_use.rules())
        place = (definition.key, council.key, key)
        row = add_built(session, edition, place, revised, built, moment, now, by.id)
        hashes = record(session, edition, "edition_built", said_of(row), by.id, role, now)
        append_entry(session, now, hashes)
        return _found(session, edition)


def approve(edition: str, *, by: Actor) -> Edition:
    """Approve the files exactly as they were built. Never by the builder: `self_approval`."""
    with transaction() as session:
        row = _row(session, edition, by)
        role = _role(by, APPROVERS, "approve an edition")
        _must_be(row, BUILT, "approved")
        if row.built_by == by.id:
            raise Refusal(
                "self_approval", f"You built {edition}; somebody else has to approve it."
            )
        _must_be_unchanged(session, row)
        now = clock.now()
        change_edition(session, edition, state=APPROVED, approved_by=by.id, approved_at=now)
        told = {"sha256": row.sha256}
        hashes = record(session, edition, "edition_approved", told, by.id, role, now)
        append_entry(session, now, hashes)
        return _found(session, edition)


def publish(edition: str, *, by: Actor) -> Edition:
    """Release an approved edition: its bytes, stamped with this moment, are public from now on."""
    with transaction() as session:
        row = _row(session, edition, by)
        role = _role(by, RELEASERS, "publish an edition")
        _must_be(row, APPROVED, "published")
        _must_be_unchanged(session, row)
        latest = latest_public(session, row.report, row.organisation, row.period)
        if (latest.id if latest else None) != row.revises:
            raise Refusal(
                "not_allowed",
                f"{latest.id if latest else 'Another edition'} was published after {edition} was "
                "built; build it again so that it says what it revises.",
            )
        now = clock.now()
        hashes = release(session, edition, row.sha256, by.id, role, now)
        append_entry(session, now, hashes)
        return _found(session, edition)


def withdraw(edition: str, reason: str, *, by: Actor) -> Edition:
    """Take a released edition back. The reason is published in its place."""
    with transaction() as session:
        row = _row(session, edition, by)
        role = _role(by, RELEASERS, "withdraw an edition")
        _must_be(row, RELEASED, "withdrawn")
        if not reason.strip():
            raise Refusal("reason_missing", "'reason' is missing; say why.", field="reason")
        must_be_public({"reason": reason})
        now = clock.now()
        hashes = take_back(session, edition, reason.strip(), by.id, role, now)
        append_entry(session, now, hashes)
        return _found(session, edition)


def editions(session: Session, *, by: Actor, organisation: str | None = None) -> list[Edition]:
    """The editions that this actor may know of, in the order of their making."""
    rows = editions_of(session, organisation=organisation or by.organisation)
    return [Edition.of(row) for row in rows if _may_see(by, row.organisation)]


def edition_of(session: Session, edition: str, *, by: Actor) -> Edition:
    """One edition. Raises NotFound."""
    row = edition_row(session, edition)
    if row is None or not _may_see(by, row.organisation):
        raise NotFound(f"there is no edition '{edition}' that you may see")
    return Edition.of(row)


def known_reports() -> tuple[str, ...]:
    """The keys of the reports that can be built."""
    return report_keys()


def organisation_row(session: Session, key: str | None, by: Actor) -> OrganisationRow:
    """The organisation meant: that named, that of the account, or the only one with complaints."""
    rows = list(session.scalars(select(OrganisationRow).order_by(OrganisationRow.key)))
    wanted = key or by.organisation or _only_one(session, [row.key for row in rows])
    found = next((row for row in rows if row.key == wanted), None)
    if found is None or not _may_see(by, found.key):
        known = ", ".join(row.key for row in rows) or "none yet"
        raise InvalidData(
            "organisation", f"'organisation' is {wanted or 'missing'}; give one of: {known}."
        )
    return found


def _only_one(session: Session, keys: list[str]) -> str | None:
    if len(keys) == 1:
        return keys[0]
    # A council that is to take part later, or was named by a slip, has no complaint to count.
    used = session.scalars(select(ComplaintRow.organisation).distinct().limit(2)).all()
    return used[0] if len(used) == 1 else None


def _period(
    definition: ReportDefinition, key: str | None, as_of: datetime, now: datetime
) -> Period | None:
    if as_of > now:
        raise InvalidData(
            "as_of", f"'as_of' is {as_of.isoformat()}, which has not come yet; give an earlier one."
        )
    if definition.kind != FIGURES:
        return None
    if key is None:
        raise InvalidData("period", "'period' is missing; give one such as 2026-27-q1.")
    try:
        period = period_of(key)
    except ValueError as error:
        raise InvalidData("period", str(error)) from None
    if period.first > london_date(as_of):
        raise InvalidData(
            "period", f"The period {key} begins on {period.first}, after the figures' own date; "
            "give an earlier one."
        )
    return period


def _row(session: Session, edition: str, by: Actor) -> EditionRow:
    row = edition_row(session, edition, lock=True)
    if row is None or not _may_see(by, row.organisation):
        raise NotFound(f"there is no edition '{edition}' that you may see")
    return row


def _found(session: Session, edition: str) -> Edition:
    row = edition_row(session, edition)
    if row is None:
        raise NotFound(f"there is no edition '{edition}'")
    return Edition.of(row)


def _may_see(by: Actor, organisation: str) -> bool:
    return by.organisation in (None, organisation)


def _role(by: Actor, roles: tuple[str, ...], act: str) -> str:
    role = next((one for one in roles if one in by.roles), None)
    if role is None:
        raise Forbidden(f"to {act} is for {', '.join(roles)}")
    return role


def _must_be(row: EditionRow, state: str, done: str) -> None:
    if row.state != state:
        raise Refusal(
            "not_allowed",
            f"{row.id} is {row.state}, and only what is {state} can be {done}.",
        )


def _must_be_unchanged(session: Session, row: EditionRow) -> None:
    """What is approved, and what is released, are the bytes that were built."""
    found = sha256_of(built_files(session, row.id))
    if found != row.sha256:
        raise Refusal(
            "not_approved",
            f"The files of {row.id} are no longer those that were built; build it again.",
        )


