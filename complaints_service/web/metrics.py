"""Figures for a monitoring system, in Prometheus' own format."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator

from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from werkzeug.exceptions import Unauthorized

from complaints_service import clock
from complaints_service.services.monitoring import Figures, figures
from complaints_service.services.tokens import actor_of_token
from complaints_service.settings import Settings
from complaints_service.web.access import open_to
from complaints_service.web.authorization import bearer

WATCHERS = frozenset({"administrator", "auditor", "manager", "officer"})
SEVERAL_PROCESSES = "PROMETHEUS_MULTIPROC_DIR"

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@open_to("public")
def metrics() -> Response:
    """Show the figures to whoever holds the metrics token, or a token of somebody who watches."""
    settings: Settings = current_app.extensions["settings"]
    if not _may_watch(settings.metrics_token, bearer(request.headers.get("Authorization", ""))):
        raise Unauthorized
    answer = Response(_written(figures(clock.now())), content_type=CONTENT_TYPE_LATEST)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _may_watch(expected: str | None, given: str | None) -> bool:
    if given is None:
        return False
    if expected is not None and hmac.compare_digest(expected.encode(), given.encode()):
        return True
    actor = actor_of_token(given)
    return actor is not None and bool(WATCHERS & actor.roles)


def _written(now: Figures) -> bytes:
    registry = CollectorRegistry()
    if SEVERAL_PROCESSES in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry) + generate_latest(_Standing(now))
    return generate_latest(REGISTRY) + generate_latest(_Standing(now))


class _Standing:
    """A registry of gauges read from the database at this moment."""

    def __init__(self, now: Figures) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        """Give each gauge once."""
        yield _gauge("complaints_open", "Complaints not ended.", "stage", self.now.open)
        yield _gauge("complaints_overdue", "Deadlines overdue.", "kind", self.now.overdue)
        yield _gauge("complaints_outbox_backlog", "Messages not sent.", "state", self.now.outbox)
        last = GaugeMetricFamily(
            "complaints_scheduler_last_success_timestamp",
            "When the scheduler last succeeded, in seconds since 1970; 0 for never.",
        )
        last.add_metric([], self.now.last_tick)
        yield last


def _gauge(name: str, words: str, label: str, counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, count in sorted(counts.items()):
        family.add_metric([key], count)
    return family
