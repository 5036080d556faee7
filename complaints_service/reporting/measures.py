"""Every measure once: what it divides by what, over which cohort, and how it is explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from complaints_service.domain.disclosure import Tier
from complaints_service.reporting.counts import COUNTS


class Unit(StrEnum):
    """What a value is measured in."""

    COMPLAINTS = "complaints"
    CONTACTS = "contacts"
    REQUESTS = "service requests"
    PERCENT = "percent"
    PER_HUNDRED = "per 100 stage 1 answers"
    WORKING_DAYS = "working days"


class Cohort(StrEnum):
    """Which complaints are meant by "in the period"."""

    RECEIVED = "received in the period"
    DECIDED = "decided in the period"
    DUE = "acknowledgement due in the period"
    AT_END = "as it stood at the end of the period"
    REQUESTED = "stage 2 asked for in the period"


@dataclass(frozen=True)
class Measure:
    """One measure.

    A count has a `numerator` alone. A rate divides it by `denominator`. A measure of days has a
    `statistic` (median, mean, p90 or greatest) over the `days` of the rows that `denominator`
    counts. `note` is printed wherever the measure is published.
    """

    id: str
    name: str
    unit: Unit
    cohort: Cohort
    note: str
    numerator: str | None = None
    denominator: str | None = None
    days: str | None = None
    statistic: str | None = None

    @property
    def counts(self) -> tuple[str, ...]:
        """The counts it needs."""
        return tuple(one for one in (self.numerator, self.denominator) if one)

    @property
    def is_share(self) -> bool:
        """Whether it is a part of a whole, so never above 100."""
        return self.unit is Unit.PERCENT


_CLASSES = (
    "Late are answers after the due date, extensions that were not valid, and complaints withdrawn "
    "or refused after the due date."
)
_OUTCOMES = "Answers where nothing could be decided are left out."
_OPEN_NOTE = "Complaints that waited for an answer at stage 1 or 2 at the end of the period."


def _volumes() -> tuple[Measure, ...]:
    received = Cohort.RECEIVED
    return (
        Measure("V1", "Contacts assessed", Unit.CONTACTS, received,
                "Complaints, service requests, compliments, comments and contacts passed to "
                "another procedure, once it was decided what they were.", "contacts"),
        Measure("V2", "Complaints accepted", Unit.COMPLAINTS, received,
                "Complaints taken on at stage 1, withdrawn ones included; service requests, "
                "merged complaints and matters for another procedure are not counted.",
                "accepted"),
        Measure("V3", "Complaints not accepted", Unit.COMPLAINTS, received,
                "Complaints refused at stage 1, also after they had first been accepted.",
                "not_accepted"),
        Measure("V3b", "Share of complaints not accepted", Unit.PERCENT, received,
                "Of all complaints accepted or refused, each counted once.",
                "not_accepted", "accepted_or_not"),
        Measure("V4", "Service requests recorded", Unit.REQUESTS, received,
                "Requests to put something right. They are not complaints.", "service_requests"),
        Measure("V4b", "Service requests that later became a complaint", Unit.PERCENT, received,
                "Of the service requests received in the period.",
                "requests_raised", "service_requests"),
        Measure("C1", "Compliments recorded", Unit.CONTACTS, received,
                "Thanks and praise, kept apart from complaints.", "compliments"),
        Measure("C2", "Comments recorded", Unit.CONTACTS, received,
                "What people thought and wanted nothing put right about; not complaints.",
                "comments"),
        Measure("V6", "Complaints taken to stage 2", Unit.COMPLAINTS, Cohort.REQUESTED,
                "By the day on which stage 2 was asked for; refused requests are not counted.",
                "stage_2_started"),
        Measure("V8", "Complaints open", Unit.COMPLAINTS, Cohort.AT_END, _OPEN_NOTE, "open"),
        Measure("V8b", "Middle age of open complaints", Unit.WORKING_DAYS, Cohort.AT_END,
                f"{_OPEN_NOTE} Age counts from receipt.",
                denominator="open", days="age", statistic="median"),
        Measure("V8c", "Age of the oldest open complaint", Unit.WORKING_DAYS, Cohort.AT_END,
                f"{_OPEN_NOTE} Age counts from receipt.",
                denominator="open", days="age", statistic="greatest"),
    )


def _timeliness(n: int, *, ack: str, base: str, code: str) -> tuple[Measure, ...]:
    stage, decided = f"stage_{n}", Cohort.DECIDED
    return (
        Measure(ack, f"Stage {n} acknowledged in time", Unit.PERCENT, Cohort.DUE,
                "Of acknowledgements due in the period and sent, or overdue.",
                f"{stage}_ack_on_time", f"{stage}_ack_due"),
        Measure(base, f"Stage {n} answered in the original time", Unit.PERCENT, decided,
                f"{_CLASSES} Answers within an extension are not counted here.",
                f"{stage}_on_time", f"{stage}_decided"),
        Measure(code, f"Stage {n} answered in the Code's time", Unit.PERCENT, decided,
                f"Within the original time or a valid extension. {_CLASSES}",
                f"{stage}_in_code_time", f"{stage}_decided"),
    )


def _days() -> tuple[Measure, ...]:
    note = "Working days from the acknowledgement (or the day it was due) to the stage 1 answer."
    common = (Unit.WORKING_DAYS, Cohort.DECIDED, note)
    return tuple(
        Measure(id, name, *common, denominator="stage_1_answered", days="answer", statistic=kind)
        for id, name, kind in (
            ("T6", "Working days to answer stage 1, middle value", "median"),
            ("T6b", "Working days to answer stage 1, mean", "mean"),
            ("T6c", "Working days within which nine in ten were answered", "p90"),
        )
    )


def _rest() -> tuple[Measure, ...]:
    decided, percent = Cohort.DECIDED, Unit.PERCENT
    return (
        Measure("T4", "Stage 1 answers that were extended", percent, decided,
                "Every complaint with an extension, valid or not, needed or not.",
                "stage_1_extended", "stage_1_decided"),
        Measure("T4b", "Extensions that were not valid", percent, decided,
                "Told after the due date, or longer than allowed; of complaints extended.",
                "stage_1_extended_invalid", "stage_1_extended"),
        Measure("T7", "Late or overdue at stage 1", percent, Cohort.AT_END,
                "Decided late in the period or overdue at its end, of all decided or overdue. The "
                "due day itself is not overdue.",
                "stage_1_late_or_overdue", "stage_1_decided_or_overdue"),
        Measure("O1", "Upheld at stage 1", percent, decided, _OUTCOMES,
                "stage_1_upheld", "stage_1_findings"),
        Measure("O1b", "Upheld or partly upheld at stage 1", percent, decided, _OUTCOMES,
                "stage_1_upheld_or_partly", "stage_1_findings"),
        Measure("O2", "Upheld at stage 2", percent, decided, _OUTCOMES,
                "stage_2_upheld", "stage_2_findings"),
        Measure("O2b", "Upheld or partly upheld at stage 2", percent, decided, _OUTCOMES,
                "stage_2_upheld_or_partly", "stage_2_findings"),
        Measure("O3", "Stage 1 decision changed at stage 2", percent, decided,
                "Changed wholly or in part, of stage 2 answers.",
                "stage_2_changed", "stage_2_answered"),
        Measure("E1", "Taken to stage 2, for each 100 stage 1 answers", Unit.PER_HUNDRED, decided,
                "Requests for stage 2 in the period beside answers at stage 1 in the period: two "
                "flows, not a share, so it may pass 100.",
                "stage_2_started", "stage_1_answered"),
    )


_ORDER = (
    *_volumes(),
    *_timeliness(1, ack="T1", base="T2", code="T3"),
    *_rest()[:2],
    *_timeliness(2, ack="T1b", base="T5", code="T5b"),
    *_days(),
    *_rest()[2:],
)

MEASURES: Mapping[str, Measure] = MappingProxyType({one.id: one for one in _ORDER})
TIERS: Mapping[str, Tier] = MappingProxyType({
    "all": Tier.WHOLE_COUNCIL,
    "service": Tier.SERVICE,
    "category": Tier.SERVICE,
    "channel": Tier.SERVICE,
    "ground": Tier.SERVICE,
    "ward": Tier.SMALL_AREA,
    "cause": Tier.SMALL_AREA,
})


def counts_of(measures: Iterable[str]) -> tuple[str, ...]:
    """The names of the counts that these measures need, each once."""
    wanted = {name for one in measures for name in MEASURES[one].counts}
    return tuple(name for name in COUNTS if name in wanted)
