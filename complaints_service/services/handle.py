"""The one door: every change to a complaint comes through `handle`, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.domain.commands.registry import COMMANDS, CREATION, Command
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.calendars import caught_up
from complaints_service.domain.decide.context import AccountBrief, Context, Decision
from complaints_service.domain.decide.decider import decide
from complaints_service.domain.events import NewEvent
from complaints_service.domain.fold import FIRST
from complaints_service.domain.london import london_date
from complaints_service.domain.recounting import moved
from complaints_service.domain.refusals import Refusal
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Sealed
from complaints_service.domain.thresholds import ThresholdAdvice
from complaints_service.persistence.chain import ORIGIN
from complaints_service.persistence.complaints import load
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.streams import append_entry, private_values, random_salt
from complaints_service.persistence.transaction import at_the_end, transaction

from . import idempotency, references, rules_in_use
from .actors import Actor
from .allocation import allocated, keep_turns
from .command_data import parse_command
from .contention import settled
from .earlier_contacts import looked_at, threshold_advice
from .errors import FieldError, Forbidden, InvalidCommand, NotFound, VersionConflict
from .held_uploads import upload_for
from .on_file import OnFile, on_file
from .organisations_held import organisation_for
from .permissions import WHO, acting_role
from .visibility import may_know, may_see
from .writing import Pen, Wrote, write


@dataclass(frozen=True)
class Request:
    """What is asked: a command's name with raw JSON data, or with its dataclass already built."""

    command: str
    data: Mapping[str, Any] | object
    occurred_at: datetime | None = None
    expected_version: int | None = None
    key: str | None = None
    body_sha256: str | None = None
    chosen: bool = False
    """The service itself found this complaint for the asker: they need not have known of it."""
    handing_over: str | None = None
    """The role in which somebody hands over a leaver's work, whatever they may see of it."""


@dataclass(frozen=True)
class WrittenEvent:
    """An event as the asker is told of it."""

    seq: int
    type: str
    hash: str


@dataclass(frozen=True)
class Written:
    """The answer to a command that was carried out."""

    ref: str
    version: int
    state: str
    events: tuple[WrittenEvent, ...]
    replayed: bool = False


@dataclass(frozen=True)
class Sources:
    """Where the time, references, ids and salts come from; a demo makes them repeatable."""

    now: Callable[[], datetime] = clock.now
    new_ref: Callable[[], str] = references.new_reference
    new_id: Callable[[], str] = references.new_id
    salt: Callable[[], bytes] = random_salt


def handle(
    request: Request, *, by: Actor, ref: str | None = None, sources: Sources | None = None
) -> Written:
    """Carry out one command: load, decide, fold, store, one commit.

    `ref` is None for a new contact. Raises NotFound, KeyReused, InProgress, Forbidden,
    VersionConflict, InvalidCommand, InvalidData and Refusal, in that order of checking, and Busy
    where others held the complaint for too long; then nothing was changed.
    """
    return settled(lambda: _handled(request, by, ref, sources or Sources()))


def _handled(request: Request, by: Actor, ref: str | None, sources: Sources) -> Written:
    with transaction() as session:
        held = on_file(session, ref, by.id, request.key, _named(request))
        settled = request.chosen or request.handing_over is not None
        if held.complaint is not None and not settled and not may_know(by, held.complaint):
            raise NotFound(f"there is no complaint '{ref}' that you may see")
        kept = held.replayed(request.body_sha256)
        if kept is not None:
            return _as_written(kept, replayed=True)
        role = request.handing_over or _role(by, request.command, held.complaint)
        _same_version(request, held.complaint)
        desk = Desk(session, by, role, held, sources.now(),
                    rules_in_use.rules_with(held.calendar), sources)
        answer = desk.carry_out(request)
        shaped = _shaped(answer)
        idempotency.keep(desk.writes, by.id, request.key, request.body_sha256, shaped, desk.now)
        append_entry(desk.writes, desk.now, desk.hashes)
    return answer


def _named(request: Request) -> tuple[str, ...]:
    """The complaint that `link` or `merge` names besides its own."""
    field = {"link": "ref", "merge": "into"}.get(request.command)
    if field is None:
        return ()
    data = request.data
    given = data.get(field) if isinstance(data, Mapping) else getattr(data, field, None)
    return (given,) if isinstance(given, str) else ()


def _role(by: Actor, command: str, complaint: Complaint | None) -> str:
    if command not in COMMANDS or (command == CREATION) != (complaint is None):
        known = FieldError("command", "unknown", f"'command' is '{command[:60]}', which is no "
                           "command here; see the list 'commands'")
        raise InvalidCommand((known,))
    role = "system" if "system" in by.roles else acting_role(by, command, complaint)
    if role is None:
        raise Forbidden(f"'{command}' is for {', '.join(WHO[command])}, on what is theirs")
    return role


def _same_version(request: Request, complaint: Complaint | None) -> None:
    if complaint is None or request.expected_version is None:
        return
    if request.expected_version != complaint.version:
        raise VersionConflict(complaint.version)


def _shaped(answer: Written) -> dict[str, Any]:
    shaped = asdict(answer)
    del shaped["replayed"]
    return shaped


def _as_written(kept: dict[str, Any], *, replayed: bool) -> Written:
    events = tuple(WrittenEvent(**one) for one in kept["events"])
    return Written(kept["ref"], kept["version"], kept["state"], events, replayed)


class Desk:
    """One command being carried out inside its transaction."""

    def __init__(self, session: Session, by: Actor, role: str, held: OnFile, now: datetime,
                 rules: Rules, sources: Sources) -> None:
        self.session, self.by, self.role, self.held = session, by, role, held
        self.writes = at_the_end(session)
        self.complaint, self.now, self.rules, self.sources = held.complaint, now, rules, sources
        self.hashes: list[str] = []
        self.texts: dict[str, Any] = dict(held.readable)
        """The payloads that the decision may read, by digest; those of a complaint named too."""

    def carry_out(self, request: Request) -> Written:
        """Decide and write; the answer names the complaint that the asker is told of."""
        data = request.data if is_dataclass(request.data) else self._parsed(request)
        moment = self._moment(request, data)
        command = Command(request.command, data, request.occurred_at)
        decision = self._decided(command, self._context(moment, data, request))
        keep_turns(self.writes, self.complaint, decision.events)
        return self._written(decision)

    def _decided(self, command: Command, context: Context) -> Decision:
        """Decide, on the latest calendar where the command starts a clock."""
        complaint = self.complaint
        if complaint is None:
            return decide(command, None, context)
        first = caught_up(command.name, complaint, self.rules, self.now)
        if first is None:
            return decide(command, complaint, context)
        decision = decide(command, moved(complaint, self.rules.calendar.version), context)
        return replace(decision, events=(first, *decision.events))

    def _parsed(self, request: Request) -> object:
        if not isinstance(request.data, Mapping):
            raise InvalidCommand((FieldError("data", "type", "'data' must be an object"),))
        return parse_command(request.command, request.data)

    def _moment(self, request: Request, data: object) -> datetime:
        """When it happened: now, unless the command may be dated back or the letter left by other
        means, which only officers may say."""
        outside = getattr(data, "sent_outside", None) is not None
        if outside and self.role not in ("officer", "system"):
            raise Forbidden("'sent_outside' is for officers")
        if request.occurred_at is None:
            return self.now
        if not (COMMANDS[request.command].dated or outside) and request.occurred_at < self.now:
            raise Refusal("date_order", "'occurred_at' lies in the past, but this happens when it "
                          "is recorded; leave it out, or say with 'sent_outside' that the letter "
                          "had already gone", field="occurred_at")
        if request.occurred_at > self.now:
            raise Refusal("date_order", f"'occurred_at' is {request.occurred_at.isoformat()}, "
                          "which has not come yet; give the time it happened",
                          field="occurred_at")
        return request.occurred_at

    def _context(self, moment: datetime, data: object, request: Request) -> Context:
        complaint = self.complaint
        organisation = complaint.organisation if complaint else organisation_for(
            self.held.councils, self.writes, self.by, getattr(data, "organisation", None), self.now
        )
        council = self.held.councils.get(organisation)
        return Context(
            why="hand" if request.handing_over is None else "heir",
            allocate=lambda one: allocated(self.session, council, one, london_date(self.now)),
            asks_approval=council.asks_approval if council else frozenset(), parse=parse_command,
            now=self.now, occurred_at=moment, rules=self.rules, actor=self.by.id, role=self.role,
            account=self._account, other=self._other, reveal=self._reveal,
            upload=lambda one: upload_for(self.session, one, self.by),
            new_ref=self.sources.new_ref, new_id=self.sources.new_id, organisation=organisation,
            predecessor=complaint.predecessor if complaint else None,
            threshold=self._threshold,
        )

    def _threshold(self) -> ThresholdAdvice | None:
        """What the service's thresholds advise whoever decides, asked only where a decision is."""
        if self.complaint is None:
            return None
        looked = looked_at(self.complaint, self.held.readable)
        return threshold_advice(self.session, looked, self.by, self.rules,
                                asks_to_complain=self.complaint.dissatisfaction_expressed)

    def _account(self, email: str) -> AccountBrief | None:
        row = self.session.execute(
            select(AccountRow.id, AccountRow.email, AccountRow.roles, AccountRow.enabled,
                   AccountRow.organisation)
            .where(AccountRow.email == email.lower())
        ).first()
        return None if row is None else AccountBrief(
            row.id, row.email, frozenset(row.roles), row.enabled, row.organisation
        )

    def _other(self, ref: str) -> Complaint | None:
        found = load(self.session, ref, lock=True)
        if found is None or not may_see(self.by, found):
            return None
        self.texts |= private_values(self.session, ref)
        return found

    def _reveal(self, value: Sealed | None) -> Any:
        return None if value is None else self.texts.get(value.sha256)

    def _written(self, decision: Decision) -> Written:
        pen = Pen(self.session, self.writes, self.now, self.by.id, self.role, self.rules,
                  self.sources.new_id, self.sources.salt, self.held.councils)
        done: dict[str, Wrote] = {}
        if self.complaint is not None:
            own = self.complaint.ref
            done[own] = write(pen, own, self.complaint, decision.events, self.held.readable,
                              self.held.prev_hash)
        for ref, events in decision.others.items():
            done[ref] = self._write_other(pen, ref, events)
        self.hashes = [one.hash for wrote in done.values() for one in wrote.stored]
        answer = decision.answer or (self.complaint.ref if self.complaint else "")
        return _answer(done[answer])

    def _write_other(self, pen: Pen, ref: str, events: Sequence[NewEvent]) -> Wrote:
        """A new complaint, whose reference nobody else may have, or another that is there."""
        if events[0].type == FIRST:
            return write(pen, ref, None, events, {}, ORIGIN)
        before = load(self.session, ref, lock=True)
        return write(pen, ref, before, events, private_values(self.session, ref))


def _answer(wrote: Wrote) -> Written:
    complaint = wrote.complaint
    events = tuple(WrittenEvent(one.seq, one.type, one.hash) for one in wrote.stored)
    return Written(complaint.ref, complaint.version, complaint.state.value, events)
