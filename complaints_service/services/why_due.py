"""Why a deadline is on its day: the rule, the count or who gave it, and what moved it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import Deadline, deadlines_of
from complaints_service.domain.events import Event
from complaints_service.domain.handling_code import HandlingCode, StageLimits
from complaints_service.domain.hazards import HazardDue
from complaints_service.domain.london import london_date, read_instant
from complaints_service.domain.parts import Correction, Extension
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Sealed
from complaints_service.domain.stage_view import extension_view, stage_view

from .counted_dates import Count, counts, stage_of_kind
from .errors import NotFound
from .given_dates import GivenDate, given_dates
from .hazard_counts import hazard_count, hazard_due

# What the Codes say of a date that they do not count themselves, by the Code's key.
SAID_OF: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "promised_update": {"housing": ("HO 5.9",), "lgsco": ("LGSCO 5.5",)},
    "promised_answer": {"housing": ("HO 5.9",), "lgsco": ("LGSCO 5.5",)},
    "remedy": {"housing": ("HO 6.6", "HO 7.3"), "lgsco": ("LGSCO 6.6", "LGSCO 7.3")},
    "adjustment_review": {"housing": ("HO 5.10",), "lgsco": ("LGSCO 5.6",)},
    "contact_limit_review": {"housing": ("HO 5.14",), "lgsco": ("LGSCO 5.10",)},
}
START_OF = {1: "received_at", 2: "requested_at"}
"""The fact whose correction moves every date of a stage."""


@dataclass(frozen=True)
class RuleShown:
    """A paragraph that the date follows, and how far its wording was read (`verified`).

    `working_days` is the limit that it sets, None where it sets none.
    """

    provision: str
    code: str
    edition: str
    title: str
    paraphrase: str
    verified: str
    working_days: int | None = None
    step: str = ""


@dataclass(frozen=True)
class ExtensionShown:
    """Further time, whether it counts, and the date that it promised."""

    extension: Extension
    valid: bool
    promised: date | None

    @property
    def told_on(self) -> date | None:
        """The London date on which the complainant was told."""
        return None if self.extension.told_at is None else london_date(self.extension.told_at)


@dataclass(frozen=True)
class Moved:
    """A correction that moved the date on which the count starts."""

    was: date
    now: date
    corrected_at: datetime
    reason: Sealed


@dataclass(frozen=True)
class Why:
    """Everything that explains one deadline, as facts; the words are the page's."""

    deadline: Deadline
    stage: int | None
    counts: tuple[Count, ...]
    given: tuple[GivenDate, ...]
    rules: tuple[RuleShown, ...]
    extensions: tuple[ExtensionShown, ...]
    corrections: tuple[Moved, ...]
    calendar: str
    started_at: datetime | None
    acknowledge_by: date | None = None
    hazard: HazardDue | None = None
    """The clock of a hazard, where it is one."""

    @property
    def explained(self) -> date | None:
        """The date that the explanation arrives at; always the deadline's own."""
        if self.counts:
            return self.counts[-1].end
        if self.hazard is not None:
            return self.hazard.due_on
        return self.given[-1].due_on if self.given else None

    @property
    def provisional(self) -> bool:
        """Whether a bank holiday counted here is not yet proclaimed."""
        return any(one.provisional for one in self.counts)


def why_due(
    complaint: Complaint, events: Sequence[Event], kind: str, item: str, rules: Rules,
    closed: Mapping[date, str] | None = None,
) -> Why:
    """Explain one deadline. `closed` are the council's own closures by day.

    Raises `NotFound` where the complaint has no such deadline.
    """
    deadline = next((one for one in deadlines_of(complaint, rules)
                     if (one.kind, one.item) == (kind, item)), None)
    if deadline is None:
        raise NotFound("the complaint has no such deadline")
    if kind == "hazard":
        return _why_hazard(complaint, deadline, rules, closed)
    stage = stage_of_kind(kind)
    view = None if stage is None else stage_view(complaint, stage, rules)
    return Why(
        deadline=deadline,
        stage=stage,
        counts=counts(complaint, kind, rules, closed),
        given=given_dates(events, kind, item),
        rules=tuple(_rules(complaint, kind, rules)),
        extensions=_extensions(complaint, kind, rules),
        corrections=tuple(_moved(complaint.corrections, stage)),
        calendar=complaint.rules.calendar_version,
        started_at=_started_at(complaint, stage),
        acknowledge_by=None if view is None else view.acknowledge_by,
    )


def _why_hazard(
    complaint: Complaint, deadline: Deadline, rules: Rules, closed: Mapping[date, str] | None
) -> Why:
    """The clock of a hazard: the law's, whatever the complaint's own clocks do."""
    due = hazard_due(complaint, deadline.item, rules)
    if due is None:
        raise NotFound("the complaint has no such deadline")
    said = " ".join(filter(None, (due.clock.paraphrase, due.clock.note)))
    hazard = next(one for one in complaint.hazards if str(one.n) == deadline.item.split(".")[0])
    law = rules.hazards[hazard.edition]
    rule = RuleShown(due.clock.provision, law.title, law.edition, due.clock.title, said,
                     due.clock.verified, due.clock.days)
    return Why(
        deadline=deadline, stage=None, counts=hazard_count(complaint, due, rules, closed),
        given=(), rules=(rule,), extensions=(), corrections=(),
        calendar=complaint.rules.calendar_version, started_at=due.starts_at, hazard=due,
    )


def _started_at(complaint: Complaint, stage: int | None) -> datetime | None:
    if stage is None:
        return None
    return complaint.received_at if stage == 1 else complaint.stage_2.requested_at


def _extensions(complaint: Complaint, kind: str, rules: Rules) -> tuple[ExtensionShown, ...]:
    if not kind.endswith("_respond"):
        return ()
    stage = stage_of_kind(kind)
    return tuple(ExtensionShown(*one) for one in extension_view(complaint, rules)
                 if one[0].stage == stage)


def _moved(corrections: Iterable[Correction], stage: int | None) -> Iterator[Moved]:
    for one in corrections:
        if stage is None or one.field != START_OF[stage]:
            continue
        if isinstance(one.old, str) and isinstance(one.new, str):
            yield Moved(london_date(read_instant(one.old)), london_date(read_instant(one.new)),
                        one.corrected_at, one.reason)


def _rules(complaint: Complaint, kind: str, rules: Rules) -> Iterator[RuleShown]:
    for key, edition in sorted(complaint.rules.code_editions.items()):
        if key in complaint.codes:
            yield from _rules_of(rules.codes[edition], complaint, kind)


def _rules_of(code: HandlingCode, complaint: Complaint, kind: str) -> Iterator[RuleShown]:
    stage = stage_of_kind(kind)
    if stage is None:
        for provision in SAID_OF.get(kind, {}).get(code.key, ()):
            yield from _shown(code, provision)
        return
    steps = ["acknowledge"] if kind.endswith("_acknowledge") else _answer_steps(complaint, stage)
    limits: StageLimits = code.stage_1 if stage == 1 else code.stage_2
    for step in steps:
        named = code.limit_provisions[f"stage_{stage}.{step}"]
        yield from _shown(code, named, getattr(limits, step), step)


def _answer_steps(complaint: Complaint, stage: int) -> list[str]:
    """The limits that an answer's date rests on: unacknowledged, also that of acknowledging."""
    steps = ["respond"]
    if complaint.stage_record(stage).acknowledged_at is None:
        steps.insert(0, "acknowledge")
    if any(one.stage == stage for one in complaint.extensions):
        steps.append("extension_cap")
    return steps


def _shown(
    code: HandlingCode, provision: str, working_days: int | None = None, step: str = ""
) -> Iterator[RuleShown]:
    """The paragraph, unless it is not certain that it exists."""
    found = code.provisions.get(provision)
    if found is not None and found.confirmed:
        yield RuleShown(found.id, code.title, code.edition, found.title, found.paraphrase,
                        found.verified, working_days, step)
