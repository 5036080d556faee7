"""Runs every invariant over the whole record in one pass, and tells what is not as it must be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from complaints_service.domain.rules import Rules
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import EventRow

from . import clocks, documents, letters, order, people, state
from .accounts_then import accounts_then
from .evidence import CaseFile, Ground, Violation
from .gathering import case_files, others_named

Kind = TypeVar("Kind")
FileCheck = Callable[[CaseFile, Ground], Iterable[str]]
WholeCheck = Callable[[Session, Rules, datetime], tuple[int, list[Violation]]]

FILE_CHECKS: Mapping[str, FileCheck] = MappingProxyType({
    "I01": state.i01_replay,
    "I02": state.i02_gapless,
    "I03": state.i03_after_closure,
    "I04": state.i04_one_stage,
    "I05": people.i05_another_reviewer,
    "I06": people.i06_not_oneself,
    "I07": people.i07_roles,
    "I08": people.i08_access,
    "I09": state.i09_refusals,
    "I10": state.i10_withdrawals,
    "I11": state.i11_merges,
    "I12": clocks.i12_dates,
    "I13": clocks.i13_editions,
    "I14": clocks.i14_starts,
    "I15": clocks.i15_extensions,
    "I16": clocks.i16_never_paused,
    "I17": order.i17_in_order,
    "I18": order.i18_overdue,
    "I19": order.i19_accounted_for,
    "I20": order.i20_reminded_once,
    "I21": order.i21_instants,
    "I22": letters.i22_one_letter,
    "I23": letters.i23_way_on,
    "I24": documents.i24_documents,
})
"""Asked of one complaint's file at a time; each yields what is wrong, in words."""

EVEN_IF_BROKEN = frozenset({"I01", "I02"})
"""Asked even where the events cannot be replayed; the others could not understand them."""


@dataclass(frozen=True)
class Report:
    """What was found, and how many things each invariant looked at."""

    violations: tuple[Violation, ...] = ()
    checked: Mapping[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Nothing was found."""
        return not self.violations


def check_all(
    session: Session, rules: Rules, now: datetime, *, only: Sequence[str] = (),
    advanced: Callable[[int], None] = lambda count: None, folder: Path | None = None,
) -> Report:
    """Check every invariant (or `only` these) in one pass; `now` is an aware instant.

    `session` should see an unchanging view (`steady_view`). `advanced` is told of each batch how
    many complaints it held. `folder` is that of the documents, looked at only where it is named.
    """
    file_checks = _wanted(FILE_CHECKS, only)
    checked = Counter(dict.fromkeys(file_checks, 0))
    violations: list[Violation] = []
    ground = Ground(rules, now, accounts_then(session))
    for batch in case_files(session):
        here = replace(ground, others=others_named(session, batch))
        for file in batch:
            violations.extend(_judged(file, here, file_checks))
        checked.update(dict.fromkeys(file_checks, len(batch)))
        advanced(len(batch))
    for name, check in _wanted(WHOLE_CHECKS, only).items():
        count, found = check(session, rules, now)
        checked[name] += count
        violations.extend(found)
    if folder is not None and "I25" in (only or ("I25",)):
        checked["I25"], found = documents.i25_files(session, folder)
        violations.extend(found)
    violations.sort(key=lambda one: (one.id, one.ref, one.detail))
    return Report(tuple(violations), dict(sorted(checked.items())))


def check_one(
    name: str, session: Session, rules: Rules, now: datetime
) -> tuple[int, list[Violation]]:
    """Check one invariant alone: how many things it looked at, and what is wrong."""
    report = check_all(session, rules, now, only=(name,))
    return report.checked[name], list(report.violations)


def _wanted(checks: Mapping[str, Kind], only: Sequence[str]) -> dict[str, Kind]:
    return {name: check for name, check in checks.items() if not only or name in only}


def _judged(
    file: CaseFile, ground: Ground, checks: Mapping[str, FileCheck]
) -> Iterator[Violation]:
    for name, check in checks.items():
        if file.broken is not None and name not in EVEN_IF_BROKEN:
            continue
        try:
            yield from map(partial(Violation, name, file.ref), check(file, ground))
        except Exception as error:  # a record broken in a new way must not hide the others
            yield Violation(name, file.ref, f"cannot be judged ({type(error).__name__})")


def _streams_without_row(
    session: Session, rules: Rules, now: datetime
) -> tuple[int, list[Violation]]:
    """I01 the other way round: a stream that begins as a complaint has its row."""
    lost = session.scalars(
        select(EventRow.ref)
        .where(EventRow.seq == 1, EventRow.type == "received",
               ~exists().where(ComplaintRow.ref == EventRow.ref))
    )
    return 0, [Violation("I01", ref, "it has events, but no row") for ref in lost]


WHOLE_CHECKS: Mapping[str, WholeCheck] = MappingProxyType({"I01": _streams_without_row})
"""Asked of the whole record at once; what an id counts here is added to its files."""
