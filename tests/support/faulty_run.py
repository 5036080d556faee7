"""Kills, restarts and crashes an installation at work, and judges what is left."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

from complaints_service.persistence.steady_view import steady_view
from complaints_service.services import audit
from support.faulty_clients import Client, Sent
from support.faulty_lab import Lab, Service, lab
from support.faulty_verdict import Result, judge

CLIENTS = 8
WEB_POINTS = ("before_commit", "after_commit")
WORKER_POINTS = ("before_commit", "after_commit", "after_smtp_accept", "after_outbox_mark")
CRASH_PATIENCE_SECONDS = 15.0

Say = Callable[[str], None]


def maltreat(
    folder: Path, seed: int, *, kills: int = 100, restarts: int = 20, crashes: int = 2,
    say: Say = lambda words: None,
) -> Result:
    """Run an installation under load, kill web and worker `kills` times and PostgreSQL `restarts`
    times, die `crashes` times at each named point, and compare what was said with what is there.
    """
    result, rng, began = Result(seed), random.Random(seed), time.monotonic()
    with lab(folder) as made:
        stopping = threading.Event()
        clients = [Client(made.port, made.tokens[n % len(made.tokens)], seed + n, stopping)
                   for n in range(CLIENTS)]
        for client in clients:
            client.start()
        anchors = _torment(made, rng, _plan(rng, kills, restarts), result, say)
        anchors += _crash_at_points(made, rng, crashes, result, say)
        _calm_down(made)
        stopping.set()
        for client in clients:
            client.join()
        say("judging")
        sent: list[Sent] = [one for client in clients for one in client.sent]
        result.faults += [f"a client failed: {one.failed!r}" for one in clients if one.failed]
        judge(made.url, sent, anchors[-3:], made.mail.message_ids, result)
    result.seconds = time.monotonic() - began
    return result


def _plan(rng: random.Random, kills: int, restarts: int) -> list[str]:
    plan = ["web" if n % 2 else "worker" for n in range(kills)] + ["database"] * restarts
    rng.shuffle(plan)
    return plan


def _torment(made: Lab, rng: random.Random, plan: list[str], result: Result, say: Say) -> list[str]:
    anchors = []
    for n, target in enumerate(plan, 1):
        time.sleep(rng.uniform(0.05, 0.35))
        if target == "database":
            made.restart_database()
            result.restarts += 1
        else:
            _kill(made.web if target == "web" else made.worker)
            result.web_kills += target == "web"
            result.worker_kills += target == "worker"
        result.back_up.append(made.wait_until_served())
        if n % 10 == 0:
            anchors.append(_head(made))
            say(f"{n} of {len(plan)}")
    return [*anchors, _head(made)]


def _kill(service: Service) -> None:
    service.kill()
    service.start()


def _crash_at_points(
    made: Lab, rng: random.Random, crashes: int, result: Result, say: Say
) -> list[str]:
    """Let web and worker die at named points, at a chance pass of each."""
    for service, points in ((made.web, WEB_POINTS), (made.worker, WORKER_POINTS)):
        for point in points:
            for _ in range(crashes):
                service.kill()
                seen = _deaths(service)
                service.start(COMPLAINTS_TEST_CRASH=f"{point}:{rng.randint(1, 12)}")
                result.crash_points[f"{service.name}: {point}"] += _died(service, seen)
                _kill(service)
                made.wait_until_served()
            say(f"{service.name}: {point}")
    return [_head(made)]


def _died(service: Service, seen: int) -> bool:
    """Whether a process of the service died at its point, within a while."""
    deadline = time.monotonic() + CRASH_PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if service.ended() or _deaths(service) > seen:
            return True
        time.sleep(0.05)
    return False


def _deaths(service: Service) -> int:
    """How often the web server has told that one of its processes died by itself."""
    told = service.log.read_text(encoding="utf-8", errors="replace")
    return told.count("Unexpected exit from worker")


def _calm_down(made: Lab) -> None:
    """Give the worker the time for what waits, so that the messages can be counted."""
    made.wait_until_served()
    time.sleep(5.0)


def _head(made: Lab) -> str:
    with steady_view(made.url) as session:
        return audit.head(session).hash
