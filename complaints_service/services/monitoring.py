"""The figures that a monitoring system watches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from complaints_service.domain.deadlines import CODE_CLOCKS
from complaints_service.domain.london import london_date
from complaints_service.domain.stages import Stage
from complaints_service.persistence.queries import figures_now

from .standing import last_tick

UNSENT = ("queued", "retrying", "needs_attention")


@dataclass(frozen=True)
class Figures:
    """Counts as they stand; what there is none of is shown as 0, so that an alarm can tell."""

    open: dict[str, int]
    overdue: dict[str, int]
    outbox: dict[str, int]
    last_tick: float


def figures(now: datetime) -> Figures:
    """Count complaints, deadlines and messages as they stand at `now` (aware)."""
    ticked = last_tick()
    return Figures(
        open=dict.fromkeys((one.value for one in Stage if one is not Stage.ENDED), 0)
        | figures_now.open_by_stage(),
        overdue=dict.fromkeys(CODE_CLOCKS, 0) | figures_now.overdue_by_kind(london_date(now)),
        outbox=dict.fromkeys(UNSENT, 0) | figures_now.outbox_by_state(),
        last_tick=0.0 if ticked is None else ticked.timestamp(),
    )
